"""The pages as a browser without scripts reads them: labels, languages, links, mere text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import etree, html
from lxml.html import HtmlElement
from tests.service.serving import running

from kaupunkigraafi.build import add
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app

HOSTILE = """---
id: vihamielinen
title: "<script>alert('otsikko')</script> & <b>laki</b>"
language: fi
type: summary
authority: own-summary
issued: 2024-02-29
source: "javascript:alert(1)"
summarises: "https://example.org/?a=1&b=%22"
licence: "not stated"
---
# <img src=x onerror=alert(2)>

Kunnan kaavoitus ja </p><script>alert('teksti')</script> &lt;ei&gt; \u202eoikealta vasemmalle.
"""
ADDRESSES = ["/", "/things", "/things?q=kaavoitus+Turussa&kind=task",
             "/?q=kunta", "/?q=kaavoitus&city=Helsinki", "/about", "/query", "/questions",
             "/questions/body-cities?body=TEM001-00-2020", "/questions/rolls",
             "/entity/municipality/091", "/entity/law/410-2015", "/api",
             "/problems/query-timeout", "/compare", "/compare?city=Helsinki&city=853",
             "/query?query=SELECT%20*%20%7B%20%3Fs%20kg:population%20%3Fn%20%7D",
             "/collection?p=kaavoitus/1&p=planering/1", "/document/kaavoitus", "/status",
             "/accessibility", "/privacy", "/ontology",
             "/report?about=urn:x&generation=000001"]  # fmt: skip


def page(client: httpx.Client, address: str, status: int = 200) -> HtmlElement:
    """Read a page; an address without a language leads to one that has it."""
    response = client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(response.text)


def found(tree: HtmlElement, path: str) -> list[HtmlElement]:
    result = tree.xpath(path)
    assert isinstance(result, list)
    return result


def text(tree: HtmlElement, path: str) -> str:
    return " ".join(str(tree.xpath(f"string({path})")).split())


STATUTE = """---
id: kuntalaki-alkuperainen
title: "Kuntalaki (410/2015)"
language: fi
type: statute
authority: statute-as-enacted
issued: 2015-04-10
expresses: {law}
source: "https://example.org/410"
licence: "not stated"
---
Kunta edistää asukkaidensa hyvinvointia ja alueensa elinvoimaa.
"""


@pytest.fixture(scope="module")
def statutes(
    world_folder: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> Iterator[httpx.Client]:
    """A law of which a source says how often it was amended, and one of which none does."""
    home = tmp_path_factory.mktemp("statutes")
    shutil.copytree(world_folder, home / "folder")
    known = STATUTE.format(law="law/410-2015")
    unknown = STATUTE.format(law="law/618-2021").replace("kuntalaki-alk", "valtionosuuslaki-alk")
    for name, text in (("known", known), ("unknown", unknown)):
        (home / f"{name}.md").write_text(text, encoding="utf-8")
    add(home / "folder", home / "known.md", home / "unknown.md", encoder="hashing")
    with running(create_app(Kaupunkigraafi.open(home / "folder"), settings)) as client:
        yield client


@pytest.mark.parametrize(
    ("lang", "amended", "not_known"),
    [
        ("fi", "Alkuperäinen säädös 2015, muutettu 14 kertaa",
         "Alkuperäinen säädös 2015, muutosten määrä ei tiedossa"),
        ("sv", "Ursprunglig författning 2015, ändrad 14 gånger",
         "Ursprunglig författning 2015, antalet ändringar är inte känt"),
        ("en", "Statute as enacted 2015, amended 14 times",
         "Statute as enacted 2015, amendments not known"),
    ],
)  # fmt: skip
def test_a_statute_says_everywhere_how_often_it_was_amended(
    statutes: httpx.Client, lang: str, amended: str, not_known: str
) -> None:
    badges = "//span[contains(@class, 'badge')]"
    for name, said in (("kuntalaki", amended), ("valtionosuuslaki", not_known)):
        tree = page(statutes, f"/{lang}/document/{name}-alkuperainen")
        assert text(tree, badges) == said
        tree = page(statutes, f"/{lang}/collection?p={name}-alkuperainen/1")
        assert text(tree, badges) == said
    tree = page(statutes, f"/{lang}/?q=kunta+edist%C3%A4%C3%A4+asukkaidensa+hyvinvointia")
    told = {text(each, ".") for each in found(tree, f"//ol/li{badges}")}
    assert {amended, not_known} <= told


def test_a_law_says_how_often_it_was_amended_and_what_its_facts_rest_on(
    client: httpx.Client,
) -> None:
    tree = page(client, "/en/entity/law/410-2015")
    assert text(tree, "//header//span[@class='badge']") == "amended 14 times"
    tree = page(client, "/en/entity/law/132-1999")
    assert text(tree, "//header//span[@class='badge']") == "amendments not known"
    assert "not an authority's register" in text(tree, "//div[@class='resting']//span")
    told = text(tree, "//div[@class='resting']//li/span")
    assert told.startswith("read ") or told.startswith("day of reading not known")


@pytest.fixture(scope="module")
def hostile(
    world_folder: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("hostile")
    shutil.copytree(world_folder, home / "folder")
    (home / "vihamielinen.md").write_text(HOSTILE, encoding="utf-8")
    add(home / "folder", home / "vihamielinen.md", encoder="hashing")
    with running(create_app(Kaupunkigraafi.open(home / "folder"), settings)) as client:
        yield client


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_its_landmarks_labels_and_language(
    client: httpx.Client, address: str, lang: str
) -> None:
    tree = page(client, f"/{lang}{address}")
    assert tree.get("lang") == lang
    assert found(tree, "//title/text()")
    assert len(found(tree, "//main")) == len(found(tree, "//h1")) == 1
    assert found(tree, "//a[@class='skip' and @href='#content']")
    levels = [int(heading.tag[1]) for heading in found(tree, "//h1|//h2|//h3")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for control in found(tree, "//input[not(@type='hidden')]|//select|//textarea"):
        assert found(tree, f"//label[@for='{control.get('id')}']"), control.get("name")
    ids = [element.get("id") for element in found(tree, "//*[@id]")]
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-describedby"):
        assert {element.get(name) for element in found(tree, f"//*[@{name}]")} <= set(ids)
    assert all(text(link, ".") or link.get("aria-label") for link in found(tree, "//a"))
    assert not found(tree, "//@style|//style|//@onclick")
    assert not found(tree, "//script[not(@src) and not(@type='application/ld+json')]")


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_load_nothing_from_another_host(client: httpx.Client, address: str) -> None:
    tree = page(client, address)
    loaded = found(tree, "//img/@src|//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src")
    assert loaded
    for target in map(str, loaded):
        assert target.startswith("/static/")
        assert client.get(target).status_code == 200


def test_a_result_says_what_it_is_and_why_it_is_there(client: httpx.Client) -> None:
    tree = page(client, "/?q=kaavoitus")
    assert found(tree, "//ol/li//h3/a[starts-with(@href, '/fi/document/')]")
    assert found(tree, "//ol/li//span[contains(@class, 'badge')]")
    assert found(tree, "//ol/li//p[@class='why']")
    assert found(tree, "//ol/li//p[@class='passage' and @lang]")
    marks = [text(mark, ".").casefold() for mark in found(tree, "//mark")]
    assert marks
    assert any(mark.startswith("kaav") for mark in marks)


def test_a_result_leads_to_its_passage_in_the_document(client: httpx.Client) -> None:
    link = str(found(page(client, "/?q=kaavoitus"), "//ol/li//h3/a/@href")[0])
    path, _, anchor = link.partition("#")
    tree = page(client, path)
    assert found(tree, f"//*[@id='{anchor}']")
    assert found(tree, "//aside//dl/dt")


def test_a_facet_narrows_and_its_chip_lets_go_again(client: httpx.Client) -> None:
    facets = found(page(client, "/?q=kunta"), "//aside[@id='narrow']//li/a/@href")
    narrow = str(next(each for each in facets if "ministry=" in str(each)))
    assert parse_qs(urlsplit(narrow).query)["q"] == ["kunta"]
    tree = page(client, narrow)
    chips = found(tree, "//section[@class='chips']//a")
    assert len(chips) == 1
    assert chips[0].get("aria-label")
    assert chips[0].get("href") == "/fi/?q=kunta"


def test_filters_stay_when_the_words_are_changed(client: httpx.Client) -> None:
    tree = page(client, "/?q=kunta&city=Helsinki&language=fi&lang=sv")
    hidden = {
        (field.get("name"), field.get("value"))
        for field in found(tree, "//form//input[@type='hidden']")
    }
    assert hidden == {("city", "Helsinki")}
    assert found(tree, "//form[@role='search' and @action='/sv/']")
    assert found(tree, "//select[@name='language']/option[@selected and @value='fi']")
    assert text(tree, "//section[@class='chips']//li").startswith("Kommun: Helsingfors")


@pytest.mark.parametrize(
    ("lang", "said", "named"),
    [
        ("fi", "Kysymyksestä tunnistettiin", "Kunta: Turku"),
        ("sv", "Detta kändes igen", "Kommun: Åbo"),
        ("en", "Recognised in the question", "Municipality: Turku"),
    ],
)
def test_what_a_question_names_is_offered_as_a_filter_and_then_chosen(
    client: httpx.Client, lang: str, said: str, named: str
) -> None:
    tree = page(client, f"/?q=kaavoitus+Turussa&lang={lang}")
    assert said in text(tree, "//section[@class='chips offers']")
    (offer,) = [
        each
        for each in found(tree, "//section[@class='chips offers']//li/a")
        if "city=" in each.get("href")
    ]
    assert " ".join(each.strip() for each in offer.itertext() if each.strip()).startswith(named)
    assert offer.get("aria-label")
    chosen = page(client, offer.get("href"))
    assert named in text(chosen, "//section[@class='chips']")
    names = {str(each) for each in found(chosen, "//section[@class='chips offers']//li/a/@href")}
    assert names <= {str(each) for each in names if "task=" in str(each)}, "it is offered again"
    # With a filter chosen, what belongs to it by the graph can be taken along, and let go again.
    (wider,) = found(chosen, "//section[@class='chips offers']/p/a/@href")
    assert parse_qs(urlsplit(str(wider)).query)["related"] == ["true"]
    taken = page(client, str(wider))
    assert len(found(taken, "//section[@class='chips']//li/a[contains(@aria-label, ':')]")) == 2
    hidden = {field.get("name") for field in found(taken, "//form//input[@type='hidden']")}
    assert {"city", "related"} <= hidden


def test_things_of_the_graph_stand_above_the_passages(client: httpx.Client) -> None:
    tree = page(client, "/?q=kaavoitus+Turussa&lang=sv")
    things = found(tree, "//section[@class='things']//li/a")
    assert text(tree, "//section[@class='things']").startswith("I nätet finns")
    assert {each.get("href").partition("?")[0].removeprefix("/sv") for each in things} >= {
        "/entity/municipality/853",
        "/entity/task/132-1999/5",
    }
    assert "Åbo" in text(tree, "//section[@class='things']")
    # A search that was narrowed, and one for nothing, are about passages and documents.
    assert not found(page(client, "/?q=kaavoitus&city=Turku"), "//section[@class='things']")
    assert not found(page(client, "/"), "//section[@class='things']")


def test_the_page_of_things_tells_each_with_its_reasons(client: httpx.Client) -> None:
    tree = page(client, "/sv/things?q=kaavoitus+Turussa")
    first = found(tree, "//ol[@class='hits']/li")[0]
    assert first.xpath(".//h3//a/@href")[0].endswith("/entity/municipality/853")
    said = " ".join("".join(first.itertext()).split())
    assert "Åbo" in said
    assert "nämns i frågan" in said
    assert first.xpath(".//ul/li/a[contains(@href, '/document/kaavoitus#p')]")
    (tasks,) = [
        str(each)
        for each in found(tree, "//section[@class='chips']//a/@href")
        if "kind=task" in str(each)
    ]
    narrowed = page(client, tasks)
    kinds = {text(each, ".") for each in found(narrowed, "//ol[@class='hits']//p[@class='kicker']")}
    assert kinds == {"uppgift"}
    (back,) = found(narrowed, "//section[@class='chips']//a[@aria-current]/@href")
    assert "kind=" not in str(back)
    # From a search for passages and back.
    (there,) = found(page(client, "/sv/?q=kaavoitus"), "//section[@class='things']/p/a/@href")
    assert found(page(client, str(there)), "//a[@href='/sv/?q=kaavoitus']")


@pytest.mark.parametrize("query", ["q=kunta&kind=planet", "q=kunta&cursor=x", "q=" + "x" * 2001])
def test_a_page_of_things_that_cannot_be_says_why(client: httpx.Client, query: str) -> None:
    tree = page(client, f"/en/things?{query}", 422)
    assert text(tree, "//div[@role='alert']")


def test_a_task_leads_to_similar_tasks(client: httpx.Client) -> None:
    tree = page(client, "/entity/task/132-1999/5?lang=en")
    (section,) = found(tree, "//section[@aria-labelledby='similar']")
    assert "Similar tasks" in "".join(section.itertext())
    (href,) = section.xpath(".//a/@href")
    assert "/entity/task/TEM001-00-2020/1" in href
    city = page(client, "/entity/municipality/853")
    assert not found(city, "//section[@aria-labelledby='similar']")


def test_the_next_page_of_results_is_a_link(client: httpx.Client) -> None:
    tree = page(client, "/?limit=1")
    link = str(found(tree, "//a[@rel='next']/@href")[0])
    further = page(client, link)
    titles = [text(each, "//ol/li[1]//p[@class='passage']") for each in (tree, further)]
    assert titles[0] != titles[1]
    assert found(further, "//p[@class='pages']/a[not(@rel)]")


def test_nothing_found_is_helpful(client: httpx.Client) -> None:
    tree = page(client, "/?q=kunta&since=1900-01-01&until=1900-12-31")
    assert text(tree, "//h2[@id='results']") == "Ei osumia"
    assert "/fi/?q=kunta" in map(str, found(tree, "//div[@class='empty']//a/@href"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fi", "Pois jätettiin kohdat, joissa on ”segregaatio”."),
     ("sv", "Utelämnade är ställen med ”segregaatio”."),
     ("en", "Passages with “segregaatio” are left out.")],
)  # fmt: skip
def test_what_was_left_out_is_told_in_the_page_s_language(
    client: httpx.Client, lang: str, said: str
) -> None:
    tree = page(client, f"/{lang}/?q=kunta+-segregaatio")
    assert text(tree, "//p[@class='notice']") == said
    assert not found(tree, "//p[@class='notice' and @lang]")


def test_a_filter_that_names_nothing_is_told_above_the_form(client: httpx.Client) -> None:
    tree = page(client, "/?q=kunta&city=Atlantis", status=422)
    assert "Atlantis" in text(tree, "//*[@role='alert']")
    assert found(tree, "//input[@name='q' and @value='kunta']")
    assert found(page(client, "/?since=eilen", status=422), "//*[@role='alert']")


def test_an_entity_says_its_names_facts_and_connections(client: httpx.Client) -> None:
    tree = page(client, "/entity/municipality/091?lang=sv")
    assert text(tree, "//h1") == "Helsingfors"
    assert found(tree, "//ul[@class='names']//span[@lang='fi' and text()='Helsinki']")
    assert found(tree, "//table[@class='statements']//th[@scope='rowgroup']")
    assert found(tree, "//a[@class='button' and contains(@href, 'city=municipality')]")
    turku = page(client, "/entity/municipality/853")
    assert found(turku, "//table[@class='connections']//a[starts-with(@href, '/fi/entity/body/')]")


def test_a_page_that_is_not_there_is_a_page(client: httpx.Client) -> None:
    for address in ("/document/none", "/entity/municipality/999", "/nothing", "/problems/none"):
        tree = page(client, f"{address}?lang=sv", status=404)
        assert tree.get("lang") == "sv"
        assert found(tree, "//a[@class='button' and starts-with(@href, '/')]")


def test_a_text_leads_to_what_it_names(client: httpx.Client) -> None:
    tree = page(client, "/document/kaavoitus?lang=sv")
    links = found(tree, "//section[@class='text']//a[@class='mention']")
    assert [(text(link, "."), link.get("href"), link.get("title")) for link in links] == [
        ("Turussa", "/sv/entity/municipality/853", "Åbo")
    ]


def test_a_passage_of_a_permalink_says_that_the_data_may_have_changed(client: httpx.Client) -> None:
    assert "000009" in text(page(client, "/document/kaavoitus?generation=000009"), "//main")
    current = page(client, "/document/kaavoitus?generation=000001")
    assert not found(current, "//div[@class='notice' and contains(., '000001')]")
    hostile = page(client, "/document/kaavoitus?generation=%3Cb%3E")
    assert not found(hostile, "//div[@class='notice' and contains(., '<b>')]")


def test_a_misspelled_word_gets_a_nearer_one(client: httpx.Client) -> None:
    tree = page(client, "/?q=segergaatio")
    link = found(tree, "//p[@class='spelling']/a")[0]
    assert text(link, ".") == "segregaatio"
    assert link.get("href") == "/fi/?q=segregaatio"
    assert not found(page(client, "/?q=segregaatio"), "//p[@class='spelling']")


def test_newest_first_goes_on_to_the_next_page(client: httpx.Client) -> None:
    tree = page(client, "/?q=kunta&sort=date&limit=2")
    dates = [str(each) for each in found(tree, "//ol/li//time/@datetime")]
    further = page(client, str(found(tree, "//a[@rel='next']/@href")[0]))
    dates += [str(each) for each in found(further, "//ol/li//time/@datetime")]
    assert dates == sorted(dates, reverse=True)
    assert page(client, "/?q=kunta&sort=date&cursor=%D9%A3") is not None


def test_what_is_not_known_of_a_city_is_not_told_as_no(client: httpx.Client) -> None:
    tree = page(client, "/compare?city=091&city=853&lang=en")
    lines = {
        text(row, "./th/a"): [text(cell, ".") for cell in found(row, "./td")]
        for row in found(tree, "//table[@class='compared']//tbody/tr")
    }
    # Nobody says that the roll of the group's members is whole.
    assert lines["Kaupunkiryhmä"] == ["not known", "yes"]


def test_a_thing_has_a_timeline_and_a_picture_beside_the_same_table(client: httpx.Client) -> None:
    tree = page(client, "/entity/law/132-1999?lang=en")
    drawn = {text(each, ".") for each in found(tree, "//figure//*[local-name()='a']/@href/..")}
    told = {text(each, ".") for each in found(tree, "//table[@class='connections']//td/a")}
    assert drawn
    assert drawn <= told
    assert found(tree, "//link[@type='text/turtle']/@href") == ["/id/law/132-1999.ttl"]
    body = page(client, "/entity/municipality/853?lang=en")
    assert found(body, "//table[@class='connections']")


def test_text_of_a_stranger_is_text(hostile: httpx.Client) -> None:
    for address in ("/?q=kaavoitus+script&language=fi", "/document/vihamielinen", "/?q=<script>"):
        response = hostile.get(address, follow_redirects=True)
        assert "<script>" not in response.text
        assert "<img src=x" not in response.text
        assert 'href="javascript:' not in response.text
    tree = page(hostile, "/document/vihamielinen")
    assert text(tree, "//h1") == "<script>alert('otsikko')</script> & <b>laki</b>"
    assert "alert('teksti')" in text(tree, "//main")
    assert found(tree, "//div[@class='notice']//a[@href='https://example.org/?a=1&b=%22']")
    results = page(hostile, "/?q=kaavoitus&language=fi")
    assert "<script>alert('otsikko')</script> & <b>laki</b>" in [
        text(heading, ".") for heading in found(results, "//ol/li//h3")
    ]
    assert found(results, "//p[@class='passage']/bdi")


def test_the_address_itself_cannot_write_into_the_page(client: httpx.Client) -> None:
    attack = '"><script>alert(1)</script>'
    for address in ("/", "/fi/", "/about", "/document/x", "/nothing", "/sv/nothing"):
        response = client.get(
            address, params={"q": attack, "lang": attack, "x": attack}, follow_redirects=True
        )
        assert "<script>" not in response.text
    assert (
        etree.HTML(client.get("/fi/", params={"q": attack}).text)
        .xpath("//input[@name='q']")[0]
        .get("value")
        == attack
    )


def test_scripts_are_packed_and_come_as_they_are_to_who_cannot_unpack(
    client: httpx.Client,
) -> None:
    packed = client.get("/static/editor.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/editor.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    for name in ("none.js", "..%2Ftexts.toml", "%2E%2E/texts.toml"):
        assert client.get(f"/static/{name}").status_code == 404


def test_the_style_sheet_may_be_kept_because_its_address_has_its_hash(client: httpx.Client) -> None:
    sheet = str(found(page(client, "/"), "//link[@rel='stylesheet']/@href")[0])
    assert "?v=" in sheet
    response = client.get(sheet)
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(sheet.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert client.get(f"{sheet}0").headers["cache-control"] == "no-cache"
    again = client.get(sheet, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "url(" not in response.text
    for rule in ("prefers-color-scheme: dark", ":focus-visible", "@media print"):
        assert rule in response.text
