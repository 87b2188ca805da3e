"""Queries run where they can die: deadlines, memory, rows, bytes, sockets, and no orphans."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree
from rdflib import Literal, URIRef
from tests.hostile.queries import hostile

from kaupunkigraafi.errors import (
    GraphError,
    QueryFailed,
    QueryInvalid,
    QueryRefused,
    QueryTimeout,
)
from kaupunkigraafi.graph.guard import Checked, Form
from kaupunkigraafi.graph.limits import QueryLimits, WorkerLimits
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.tokens import tokens, without_trivia
from kaupunkigraafi.graph.workers import DefaultGraph, WorkerPool
from kaupunkigraafi.vocabulary import GRAPH

RECORDS = GRAPH + "records"
KNOWS = URIRef("urn:knows")
ENDLESS = next(case.text for case in hostile("stopped") if case.name == "cartesian-count")
ALL = "SELECT ?s ?o { ?s <urn:knows> ?o } ORDER BY ?o"
LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.uname().machine not in ("x86_64", "aarch64"),
    reason="sockets are denied on Linux only, on x86-64 and AArch64",
)
# A little above what the engine needs, so that a query which eats memory dies soon.
LIMITS = WorkerLimits(deadline_s=20, memory_mib=1024, rows=100, bytes=20_000, queries=1_000)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "graph"
    triples: list[Triple] = [
        (URIRef(f"urn:n{number}"), KNOWS, URIRef(f"urn:n{number + 1}")) for number in range(400)
    ]
    triples.append((URIRef("urn:n0"), URIRef("urn:label"), Literal('},{"a":{}}\r\n\t"', lang="fi")))
    with Store.create(path) as store:
        store.load_bulk([(RECORDS, triples)])
    return path


@pytest.fixture(scope="module")
def pool(directory: Path) -> Iterator[WorkerPool]:
    with WorkerPool(directory, size=1, limits=LIMITS) as made:
        yield made


def processes(of: int | None = None) -> set[int]:
    """The children of a process that are query workers."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parent, state = (
                int(stat.rsplit(")", 1)[1].split()[1]),
                stat.rsplit(")", 1)[1].split()[0],
            )
            ours = b"kaupunkigraafi.graph.worker_main" in command and state != "Z"
            if ours and (of is None or parent == of):
                found.add(int(entry.name))
    return found


def wait_until(condition: object, seconds: float = 10.0) -> None:
    """Wait for something that happens in another process."""
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


# --- answers


def test_rows_come_in_all_four_formats(pool: WorkerPool) -> None:
    query = "SELECT ?o ?none { <urn:n0> ?p ?o } ORDER BY ?p"
    text = '},{"a":{}}\r\n\t"'
    found = {name: pool.run(query, format=name) for name in ("json", "xml", "csv", "tsv")}
    assert {result.rows for result in found.values()} == {2}
    assert json.loads(found["json"].body)["results"]["bindings"] == [
        {"o": {"type": "uri", "value": "urn:n1"}},
        {"o": {"type": "literal", "value": text, "xml:lang": "fi"}},
    ]
    literal = etree.fromstring(found["xml"].body).find(".//{*}literal")
    assert literal is not None
    assert literal.text == text
    rows = list(csv.reader(io.StringIO(found["csv"].body.decode(), newline="")))
    assert rows == [["o", "none"], ["urn:n1", ""], [text, ""]]
    assert found["tsv"].body.splitlines()[:2] == [b"?o\t?none", b"<urn:n1>\t"]
    assert found["csv"].format.media_type == "text/csv"


def test_a_boolean_and_triples_come_in_their_formats(pool: WorkerPool) -> None:
    assert json.loads(pool.run("ASK { ?s ?p ?o }").body)["boolean"] is True
    assert pool.run("ASK { ?s <urn:none> ?o }", format="tsv").body == b"false"
    built = pool.run("CONSTRUCT { ?s a kg:Body } WHERE { ?s <urn:label> ?l }", format="turtle")
    assert b"kg:Body" in built.body
    assert built.rows == 1
    for name, form in (
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("xml", ox.RdfFormat.RDF_XML),
        ("json", ox.RdfFormat.JSON_LD),
    ):
        body = pool.run("DESCRIBE <urn:n0>", format=name).body
        assert len(list(ox.parse(body, form))) == 2


def test_the_library_and_the_workers_agree(pool: WorkerPool, directory: Path) -> None:
    with Store.open(directory) as store:
        here = json.loads(store.query(ALL + " LIMIT 50").serialize("json"))
    assert json.loads(pool.run(ALL + " LIMIT 50").body) == here


def test_a_format_that_does_not_fit_is_refused(pool: WorkerPool) -> None:
    with pytest.raises(QueryRefused, match="json, xml, csv, tsv"):
        pool.run("SELECT * {}", format="turtle")


def test_what_is_not_sparql_comes_back_with_its_place(pool: WorkerPool) -> None:
    with pytest.raises(QueryInvalid) as caught:
        pool.run("SELECT * {\n ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 8)
    with pytest.raises(QueryInvalid) as caught:
        pool.run("SELECT * { ?s ?p ?o } GROUP BY ORDER")
    assert (caught.value.line, caught.value.column) == (1, 32)
    with pytest.raises(QueryRefused, match="urn:f"):
        pool.run("SELECT (<urn:f>(1) AS ?x) {}")


# --- data sets


def test_the_default_graph_is_all_that_is_stated_unless_asked_otherwise(pool: WorkerPool) -> None:
    ask, named = "ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }"

    def answer(query: str, **graphs: tuple[str, ...]) -> bool:
        return pool.run(query, format="csv", **graphs).body == b"true"  # type: ignore[arg-type]

    assert answer(ask)
    assert answer(named)
    assert answer(ask, default_graphs=(RECORDS,))
    assert not answer(ask, default_graphs=(GRAPH + "none",))
    assert not answer(named, default_graphs=(RECORDS,)), "the protocol names no graph for GRAPH"
    assert answer(named, named_graphs=(RECORDS,))
    assert not answer(ask, named_graphs=(RECORDS,)), "the protocol names no default graph"
    assert not answer("ASK FROM <urn:none> { ?s ?p ?o }")
    assert answer("ASK FROM <urn:none> { ?s ?p ?o }", default_graphs=(RECORDS,))


def test_a_graph_whose_name_is_no_iri_is_refused(pool: WorkerPool, directory: Path) -> None:
    with pytest.raises(QueryRefused, match="no IRI"):
        pool.run("ASK {}", default_graphs=("no iri",))
    with Store.open(directory) as store, pytest.raises(QueryRefused, match="no IRI"):
        store.query("ASK {}", named_graphs=("no iri",))


def test_strict_means_an_empty_default_graph_unless_from_names_one(directory: Path) -> None:
    with WorkerPool(directory, size=1, limits=LIMITS, default_graph=DefaultGraph.EMPTY) as strict:
        assert strict.run("ASK { ?s ?p ?o }", format="csv").body == b"false"
        assert strict.run("ASK { GRAPH ?g { ?s ?p ?o } }", format="csv").body == b"true"
        assert strict.run(f"ASK FROM <{RECORDS}> {{ ?s ?p ?o }}", format="csv").body == b"true"


# --- caps


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_above_the_cap_are_cut_and_said_to_be(pool: WorkerPool, name: str) -> None:
    result = pool.run(ALL, format=name)
    assert (result.rows, result.truncated) == (100, "rows")
    assert result.body.count(b"urn:n") == 200


def test_as_many_rows_as_the_cap_are_not_cut(pool: WorkerPool) -> None:
    result = pool.run(ALL + " LIMIT 100")
    assert (result.rows, result.truncated) == (100, "")
    assert "truncated" not in json.loads(result.body)
    assert pool.run(ALL + " LIMIT 101").truncated == "rows"


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_bytes_above_the_cap_are_cut_behind_a_row(pool: WorkerPool, name: str) -> None:
    query = f'SELECT ?s ("{"long " * 100}" AS ?l) {{ ?s <urn:knows> ?o }} LIMIT 90'
    result = pool.run(query, format=name)
    assert result.truncated == "bytes"
    assert len(result.body) < 20_100
    assert 20 < result.rows < 41
    assert result.body.count(b"urn:n") == result.rows


def test_triples_above_the_caps_are_cut(pool: WorkerPool) -> None:
    built = pool.run("CONSTRUCT WHERE { ?s <urn:knows> ?o }", format="ntriples")
    assert (built.rows, built.truncated) == (100, "rows")
    assert built.body.count(b"\n") == 100
    query = f'CONSTRUCT {{ ?s <urn:l> "{"long " * 100}" }} WHERE {{ ?s <urn:knows> ?o }} LIMIT 90'
    built = pool.run(query, format="ntriples")
    assert built.truncated == "bytes"
    assert built.body.count(b"\n") == built.rows < 41


def test_an_answer_whose_head_is_too_long_is_refused(directory: Path) -> None:
    with (
        WorkerPool(directory, size=1, limits=WorkerLimits(bytes=50)) as small,
        pytest.raises(QueryRefused, match="too long"),
    ):
        small.run(f"SELECT ?{'x' * 100} {{}}")


# --- death


@pytest.mark.parametrize("name", ["concat-doubling", "replace-blow-up"])
def test_a_query_that_eats_all_memory_dies_alone(pool: WorkerPool, name: str) -> None:
    text = next(case.text for case in hostile("stopped") if case.name == name)
    with pytest.raises((QueryFailed, QueryTimeout), match=r"MiB|stopped"):
        pool.run(text)
    assert pool.run("ASK {}", format="csv").body == b"true"


def test_the_deadline_of_a_query_cannot_exceed_the_pools(directory: Path) -> None:
    limits = WorkerLimits(deadline_s=0.4)
    with WorkerPool(directory, size=1, limits=limits) as hasty:
        with pytest.raises(QueryTimeout, match=r"0\.4 s"):
            hasty.run(ENDLESS, deadline_s=60)
        assert hasty.status().killed == 1


def test_who_waits_too_long_for_a_worker_is_told(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.run, ENDLESS, deadline_s=2.0)
        wait_until(lambda: pool.status().busy == 1)
        with pytest.raises(QueryTimeout, match="became free"):
            pool.run("ASK {}", deadline_s=0.1)
        with pytest.raises(QueryTimeout, match="stopped"):
            running.result()


@LINUX
def test_a_worker_killed_from_outside_is_replaced_unnoticed(directory: Path) -> None:
    with WorkerPool(directory, size=2, limits=LIMITS) as pool:
        wait_until(lambda: pool.status().ready == 3)
        killed = pids(pool)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not killed & pids(pool))
        assert pool.run("ASK {}", format="csv").body == b"true"
        wait_until(lambda: pool.status().ready == 3)


def pids(pool: WorkerPool) -> set[int]:
    """The processes of one pool: the tests of others run beside it."""
    return {worker.pid for worker in pool._crew.state()[0]}


def test_a_worker_is_recycled_after_its_queries(directory: Path) -> None:
    limits = WorkerLimits(queries=3)
    with WorkerPool(directory, size=1, limits=limits) as pool:
        wait_until(lambda: pool.status().ready == 2)
        first = pids(pool)
        for _ in range(8):
            pool.run("ASK {}")
        wait_until(lambda: not first & pids(pool))
        wait_until(lambda: pool.status().ready == 2)
        assert pool.status().killed == 0


@LINUX
def test_closing_leaves_no_process_even_while_one_is_busy(directory: Path) -> None:
    pool = WorkerPool(directory, size=1, limits=LIMITS)
    wait_until(lambda: pool.status().ready == 2)
    ours = pids(pool)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.run, ENDLESS)
        wait_until(lambda: pool.status().busy == 1)
        pool.close()
        with pytest.raises(QueryFailed, match="closed"):
            running.result()
    pool.close()
    assert not ours & processes()
    with pytest.raises(QueryFailed, match="closed"):
        pool.run("ASK {}")


ORPHAN = """
import sys, threading
from pathlib import Path
from kaupunkigraafi.graph.workers import WorkerPool
pool = WorkerPool(Path(sys.argv[1]), size=1)
threading.Thread(target=pool.run, args=(sys.argv[2],), daemon=True).start()
while pool.status().busy == 0 or pool.status().ready < 2: pass
print("busy", flush=True)
threading.Event().wait()
"""


@LINUX
def test_workers_die_with_a_parent_that_is_killed(directory: Path) -> None:
    command = [sys.executable, "-c", ORPHAN, str(directory), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"busy\n"
        workers = processes(parent.pid)
        assert len(workers) == 2
        parent.kill()
    wait_until(lambda: not workers & processes())


def test_a_pool_outlives_the_thread_that_made_it(directory: Path) -> None:
    made: list[WorkerPool] = []
    thread = threading.Thread(target=lambda: made.append(WorkerPool(directory, size=1)))
    thread.start()
    thread.join()
    (pool,) = made
    with pool:
        time.sleep(0.2)  # the kernel would have ended them by now
        assert pool.run("ASK {}", format="csv").body == b"true"
        assert pool.status().killed == 0


def test_many_threads_share_a_pool(directory: Path) -> None:
    with WorkerPool(directory, size=2, limits=LIMITS) as pool, ThreadPoolExecutor(8) as threads:
        queries = [f"SELECT ?o {{ <urn:n{number}> <urn:knows> ?o }}" for number in range(200)]
        results = threads.map(lambda query: pool.run(query, format="tsv").body, queries)
        assert list(results) == [f"?o\n<urn:n{number + 1}>\n".encode() for number in range(200)]


def test_a_store_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(QueryFailed, match="verify"):
        WorkerPool(tmp_path / "none")


def test_too_little_memory_to_start_is_told(directory: Path) -> None:
    with pytest.raises(GraphError, match="768"):
        WorkerPool(directory, limits=WorkerLimits(memory_mib=512))


def test_the_least_memory_is_enough(directory: Path) -> None:
    with WorkerPool(directory, size=1, limits=WorkerLimits(memory_mib=768)) as pool:
        assert pool.run("ASK { ?s ?p ?o }", format="csv").body == b"true"


# --- sockets


@contextmanager
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port on loopback, and who came."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                came.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            done.set()
            thread.join()


def unguarded(text: str) -> Checked:
    """As if the guard had been fooled."""
    return Checked(text, Form.SELECT, tuple(without_trivia(tokens(text))))


@LINUX
def test_the_kernel_denies_sockets_even_where_the_guard_is_fooled(pool: WorkerPool) -> None:
    assert pool.status().sockets_denied
    with listener() as (port, came):
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryFailed):
            pool.run(unguarded(text))
        pool.run(unguarded(text.replace("SERVICE", "SERVICE SILENT")))
        time.sleep(0.2)
        assert came == []


def test_the_listener_would_hear_a_connection(directory: Path) -> None:
    with listener() as (port, came):
        service = f"http://127.0.0.1:{port}/"
        limits = QueryLimits(services=frozenset({service}))
        with WorkerPool(
            directory, size=1, limits=WorkerLimits(network=True), query_limits=limits
        ) as open_pool:
            assert not open_pool.status().sockets_denied
            with pytest.raises(QueryFailed):
                open_pool.run(f"SELECT * {{ SERVICE <{service}> {{ ?s ?p ?o }} }}")
        wait_until(lambda: bool(came))


SANDBOXED = """
import sys
from kaupunkigraafi.graph import sandbox
sandbox.limit_memory(2048)
sandbox.limit_files(0)
assert sandbox.deny_sockets()
{attempt}
"""
ATTEMPTS = {
    "socket": "import socket; socket.socket()",
    "socketpair": "import socket; socket.socketpair()",
    "another program": "import os; os.execv('/bin/true', ['true'])",
    "killing": "import os; os.kill(1, 0)",
    "writing a file": "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "open(sys.argv[1], 'wb', buffering=0).write(b'x')",
}


@LINUX
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_sandbox_refuses(attempt: str, tmp_path: Path) -> None:
    code = SANDBOXED.format(attempt=ATTEMPTS[attempt])
    command = [sys.executable, "-c", code, str(tmp_path / "file")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "PermissionError" in done.stderr or "File too large" in done.stderr


FOREIGN = {
    # Through the x32 table: getpid with bit 30 set.
    "x32": "import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39)",
    # Through the 32-bit gate: mov eax, 20 (getpid); int 0x80; ret.
    "i386": "import ctypes, mmap; page = mmap.mmap(-1, 4096, prot=7); "
    "page.write(bytes.fromhex('b814000000cd80c3')); "
    "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()",
}


@LINUX
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x86-64 has these two foreign tables")
@pytest.mark.parametrize("table", FOREIGN)
def test_the_sandbox_ends_a_process_that_uses_a_foreign_table(table: str) -> None:
    command = [sys.executable, "-c", SANDBOXED.format(attempt=FOREIGN[table])]
    done = subprocess.run(command, check=False, capture_output=True)
    # Without 32-bit emulation the kernel answers the gate with SIGSEGV itself.
    assert -done.returncode in (signal.SIGSYS, signal.SIGSEGV)
