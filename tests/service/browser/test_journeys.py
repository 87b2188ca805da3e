"""A person goes through the pages: searches, narrows, reads, compares, asks, collects, shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.service.browser.conftest import Visit

QUERY = "SELECT ?m ?n { ?m kg:population ?n }"


@pytest.fixture(params=["visit", "plain"], ids=["with scripts", "without scripts"])
def anybody(request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The same visit with scripts and without."""
    chosen: Visit = request.getfixturevalue(request.param)
    yield chosen
    assert chosen.complaints == []


@pytest.mark.parametrize(
    ("lang", "words", "button"),
    [("fi", "kaavoitus", "Hae"), ("sv", "planläggning", "Sök"), ("en", "cities", "Search")],
)
def test_an_official_finds_a_passage_in_three_languages(
    anybody: Visit, lang: str, words: str, button: str
) -> None:
    page = anybody.go(f"/{lang}/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_title(re.compile(words))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    page.locator("ol.hits h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/document/[\w-]+.*#p\d+"))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(":target")).to_be_visible()


def test_a_search_is_narrowed_and_widened_again(anybody: Visit) -> None:
    page = anybody.go("/?q=kunta")
    page.locator("#narrow").get_by_role("link", name="ympäristöministeriö").click()
    chip = page.locator("section.chips").get_by_role("link", name=re.compile("Ministeriö"))
    expect(chip).to_be_visible()
    expect(page).to_have_url(re.compile("ministry="))
    page.get_by_role("link", name="uusin ensin").click()
    expect(page).to_have_url(re.compile("sort=date"))
    dates = page.locator("ol.hits time").evaluate_all("all => all.map(each => each.dateTime)")
    assert dates == sorted(dates, reverse=True)
    page.get_by_role("link", name="Svenska").click()
    expect(page).to_have_url(re.compile("/sv/.*ministry=.*sort=date"))
    page.locator("section.chips a").first.click()
    expect(page.locator("section.chips")).to_have_count(0)


def test_a_document_leads_to_a_law_a_ministry_and_back_to_documents(anybody: Visit) -> None:
    page = anybody.go("/document/kaavoitus")
    page.get_by_role("link", name="Alueidenkäyttölaki").first.click()
    expect(page.locator("h1")).to_have_text("Alueidenkäyttölaki")
    page.locator("table.statements").get_by_role("link", name="ympäristöministeriö").click()
    expect(page.locator("h1")).to_have_text("ympäristöministeriö")
    page.get_by_role("link", name="Hae asiakirjoja, jotka liittyvät tähän").click()
    expect(page.locator("section.chips").first).to_contain_text("ympäristöministeriö")


def test_cities_are_compared_and_the_table_is_taken_home(anybody: Visit) -> None:
    page = anybody.go("/en/compare")
    page.get_by_label("Municipality 1").fill("Helsinki")
    page.get_by_label("Municipality 2").fill("Åbo")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("table.compared").first).to_contain_text("Uusimaa")
    expect(page.get_by_role("heading", name="Agreements")).to_be_visible()
    assert downloaded(page, "Excel (XLSX)").name == "kaupunkigraafi-compare.xlsx"
    page.get_by_label("Municipality 2").fill("Atlantis")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_contain_text("Atlantis")
    # That a page is refused is told by its status, which browsers print.
    anybody.complaints.clear()


def test_passages_are_collected_into_a_word_document(anybody: Visit) -> None:
    page = anybody.go("/?q=kaavoitus")
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Kokoa valitut kohdat").click()
    expect(page.locator("ol.hits > li")).to_have_count(2)
    assert downloaded(page, "Word (DOCX)").name == "kaupunkigraafi.docx"
    page.get_by_role("link", name=re.compile("Poista kokoelmasta")).first.click()
    expect(page.locator("ol.hits > li")).to_have_count(1)


def test_what_was_ticked_before_is_collected_with_what_is_ticked_now(visit: Visit) -> None:
    page = visit.go("/?q=kaavoitus")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("searchbox").fill("segregaatio")
    page.get_by_role("button", name="Hae").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Kokoa valitut kohdat").click()
    expect(page.locator("ol.hits > li")).to_have_count(2)


def test_a_prepared_question_is_run_and_its_query_is_changed(anybody: Visit) -> None:
    page = anybody.go("/en/questions")
    page.get_by_role("link", name=re.compile("complete, partial")).click()
    page.get_by_text("The same as a SPARQL query").click()
    page.get_by_label("Query").fill(QUERY)
    page.get_by_role("button", name="Run the query").click()
    expect(page.locator("#answer table")).to_contain_text("658864")
    expect(page).to_have_url(re.compile(r"/query\?query="))


def test_the_editor_runs_shares_completes_and_keeps_its_place(visit: Visit) -> None:
    page = visit.go("/en/query")
    editor = page.get_by_role("textbox", name="Query")
    expect(editor).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()
    editor.click()
    page.keyboard.press("Control+a")
    # Chromium itself styles what is typed over coloured text, which the policy forbids it.
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT ?m ?n { ?m kg:popul")
    option = page.get_by_role("option", name=re.compile("kg:population")).first
    expect(option).to_be_visible()
    option.click()
    page.keyboard.type(" ?n")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table")).to_contain_text("658864")
    expect(page.locator("#elapsed")).to_have_text(re.compile(r"\d\.\d s"))
    address = page.get_by_role("link", name="link to this query").get_attribute("href")
    assert downloaded(page, "CSV").read_text("utf-8").startswith("m,n")
    shared = visit.go(str(address))
    expect(shared.locator("#answer table")).to_contain_text("658864")
    expect(shared.get_by_role("textbox", name="Query")).to_contain_text("kg:population")
    assert visit.complaints == []


def test_a_long_query_can_be_given_up(visit: Visit) -> None:
    page = visit.go("/en/query")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.get_by_role("button", name="Run the query").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#elapsed")).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Run the query")).to_be_enabled()


def test_everything_is_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit.go("/about")
    page.goto(visit.home + "/")
    page.keyboard.press("/")
    page.keyboard.type("kaavoitus")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=kaavoitus"))
    reach(page, "ol.hits h3 a")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/document/"))
    page.goto(visit.home + "/fi/query")
    expect(page.locator(".cm-content")).to_be_visible()
    reach(page, ".cm-content")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.cm-editor')")


def test_nothing_is_lost_at_double_size(visit: Visit) -> None:
    page = visit.go("/?q=kunta")
    # A window of 1280 at 200 per cent is one of 640 whose letters are as large as before.
    page.set_viewport_size({"width": 640, "height": 450})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    expect(page.get_by_role("button", name="Hae", exact=True)).to_be_visible()


def test_paper_loses_the_menus_and_none_of_the_text(anybody: Visit) -> None:
    page = anybody.go("/fi/entity/municipality/853")
    expect(page.locator("table.connections")).to_be_hidden()
    page.emulate_media(media="print")
    for gone in ("nav.main", "nav.languages", ".actions .button"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("table.connections")).to_be_visible()
    expect(page.locator("table.statements")).to_be_visible()


def test_a_page_asks_no_other_host_and_a_second_one_is_small(visit: Visit) -> None:
    asked: list[tuple[str, int]] = []

    def heard(response: object) -> None:
        sizes = response.request.sizes()  # type: ignore[attr-defined]
        asked.append((response.url, sizes["responseBodySize"]))  # type: ignore[attr-defined]

    visit.page.on("response", heard)
    visit.go("/?q=kunta").wait_for_load_state("networkidle")
    assert all(url.startswith(visit.home) for url, _ in asked)
    assert sum(size for _, size in asked) < 120_000
    asked.clear()
    visit.go("/?q=kaavoitus").wait_for_load_state("networkidle")
    assert sum(size for url, size in asked if "/static/" not in url) < 15_000


def downloaded(page: Page, name: str) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    kept = Path(str(waiting.value.path())).with_name(waiting.value.suggested_filename)
    waiting.value.save_as(kept)
    return kept


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")
