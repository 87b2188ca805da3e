"""What each source has of its own: kinds kept apart, deleted records, maps of maps, charsets."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.hankeikkuna import KINDS, Hankeikkuna
from kaupunkigraafi.harvesting.harvest import harvest
from kaupunkigraafi.harvesting.oai_pmh import OaiPmh
from kaupunkigraafi.harvesting.urls import Sitemap, UrlList
from kaupunkigraafi.harvesting.web import Web
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.harvesting.repositories import (
    hankeikkuna,
    record,
    repository,
    site_map,
    thing,
    whole,
)
from tests.harvesting.server import Reply, Site


def test_kinds_are_asked_for_one_by_one_and_kept_apart(
    own_folder: Path, site: Site, web: Web
) -> None:
    hankeikkuna(site, [thing(n, KINDS[n % 4]) for n in range(1, 9)])
    done = harvest(own_folder, Hankeikkuna(address=site.url, size=1), web)
    assert len(done.new) == 8
    for kind in KINDS:
        assert sum(key.startswith(f"{kind}/") for key in done.new) == 2
    assert {tuple(json.loads(each.body)["tyyppi"]) for each in site.log if each.body} == {
        (kind,) for kind in KINDS
    }


def test_what_was_not_edited_since_is_not_asked_for(own_folder: Path, site: Site, web: Web) -> None:
    hankeikkuna(site, [thing(1, "HANKE", muokattu="2001-01-01T10:00:00")])
    harvest(own_folder, Hankeikkuna(address=site.url), web)
    site.log.clear()
    done = harvest(own_folder, Hankeikkuna(address=site.url), web)
    assert (done.new, done.unchanged, done.gone) == ((), 0, ())
    assert all("muokattuPaivaAlku" in json.loads(each.body) for each in site.log if each.body)


def test_pages_of_objects_without_an_end_are_given_up(site: Site, web: Web) -> None:
    same = {"result": [{"kohde": thing(1, "HANKE")}], "nextSearchAfter": ["a"]}
    site.routes["/kohteet/haku"] = Reply(body=json.dumps(same).encode())
    with pytest.raises(FetchRefused, match="again and again"):
        list(Hankeikkuna(address=site.url, size=1).pages(web, "", ""))
    assert len(site.asked()) == 2


def test_a_full_page_that_leads_nowhere_is_told(site: Site, web: Web) -> None:
    site.routes["/kohteet/haku"] = Reply(
        body=json.dumps({"result": [{"kohde": thing(1, "HANKE")}]}).encode()
    )
    with pytest.raises(FetchRefused, match="nextSearchAfter"):
        list(Hankeikkuna(address=site.url, size=1).pages(web, "", ""))


def test_a_record_brings_what_the_repository_tells(own_folder: Path, site: Site, web: Web) -> None:
    repository(site, [record(n) for n in range(1, 6)])
    done = harvest(own_folder, OaiPmh(f"{site.url}/oai"), web)
    assert len(done.new) == 5
    assert len(site.asked()) == 3
    with Kaupunkigraafi.open(own_folder) as kg:
        (hit, *_) = kg.search("katsaus kertoo torista", mode="lexical").hits
    assert hit.document.publisher == "Toriministeriö"
    assert hit.document.source.startswith("http://tori.example/handle/")
    assert hit.document.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_a_deleted_record_is_told_gone(own_folder: Path, site: Site, web: Web) -> None:
    repository(site, [record(1), record(2)])
    harvest(own_folder, OaiPmh(f"{site.url}/oai"), web)
    repository(site, [record(1), record(2, day="2099-01-01", deleted=True)])
    done = harvest(own_folder, OaiPmh(f"{site.url}/oai"), web)
    assert done.gone == ("oai:tori:2",)


def test_a_repository_that_repeats_its_token_is_given_up(site: Site, web: Web) -> None:
    inner = f"<ListRecords>{record(1)}<resumptionToken>a</resumptionToken></ListRecords>"
    site.routes["/oai"] = Reply(body=whole(inner))
    with pytest.raises(FetchRefused, match="again and again"):
        list(OaiPmh(f"{site.url}/oai").pages(web, "", ""))
    assert len(site.asked()) == 2


def test_a_token_that_is_known_no_longer_begins_anew(site: Site, web: Web) -> None:
    repository(site, [record(1)])
    fine = site.routes["/oai"]
    site.routes["/oai"] = lambda asked: (
        Reply(body=whole('<error code="badResumptionToken"/>'))
        if "old" in asked.path
        else fine(asked)  # type: ignore[operator]
    )
    (page,) = OaiPmh(f"{site.url}/oai").pages(web, "old", "")
    assert [item.key for item in page.items] == ["oai:tori:1"]


def test_xml_that_attacks_its_reader_is_refused(site: Site, web: Web) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset>&b;</urlset>'
    site.routes["/sitemap.xml"] = Reply(body=bomb)
    with pytest.raises(FetchRefused, match="entities"):
        list(Sitemap(f"{site.url}/sitemap.xml").pages(web, "", ""))


def test_a_map_of_maps_is_followed_once_and_no_deeper(site: Site, web: Web) -> None:
    site_map(site, {"/a": ("", b"a")}, "/one.xml")
    site_map(site, {"/b": ("", b"b")}, "/two.xml")
    packed = site.routes["/two.xml"]
    assert isinstance(packed, Reply)
    site.routes["/two.xml.gz"] = Reply(body=gzip.compress(packed.body))
    maps = "".join(
        f"<sitemap><loc>{site.url}{path}</loc></sitemap>"
        for path in ("/one.xml", "/two.xml.gz", "/maps.xml")
    )
    site.routes["/maps.xml"] = Reply(body=f"<sitemapindex>{maps}</sitemapindex>".encode())
    found = [
        item.address for page in Sitemap(f"{site.url}/maps.xml").pages(web, "", "")
        for item in page.items
    ]  # fmt: skip
    assert found == [f"{site.url}/a", f"{site.url}/b"]
    assert len(site.asked()) == 3


@pytest.mark.parametrize("said", ["iso-8859-1", "utf-8"])
@pytest.mark.parametrize("written", ["iso-8859-1", "utf-8"])
def test_letters_are_read_as_they_are_written_whatever_the_header_says(
    own_folder: Path, site: Site, web: Web, said: str, written: str
) -> None:
    words = "Päätös tehtiin Jyväskylässä: tori pysyy auki ympäri vuoden, ja sähkö riittää."
    site.routes["/paatos.txt"] = Reply(
        body=words.encode(written), headers={"Content-Type": f"text/plain; charset={said}"}
    )
    done = harvest(own_folder, UrlList([f"{site.url}/paatos.txt"], "a"), web)
    assert len(done.new) == 1
    with Kaupunkigraafi.open(own_folder) as kg:
        hit = kg.search("Jyväskylässä tori", mode="lexical").hits[0]
    assert "Päätös tehtiin Jyväskylässä" in hit.passage.text
    assert hit.document.source == f"{site.url}/paatos.txt"


def test_what_is_refused_leaves_the_rest(own_folder: Path, site: Site, web: Web) -> None:
    site.routes["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /kielletty")
    site.routes["/suuri"] = Reply(body=b"a" * 200_000)
    site.routes["/sisaan"] = Reply(302, headers={"Location": "http://10.0.0.1/salaista"})
    site.routes["/tyhja.txt"] = Reply(body=b" ")
    site.routes["/hyva.txt"] = Reply(body="Tori on auki joka päivä.".encode())
    paths = ("/kielletty", "/suuri", "/sisaan", "/tyhja.txt", "/poissa", "/hyva.txt")
    done = harvest(own_folder, UrlList([site.url + path for path in paths], "a"), web)
    assert done.new == (f"{site.url}/hyva.txt",)
    reasons = {each.name.removeprefix(site.url): each.reason for each in done.refused}
    assert set(reasons) == set(paths[:-1])
    for path, words in (("/kielletty", "robots.txt"), ("/suuri", "larger than"),
                        ("/sisaan", "10.0.0.1"), ("/tyhja.txt", "empty"),
                        ("/poissa", "404")):  # fmt: skip
        assert words in reasons[path]


def test_a_host_that_is_down_ends_the_run_after_five_things(
    own_folder: Path, site: Site, web: Web
) -> None:
    for n in range(9):
        site.routes[f"/{n}"] = Reply(503)
    source = UrlList([f"{site.url}/{n}" for n in range(9)], "a")
    done = harvest(own_folder, source, web)
    assert "503" in done.stopped
    assert set(site.asked()) == {f"/{n}" for n in range(5)}
    for n in range(9):
        site.routes[f"/{n}"] = Reply(body=f"Tori {n} on auki joka päivä.".encode())
    done = harvest(own_folder, source, web)
    assert (len(done.new), done.stopped, done.refused) == (9, "", ())


def test_a_listing_that_broke_off_goes_on_at_its_page(
    own_folder: Path, site: Site, web: Web
) -> None:
    repository(site, [record(n) for n in range(1, 8)])
    fine = site.routes["/oai"]
    site.routes["/oai"] = lambda asked: (
        Reply(500) if asked.path.endswith("=4") else fine(asked)  # type: ignore[operator]
    )
    done = harvest(own_folder, OaiPmh(f"{site.url}/oai"), web)
    assert (len(done.new), "500" in done.stopped) == (4, True)
    site.routes["/oai"] = fine
    site.log.clear()
    done = harvest(own_folder, OaiPmh(f"{site.url}/oai"), web)
    assert (len(done.new), done.stopped) == (7, "")
    assert [each.rpartition("resumptionToken=")[2] for each in site.asked()] == ["4", "6"]
