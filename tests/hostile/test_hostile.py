"""Strangers do their worst to a real server: each gets an answer, and so does the next one."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from tests.hostile.queries import Hostile, every_query, hostile
from tests.hostile.requests import Request, every_request
from tests.service.serving import WAIT_S, running, until

DIRECT = {"Content-Type": "application/sparql-query"}
PROBLEM = "application/problem+json"
TOLD = hostile("refused", "invalid", "fails", "answers")
ENDLESS = hostile("stopped", "any")
# Told in plain words: what is no HTTP (by the server below the application), or no range.
IN_PLAIN_WORDS = {400, 408, 416, 431}


class Listener:
    """A port of this machine that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.came = 0
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                connection, _ = self._socket.accept()
                self.came += 1
                connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@contextmanager
def serving(folder: Path, deadline_s: float) -> Iterator[httpx.Client]:
    settings = Settings(
        query_workers=2, query_deadline_s=deadline_s, query_memory_mib=1024, log="off"
    )
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as client:
        yield client


@pytest.fixture(scope="module")
def patient(world_folder: Path) -> Iterator[httpx.Client]:
    """A server that gives what must be answered its time."""
    with serving(world_folder, 30) as client:
        yield client


@pytest.fixture(scope="module")
def hasty(world_folder: Path) -> Iterator[httpx.Client]:
    """A server that soon stops what would never end."""
    with serving(world_folder, 0.3) as client:
        yield client


def is_answered(client: httpx.Client) -> bool:
    found = client.get("/sparql", params={"query": "ASK { ?city a kg:City }"})
    assert found.status_code in (200, 503, 504), found.text  # a worker may be on its way still
    return found.status_code == 200 and found.json()["boolean"] is True


def post(client: httpx.Client, case: Hostile, listener: Listener) -> httpx.Response:
    text = re.sub(r"127\.0\.0\.1:1\b", listener.address, case.text)
    return client.post("/sparql", content=text.encode(), headers=DIRECT)


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case.name)
def test_a_hostile_query_is_answered_or_told_what_is_wrong_with_it(
    patient: httpx.Client, listener: Listener, case: Hostile
) -> None:
    found = post(patient, case, listener)
    if case.outcome == "answers":
        assert found.status_code == 200, found.text
    else:
        assert found.status_code == 400, found.text
        assert found.headers["content-type"] == PROBLEM
        assert re.search(case.word, found.json()["detail"])
    assert case.outcome != "invalid" or {"line", "column"} <= found.json().keys()
    assert is_answered(patient)
    assert listener.came == 0


@pytest.mark.parametrize("case", ENDLESS, ids=lambda case: case.name)
def test_a_query_that_would_never_end_is_stopped_and_the_next_one_is_answered(
    hasty: httpx.Client, listener: Listener, case: Hostile
) -> None:
    found = post(hasty, case, listener)
    assert found.status_code in ((503, 504) if case.outcome == "stopped" else (200, 400, 503, 504))
    assert found.status_code == 200 or found.headers["content-type"] == PROBLEM
    until(lambda: is_answered(hasty), "an ordinary query to be answered")
    assert listener.came == 0


@pytest.mark.parametrize("case", every_request(), ids=lambda case: case.name)
def test_a_hostile_request_gets_a_result_or_a_problem_and_the_next_one_is_answered(
    patient: httpx.Client, listener: Listener, case: Request
) -> None:
    status, media_type, body = sent(patient, case.wire(listener.address))
    assert status in case.statuses, body[:500]
    is_plain = media_type.startswith("text/plain") and status in IN_PLAIN_WORDS
    is_page = media_type.startswith("text/html") and b"Accept: text/html" in case.head
    assert status < 400 or media_type == PROBLEM or is_plain or is_page
    assert b"<script>alert" not in body or not media_type.startswith("text/html")
    assert is_answered(patient)
    assert listener.came == 0


def sent(client: httpx.Client, wire: bytes) -> tuple[int, str, bytes]:
    """Send bytes as they are; return status, media type and body."""
    address = (client.base_url.host, client.base_url.port)
    answer = b""
    with socket.create_connection(address, timeout=WAIT_S) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # answered before all was sent
            connection.sendall(wire)
        with suppress(ConnectionResetError):
            while part := connection.recv(1 << 16):
                answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
    assert status, answer[:500]
    media_type = re.search(rb"(?im)^content-type: *([^\r\n]*)", head)
    return int(status[1]), media_type[1].decode() if media_type else "", body


def test_the_listener_would_hear_a_service_that_got_through() -> None:
    listener = Listener()
    query = f"SELECT * {{ SERVICE SILENT <http://{listener.address}/> {{ ?s ?p ?o }} }}"
    ox.Store().query(query).serialize(format=ox.QueryResultsFormat.JSON)
    until(lambda: listener.came, "the engine to connect")
    listener.close()


def test_there_are_enough_of_them_and_enough_that_would_connect() -> None:
    outbound = [case for case in every_query() if "127.0.0.1:1" in case.text]
    outbound_requests = [each for each in every_request() if each.wire("") != each.wire("urn:x")]
    assert len(every_query()) >= 200
    assert len(outbound) + len(outbound_requests) >= 60
