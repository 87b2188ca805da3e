"""A private service tells nothing to who may not read: every route is tried without a token."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.service.serving import running
from tests.test_verbs import VERBS

from kaupunkigraafi.endpoint.access import Scope, mint
from kaupunkigraafi.errors import KaupunkigraafiError, TokensInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.places import Writing
from kaupunkigraafi_service.run import serve

FREE = {"/static/{name}", "/health/live"}
# What the tiny world knows; none of it may be told. Names of routes and of pages stay out.
WORDS = ("Helsin", "Turku", "Turussa", "Åbo", "Pori", "Björneborg", "kaavoitu", "Kaavoitu",
         "valtionosuu", "segregaatio", "Alueidenkäyttölaki", "miljöministeriet",
         "A world for tests", "group of cities", "000001", "Generation")  # fmt: skip
VALUES = {
    "kind": "municipality", "key": "091", "id": "kaavoitus", "name": "municipality-names",
    "tongue": "fi", "slug": "token-needed", "rest": "user/x",
    "generation": "000001", "path": "graph.nq.gz", "suffix": "ttl", "form": "ris",
}  # fmt: skip
ASKED = ("?q=kaavoitus", "?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D", "?graph=urn:g", "?id=091")
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers") / "tokens.json"


@pytest.fixture(scope="module")
def secret(file: Path) -> str:
    return mint(file, "anna", frozenset((Scope.READ,)), 1)


@pytest.fixture(scope="module")
def application(world_folder: Path, file: Path, secret: str) -> FastAPI:
    assert secret
    settings = Settings(
        private=True, token_file=file, query_workers=1, rate_per_s=0,
        identity_header="Remote-User", trusted_proxies="203.0.113.7",
    )  # fmt: skip
    return create_app(Kaupunkigraafi.open(world_folder), settings)


@pytest.fixture(scope="module")
def client(application: FastAPI) -> Iterator[httpx.Client]:
    with running(application) as served:
        yield served


@pytest.fixture
def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def paths(app: FastAPI) -> Iterator[str]:
    for route in app.routes:
        # A router that was included keeps its routes to itself.
        for each in getattr(route, "effective_route_contexts", lambda route=route: (route,))():
            yield str(each.path)


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Each route of the application with an address that it answers."""
    for path in dict.fromkeys(paths(app)):
        yield path, re.sub(r"{(\w+)(:\w+)?}", lambda found: VALUES[found[1]], path)


def test_every_route_is_known_here(application: FastAPI) -> None:
    known = set(paths(application))
    assert {path for _, path in VERBS.values() if path} <= {re.sub(":path", "", each)
                                                            for each in known}  # fmt: skip
    assert {*FREE, "/sparql", "/graphs", "/metrics", "/sitemap.xml", "/newest.atom",
            "/robots.txt", "/api/v1/openapi.json", "/{tongue:tongue}/privacy"} <= known  # fmt: skip


def tells_nothing(response: httpx.Response) -> None:
    told = response.text + json.dumps(dict(response.headers))
    told = told.replace(f"/document/{VALUES['id']}", "")  # a page repeats what it was asked for
    assert not [word for word in WORDS if word in told]
    assert not {"etag", "kaupunkigraafi-generation", "last-modified"} & set(response.headers)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["www-authenticate"]
    assert "Authorization" in response.headers["vary"]


def test_no_route_tells_anything_without_a_token(
    client: httpx.Client, application: FastAPI
) -> None:
    tried = 0
    for route, address in addresses(application):
        if route in FREE:
            continue
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            for asked in ("", *ASKED):
                response = client.request(method, address + asked)
                assert response.status_code == 401, (method, address)
                tells_nothing(response)
                tried += 1
    assert tried > 2_000


def test_people_get_a_plain_page_and_their_browser_asks_for_the_token(
    client: httpx.Client, application: FastAPI
) -> None:
    for route, address in addresses(application):
        if route in FREE:
            continue
        response = client.get(address, headers=PAGE)
        assert response.status_code == 401
        tells_nothing(response)
    page = client.get("/sv/", headers=PAGE)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["www-authenticate"].startswith("Basic ")
    assert "giltig token" in page.text
    program = client.get("/sparql?query=ASK%20%7B%7D")
    assert program.headers["www-authenticate"].startswith("Bearer ")
    assert program.json()["type"] == "/problems/token-needed"


def test_what_is_there_looks_like_what_is_not(client: httpx.Client) -> None:
    pairs = (
        ("/api/v1/entity/municipality/091", "/api/v1/entity/municipality/999"),
        ("/api/v1/document/kaavoitus", "/api/v1/document/kaavoitun"),
        ("/api/v1/search?q=kaavoitus", "/api/v1/search?q=avaruus"),
        ("/api/v1/about", "/api/v1/nowhere"),
    )
    for there, missing in pairs:
        one, other = client.get(there), client.get(missing)
        assert one.content == other.content
        assert {**one.headers, "date": ""} == {**other.headers, "date": ""}


def test_an_answer_that_was_seen_once_is_not_confirmed_to_strangers(
    client: httpx.Client, bearer: dict[str, str]
) -> None:
    address = "/api/v1/entity/municipality/091"
    seen = client.get(address, headers=bearer)
    known = {"If-None-Match": seen.headers["etag"]}
    assert client.get(address, headers={**bearer, **known}).status_code == 304
    response = client.get(address, headers=known)
    assert response.status_code == 401
    tells_nothing(response)


def test_a_token_opens_everything_and_no_shared_cache_may_keep_it(
    client: httpx.Client, application: FastAPI, bearer: dict[str, str]
) -> None:
    for route, address in addresses(application):
        response = client.get(address, headers=bearer)
        assert response.status_code != 401, address
        if route not in FREE:
            kept = response.headers["cache-control"]
            assert kept.startswith("private"), address
            assert "public" not in kept
            assert {"Authorization", "remote-user"} <= set(response.headers["vary"].split(", "))
    told = client.get("/api/v1/search", params={"q": "kaavoitus"}, headers=bearer)
    assert told.json()["total"]


def test_a_browser_may_show_the_token_as_a_password(client: httpx.Client, secret: str) -> None:
    assert client.get("/fi/", auth=("whoever", secret)).status_code == 200
    assert client.get("/fi/", auth=(secret, "")).status_code == 401


@pytest.mark.parametrize("scheme", ["", "Token ", "Basic ", "Digest ", "Bearer x "])
def test_a_token_counts_as_it_is_meant_to_be_shown(
    client: httpx.Client, secret: str, scheme: str
) -> None:
    wrong = client.get("/api/v1/about", headers={"Authorization": scheme + secret})
    assert wrong.status_code == 401
    assert secret not in wrong.text
    broken = base64.b64encode(b"\xff:" + secret.encode()).decode()
    assert client.get("/fi/", headers={"Authorization": f"Basic {broken}"}).status_code == 401
    assert client.get("/api/v1/about", params={"access_token": secret}).status_code == 401
    cookie = {"Cookie": f"Authorization={secret}"}
    assert client.get("/api/v1/about", headers=cookie).status_code == 401


def test_two_tokens_at_once_are_none(client: httpx.Client, secret: str) -> None:
    twice = [("Authorization", f"Bearer {secret}"), ("Authorization", f"Bearer {secret}")]
    assert client.get("/api/v1/about", headers=twice).status_code == 401


def test_a_token_of_a_writer_does_not_read(client: httpx.Client, file: Path) -> None:
    other = mint(file, "writer", frozenset((Scope.UPDATE, Scope.DOCUMENTS)), 1)
    response = client.get("/api/v1/about", headers={"Authorization": f"Bearer {other}"})
    assert response.status_code == 403
    assert 'scope="read"' in response.headers["www-authenticate"]
    tells_nothing(response)


def test_a_token_that_expired_does_not_read(client: httpx.Client, file: Path) -> None:
    old = mint(file, "old", frozenset((Scope.READ,)), 1)
    raw = json.loads(file.read_text(encoding="utf-8"))
    for token in raw["tokens"]:
        if token["name"] == "old":
            token["expires"] = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    file.write_text(json.dumps(raw, indent=2), encoding="utf-8")
    response = client.get("/api/v1/about", headers={"Authorization": f"Bearer {old}"})
    assert response.status_code == 401
    assert "expired" in response.json()["detail"]
    tells_nothing(response)


def test_a_name_counts_only_from_a_proxy_that_is_listed(client: httpx.Client) -> None:
    """The client is 127.0.0.1, which may say for whom it asks, but is not on the list."""
    for headers in (
        {"Remote-User": "anna"},
        {"Remote-User": "anna", "X-Forwarded-For": "203.0.113.7"},
        {"Remote-User": "anna", "Forwarded": "for=203.0.113.7"},
        {"Remote-User": "anna", "X-Real-IP": "203.0.113.7"},
    ):
        assert client.get("/api/v1/about", headers=headers).status_code == 401


def test_a_proxy_on_the_list_says_who_asks(world_folder: Path) -> None:
    settings = Settings(
        private=True, identity_header="X-Person", trusted_proxies="127.0.0.0/8, ::1",
        query_workers=1,
    )  # fmt: skip
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as client:
        anna = {"X-Person": "anna@example.org"}
        assert client.get("/api/v1/about", headers=anna).status_code == 200
        far = {**anna, "X-Forwarded-For": "198.51.100.1"}
        assert client.get("/api/v1/about", headers=far).status_code == 200
        for headers in ([("X-Person", "")], [("X-Person", "a"), ("X-Person", "b")],
                        [("X-Person", "a" * 300)], [("X_Person", "anna")], []):  # fmt: skip
            response = client.get("/api/v1/about", headers=headers)
            assert response.status_code == 401, headers
        # No token lets in here, so no browser asks for one.
        assert "Bearer" not in client.get("/fi/", headers=PAGE).headers["www-authenticate"]


def test_a_broken_file_of_tokens_lets_nobody_in_and_names_no_path(
    world_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tokens.json"
    secret = mint(file, "anna", frozenset((Scope.READ,)), 1)
    settings = Settings(private=True, token_file=file, query_workers=1)
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as client:
        bearer = {"Authorization": f"Bearer {secret}"}
        assert client.get("/api/v1/about", headers=bearer).status_code == 200
        file.write_text("{}", encoding="utf-8")
        response = client.get("/api/v1/about", headers=bearer)
    assert response.status_code == 503
    assert str(tmp_path) not in response.text
    assert response.headers["cache-control"] == "no-store"


def test_free_are_the_probe_and_the_files_of_the_program(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/static/mark.svg").status_code == 200
    for address in ("/static", "/static/../api/v1/about", "/health/ready", "/metrics",
                    "/health/live/", "/robots.txt", "//api/v1/about"):  # fmt: skip
        response = client.get(address)
        assert response.status_code in (401, 404), address
        assert not [word for word in WORDS if word in response.text]


def test_a_request_with_a_body_is_refused_before_the_body_is_read(client: httpx.Client) -> None:
    response = client.post("/sparql", content=b"x" * 5_000_000)
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "nobody may read"),
        ({"identity_header": "Remote-User"}, "go together"),
        ({"trusted_proxies": "10.0.0.1"}, "go together"),
        ({"identity_header": "Remote-User", "trusted_proxies": "0.0.0.0/0"}, "everybody"),
        ({"identity_header": "Remote-User", "trusted_proxies": "proxy.local"}, "no address"),
        ({"identity_header": "Authorization", "trusted_proxies": "10.0.0.1"}, "no header"),
    ],
)
def test_a_private_service_that_guards_nothing_does_not_start(
    world_folder: Path, given: dict[str, str], told: str
) -> None:
    settings = Settings(private=True, **given)  # type: ignore[arg-type]
    with (
        Kaupunkigraafi.open(world_folder) as kg,
        pytest.raises(KaupunkigraafiError, match=told),
    ):
        create_app(kg, settings)


def test_a_wish_in_the_environment_is_not_undone_by_a_missing_option(
    world_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAUPUNKIGRAAFI_PRIVATE", "1")
    with pytest.raises(KaupunkigraafiError, match="nobody may read"):
        serve(world_folder, port=0, writing=Writing())
    monkeypatch.setenv("KAUPUNKIGRAAFI_TOKEN_FILE", str(world_folder / "missing.json"))
    with pytest.raises(TokensInvalid):
        serve(world_folder, port=0, writing=Writing())


def test_a_private_service_is_written_to_by_token_alone(file: Path) -> None:
    with pytest.raises(KaupunkigraafiError, match="without tokens"):
        Writing(writable=True, private=True).applied(Settings(), "127.0.0.1", 1)
    applied = Writing(True, file, private=True).applied(Settings(), "127.0.0.1", 1)
    assert (applied.private, applied.token_file) == (True, file)


def test_the_privacy_page_tells_what_holds_here(
    client: httpx.Client, bearer: dict[str, str]
) -> None:
    text = client.get("/en/privacy", headers=bearer).text
    assert "The service is private" in text
    assert "without signing in" not in text
    assert "Persons are not entities" in text
    assert "is not known; ask the operator" in text
    assert "What was searched or asked is not written" in text
