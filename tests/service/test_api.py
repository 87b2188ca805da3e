"""The verbs over HTTP: what the facade says, and problems that name the parameter."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kaupunkigraafi import plain
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi_service import schemas


def same(response: httpx.Response, expected: object) -> None:
    """The same but for the time it took, which is told in milliseconds."""
    assert response.status_code == 200, response.text
    body = response.json()
    wanted = json.loads(json.dumps(expected))
    for each in (body, wanted):
        if isinstance(each, dict):
            each.pop("took_ms", None)
    assert body == wanted


def document_of(kg: Kaupunkigraafi) -> str:
    return kg.search("").hits[0].document.id


def test_search_says_what_the_library_says(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    response = client.get("/api/v1/search", params={"q": "kaavoitus", "limit": 3, "lang": "sv"})
    same(response, plain.answer_to_plain(kg.search("kaavoitus", 3), "sv"))
    schemas.Answer.model_validate(response.json())
    assert response.headers["kaupunkigraafi-generation"] == kg.generation


def test_search_takes_every_filter(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    filters: dict[str, Any] = {"city": "Helsinki", "language": "fi", "mode": "lexical"}
    response = client.get("/api/v1/search", params={"q": "kunta", **filters})
    same(response, plain.answer_to_plain(kg.search("kunta", **filters)))
    empty = {"city": "", "since": "", "cursor": ""}
    same(
        client.get("/api/v1/search", params={"q": "kunta", **empty}),
        plain.answer_to_plain(kg.search("kunta")),
    )


def test_pages_of_a_search_follow_each_other(client: httpx.Client) -> None:
    first = client.get("/api/v1/search", params={"limit": 2}).json()
    second = client.get("/api/v1/search", params={"limit": 2, "cursor": first["next"]}).json()
    seen = [hit["passage"]["iri"] for hit in first["hits"] + second["hits"]]
    assert len(seen) == len(set(seen)) > 2


def test_an_entity_and_its_neighbours_are_those_of_the_library(
    client: httpx.Client, kg: Kaupunkigraafi
) -> None:
    helsinki = client.get("/api/v1/entity/municipality/091", params={"lang": "sv"})
    same(helsinki, plain.entity_to_plain(kg.entity("municipality/091"), "sv"))
    schemas.Entity.model_validate(helsinki.json())
    assert helsinki.json()["label"] == "Helsingfors"
    law = client.get("/api/v1/related/law/410/2015")
    same(law, plain.related_to_plain(kg.related("law/410-2015")))
    for each in law.json():
        schemas.Related.model_validate(each)
    ministries = client.get("/api/v1/related/law/410-2015", params={"kind": "ministry"}).json()
    assert {each["kind"] for each in ministries} == {"ministry"}


def test_a_document_is_that_of_the_library(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    key = document_of(kg)
    response = client.get(f"/api/v1/document/{key}")
    expected = plain.document_to_plain(
        kg.document(key), kg.passages(key), kg.entities_of(key), "fi"
    )
    same(response, expected)
    schemas.Document.model_validate(response.json())


def test_about_is_that_of_the_library(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    response = client.get("/api/v1/about")
    same(response, plain.about_to_plain(kg.about()))
    schemas.About.model_validate(response.json())


def test_validate_says_which_rule_is_broken(client: httpx.Client) -> None:
    headers = {"Content-Type": "text/turtle"}
    prefix = "@prefix kg: <https://w3id.org/kaupunkigraafi/ontology#> ."
    broken = f"{prefix} <https://example.org/x> a kg:Municipality ."
    response = client.post("/api/v1/validate", content=broken, headers=headers)
    found = schemas.Validation.model_validate(response.json())
    assert not found.conforms
    assert "kg:MunicipalityHasOneCode" in {each.shape for each in found.violations}
    assert client.post("/api/v1/validate", content=prefix, headers=headers).json()["conforms"]
    refused = client.post("/api/v1/validate", content="<a> <b", headers=headers)
    assert refused.json()["type"] == "/problems/body-unreadable"
    assert client.post("/api/v1/validate", content=broken).status_code == 415


CASES: list[tuple[str, dict[str, str | list[str]], str, str]] = [
    ("/api/v1/search", {"limit": "0"}, "limit", "at least 1"),
    ("/api/v1/search", {"limit": "101"}, "limit", "1 to 100"),
    ("/api/v1/search", {"limit": "ten"}, "limit", "a whole number"),
    ("/api/v1/search", {"since": "eilen"}, "since", "a date as 2024-12-31"),
    ("/api/v1/search", {"mode": "psychic"}, "mode", "hybrid"),
    ("/api/v1/search", {"lang": "de"}, "lang", "'fi', 'sv' or 'en'"),
    ("/api/v1/search", {"q": "x" * 2001}, "q", "at most 2000 characters"),
    ("/api/v1/search", {"citty": "Helsinki"}, "citty", "city"),
    ("/api/v1/search", {"q": ["a", "b"]}, "q", "once"),
    ("/api/v1/search", {"city": "Atlantis"}, "city", ""),
    ("/api/v1/entity/municipality/091", {"kind": "law"}, "kind", "lang"),
    ("/api/v1/about", {"x": "1"}, "x", ""),
]


@pytest.mark.parametrize(("path", "params", "parameter", "allowed"), CASES)
def test_a_value_that_cannot_be_is_told_with_what_can(
    client: httpx.Client,
    path: str,
    params: dict[str, str | list[str]],
    parameter: str,
    allowed: str,
) -> None:
    response = client.get(path, params=params)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = schemas.Problem.model_validate(response.json())
    assert problem.type == "/problems/parameters-invalid"
    assert problem.errors
    assert parameter in problem.errors[0].parameter
    assert allowed in problem.errors[0].allowed


REFUSED: list[tuple[str, Callable[[httpx.Client], httpx.Response], int, str]] = [
    ("an unknown city", lambda c: c.get("/api/v1/entity/municipality/999"), 404, "entity-unknown"),
    ("an unknown document", lambda c: c.get("/api/v1/document/none"), 404, "entity-unknown"),
    ("an unknown path", lambda c: c.get("/api/v1/nothing"), 404, "not-found"),
    ("another method", lambda c: c.delete("/api/v1/about"), 405, "method-not-allowed"),
    ("a cursor", lambda c: c.get("/api/v1/search?cursor=x"), 422, "search-invalid"),
    ("dates", lambda c: c.get("/api/v1/search?since=2021-01-01&until=2020-01-01"), 422,
     "search-invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "ask", "status", "slug"), REFUSED, ids=lambda v: str(v)[:20])
def test_a_request_that_fails_is_answered_with_a_problem(
    client: httpx.Client,
    what: str,
    ask: Callable[[httpx.Client], httpx.Response],
    status: int,
    slug: str,
) -> None:
    response = ask(client)
    assert response.status_code == status
    problem = schemas.Problem.model_validate(response.json())
    assert problem.type == f"/problems/{slug}"
    assert client.get(problem.type).status_code == 200


def test_health_says_what_is_there(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = schemas.Ready.model_validate(client.get("/health/ready").json())
    assert (ready.status, ready.generation) == ("ready", kg.generation)
    assert ready.workers >= 2


def test_a_body_that_is_too_large_is_stopped_with_and_without_a_declared_length(
    client: httpx.Client,
) -> None:
    large = b"x" * (2 * 2**20 + 1)
    headers = {"Content-Type": "text/turtle"}
    declared = client.post("/api/v1/validate", content=large, headers=headers)
    streamed = client.post(
        "/api/v1/validate", content=(large[i : i + 65536] for i in range(0, len(large), 65536)),
        headers=headers,
    )  # fmt: skip
    assert [declared.status_code, streamed.status_code] == [413, 413]
    assert declared.json()["type"] == streamed.json()["type"] == "/problems/body-too-large"


@pytest.mark.parametrize("path", ["/", "/api/v1/about", "/sparql", "/static/mark.svg", "/nowhere"])
def test_every_answer_says_where_it_may_load_from_and_who_may_frame_it(
    client: httpx.Client, path: str
) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
