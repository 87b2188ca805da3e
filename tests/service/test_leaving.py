"""A query whose asker has gone away is stopped, and its worker answers the next one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from tests.service.serving import running, until

from kaupunkigraafi.endpoint import Cord
from kaupunkigraafi.errors import QueryFailed
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.workers import WorkerPool
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def patient(world_folder: Path) -> Iterator[httpx.Client]:
    """A service with one worker, which lets a query run for ten minutes."""
    settings = Settings(query_workers=1, query_deadline_s=600)
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as client:
        yield client


def busy(client: httpx.Client) -> bool:
    return "kaupunkigraafi_workers_busy 1" in client.get("/metrics").text


@pytest.mark.parametrize(
    "head",
    [
        f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /fi/query?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}",
    ],
    ids=["an address", "the page", "a body"],
)
def test_a_client_that_leaves_takes_its_query_along(patient: httpx.Client, head: str) -> None:
    with socket.create_connection((patient.base_url.host, patient.base_url.port or 0)) as line:
        line.sendall(head.encode())
        until(lambda: busy(patient), "the query to run")
    until(lambda: not busy(patient), "the worker to be free")
    # The only worker there is answers the next one.
    assert patient.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_a_query_given_up_before_it_began_costs_no_worker(tmp_path: Path) -> None:
    Store.create(tmp_path / "graph").close()
    with WorkerPool(tmp_path / "graph", size=1) as pool:
        cord = Cord()
        cord.pull()
        with pytest.raises(QueryFailed, match="given up"):
            pool.run("ASK {}", cord=cord)
        assert pool.status().killed == 0
        assert pool.run("ASK {}", format="csv").body == b"true"


def test_a_cord_pulled_after_the_answer_harms_nobody(tmp_path: Path) -> None:
    Store.create(tmp_path / "graph").close()
    with WorkerPool(tmp_path / "graph", size=1) as pool:
        cord = Cord()
        assert pool.run("ASK {}", format="csv", cord=cord).body == b"true"
        cord.pull()
        assert pool.status().killed == 0
        assert pool.run("ASK {}", format="csv").body == b"true"
