"""Every route is asked what its OpenAPI allows, and what it does not, by a real client."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from tests.service.serving import running

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import silent
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app, described
from kaupunkigraafi_service.places import Writing

NEVER = {"enabled": False}
SLOW = "/api/v1/validate"  # starts a process for each request


def api(examples: int, **phases: dict[str, bool]) -> schemathesis.BaseSchema:
    """Read the OpenAPI for a test that tries so many examples of each route, always the same."""
    config = {
        "generation": {"deterministic": True, "max-examples": examples, "database": "none"},
        # A query, a graph and a name are texts to OpenAPI: that one is refused says nothing.
        "checks": {"positive_data_acceptance": NEVER},
        "phases": {"stateful": NEVER, **phases},
    }
    return schemathesis.openapi.from_dict(described(), config=SchemathesisConfig.from_dict(config))


@schemathesis.serializer(
    "application/sparql-query", "application/sparql-update",
    # Files of documents: whatever they hold, they travel as bytes.
    "application/n-triples", "application/rdf+xml", "application/akn+xml",
    "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)  # fmt: skip
def as_text(context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


@api(40).exclude(path=SLOW).parametrize()
def test_a_route_keeps_what_openapi_says_of_it(
    case: schemathesis.Case, client: httpx.Client
) -> None:
    case.call_and_validate(base_url=str(client.base_url))


@api(3, coverage=NEVER).include(path=SLOW).parametrize()
def test_a_slow_route_keeps_what_openapi_says_of_it(
    case: schemathesis.Case, client: httpx.Client
) -> None:
    case.call_and_validate(base_url=str(client.base_url))


@pytest.fixture(scope="module")
def writable() -> Iterator[httpx.Client]:
    settings = Settings(writable=True, query_workers=1)
    with (
        Writing(empty=True).place(None, silent) as path,
        running(create_app(Kaupunkigraafi.open(path), settings)) as client,
    ):
        yield client


@api(10, coverage=NEVER).include(path_regex="^/(graphs|sparql)$").parametrize()
def test_a_route_that_writes_keeps_what_openapi_says_of_it(
    case: schemathesis.Case, writable: httpx.Client
) -> None:
    case.call_and_validate(base_url=str(writable.base_url))
