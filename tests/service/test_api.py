"""The verbs over HTTP: what the facade says, and problems that name the parameter."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaupunkigraafi import plain
from kaupunkigraafi.build import add
from kaupunkigraafi.entity_plain import found_to_plain, similar_to_plain
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi_service import entity_schemas, schemas


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
    wide: dict[str, Any] = {"body": "Stadsgruppen", "related": True}
    response = client.get("/api/v1/search", params={"q": "kunta Turussa", **wide})
    same(response, plain.answer_to_plain(kg.search("kunta Turussa", **wide)))
    schemas.Answer.model_validate(response.json())
    empty = {"city": "", "since": "", "cursor": ""}
    same(
        client.get("/api/v1/search", params={"q": "kunta", **empty}),
        plain.answer_to_plain(kg.search("kunta")),
    )


def test_entities_are_searched_as_the_library_does(
    client: httpx.Client, kg: Kaupunkigraafi
) -> None:
    asked = {"q": "kaavoitus Turussa", "what": "entity", "limit": 4, "lang": "sv"}
    response = client.get("/api/v1/search", params=asked)
    same(response, found_to_plain(kg.search("kaavoitus Turussa", 4, what="entity"), "sv"))
    entity_schemas.EntityAnswer.model_validate(response.json())
    assert 'rel="next"' in response.headers["link"]
    tasks = client.get("/api/v1/search", params={**asked, "kind": "task"}).json()
    assert {hit["entity"]["kind"] for hit in tasks["hits"]} == {"task"}
    body = client.post("/api/v1/search", json={"queries": [{"q": "kunta"}, asked]}).json()
    entity_schemas.Answers.model_validate(body)
    assert body["answers"][1]["hits"] == response.json()["hits"]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "kunta", "what": "planet"},
        {"q": "kunta", "kind": "task"},
        {"q": "", "what": "entity"},
        {"q": "kunta", "what": "entity", "kind": "planet"},
        {"q": "kunta", "what": "entity", "context": 1},
    ],
)
def test_a_search_for_things_that_cannot_be_is_a_problem(
    client: httpx.Client, asked: dict[str, Any]
) -> None:
    response = client.get("/api/v1/search", params=asked)
    assert response.status_code == 422
    (fault,) = response.json()["errors"]
    assert fault["parameter"] in asked
    assert fault["allowed"] or fault["message"]


def test_similar_says_what_the_library_says(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    response = client.get("/api/v1/similar/task/132-1999/5", params={"lang": "en", "limit": 3})
    same(response, similar_to_plain(kg.similar("task/132-1999/5", 3), "en"))
    response = client.get("/api/v1/similar/document/kaavoitus")
    same(response, similar_to_plain(kg.similar("document/kaavoitus")))
    assert client.get("/api/v1/similar/municipality/853").status_code == 422
    assert client.get("/api/v1/similar/task/nothing").status_code == 404
    assert client.get("/api/v1/similar/task/132-1999/5?limit=101").status_code == 422


def test_several_searches_have_the_answers_that_each_has_alone(client: httpx.Client) -> None:
    queries: list[dict[str, Any]] = [
        {"q": "kaavoitus", "limit": 2},
        {"q": "kunta", "mode": "lexical", "lang": "sv"},
        {},
    ]
    body = client.post("/api/v1/search", json={"queries": queries}).json()
    entity_schemas.Answers.model_validate(body)
    assert len(body["answers"]) == len(queries)
    for query, answer in zip(queries, body["answers"], strict=True):
        alone = client.get("/api/v1/search", params=query).json()
        assert {**answer, "took_ms": 0} == {**alone, "took_ms": 0}


BATCHES: list[tuple[object, str, str]] = [
    ({"queries": []}, "queries", "at least 1"),
    ({"queries": [{}] * 101}, "queries", "at most 100"),
    ({"queries": [{}, {"limit": 101}]}, "queries.1.limit", "1 to 100"),
    ({"queries": [{}, {"limit": 0}]}, "queries.1.limit", "at least 1"),
    ({"queries": [{"citty": "Helsinki"}]}, "queries.0.citty", ""),
    ({"queries": [{"city": "Atlantis"}]}, "queries.0.city", "a code"),
    ({"queries": [{}, {"type": "novel"}]}, "queries.1.type", "summary"),
    ({"queries": [{}, {"cursor": "x"}]}, "queries.1.cursor", "'next'"),
    ({"queries": [{"as_of": "nyt"}]}, "queries.0.as_of", "a date as 2024-12-31"),
    ({"queries": [{"limit": True}]}, "queries.0.limit", "a number"),
    ({"queries": [{"since": 0}]}, "queries.0.since", "a date as 2024-12-31"),
    ({"queries": [{"city": "\ud800"}]}, "queries.0.city", "whole characters"),
    ([], "", ""),
]


@pytest.mark.parametrize(("body", "parameter", "allowed"), BATCHES)
def test_one_search_that_cannot_be_is_named_among_the_others(
    client: httpx.Client, body: object, parameter: str, allowed: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/api/v1/search", content=json.dumps(body), headers=headers)
    assert response.status_code == 422
    problem = schemas.Problem.model_validate(response.json())
    assert problem.errors
    assert problem.errors[0].place == "body"
    assert parameter in problem.errors[0].parameter
    assert allowed in problem.errors[0].allowed


def test_a_search_says_where_its_next_page_is_until_there_is_none(client: httpx.Client) -> None:
    address = "/api/v1/search?limit=3&q=kunta"
    seen: list[str] = []
    for _ in range(50):
        response = client.get(address)
        seen += [hit["passage"]["iri"] for hit in response.json()["hits"]]
        link = response.links.get("next")
        if link is None:
            break
        address = link["url"]
    assert len(seen) == len(set(seen)) == response.json()["total"] > 3


def test_only_whose_words_were_asked_for_are_found(client: httpx.Client) -> None:
    every = client.get("/api/v1/search", params={"limit": 100}).json()["hits"]
    authorities = {hit["document"]["authority"] for hit in every}
    assert authorities
    for authority in authorities:
        asked = {"limit": 100, "authority": authority}
        found = client.get("/api/v1/search", params=asked).json()["hits"]
        assert {hit["document"]["authority"] for hit in found} == {authority}
    others = {"own-upload", "statute-as-enacted"} - authorities
    for authority in others:
        assert client.get("/api/v1/search", params={"authority": authority}).json()["total"] == 0


def test_only_texts_that_tell_the_state_of_a_day_or_before_are_found(own_folder: Path) -> None:
    for year in ("2019", "2023"):
        note = own_folder.parent / f"tila-{year}.md"
        note.write_text(
            f"---\nid: tila-{year}\ntitle: Tila {year}\nlanguage: fi\nas_of: {year}-05-01\n"
            f"---\nKaupunkiseudun tila vuonna {year}.\n",
            encoding="utf-8",
        )
        add(own_folder, note, encoder="hashing")
    with Kaupunkigraafi.open(own_folder) as kg:
        for day, expected in (
            (date(2019, 4, 30), set()),
            (date(2019, 5, 1), {"tila-2019"}),
            (date(2024, 1, 1), {"tila-2019", "tila-2023"}),
        ):
            assert {hit.document.id for hit in kg.search("", as_of=day)} == expected


def test_a_least_score_leaves_out_what_is_lower_and_says_when_nothing_is_left(
    client: httpx.Client,
) -> None:
    every = client.get("/api/v1/search", params={"q": "kaavoitus", "limit": 100}).json()
    assert "answerable" not in every
    scores = [hit["score"] for hit in every["hits"]]
    least = sorted(scores)[len(scores) // 2] - 0.0001
    asked = {"q": "kaavoitus", "limit": 100, "min_score": least}
    some = client.get("/api/v1/search", params=asked).json()
    assert some["answerable"] is True
    assert 0 < some["total"] < every["total"]
    assert all(hit["score"] >= least for hit in some["hits"])
    none = client.get("/api/v1/search", params={"q": "kaavoitus", "min_score": 99}).json()
    assert (none["answerable"], none["total"], none["hits"]) == (False, 0, [])
    assert f"{max(scores):.4f}" in none["unanswered"]
    schemas.Answer.model_validate(none)


def test_a_hit_comes_with_its_neighbours_where_they_are_asked_for(
    client: httpx.Client, kg: Kaupunkigraafi
) -> None:
    hits = client.get("/api/v1/search", params={"limit": 100, "q": "kunta", "context": 1}).json()
    schemas.Answer.model_validate(hits)
    around = [(hit["passage"]["number"], hit.get("context", [])) for hit in hits["hits"]]
    assert any(context for _, context in around)
    for number, context in around:
        assert all(abs(each["number"] - number) == 1 for each in context)


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
    ("/api/v1/search", {"since": "2015"}, "since", "a date as 2024-12-31"),
    ("/api/v1/search", {"mode": "psychic"}, "mode", "hybrid"),
    ("/api/v1/search", {"lang": "de"}, "lang", "'fi', 'sv' or 'en'"),
    ("/api/v1/search", {"q": "x" * 2001}, "q", "at most 2000 characters"),
    ("/api/v1/search", {"citty": "Helsinki"}, "citty", "city"),
    ("/api/v1/search", {"q": ["a", "b"]}, "q", "once"),
    ("/api/v1/search", {"city": "Atlantis"}, "city", ""),
    ("/api/v1/entity/municipality/091", {"kind": "law"}, "kind", "lang"),
    ("/api/v1/about", {"x": "1"}, "x", ""),
    ("/api/v1/search", {"authority": "hearsay"}, "authority", "own-summary"),
    ("/api/v1/search", {"as_of": "nyt"}, "as_of", "a date as 2024-12-31"),
    ("/api/v1/search", {"min_score": "nan"}, "min_score", ""),
    ("/api/v1/search", {"context": "6"}, "context", "at most 5"),
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
    assert client.get(problem.type, follow_redirects=True).status_code == 200


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
