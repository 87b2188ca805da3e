"""What the W3C's protocol tests ask of updates, each by its name, on a server started empty.

Source: w3c/rdf-tests, sparql/sparql11/protocol. Those of queries are in test_protocol.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import silent
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.places import Writing

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
ONE, TWO, THREE = (f"http://example.org/data{n}" for n in (1, 2, 3))
RESULT = "http://example.org/result"
PREFIXES = "PREFIX ex: <http://example.org/>\n"
DATA = "INSERT DATA {" + "".join(
    f"GRAPH <{each}> {{ <{each}> a ex:Document }}\n" for each in (ONE, TWO, THREE)
) + "}"  # fmt: skip

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """As ``serve --empty`` makes it where no folder is named."""
    with Writing(empty=True).place(None, silent) as path:
        assert path
        yield path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[httpx.Client]:
    settings = Settings(writable=True, default_graph="strict", query_workers=1)
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as client:
        yield client


def update(client: httpx.Client, text: str, pairs: Pairs | None = None) -> httpx.Response:
    headers = {"Content-Type": UPDATE}
    return client.post("/sparql", params=pairs, content=text.encode(), headers=headers)


def ask(client: httpx.Client, query: str) -> bool:
    response = client.post("/sparql", data={"query": query})
    assert response.status_code == 200, response.text
    found: bool = response.json()["boolean"]
    return found


def using(*graphs: str) -> Pairs:
    return [("using-graph-uri", each) for each in graphs]


def using_named(*graphs: str) -> Pairs:
    return [("using-named-graph-uri", each) for each in graphs]


DATASETS = {
    "update_dataset_default_graph": (
        using(ONE),
        "?s a ex:Document",
        "ex:data1",
        (ONE,),
    ),
    "update_dataset_default_graphs": (using(ONE, TWO), "?s a ex:Document", "ex:d", (ONE, TWO)),
    "update_dataset_named_graphs": (
        using_named(ONE, TWO),
        "GRAPH ?g { ?s a ex:Document }",
        "ex:n",
        (ONE, TWO),
    ),
    "update_dataset_full": (
        using(ONE) + using_named(TWO),
        "{ GRAPH ?g { ?s a ex:Document } } UNION { ?s a ex:Document }",
        "ex:f",
        (ONE, TWO),
    ),
    "no graphs of the request": ([], "GRAPH ?g { ?s a ex:Document }", "ex:a", (ONE, TWO, THREE)),
}


@pytest.mark.parametrize("name", DATASETS)
def test_graphs_of_the_request_are_those_of_where(server: httpx.Client, name: str) -> None:
    pairs, pattern, kind, found = DATASETS[name]
    text = (
        f"{PREFIXES} DROP ALL ; {DATA} ;\n"
        f"INSERT {{ GRAPH <{RESULT}> {{ ?s a {kind} }} }} WHERE {{ {pattern} }}"
    )
    response = update(server, text, pairs)
    assert response.status_code == 200, response.text
    for each in (ONE, TWO, THREE):
        question = f"{PREFIXES} ASK {{ GRAPH <{RESULT}> {{ <{each}> a {kind} }} }}"
        assert ask(server, question) is (each in found), each


def test_graphs_of_the_request_are_those_of_a_short_delete_too(server: httpx.Client) -> None:
    assert update(server, f"{PREFIXES} DROP ALL ; {DATA}").status_code == 200
    short = f"{PREFIXES} DELETE WHERE {{ GRAPH ?g {{ ?s a ex:Document }} }}"
    assert update(server, short, using_named(ONE)).status_code == 200
    assert not ask(server, f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}")
    assert ask(server, f"ASK {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }}")


def test_graphs_of_the_request_may_stand_in_the_form(server: httpx.Client) -> None:
    assert update(server, f"{PREFIXES} DROP ALL ; {DATA}").status_code == 200
    text = f"{PREFIXES} INSERT {{ ex:s ex:p ?s }} WHERE {{ ?s a ex:Document }}"
    form = urlencode([("update", text), *using(TWO)])
    response = server.post("/sparql", content=form, headers={"Content-Type": FORM})
    assert response.status_code == 200
    assert ask(server, f"{PREFIXES} ASK {{ ex:s ex:p <{TWO}> FILTER NOT EXISTS "
                       f"{{ ex:s ex:p <{ONE}> }} }}")  # fmt: skip


def test_update_post_form_and_update_post_direct(server: httpx.Client) -> None:
    filled = "INSERT DATA { <urn:s> <urn:p> 1 . GRAPH <urn:g> { <urn:s> <urn:p> 1 } }"
    for send in (
        lambda: server.post("/sparql", content="update=CLEAR+ALL", headers={"Content-Type": FORM}),
        lambda: update(server, "CLEAR ALL"),
    ):
        assert update(server, filled).status_code == 200
        assert ask(server, "ASK { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }")
        assert send().status_code == 200
        assert not ask(server, "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")


def test_update_base_uri(server: httpx.Client) -> None:
    graph = "http://example.org/protocol-base-test/"
    text = f"CLEAR GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ ex:s ex:p <test> }} }}"
    assert update(server, PREFIXES + text).status_code == 200
    query = f"{PREFIXES} SELECT ?o {{ GRAPH <{graph}> {{ ex:s ex:p ?o }} }}"
    rows = server.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == [f"{str(server.base_url).rstrip('/')}/test"]
    # A query is read against the same base.
    assert ask(server, f"{PREFIXES} ASK {{ GRAPH <{graph}> {{ ex:s ex:p <test> }} }}")


CONFLICT = "WITH <urn:a> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }"
BAD: dict[str, tuple[str, Pairs, bytes, str, int]] = {
    "bad_update_get": ("GET", [("update", "CLEAR ALL")], b"", "", 400),
    "bad_multiple_updates": (
        "POST",
        [],
        urlencode([("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")]).encode(),
        FORM,
        400,
    ),
    "bad_update_wrong_media_type": ("POST", [], b"CLEAR NAMED", "text/plain", 415),
    "bad_update_missing_form_type": ("POST", [], b"update=CLEAR%20NAMED", "", 415),
    "bad_update_missing_direct_type": ("POST", [], b"CLEAR NAMED", "", 415),
    "bad_update_non_utf8": (
        "POST", [], "CLEAR NAMED".encode("utf-16"), UPDATE + "; charset=UTF-16", 415,
    ),
    "bad_update_syntax": ("POST", [], b"update=CLEAR%20XYZ", FORM, 400),
    "bad_update_dataset_conflict": (
        "POST", using_named("http://example.org/people"), CONFLICT.encode(), UPDATE, 400,
    ),
    "USING beside using-graph-uri": (
        "POST", using(ONE), b"INSERT { ?s ?p 2 } USING <urn:a> WHERE { ?s ?p 1 }", UPDATE, 400,
    ),
    "an update in the address, another in the body": (
        "POST", [("update", "CLEAR ALL")], b"CLEAR ALL", UPDATE, 400,
    ),
    "a query beside an update": (
        "POST", [], urlencode([("update", "CLEAR ALL"), ("query", "ASK {}")]).encode(), FORM, 400,
    ),
    "graphs of a query for an update": (
        "POST", [("default-graph-uri", ONE)], b"CLEAR ALL", UPDATE, 400,
    ),
    "a graph that is no IRI": ("POST", using("data1"), b"CLEAR ALL", UPDATE, 400),
    "LOAD": ("POST", [], b"LOAD <http://127.0.0.1:1/x>", UPDATE, 400),
    "SERVICE": (
        "POST", [], b"INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        UPDATE, 400,
    ),
    "a graph that is not there, dropped": ("POST", [], b"DROP GRAPH <urn:none>", UPDATE, 400),
    "nothing before a semicolon": ("POST", [], b"; CLEAR ALL", UPDATE, 400),
    "a query as an update": ("POST", [], b"SELECT * { ?s ?p ?o }", UPDATE, 400),
    "deep nesting": (
        "POST", [], b"INSERT DATA { <urn:s> <urn:p> " + b"(" * 200 + b")" * 200 + b" }", UPDATE,
        400,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_update_is_a_problem_and_changes_nothing(
    server: httpx.Client, folder: Path, name: str
) -> None:
    method, pairs, body, kind, status = BAD[name]
    update(server, "CLEAR ALL ; INSERT DATA { <urn:s> <urn:p> 1 . GRAPH <urn:g> { <urn:s> a 1 } }")
    before = Folder(folder).pointer.read_text(encoding="ascii")
    headers = {"Content-Type": kind} if kind else {}
    response = server.request(method, "/sparql", params=pairs, content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert Folder(folder).pointer.read_text(encoding="ascii") == before
    assert ask(server, "ASK { <urn:s> <urn:p> 1 . GRAPH <urn:g> { <urn:s> a 1 } }")


def test_a_silent_load_changes_nothing(server: httpx.Client) -> None:
    update(server, "CLEAR ALL ; INSERT DATA { <urn:s> <urn:p> 1 }")
    assert update(server, "LOAD SILENT <file:///etc/hostname> INTO GRAPH <urn:x>").is_success
    assert ask(server, "ASK { <urn:s> <urn:p> 1 FILTER NOT EXISTS { GRAPH ?g { ?a ?b ?c } } }")


def test_a_fault_is_told_with_line_and_column(server: httpx.Client) -> None:
    text = "CLEAR ALL ;\nPREFIX a: <urn:>\nINSERT DATA { a:s a:p a:o } ;\nPREFIX b: <urn:>\n"
    response = update(server, text + "INSERT DATA { b:s b:p }")
    assert response.status_code == 400
    body = response.json()
    assert (body["type"], body["line"], body["column"]) == ("/problems/query-invalid", 5, 23)


def test_declarations_may_stand_between_operations(server: httpx.Client) -> None:
    text = (
        "PREFIX a: <urn:a:> CLEAR ALL ; # all\nBASE <urn:b:> PREFIX a: <urn:c:>\n"
        "INSERT DATA { a:s a:p 'x ; y' } ; INSERT DATA { a:s a:q <urn:d> } ; PREFIX z: <urn:z:>"
    )
    assert update(server, text).status_code == 200
    assert ask(server, "ASK { <urn:c:s> <urn:c:p> 'x ; y' ; <urn:c:q> <urn:d> }")


def test_a_writer_reads_what_it_wrote_at_once(server: httpx.Client) -> None:
    generation = ""
    for number in range(5):
        response = update(server, f"DELETE WHERE {{ <urn:n> ?p ?o }} ; "
                                  f"INSERT DATA {{ <urn:n> <urn:is> {number} }}")  # fmt: skip
        assert response.json()["generation"] > generation
        generation = response.json()["generation"]
        query = {"query": "SELECT ?n { <urn:n> <urn:is> ?n }", "format": "csv"}
        answer = server.get("/sparql", params=query)
        assert answer.text == f"n\r\n{number}\r\n"
        assert answer.headers["kaupunkigraafi-generation"] == generation


def test_of_many_writers_at_once_none_is_lost(server: httpx.Client, folder: Path) -> None:
    update(server, "CLEAR ALL ; INSERT DATA { <urn:counter> <urn:is> 0 }")
    add = (
        "DELETE { <urn:counter> <urn:is> ?n } INSERT { <urn:counter> <urn:is> ?m } "
        "WHERE { <urn:counter> <urn:is> ?n BIND(?n + 1 AS ?m) }"
    )
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(update(server, add))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.json()["generation"] for answer in answers}) == 8
    assert ask(server, "ASK { <urn:counter> <urn:is> 8 }")
    assert Folder(folder).verify().whole


def test_the_service_says_that_it_takes_updates(server: httpx.Client) -> None:
    described = server.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "SPARQL11Update" in described
    assert "UnionDefaultGraph" not in described
    assert server.get("/fi/").status_code == 200
    assert server.get("/api/v1/search", params={"q": "kunta"}).json()["total"] == 0
    assert server.get("/health/ready").json()["status"] == "ready"


def test_an_address_with_a_slash_at_its_end_is_the_endpoint_too(server: httpx.Client) -> None:
    assert server.get("/sparql/", params={"query": "ASK {}"}).json()["boolean"] is True
    response = server.post("/sparql/", content="CLEAR ALL", headers={"Content-Type": UPDATE})
    assert response.status_code == 200


PAGE_ELSEWHERE = (
    {"Origin": "https://example.org"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Host": "rebound.example.org"},
)


@pytest.mark.parametrize("headers", PAGE_ELSEWHERE, ids=lambda headers: next(iter(headers)))
def test_without_tokens_no_page_elsewhere_can_make_a_browser_write(
    server: httpx.Client, headers: dict[str, str]
) -> None:
    for method, path, kind, body in (
        ("POST", "/sparql", FORM, "update=CLEAR+ALL"),
        ("PUT", "/graphs?default", "text/turtle", ""),
        ("DELETE", "/graphs?default", "text/turtle", ""),
    ):
        sent = {"Content-Type": kind, **headers}
        response = server.request(method, path, content=body, headers=sent)
        assert response.status_code == 403
        assert response.json()["type"] == "/problems/origin-refused"
