"""The server as an operator starts it: a free port, an address on standard error, no orphans."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.service.serving import until

START = "from kaupunkigraafi.cli import main; main()"


@pytest.fixture(scope="module")
def served(world_folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with started(world_folder) as found:
        yield found


@contextmanager
def started(
    folder: Path | None, *more: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    named = ["--folder", str(folder)] if folder else []
    command = [sys.executable, "-c", START, "serve", "--port", "0", *named, *more]
    environment = {**os.environ, **settings}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr
    address = None
    for line in process.stderr:
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        if address:
            break
    assert address, f"the server ended with {process.wait()}"
    try:
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            status = (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == pid:
            found.append(int(each.name))
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_request_that_is_no_http_or_has_endless_headers_is_cut_off(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    _, address = served
    host, _, port = address.removeprefix("http://").partition(":")
    for request in (b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 300_000):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(request + b"\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 400")
    assert httpx.get(f"{address}/health/live").status_code == 200


def test_a_port_that_is_taken_is_told(
    served: tuple[subprocess.Popen[str], str], world_folder: Path
) -> None:
    port = served[1].rpartition(":")[2]
    command = [sys.executable, "-c", START, "serve", "--port", port, "--folder", str(world_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_serve_prints_its_address_and_leaves_no_process_behind(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    assert httpx.get(f"{address}/health/ready").json()["status"] == "ready"
    workers = children(process.pid)
    assert workers
    process.send_signal(signal.SIGTERM)
    until(lambda: process.poll() is not None, "the server to stop")
    until(lambda: not any(map(alive, workers)), "the workers to stop")
    # Standard output is for answers, and serving is none.
    assert process.stdout
    assert process.stdout.read() == ""


def test_a_request_under_way_is_answered_before_the_end(world_folder: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    deadline = {"KAUPUNKIGRAAFI_QUERY_DEADLINE_S": "2"}
    with started(world_folder, **deadline) as (process, address):
        answers: list[httpx.Response] = []

        def ask() -> None:
            asked = {"query": slow}
            answers.append(httpx.get(f"{address}/sparql", params=asked, timeout=30))

        asking = threading.Thread(target=ask)
        asking.start()
        until(lambda: b"workers_busy 1" in httpx.get(f"{address}/metrics").content, "the query")
        workers = children(process.pid)
        process.send_signal(signal.SIGTERM)
        asking.join()
        assert [answer.status_code for answer in answers] == [504]
        until(lambda: process.poll() is not None, "the server to stop")
        until(lambda: not any(map(alive, workers)), "the workers to stop")


def test_several_processes_serve_one_folder_and_end_together(world_folder: Path) -> None:
    with started(world_folder, "--processes", "2") as (process, address):

        def ready() -> bool:
            try:
                return httpx.get(f"{address}/health/ready", timeout=30).status_code == 200
            except httpx.TransportError:
                return False

        def serving() -> list[int]:
            return [each for each in children(process.pid) if children(each)]

        until(lambda: ready() and len(serving()) == 2, "both processes to serve")
        own = children(process.pid)
        workers = [worker for each in serving() for worker in children(each)]
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None, "the server to stop")
        until(lambda: not any(map(alive, [*own, *workers])), "all processes to stop")


def test_processes_end_when_the_one_that_started_them_is_killed(world_folder: Path) -> None:
    with started(world_folder, "--processes", "2") as (process, _):
        until(lambda: len([each for each in children(process.pid) if children(each)]) == 2, "both")
        own = children(process.pid)
        workers = [worker for each in own for worker in children(each)]
        process.kill()
        until(lambda: not any(map(alive, [*own, *workers])), "all processes to stop")


def homes(process: subprocess.Popen[str]) -> list[Path]:
    """The folders that a server made for a while."""
    opened = (each.resolve() for each in Path(f"/proc/{process.pid}/fd").iterdir())
    return [path.parent for path in opened if path.name == "HELD"]


def test_an_empty_server_starts_takes_writes_and_leaves_nothing_behind() -> None:
    options = ("--empty", "--writable", "--default-graph", "strict")
    update = {"Content-Type": "application/sparql-update"}
    with started(None, *options) as (process, address):
        sent = httpx.post(f"{address}/sparql", content="INSERT DATA { <a> <b> 1 }", headers=update)
        assert sent.status_code == 200, sent.text
        asked = httpx.get(f"{address}/sparql", params={"query": "ASK { <a> <b> 1 }"})
        assert asked.json()["boolean"] is True
        (home,) = homes(process)
        assert home.exists()
        workers = children(process.pid)
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None, "the server to stop")
        until(lambda: not any(map(alive, workers)), "the workers to stop")
        assert not home.exists()


def test_what_a_killed_server_left_in_memory_is_removed_by_the_next_one() -> None:
    with started(None, "--empty") as (process, _):
        (home,) = homes(process)
        process.kill()
        process.wait()
    assert home.exists()
    with started(None, "--empty") as (other, _):
        assert not home.exists()
        other.send_signal(signal.SIGTERM)
        other.wait()


def test_a_folder_that_strangers_could_write_is_not_served(world_folder: Path) -> None:
    command = [sys.executable, "-c", START, "serve", "--writable", "--host", "::",
               "--folder", str(world_folder)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "lets everybody write" in " ".join(done.stderr.split())
