"""What machines read of the pages: sitemap, OpenSearch, a feed, JSON-LD, a box to embed, hashes."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from lxml import etree
from tests.service.serving import running
from tests.service.test_pages import found, page

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app

ROOT = Path(__file__).parents[2]


def test_every_address_of_the_sitemap_is_there_in_three_languages(client: httpx.Client) -> None:
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    places = [str(each) for each in tree.xpath("//*[local-name()='loc']/text()")]
    assert len(places) == len(set(places))
    languages = tree.xpath("//*[local-name()='url'][1]/*[local-name()='link']/@hreflang")
    assert languages == ["fi", "sv", "en"]
    for place in places[:: max(1, len(places) // 40)]:
        assert client.get(place).status_code == 200, place
    assert any("/sv/document/planering" in place for place in places)
    assert "sitemap.xml" in client.get("/robots.txt").text


def test_a_browser_can_add_the_search(client: httpx.Client) -> None:
    link = str(found(page(client, "/?lang=sv"), "//link[@rel='search']/@href")[0])
    tree = etree.fromstring(client.get(link).content)
    template = str(tree.xpath("//*[local-name()='Url'][@type='text/html']/@template")[0])
    assert client.get(template.replace("{searchTerms}", "kaava")).status_code == 200
    assert "/sv/?q=" in template


def test_the_newest_documents_are_a_feed(client: httpx.Client) -> None:
    tree = etree.fromstring(client.get("/newest.atom").content)
    titles = tree.xpath("//*[local-name()='entry']/*[local-name()='title']/text()")
    assert titles[0] == "Segregaatio kaupungeissa"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/about", "Dataset"),
        ("/document/kaavoitus", "CreativeWork"),
        ("/entity/law/410-2015", "Legislation"),
        ("/entity/ministry/YM", "GovernmentOrganization"),
    ],
)
def test_pages_say_what_they_are_about_in_schema_org(
    client: httpx.Client, address: str, kind: str
) -> None:
    (block,) = found(page(client, address), "//script[@type='application/ld+json']/text()")
    told = json.loads(str(block))
    assert (told["@context"], told["@type"]) == ("https://schema.org", kind)
    assert told["@id"]


def test_the_search_box_is_framed_by_those_whom_the_operator_names(
    client: httpx.Client, world_folder: Path
) -> None:
    assert "frame-ancestors 'none'" in client.get("/fi/embed").headers["content-security-policy"]
    settings = Settings(query_workers=1, frame_ancestors="https://intra.example.org")
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as named:
        policy = named.get("/fi/embed").headers["content-security-policy"]
        assert "frame-ancestors https://intra.example.org" in policy
        assert "frame-ancestors 'none'" in named.get("/fi/").headers["content-security-policy"]


def test_an_error_is_reported_with_what_it_is_about(
    client: httpx.Client, world_folder: Path
) -> None:
    links = found(page(client, "/entity/municipality/091"), "//a[contains(@href, '/report')]/@href")
    said = client.get(str(links[0])).text
    assert "https://w3id.org/kaupunkigraafi/id/municipality/091" in said
    assert "000001" in said
    assert "mailto:" not in said
    settings = Settings(query_workers=1, contact="palaute@example.org", operator="Esimerkki")
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as named:
        assert "mailto:palaute@example.org?subject=" in named.get(str(links[0])).text
        assert "Esimerkki" in named.get("/fi/privacy").text


def test_what_is_bundled_is_what_its_hash_says() -> None:
    told = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    hashes = dict(re.findall(r"\| `([^`]+\.js)` \|.*`([0-9a-f]{64})` \|", told))
    assert set(hashes) == {
        "service/kaupunkigraafi_service/pages/static/editor.js",
        "tests/service/browser/axe/axe.min.js",
    }
    for name, sha256 in hashes.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == sha256
    licences = files("kaupunkigraafi_service.pages").joinpath("static/editor.LICENCES.txt")
    assert "MIT License" in licences.read_text(encoding="utf-8")
