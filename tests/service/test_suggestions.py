"""Suggestions over HTTP and on a document's page: the library's, and clearly no facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.suggested import suggestions_to_plain
from kaupunkigraafi_service.app import create_app

MEMBERS = ["id", "document", "entity", "predicate", "confidence", "method", "evidence"]
LABEL = "Alueidenkäyttölaki"


@pytest.fixture(scope="module")
def served(suggesting_folder: Path) -> Iterator[httpx.Client]:
    """A server over a graph with suggestions."""
    app = create_app(Kaupunkigraafi.open(suggesting_folder), Settings(query_workers=1))
    with running(app) as client:
        yield client


def test_the_api_answers_what_the_library_does(
    served: httpx.Client, suggesting_folder: Path
) -> None:
    asked = {"document": "uusi", "kind": "law", "limit": "1", "lang": "en"}
    answer = served.get("/api/v1/suggestions", params=asked)
    assert answer.status_code == 200
    with Kaupunkigraafi.open(suggesting_folder) as kg:
        found = kg.suggestions("uusi", kind="law", limit=1)
        assert answer.headers["Kaupunkigraafi-Generation"] == kg.generation
        assert answer.json() == json.loads(json.dumps(suggestions_to_plain(found, "en")))


def test_the_shape_of_a_suggestion_is_frozen(served: httpx.Client) -> None:
    body = served.get("/api/v1/suggestions").json()
    assert list(body) == ["generation", "note", "total", "suggestions"]
    assert [list(each) for each in body["suggestions"]] == [MEMBERS] * body["total"]
    assert body["total"] > 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"document": "nobody"}, 404),
        ({"kind": "municipality"}, 422),
        ({"limit": "0"}, 422),
        ({"limit": "1001"}, 422),
        ({"offset": "-1"}, 422),
        ({"documnet": "uusi"}, 422),
    ],
)
def test_what_cannot_be_asked_is_a_problem(
    served: httpx.Client, asked: dict[str, str], status: int
) -> None:
    answer = served.get("/api/v1/suggestions", params=asked)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_judged_over_http(served: httpx.Client, method: str) -> None:
    assert served.request(method, "/api/v1/suggestions").status_code == 405


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", "Ehdotus, ei tarkistettu"),
        ("sv", "Förslag, inte granskat"),
        ("en", "Suggested, not reviewed"),
    ],
)
def test_a_documents_page_shows_suggestions_apart_from_what_it_concerns(
    served: httpx.Client, lang: str, words: str
) -> None:
    text = served.get(f"/{lang}/document/uusi").text
    before, heading, after = text.partition('aria-labelledby="suggested"')
    assert heading
    label = LABEL if lang != "sv" else "Lag om områdesanvändning"
    section = after.partition("</section>")[0]
    assert words in section
    assert label in section
    # Neither what it concerns, nor what machines read of it, has the guess.
    assert label not in before


def test_a_page_of_a_document_without_suggestions_has_no_such_section(
    client: httpx.Client,
) -> None:
    assert 'aria-labelledby="suggested"' not in client.get("/fi/document/kaavoitus").text


def test_turtle_of_a_document_states_no_suggestion(served: httpx.Client) -> None:
    text = served.get("/id/document/uusi.ttl").text
    assert "Muistio uusi" in text
    assert "132" not in text
