"""Thirty things that an official and a researcher want to do, done in a browser on our own data.

Each is done with scripts and without, but for the two that only a script can do.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from tests.service.browser.conftest import LOCALE, Visit
from tests.service.browser.test_journeys import downloaded

GROUP = "Kaupunkipolitiikan yhteistyöryhmä"


@pytest.fixture
def scripted(browser: Browser, real: httpx.Client) -> Iterator[Visit]:
    with browser.new_context(locale=LOCALE) as context:
        yield Visit(context, str(real.base_url))


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def desk(request: pytest.FixtureRequest, browser: Browser, real: httpx.Client) -> Iterator[Visit]:
    with browser.new_context(locale=LOCALE, java_script_enabled=request.param) as context:
        visit = Visit(context, str(real.base_url))
        yield visit
        assert visit.complaints == []


# An official at a ministry or a city.


def test_01_ask_in_ones_own_words_who_is_responsible_for_something(desk: Visit) -> None:
    page = desk.go("/")
    page.get_by_role("searchbox").fill("kuka vastaa kaavoituksesta?")
    page.get_by_role("button", name="Hae", exact=True).click()
    first = page.locator("ol.hits > li").first
    expect(first.locator("mark").first).to_have_text(re.compile("kaavoitu", re.IGNORECASE))
    expect(first.locator(".why")).to_contain_text("sama merkitys")
    expect(page.locator("ol.hits")).to_contain_text("Vastuussa: kunnat")


def test_02_ask_in_swedish_and_read_what_is_there_in_either_language(desk: Visit) -> None:
    page = desk.go("/sv/?q=vem+ansvarar+för+planläggningen")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    tongues = page.locator("ol.hits .tongue").all_text_contents()
    assert "finska" in tongues
    assert page.locator("ol.hits h3[lang=fi]").count() == tongues.count("finska")


def test_03_keep_only_what_concerns_ones_own_ministry(desk: Visit) -> None:
    page = desk.go("/fi/?q=asuminen")
    page.locator("#narrow").get_by_role("link", name="ympäristöministeriö").click()
    expect(page.locator("section.chips").first).to_contain_text("ympäristöministeriö")
    expect(page.locator("ol.hits > li").first).to_be_visible()


def test_04_keep_only_what_concerns_ones_own_city(desk: Visit) -> None:
    page = desk.go("/fi/?q=sopimus&city=Turku")
    expect(page.locator("section.chips").first).to_contain_text("Turku")
    expect(page.locator("ol.hits")).to_contain_text(re.compile("Tur[uk]"))


def test_05_see_of_every_hit_whose_words_it_is(desk: Visit) -> None:
    page = desk.go("/fi/?q=kaavoitus")
    badges = page.locator("ol.hits > li .badge")
    assert badges.count() == page.locator("ol.hits > li").count() == 10
    expect(badges.first).to_have_text("Kaupunkigraafin kooste, ei viranomaisteksti")


def test_06_come_to_the_very_passage_in_its_document(desk: Visit) -> None:
    page = desk.go("/fi/?q=kaavoitusmittaus")
    page.locator("ol.hits h3 a").first.click()
    expect(page.locator(":target")).to_be_in_viewport()


def test_07_go_on_to_the_authority_s_own_text(desk: Visit) -> None:
    page = desk.go("/fi/?q=kaavoitusmittauksen+valvonta")
    page.locator("ol.hits h3 a").first.click()
    official = page.locator(".notice a[rel~=external]")
    assert str(official.get_attribute("href")).startswith("http://data.finlex.fi/eli/sd/")


def test_08_cite_a_document_with_day_and_generation(desk: Visit) -> None:
    page = desk.go("/fi/document/task-132-1999-54b")
    expect(page.locator(".citation")).to_contain_text(re.compile(r"luettu \d+\.\d+\.20\d\d"))
    expect(page.locator(".citation")).to_contain_text("sukupolvi 000001")
    assert downloaded(page, "RIS").read_text("utf-8").startswith("TY  - ")


def test_09_take_passages_into_a_word_document(desk: Visit) -> None:
    page = desk.go("/sv/?q=bostäder")
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()
    page.get_by_role("button", name=re.compile("Samla valda")).click()
    expect(page.locator("ol.hits > li")).to_have_count(3)
    assert downloaded(page, "Word (DOCX)").read_bytes().startswith(b"PK")


def test_10_find_a_law_by_its_number(desk: Visit) -> None:
    page = desk.go("/fi/?q=410%2F2015")
    expect(page.locator("ol.hits > li").first).to_contain_text("Kuntalaki")
    page.locator("ol.hits .entities").get_by_role("link", name="Kuntalaki").first.click()
    expect(page.locator("h1")).to_have_text("Kuntalaki")


def test_11_see_when_a_law_came_into_force_and_how_often_it_was_amended(desk: Visit) -> None:
    page = desk.go("/fi/entity/law/410-2015")
    expect(page.locator("header .badge")).to_have_text("muutettu 14 kertaa")
    facts = page.locator("table.statements")
    expect(facts).to_contain_text("Tullut voimaan")
    expect(facts).to_contain_text("1.5.2015")


def test_12_see_what_the_law_asks_of_a_municipality(desk: Visit) -> None:
    page = desk.go("/en/questions/municipality-tasks?municipality=091")
    expect(page.locator("h1")).to_contain_text("statutory tasks")
    assert page.locator("tbody tr").count() > 100


def test_13_see_which_ministry_steers_a_task_and_on_which_section_it_rests(desk: Visit) -> None:
    page = desk.go("/fi/entity/task/410-2015/22")
    facts = page.locator("table.statements")
    expect(facts.get_by_role("link", name="valtiovarainministeriö")).to_be_visible()
    facts.get_by_role("link", name=re.compile("22 §")).click()
    expect(page.locator("h1")).to_contain_text("22 §")


def test_14_compare_cities_and_see_what_is_not_known(desk: Visit) -> None:
    page = desk.go("/fi/compare")
    page.get_by_label("1. kunta").fill("Helsinki")
    page.get_by_label("2. kunta").fill("Åbo")
    page.get_by_role("button", name="Vertaa").click()
    expect(page.locator("tr.shared").first).to_contain_text("yhteinen")
    expect(page.locator("td.unknown").first).to_have_text("ei tiedossa")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ tehtävää, jotka laki säätää"))


def test_15_take_a_comparison_into_a_spreadsheet(desk: Visit) -> None:
    page = desk.go("/sv/compare?city=091&city=853")
    rows = list(csv.reader(io.StringIO(downloaded(page, "CSV").read_text("utf-8-sig"))))
    assert rows[0][2:] == ["Helsingfors", "Åbo"]
    assert downloaded(page, "Excel (XLSX)").read_bytes().startswith(b"PK")


def test_16_be_helped_with_a_misspelled_word(desk: Visit) -> None:
    page = desk.go("/fi/?q=segergaatio")
    page.locator(".spelling a").click()
    expect(page.get_by_role("searchbox")).to_have_value("segregaatio")
    expect(page.locator("ol.hits > li").first).to_be_visible()


def test_17_be_helped_where_nothing_is_found(desk: Visit) -> None:
    page = desk.go("/fi/?q=kaavoitus&since=1900-01-01&until=1900-12-31")
    expect(page.get_by_role("heading", name="Ei osumia")).to_be_visible()
    expect(page.get_by_role("heading", name="Lähimmät asiakirjat")).to_be_visible()
    page.get_by_role("link", name=re.compile("Ilman rajauksia")).click()
    expect(page.locator("ol.hits > li").first).to_be_visible()


def test_18_report_an_error_without_looking_for_its_identifier(desk: Visit) -> None:
    page = desk.go("/fi/?q=kaavoitus")
    page.locator("ol.hits > li").first.get_by_role("link", name="Ilmoita virhe").click()
    message = page.locator("pre")
    expect(message).to_contain_text("https://w3id.org/kaupunkigraafi/id/passage/")
    expect(message).to_contain_text("000001")


def test_19_change_the_language_and_stay_where_one_is(desk: Visit) -> None:
    page = desk.go("/fi/?q=asuminen&ministry=YM&sort=date")
    page.locator(".languages a[lang=sv]").click()
    expect(page).to_have_url(re.compile(r"/sv/\?q=asuminen&ministry=YM&sort=date$"))
    expect(page.locator("section.chips").first).to_contain_text("miljöministeriet")
    page = desk.go("/fi/compare?city=091&city=853")
    page.locator(".languages a[lang=en]").click()
    expect(page.locator("table.compared th").nth(2)).to_have_text("Turku")


def test_20_send_a_colleague_what_one_sees(desk: Visit, browser: Browser) -> None:
    page = desk.go("/fi/?q=asuminen&city=Tampere")
    link = page.get_by_role("link", name="pysyvä linkki").get_attribute("href")
    seen = page.locator("ol.hits h3").all_text_contents()
    with browser.new_context(locale="en-GB") as colleague:
        other = colleague.new_page()
        other.goto(desk.home + str(link))
        assert other.locator("ol.hits h3").all_text_contents() == seen


# A researcher.


def test_21_ask_a_prepared_question_and_take_the_table_home(desk: Visit) -> None:
    page = desk.go("/en/questions")
    page.get_by_role("link", name="Which statutes are cited most?").click()
    page.get_by_text("The same as a SPARQL query").click()
    page.get_by_role("button", name="Run the query").click()
    table = downloaded(page, "CSV").read_text("utf-8")
    assert len(table.splitlines()) > 10


def test_22_write_a_query_of_ones_own_without_a_manual(desk: Visit) -> None:
    page = desk.go("/fi/query")
    expect(page.locator("textarea")).to_have_value(re.compile("SELECT"))
    page.get_by_role("button", name="Aja kysely").click()
    expect(page.locator("#answer table")).to_contain_text("ympäristöministeriö")


def test_23_find_a_term_by_its_label_while_writing(scripted: Visit) -> None:
    page = scripted.go("/fi/query")
    editor = page.get_by_role("textbox", name="Kysely")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT ?n { ?m kg:popul")
    expect(page.get_by_role("option", name=re.compile("väkiluku")).first).to_be_visible()


def test_24_see_numbers_as_a_drawing_beside_the_table(desk: Visit) -> None:
    query = (
        "SELECT%20%3Fname%20%3Fn%20{%20%3Fm%20kg:population%20%3Fn%20;%20skos:prefLabel%20%3Fname%20"
        'FILTER(LANG(%3Fname)%3D"fi")%20}%20ORDER%20BY%20DESC(%3Fn)%20LIMIT%205'
    )
    page = desk.go(f"/en/query?query={query}")
    expect(page.locator("figure.chart rect")).to_have_count(5)
    expect(page.locator("#answer tbody tr").first).to_contain_text("664028")


def test_25_give_up_a_query_that_takes_too_long(scripted: Visit) -> None:
    page = scripted.go("/en/query")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i ")
    page.get_by_role("button", name="Run the query").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#elapsed")).to_have_text("Cancelled")
    # The only worker is free again: the next query is answered.
    page.goto(scripted.home + "/en/query?query=ASK%20{%20%3Fs%20%3Fp%20%3Fo%20}")
    expect(page.locator("#result")).to_have_text("Yes")


def test_26_take_what_is_known_of_a_thing_as_data(desk: Visit) -> None:
    page = desk.go("/en/entity/municipality/091")
    address = page.get_by_role("link", name="Turtle", exact=True).get_attribute("href")
    answer = page.request.get(desk.home + str(address))
    assert answer.headers["content-type"].startswith("text/turtle")
    assert '"Helsingfors"@sv' in answer.text()


def test_27_read_what_the_data_do_not_know_before_drawing_conclusions(desk: Visit) -> None:
    for language, heading in (("fi", "Mitä ei tiedetä"), ("sv", "Vad som inte är känt")):
        page = desk.go(f"/{language}/about")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert page.locator("section[aria-labelledby=gaps] li").count() > 3
        assert page.locator("section[aria-labelledby=sources] tbody tr").count() > 40


def test_28_follow_a_municipality_through_time(desk: Visit) -> None:
    page = desk.go("/sv/entity/municipality/091")
    first = page.locator("ol.timeline li").first
    expect(first).to_contain_text("1.1.1946")
    expect(first).to_contain_text("Haga")
    first.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("Haga")


def test_29_see_that_a_source_and_we_say_different_things_of_a_body(desk: Visit) -> None:
    page = desk.go("/fi/entity/body/TEM070-00-2019")
    expect(page.locator("h1")).to_have_text(f"{GROUP} (2020)")
    facts = page.locator("table.statements")
    expect(facts).to_contain_text("Käynnissä")
    expect(facts).to_contain_text("toimikausi päättynyt")


def test_30_see_on_which_sources_facts_rest_and_under_which_licence(desk: Visit) -> None:
    page = desk.go("/sv/entity/municipality/853")
    resting = page.locator(".resting li")
    expect(resting.first).to_contain_text("CC BY 4.0")
    resting.first.get_by_role("link").click()
    expect(page.locator("table.statements")).to_contain_text("geofi")
