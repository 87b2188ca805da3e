"""Who may write: a good token in the Authorization header, of the right scope, not expired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi.endpoint.access import Scope, mint, revoke
from kaupunkigraafi.errors import KaupunkigraafiError, TokensInvalid, WriteRefused
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import silent
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.places import Writing

UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tokens") / "tokens.json"


@pytest.fixture(scope="module")
def secret(file: Path) -> str:
    return mint(file, "anna", frozenset((Scope.UPDATE,)), 1)


@pytest.fixture(scope="module")
def guarded(file: Path, secret: str) -> Iterator[httpx.Client]:
    assert secret
    settings = Settings(writable=True, token_file=file, query_workers=1, default_graph="strict")
    with (
        Writing(empty=True).place(None, silent) as path,
        running(create_app(Kaupunkigraafi.open(path), settings)) as client,
    ):
        yield client


def clear(client: httpx.Client, **headers: str) -> httpx.Response:
    return client.post("/sparql", content="CLEAR ALL", headers={**UPDATE, **headers})


def test_a_good_token_lets_write_in_every_way(guarded: httpx.Client, secret: str) -> None:
    bearer = {"Authorization": f"Bearer {secret}"}
    assert clear(guarded, **bearer).status_code == 200
    assert clear(guarded, Authorization=f"bearer  {secret}").status_code == 200
    assert clear(guarded, **bearer, Origin="https://example.org").status_code == 200
    turtle = {"Content-Type": "text/turtle", **bearer}
    put = guarded.put("/graphs?graph=urn:g", content="<urn:s> <urn:p> 1 .", headers=turtle)
    assert put.status_code == 201
    assert guarded.delete("/graphs?graph=urn:g", headers=bearer).status_code == 200
    form = guarded.post("/sparql", data={"update": "CLEAR ALL"}, headers=bearer)
    assert form.status_code == 200


def test_reading_needs_no_token(guarded: httpx.Client) -> None:
    assert guarded.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert guarded.get("/graphs?default").status_code == 200


def test_without_a_good_token_nothing_is_written(guarded: httpx.Client, secret: str) -> None:
    for header in ("", "Bearer", f"Basic {secret}", f"Token {secret}", secret,
                   "Bearer wrong", f"Bearer {secret}x", f"Bearer x {secret}"):  # fmt: skip
        response = clear(guarded, **({"Authorization": header} if header else {}))
        assert response.status_code == 401, header
        assert response.headers["www-authenticate"].startswith("Bearer ")
        assert response.json()["type"] == "/problems/token-needed"
        assert secret not in response.text
    for method in ("PUT", "POST", "DELETE"):
        assert guarded.request(method, "/graphs?graph=urn:g").status_code == 401


def test_a_token_counts_in_its_header_alone(guarded: httpx.Client, secret: str) -> None:
    for name in ("access_token", "token", "Authorization"):
        headers, body = {**UPDATE}, "CLEAR ALL"
        response = guarded.post(
            "/sparql", params={name: f"Bearer {secret}"}, content=body, headers=headers
        )
        assert response.status_code == 401
        assert clear(guarded, Cookie=f"{name}={secret}").status_code == 401
    form = guarded.post("/sparql", data={"update": "CLEAR ALL", "access_token": secret})
    assert form.status_code == 401
    twice = [("Authorization", f"Bearer {secret}")] * 2
    response = guarded.post("/sparql", content="CLEAR ALL", headers=[*UPDATE.items(), *twice])
    assert response.status_code == 401


def test_a_token_for_something_else_is_not_enough(guarded: httpx.Client, file: Path) -> None:
    other = mint(file, "bertil", frozenset((Scope.DOCUMENTS,)), 1)
    response = clear(guarded, Authorization=f"Bearer {other}")
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/token-insufficient"
    assert 'error="insufficient_scope", scope="update"' in response.headers["www-authenticate"]


def test_a_token_that_ended_lets_nobody_write(guarded: httpx.Client, file: Path) -> None:
    old, gone = (mint(file, name, frozenset((Scope.UPDATE,)), 1) for name in ("old", "gone"))
    assert clear(guarded, Authorization=f"Bearer {old}").status_code == 200
    raw = json.loads(file.read_text(encoding="utf-8"))
    for token in raw["tokens"]:
        if token["name"] == "old":
            token["expires"] = datetime.now(UTC).isoformat()
    file.write_text(json.dumps(raw), encoding="utf-8")
    response = clear(guarded, Authorization=f"Bearer {old}")
    assert response.status_code == 401
    assert "expired" in response.json()["detail"]
    revoke(file, "gone")
    assert clear(guarded, Authorization=f"Bearer {gone}").status_code == 401


def test_a_body_is_not_read_before_its_token(guarded: httpx.Client) -> None:
    response = guarded.put(
        "/graphs?graph=urn:g", content="#" * 3_000_000, headers={"Content-Type": "text/turtle"}
    )
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("writing", "host", "processes", "message"),
    [
        (Writing(writable=True), "0.0.0.0", 1, "--token-file FILE"),  # noqa: S104
        (Writing(writable=True), "::", 1, "lets everybody write"),
        (Writing(writable=True), "127.0.0.1", 2, "serve with one process"),
        (Writing(token_file=Path("tokens.json")), "127.0.0.1", 1, "nobody would be asked"),
    ],
)
def test_what_would_let_strangers_write_is_not_served(
    writing: Writing, host: str, processes: int, message: str
) -> None:
    with pytest.raises(KaupunkigraafiError, match=message):
        writing.applied(Settings(), host, processes)


def test_a_service_without_its_file_of_tokens_does_not_start(
    world_folder: Path, tmp_path: Path
) -> None:
    settings = Settings(writable=True, token_file=tmp_path / "none.json", query_workers=1)
    with pytest.raises(TokensInvalid, match="there is no file of tokens"):
        create_app(Kaupunkigraafi.open(world_folder), settings)


def test_the_packaged_corpus_is_never_written(world_folder: Path) -> None:
    from kaupunkigraafi.endpoint.writing import Writer  # noqa: PLC0415

    with Kaupunkigraafi.open(world_folder) as kg:
        kg._packaged = True
        with pytest.raises(WriteRefused, match="never changed"):
            Writer(kg, Settings())
