"""What an operator sees: counts for Prometheus, and lines that keep people's secrets."""

from __future__ import annotations

import io
import json
import re
import threading
from typing import Any

import anyio
import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kaupunkigraafi_service.metrics import Gauge, Metrics
from kaupunkigraafi_service.watching import Lines, Watching

LINE = re.compile(r"(?P<name>[a-z_]+)(?P<labels>\{.*\})? (?P<value>[-+0-9.e]+|NaN)$")


def values(text: str) -> dict[str, float]:
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = LINE.match(line)
            assert match, f"not Prometheus' text: {line!r}"
            found[match["name"] + (match["labels"] or "")] = float(match["value"])
    return found


def told(client: httpx.Client) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return values(response.text)


def test_requests_are_counted_by_route_method_and_status(client: httpx.Client) -> None:
    def key(route: str, status: int) -> str:
        labels = f'route="{route}",method="GET",status="{status}"'
        return f"kaupunkigraafi_requests_total{{{labels}}}"

    entity, nowhere = "/api/v1/entity/{kind}/{key:path}", "other"
    before = told(client)
    for number in ("091", "091", "999"):
        client.get(f"/api/v1/entity/municipality/{number}")
    client.get("/api/v1/no-such-thing")
    client.get("/no-such-thing-either")
    after = told(client)
    for name, more in ((key(entity, 200), 2), (key(entity, 404), 1), (key(nowhere, 404), 2)):
        assert after[name] - before.get(name, 0) == more, sorted(after)


def test_a_histogram_adds_up_and_gauges_say_how_things_are(client: httpx.Client) -> None:
    client.get("/sparql", params={"query": "ASK {}"})
    found = told(client)
    count = found['kaupunkigraafi_request_seconds_count{route="/sparql"}']
    buckets = [
        value for name, value in found.items() if "seconds_bucket" in name and '"/sparql"' in name
    ]
    assert buckets == sorted(buckets)
    assert buckets[-1] == count > 0
    assert found["kaupunkigraafi_workers_ready"] >= 2
    assert found["kaupunkigraafi_queries_waiting"] == 0
    assert found["kaupunkigraafi_generation"] == 1
    assert found["kaupunkigraafi_generation_age_seconds"] >= 0
    assert "kaupunkigraafi_workers_killed" in found


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    metrics = Metrics()
    metrics.tell('/a"} 1\nb\\', "BREW", 200, 0.1)
    text = metrics.text((Gauge("x", "An x.", 1.5),))
    assert values(text)["kaupunkigraafi_x"] == 1.5
    assert 'method="other"' in text


def watched(log: str, target: str, client: str = "192.0.2.77") -> list[dict[str, Any]]:
    lines: list[str] = []

    async def fine(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("fine")(scope, receive, send)

    async def once() -> None:
        app = Watching(fine, metrics=Metrics(), log=log, write=lines.append)
        transport = httpx.ASGITransport(app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as asking:
            await asking.get(target)

    anyio.run(once)
    assert all(line.isascii() and line.isprintable() for line in lines)
    return [json.loads(line) for line in lines]


def test_a_line_tells_of_a_request_but_not_what_was_asked_nor_whose_machine_it_was() -> None:
    (line,) = watched("requests", "/api/v1/search?q=salaisuus")
    assert (line["event"], line["status"], line["bytes"]) == ("request", 200, 4)
    assert line["client"] == "192.0.2.0"
    assert "salaisuus" not in json.dumps(line)
    assert watched("off", "/api/v1/search") == []
    assert watched("requests", "/health/live") == []


def test_a_line_stays_one_line_whatever_was_asked() -> None:
    (line,) = watched("queries", "/a%0Ab%1B%5B31m?q=%0D%0A%E2%80%A8x")
    assert line["path"] == "/a\nb\x1b[31m"
    assert line["query"] == "q=%0D%0A%E2%80%A8x"


def test_a_log_that_nobody_reads_holds_nobody_up() -> None:
    released = threading.Event()

    class Stuck(io.StringIO):
        def write(self, text: str, /) -> int:
            released.wait()
            return len(text)

    lines = Lines(Stuck(), most=3)
    for number in range(20):
        lines.write(str(number))
    assert lines.dropped >= 16
    released.set()
    lines.close()


def test_lines_are_written_in_their_order_before_the_end() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    for number in range(5):
        lines.write(str(number))
    lines.close()
    assert stream.getvalue().split() == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("log", ["requests", "off"])
def test_a_fault_is_counted_as_one(log: str) -> None:
    metrics, lines = Metrics(), list[str]()

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    async def nothing() -> Any:
        return {"type": "http.disconnect"}

    async def nowhere(message: object) -> None:
        raise AssertionError(message)

    async def once() -> None:
        scope: Scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b""}
        app = Watching(broken, metrics=metrics, log=log, write=lines.append)
        with pytest.raises(ZeroDivisionError):
            await app(scope, nothing, nowhere)

    anyio.run(once)
    assert 'status="500"} 1' in metrics.text(())
    assert len(lines) == (log == "requests")
