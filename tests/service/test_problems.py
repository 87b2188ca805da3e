"""One table from error to problem: whole, honest, and silent about what is inside."""

from __future__ import annotations

import html
import json
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi import errors
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service import schemas
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.faults import Fault, faults_of
from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.pages.texts import catalogue
from kaupunkigraafi_service.problems import TYPES, problem, type_of
from kaupunkigraafi_service.refusals import Busy, ParametersInvalid

BRANCHES = (errors.KaupunkigraafiError, errors.CorpusError, errors.GraphError, errors.SearchError)


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(leaf for each in kind.__subclasses__() for leaf in leaves(each))]


LEAVES = [
    leaf
    for leaf in leaves(errors.KaupunkigraafiError)
    if leaf.__module__ == "kaupunkigraafi.errors" and leaf not in BRANCHES
]


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_every_error_that_a_request_can_meet_has_a_type_of_its_own(kind: type[Exception]) -> None:
    # These arise while a graph is built or measured, which the service never does.
    beyond = (errors.EncoderMismatch, errors.ShapeMismatch, errors.JudgedSetInvalid,
              errors.QuestionBroken)  # fmt: skip
    found = type_of(kind("what, limit, remedy"))
    assert (found.slug == "internal-error") == (kind in beyond)


def test_slugs_are_unique_and_no_row_hides_a_later_one() -> None:
    slugs = [kind.slug for _, kind in TYPES]
    assert len(set(slugs)) == len(slugs)
    for place, (kind, _) in enumerate(TYPES):
        assert not any(issubclass(kind, earlier) for earlier, _ in TYPES[:place])


def test_a_fault_of_ours_tells_nothing_from_inside() -> None:
    body = json.loads(bytes(problem(ZeroDivisionError("/home/me/secret.py")).body))
    assert body["status"] == 500
    assert "secret" not in json.dumps(body)


def test_a_query_fault_says_line_and_column() -> None:
    response = problem(errors.QueryInvalid("not SPARQL", 3, 14))
    body = json.loads(bytes(response.body))
    assert response.media_type == "application/problem+json"
    assert (body["line"], body["column"]) == (3, 14)
    assert schemas.Problem.model_validate(body).type == "/problems/query-invalid"


def test_a_parameter_fault_says_which_one_and_what_is_allowed() -> None:
    error = ParametersInvalid(Fault("limit", "query", "0 cannot be", "at least 1"))
    body = json.loads(bytes(problem(error).body))
    assert body["errors"] == [
        {"parameter": "limit", "in": "query", "message": "0 cannot be", "allowed": "at least 1"}
    ]
    schemas.Problem.model_validate(body)


def test_what_validation_found_is_said_in_our_words() -> None:
    found = faults_of(
        [
            {
                "type": "greater_than_equal",
                "loc": ("query", "limit"),
                "msg": "…",
                "input": "0",
                "ctx": {"ge": 1},
            },
            {"type": "date_from_datetime_parsing", "loc": ("query", "since"), "input": "eilen"},
        ]
    )
    assert [(fault.parameter, fault.allowed) for fault in found] == [
        ("limit", "at least 1"),
        ("since", "a date as 2024-12-31"),
    ]


def test_a_busy_service_says_when_to_come_again() -> None:
    assert problem(Busy("…")).headers["retry-after"] == "1"


def test_statuses_are_those_of_http() -> None:
    assert all(400 <= kind.status < 600 for _, kind in TYPES)


def test_the_type_of_a_problem_is_absolute_where_the_operator_has_set_an_address(
    world_folder: Path,
) -> None:
    address = "https://kg.example.org"
    settings = Settings(query_workers=1, log="off", rate_per_s=0.01, rate_burst=3)
    chosen = settings.model_copy(update={"public_url": f"{address}/"})
    with running(create_app(Kaupunkigraafi.open(world_folder), chosen)) as client:
        found = [client.get("/api/v1/nothing"), client.get("/sparql", params={"query": "x"})]
        found += [client.post("/sparql", content=b"x" * (LIMITS.body_bytes + 1))]
        found += [client.get("/api/v1/about")]
    assert [each.json()["type"].partition("/problems/")[::2] for each in found] == [
        (address, "not-found"),
        (address, "query-invalid"),
        (address, "body-too-large"),
        (address, "too-many"),
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_type_of_a_problem_leads_to_a_page_that_explains_it(
    client: httpx.Client, language: str
) -> None:
    for _, kind in TYPES:
        page = client.get(f"/{language}/problems/{kind.slug}")
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        text = html.unescape(page.text)
        assert f"<h1>{catalogue()['titles'][kind.slug][language]}</h1>" in text
        assert catalogue()["problems"][kind.slug][language] in text
