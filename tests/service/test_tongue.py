"""One page, one address in each language; an address without one leads to the reader's own."""

from __future__ import annotations

import httpx
import pytest
from tests.service.test_pages import ADDRESSES, found, page, text


@pytest.mark.parametrize(
    ("accept", "language"),
    [("", "fi"), ("sv-FI,sv;q=0.9,en;q=0.5", "sv"), ("de, en-GB;q=0.7", "en"), ("de", "fi"),
     ("en;q=x, *", "fi")],
)  # fmt: skip
def test_an_address_without_a_language_leads_to_the_reader_s_own(
    client: httpx.Client, accept: str, language: str
) -> None:
    response = client.get("/compare?city=091&city=853", headers={"Accept-Language": accept})
    assert response.status_code == 307
    assert response.headers["location"] == f"/{language}/compare?city=091&city=853"
    assert "Accept-Language" in response.headers["vary"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?q=kunta&lang=sv", "/sv/?q=kunta"),
        (
            "/document/kaavoitus?lang=en&generation=000001",
            "/en/document/kaavoitus?generation=000001",
        ),
        ("/api/v1/docs?lang=sv", "/sv/api"),
        ("/ontology.html?lang=en", "/en/ontology"),
        ("/entity/law/410-2015?lang=fi", "/fi/entity/law/410-2015"),
    ],
)
def test_addresses_that_were_shared_before_still_lead_there(
    client: httpx.Client, old: str, new: str
) -> None:
    response = client.get(old, headers={"Accept-Language": "fi"})
    assert (response.status_code, response.headers["location"]) == (308, new)
    assert client.get(new).status_code == 200


def test_a_form_of_an_old_page_is_answered_too(client: httpx.Client) -> None:
    response = client.post("/query?lang=sv", data={"query": "ASK {}"}, follow_redirects=True)
    assert response.status_code == 200
    assert response.url.path == "/sv/query"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_names_itself_in_every_language_and_in_none(
    client: httpx.Client, address: str
) -> None:
    tree = page(client, f"/sv{address}")
    places = {
        str(link.get("hreflang")): str(link.get("href"))
        for link in found(tree, "//head/link[@hreflang]")
    }
    assert list(places) == ["fi", "sv", "en", "x-default"]
    for language, place in places.items():
        assert place.startswith(str(client.base_url))
        answer = client.get(place, headers={"Accept-Language": "en"}, follow_redirects=True)
        assert answer.status_code == 200
        spoken = "en" if language == "x-default" else language
        assert answer.headers["content-language"] == spoken
        assert f'<html lang="{spoken}">' in answer.text


def test_every_link_within_a_page_keeps_its_language(client: httpx.Client) -> None:
    for address in (
        "/",
        "/?q=kunta&sort=date",
        "/entity/municipality/853",
        "/compare?city=091&city=853",
    ):
        tree = page(client, f"/sv{address}")
        for link in found(tree, "//main//a/@href|//header//a[@class='name']/@href"):
            path = str(link).partition("?")[0]
            if path.startswith("/") and not path.startswith(("/id/", "/api/v1/")):
                files = path.startswith(("/search.", "/compare."))
                assert path.startswith("/sv/") or (files and "lang=sv" in str(link)), link


def test_an_unknown_address_is_told_in_the_reader_s_language(client: httpx.Client) -> None:
    for address, accept in (("/sv/nothing", "en"), ("/nothing", "sv"), ("/nothing?lang=sv", "en")):
        response = client.get(address, headers={"Accept": "text/html", "Accept-Language": accept})
        assert response.status_code == 404
        assert '<html lang="sv">' in response.text


def test_a_page_is_not_sent_twice(client: httpx.Client) -> None:
    for address in ("/fi/?q=kaavoitus", "/sv/document/kaavoitus", "/en/entity/municipality/091"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    tags = {client.get(f"/{each}/about").headers["etag"] for each in ("fi", "sv", "en")}
    assert len(tags) == 3


def test_what_is_good_once_is_not_kept(client: httpx.Client) -> None:
    for address in ("/fi/query", "/fi/status"):
        response = client.get(address)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


def test_a_language_alone_is_the_search_page(client: httpx.Client) -> None:
    response = client.get("/sv?q=kunta")
    assert (response.status_code, response.headers["location"]) == (308, "/sv/?q=kunta")
    assert text(page(client, "/sv"), "//h1").startswith("Sök")
