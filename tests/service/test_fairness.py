"""Nobody takes all: a client that asks too often waits, and so does one who sends too slowly."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from tests.service.serving import WAIT_S, running, until

from kaupunkigraafi.endpoint.access import Scope as TokenScope
from kaupunkigraafi.endpoint.access import mint
from kaupunkigraafi.errors import QueryFailed
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service import fairness
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.fairness import Buckets, Fairness, client_of
from kaupunkigraafi_service.limits import BodyLimit
from kaupunkigraafi_service.problems import problem
from kaupunkigraafi_service.refusals import BodyLate
from kaupunkigraafi_service.timely import Timely


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("fine")(scope, receive, send)


def ask(
    app: Fairness, address: str, path: str = "/api/v1/about", bearer: str = ""
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=headers)

    return anyio.run(once)


def test_a_bucket_fills_again_and_holds_no_more_than_a_burst() -> None:
    now = 0.0
    buckets = Buckets(per_s=2, burst=3, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now = 0.5
    assert [buckets.take("a"), buckets.take("a")] == [0, 0.5]
    now = 1_000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_clients_that_came_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "_MOST_CLIENTS", 2)
    buckets = Buckets(per_s=1, burst=1, clock=lambda: 0.0)
    assert [buckets.take(each) for each in ("a", "b", "c", "a")] == [0, 0, 0, 0]
    assert buckets.take("c") > 0


def test_a_client_that_asks_too_often_is_told_when_to_come_again() -> None:
    app = Fairness(fine, per_s=0.1, burst=2)
    assert [ask(app, "192.0.2.1").status_code for _ in range(2)] == [200, 200]
    refused = ask(app, "192.0.2.1")
    assert refused.status_code == 429
    assert refused.json()["type"] == "/problems/too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert ask(app, "192.0.2.2").status_code == 200
    assert ask(app, "192.0.2.1", "/health/live").status_code == 200


def test_this_machine_is_free_until_an_operator_sets_a_rate() -> None:
    free = Fairness(fine, per_s=None, burst=1)
    assert [ask(free, "127.0.0.1").status_code for _ in range(3)] == [200, 200, 200]
    assert [ask(free, "192.0.2.1").status_code for _ in range(2)] == [200, 429]
    chosen = Fairness(fine, per_s=0.1, burst=1)
    assert [ask(chosen, "127.0.0.1").status_code for _ in range(2)] == [200, 429]
    off = Fairness(fine, per_s=0, burst=1)
    assert [ask(off, "192.0.2.1").status_code for _ in range(3)] == [200, 200, 200]


def holder(shown: str) -> str:
    return {"known": "Aino"}.get(shown, "")


def test_a_known_token_is_one_client_wherever_it_is_shown() -> None:
    app = Fairness(fine, per_s=0.1, burst=1, holder=holder)
    assert ask(app, "192.0.2.1", bearer="known").status_code == 200
    refused = ask(app, "192.0.2.2", bearer="known")
    assert refused.status_code == 429
    assert refused.json()["detail"].startswith("the token of Aino")
    assert ask(app, "192.0.2.1").status_code == 200, "the address has a bucket of its own"


def test_invented_tokens_do_not_make_a_client_many() -> None:
    app = Fairness(fine, per_s=0.1, burst=1, holder=holder)
    statuses = [ask(app, "192.0.2.1", bearer=f"invented-{n}").status_code for n in range(3)]
    assert statuses == [200, 429, 429]


def test_who_shows_a_token_of_the_service_does_not_wait_for_others_at_the_same_address(
    own_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tokens.toml"
    secret = mint(file, "aino", frozenset({TokenScope.UPDATE}), 1)
    rate = {"rate_per_s": 0.001, "rate_burst": 1}
    settings = Settings(query_workers=1, log="off", writable=True, token_file=file, **rate)
    with running(create_app(Kaupunkigraafi.open(own_folder), settings)) as client:
        shown = {"Authorization": f"Bearer {secret}"}
        statuses = [client.get("/api/v1/about", headers=each) for each in ({}, {}, shown, shown)]
    assert [each.status_code for each in statuses] == [200, 429, 200, 429]


def test_the_addresses_of_one_subscriber_are_one_client() -> None:
    scopes: list[Scope] = [{"client": (f"2001:db8::{host:x}", 1)} for host in range(1, 4)]
    assert len({client_of(scope) for scope in scopes}) == 1
    assert client_of({"client": ("2001:db8:0:1::1", 1)}) != client_of(scopes[0])
    assert client_of({"client": None}) == "unknown"


def test_everything_that_cannot_be_answered_now_says_when_to_come_again() -> None:
    assert problem(QueryFailed("…")).headers["retry-after"] == "5"


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def reader(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass

    async def drop_by_drop() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def nowhere(message: Message) -> None:
        raise AssertionError(message)

    scope: Scope = {"type": "http", "headers": []}
    with pytest.raises(BodyLate):
        asyncio.run(BodyLimit(reader, patience_s=0.1)(scope, drop_by_drop, nowhere))


@contextmanager
def listening(patience_s: float) -> Iterator[tuple[str, int]]:
    import uvicorn  # noqa: PLC0415

    class Hurried(Timely):
        pass

    Hurried.patience_s = patience_s
    server = uvicorn.Server(
        uvicorn.Config(fine, port=0, http=Hurried, lifespan="off", log_level="error")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, "the server to start")
        yield server.servers[0].sockets[0].getsockname()[:2]
    finally:
        server.should_exit = True
        thread.join()


def test_headers_that_drip_in_are_not_waited_for() -> None:
    with listening(0.3) as address, socket.create_connection(address, timeout=WAIT_S) as connection:
        connection.settimeout(0.02)
        answer = b""
        for byte in b"GET / HTTP/1.1\r\nX-Slow: " + b"y" * 10_000:
            try:
                connection.sendall(bytes([byte]))
                answer += connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if answer:
                break
        assert answer.startswith(b"HTTP/1.1 408")


def test_a_connection_that_says_nothing_is_let_go() -> None:
    with listening(0.2) as address, socket.create_connection(address, timeout=WAIT_S) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")


def test_a_request_that_comes_in_time_is_answered_however_long_the_connection_lives() -> None:
    with listening(0.2) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        for _ in range(3):
            assert client.get("/").text == "fine"
            time.sleep(0.15)
