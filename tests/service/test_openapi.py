"""What the API says of itself: valid OpenAPI, with a summary and examples of every route."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from kaupunkigraafi_service import (
    dump_schemas,
    entity_schemas,
    job_schemas,
    question_schemas,
    schemas,
    suggestion_schemas,
)
from kaupunkigraafi_service.app import routes_of_api
from kaupunkigraafi_service.describing import examples

SHAPES: dict[str, Any] = {
    "search": schemas.Answer,
    "searches": entity_schemas.Answers,
    "entity": schemas.Entity,
    "related": list[schemas.Related],
    "similar": list[entity_schemas.Similar],
    "document": schemas.Document,
    "about": schemas.About,
    "questions": list[question_schemas.Question],
    "question": question_schemas.QuestionAnswer,
    "validate": schemas.Validation,
    "job": job_schemas.Job,
    "suggestions": suggestion_schemas.Suggestions,
    "dump": dump_schemas.Dump,
    "live": schemas.Live,
    "ready": schemas.Ready,
}


@pytest.fixture(scope="module")
def openapi(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def operations(openapi: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for part in value.values() for each in references(part)]
    return [each for part in value for each in references(part)] if isinstance(value, list) else []


def test_openapi_is_of_a_version_that_tools_read_and_refers_to_nothing_that_is_not_there(
    openapi: dict[str, Any],
) -> None:
    assert openapi["openapi"].startswith("3.1")
    for reference in references(openapi):
        place: Any = openapi
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_route_has_a_summary_a_description_and_an_id_of_its_own(
    openapi: dict[str, Any],
) -> None:
    found = operations(openapi)
    assert len(found) >= 10
    assert all(operation["summary"] and operation["description"] for _, _, operation in found)
    assert len({operation["operationId"] for _, _, operation in found}) == len(found)


def test_every_route_shows_an_example_of_its_answer(openapi: dict[str, Any]) -> None:
    for path, method, operation in operations(openapi):
        good = next(each for status, each in operation["responses"].items() if status[0] == "2")
        assert all("example" in kind for kind in good["content"].values()), f"{method} {path}"
        if method in ("post", "put"):
            body = operation["requestBody"]["content"]
            assert all("example" in kind for kind in body.values()), f"{method} {path}"


def test_every_parameter_says_what_it_means(openapi: dict[str, Any]) -> None:
    for path, _, operation in operations(openapi):
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{path} {parameter['name']}"


@pytest.mark.parametrize("verb", SHAPES)
def test_examples_have_the_promised_shape(verb: str) -> None:
    example = examples()[verb]
    assert example, f"there is no example of {verb}"
    TypeAdapter(SHAPES[verb]).validate_python(json.loads(json.dumps(example)))


def test_problems_are_described_as_problems(openapi: dict[str, Any]) -> None:
    for path, _, operation in operations(openapi):
        for status, answer in operation["responses"].items():
            if status[0] != "2" and status not in ("303", "503"):
                assert "application/problem+json" in answer["content"], f"{path} {status}"


def test_routes_are_known_without_a_graph() -> None:
    routes = routes_of_api()
    assert {"kind", "key", "lang"} <= routes["/api/v1/entity/{kind}/{key}"]
    assert {"query", "default-graph-uri", "named-graph-uri", "format"} <= routes["/sparql"]


def test_the_page_of_the_api_names_every_route_and_loads_nothing_from_elsewhere(
    client: httpx.Client, openapi: dict[str, Any]
) -> None:
    page = client.get("/en/api")
    assert page.headers["content-type"].startswith("text/html")
    assert all(path in page.text for path in openapi["paths"])
    assert page.text.count("<script") == page.text.count('<script src="/static/')
    assert client.get("/docs").status_code == 404
