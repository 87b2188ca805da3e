"""The endpoint beside its peers in one run: rounds take turns, so that a busy machine hits all.

    python benchmarks/endpoint.py FOLDER [--oxigraph PROGRAM] [--rdflib-endpoint PROGRAM]

FOLDER is a built graph. The peers are started over a copy of its store (Oxigraph's own server)
or over its default graph as a file (rdflib-endpoint); all must read the same triples. Every
request has another literal in it, so no answer comes from a cache; ours go through the guard and
the workers. Prints tables for ``benchmarks/endpoint.md``. Outside continuous integration.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import platform
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from load import Load, load

CONNECTIONS = 16
WAIT_S = 120
SEED = 7
OURS = "from kaupunkigraafi.cli import main; main()"
WORDS = ("kaavoitus", "joukkoliikenne", "boende", "segregation", "kuntalaki", "MAL", "vesihuolto")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    pid: int
    port: int
    path: str

    def ask(self, query: str) -> bytes:
        """Return a query as a request, posted directly."""
        body = query.encode()
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/sparql-query\r\n"
            "Accept: application/sparql-results+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def queries(graph: Path) -> dict[str, Callable[[int], str]]:
    """Return the three questions; each takes a number that makes it another one."""
    store = ox.Store.read_only(str(graph))
    found = store.query("SELECT DISTINCT ?s { GRAPH ?g { ?s a ?c } FILTER(ISIRI(?s)) } LIMIT 2000")
    names = [row["s"].value for row in found]  # type: ignore[union-attr]
    return {
        "GROUP BY": lambda n: (
            f"SELECT ?c (COUNT(?s) AS ?n) {{ ?s a ?c FILTER(?c != <urn:x{n}>) }} GROUP BY ?c"
        ),
        "1,000 rows": lambda n: f'SELECT ?s ?p ?o {{ ?s ?p ?o FILTER(?o != "x{n}") }} LIMIT 1000',
        "lookup": lambda n: (
            f'SELECT ?p ?o {{ <{names[n % len(names)]}> ?p ?o FILTER(?o != "x{n}") }}'
        ),
    }


@contextlib.contextmanager
def started(name: str, command: list[str], path: str, probe: str) -> Iterator[Server]:
    """Start a server on a free port and wait until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "KAUPUNKIGRAAFI_LOG": "off"}
    process = subprocess.Popen(
        [each.replace("PORT", str(port)) for each in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        until = time.monotonic() + WAIT_S
        while not _answers(f"http://127.0.0.1:{port}{probe}"):
            assert process.poll() is None, f"{name} ended with {process.returncode}"
            assert time.monotonic() < until, f"{name} did not answer within {WAIT_S} s"
            time.sleep(0.2)
        yield Server(name, process.pid, port, path)
    finally:
        process.terminate()
        process.wait(WAIT_S)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def check_that_all_answer_alike(servers: list[Server]) -> None:
    """Servers that read other graphs cannot be compared."""
    question = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }"
    found = {each.name: _numbers(each, question) for each in servers}
    assert len(set(found.values())) == 1, f"they read other graphs: {found}"
    (triples, subjects) = next(iter(found.values()))
    print(f"All read the same default graph: {triples:,} triples, {subjects:,} subjects\n")


def _numbers(server: Server, query: str) -> tuple[int, int]:
    url = f"http://127.0.0.1:{server.port}{server.path}?query={quote(query)}"
    asked = urllib.request.Request(url, headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(asked, timeout=WAIT_S) as answer:  # noqa: S310
        (row,) = json.load(answer)["results"]["bindings"]
    return int(row["n"]["value"]), int(row["m"]["value"])


def compared(
    servers: list[Server], asked: dict[str, Callable[[int], str]], rounds: int, seconds: float
) -> None:
    """Print answers a second of each server, and their ratio to Oxigraph's in the same round."""
    numbers = itertools.count(random.Random(SEED).randrange(10**6))  # noqa: S311  no secret
    print("| question | server | answers/s, median of rounds | of Oxigraph's | p50 ms | p99 ms |")
    print("|---|---|---:|---:|---:|---:|")
    for name, query in asked.items():
        found: dict[str, list[Load]] = {each.name: [] for each in servers}
        for _ in range(rounds):
            for server in servers:
                requests = (server.ask(query(n)) for n in numbers)
                address = ("127.0.0.1", server.port)
                done = load(address, requests, connections=CONNECTIONS, seconds=seconds)
                assert set(done.statuses) == {200}, f"{server.name}: {done.statuses}"
                assert not done.lost, f"{server.name} lost {done.lost}"
                found[server.name].append(done)
        first = [each.per_s for each in found[servers[0].name]]
        for server in servers:
            loads = found[server.name]
            rates = [each.per_s for each in loads]
            ratio = statistics.median(a / b for a, b in zip(rates, first, strict=True))
            p50, p99 = (
                statistics.median(each.percentile(share) * 1000 for each in loads)
                for share in (0.5, 0.99)
            )
            print(
                f"| {name} | {server.name} | {statistics.median(rates):,.0f} | {ratio:.0%} "
                f"| {p50:.1f} | {p99:.1f} |"
            )


def soaked(server: Server, query: Callable[[int], str], seconds: float) -> None:
    """Print what 64 clients get, 70 of 100 requests searches and 30 queries; and memory."""
    chance = random.Random(SEED)  # noqa: S311  no secret
    waits: dict[str, list[float]] = {"search": [], "sparql": []}

    def searches() -> Iterator[bytes]:
        for n in itertools.count():
            text = quote(f"{chance.choice(WORDS)} {n}")
            yield f"GET /api/v1/search?q={text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def ask(kind: str, requests: Iterator[bytes], connections: int) -> None:
        done = load(("127.0.0.1", server.port), requests, connections=connections, seconds=seconds)
        waits[kind] = done.waits
        print(
            f"| {kind} | {connections} | {dict(done.statuses)} | {done.lost} "
            f"| {done.percentile(0.5) * 1000:.0f} | {done.percentile(0.99) * 1000:.0f} |",
            flush=True,
        )

    print("| kind | clients | statuses | lost | p50 ms | p99 ms |\n|---|---:|---|---:|---:|---:|")
    threads = [
        threading.Thread(target=ask, args=("search", searches(), 45)),
        threading.Thread(
            target=ask, args=("sparql", (server.ask(query(n)) for n in itertools.count()), 19)
        ),
    ]
    for thread in threads:
        thread.start()
    sizes = []
    while any(thread.is_alive() for thread in threads):
        sizes.append(_resident_mib(server.pid))
        time.sleep(1)
    for thread in threads:
        thread.join()
    middle = len(sizes) * 2 // 5
    print(
        f"\nResident memory of the parent: {sizes[middle]:.0f} MiB at two fifths, "
        f"{sizes[-1]:.0f} MiB at the end, {max(sizes):.0f} MiB at most"
    )


def stopped(server: Server, query: Callable[[int], str]) -> None:
    """Send SIGTERM under load; print how many requests that were under way got no answer."""
    timer = threading.Timer(2.0, os.kill, (server.pid, signal.SIGTERM))
    timer.start()
    requests = (server.ask(query(n)) for n in itertools.count(10**7))
    try:
        done = load(("127.0.0.1", server.port), requests, connections=CONNECTIONS, seconds=2.0)
    except ConnectionError:
        print("a new connection was refused, which is right, but what was counted is gone")
        return
    print(f"SIGTERM under load: {sum(done.statuses.values())} answered, {done.lost} lost")


def _resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Start the servers and compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--oxigraph", default="oxigraph")
    parser.add_argument("--rdflib-endpoint")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--soak", type=float, default=60.0)
    chosen = parser.parse_args()
    name = (chosen.folder / "CURRENT").read_text("ascii").split()[0]
    graph = chosen.folder / "generations" / name / "graph"
    asked = queries(graph)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, ")
    print(f"load average at start {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as stack:
        copy = shutil.copytree(graph, Path(home, "graph"))
        oxigraph = [chosen.oxigraph, "serve-read-only", "-l", str(copy), "-b", "127.0.0.1:PORT"]
        ours = [sys.executable, "-c", OURS, "serve", "--port", "PORT"]
        ours += ["--folder", str(chosen.folder)]
        servers = [
            stack.enter_context(started("Oxigraph's server", oxigraph, "/query", "/")),
            stack.enter_context(started("kaupunkigraafi", ours, "/sparql", "/health/ready")),
        ]
        if chosen.rdflib_endpoint:
            quads = Path(home, "graph.nt")
            with quads.open("wb") as file:
                ox.Store.read_only(str(graph)).dump(
                    file, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()
                )
            peer = [chosen.rdflib_endpoint, "serve", str(quads), "--port", "PORT"]
            servers.append(stack.enter_context(started("rdflib-endpoint", peer, "/", "/")))
        check_that_all_answer_alike(servers)
        compared(servers, asked, chosen.rounds, chosen.seconds)
        print()
        if chosen.soak:
            soaked(servers[1], asked["lookup"], chosen.soak)
            print()
        stopped(servers[1], asked["GROUP BY"])


if __name__ == "__main__":
    main()
