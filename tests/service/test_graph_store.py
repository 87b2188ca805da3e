"""The graph store over a socket: graphs put, added to and deleted, by name and by address.

Source: W3C SPARQL 1.1 Graph Store HTTP Protocol; w3c/rdf-tests, sparql/sparql11/http-rdf-update.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.service.serving import running

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import silent
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.vocabulary import RECORDS_GRAPH, USER_GRAPHS
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.places import Writing

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
CARD = '@prefix v: <http://www.w3.org/2006/vcard/ns#> . <> a v:VCard ; v:fn "{}" .'
MINE = USER_GRAPHS + "anna"


@pytest.fixture(scope="module")
def store() -> Iterator[httpx.Client]:
    settings = Settings(
        writable=True, default_graph="strict", query_workers=1, write_max_bytes=100_000
    )
    with (
        Writing(empty=True).place(None, silent) as path,
        running(create_app(Kaupunkigraafi.open(path), settings)) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def corpus(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over a corpus, in which users may write graphs of their own."""
    folder = tmp_path_factory.mktemp("own") / "folder"
    shutil.copytree(world_folder, folder)
    settings = Settings(writable=True, query_workers=1)
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as client:
        yield client


def triples(response: httpx.Response) -> set[tuple[str, str, str]]:
    assert response.status_code == 200, response.text
    found = ox.parse(response.content, format=ox.RdfFormat.TURTLE)
    return {(str(t.subject), str(t.predicate), str(t.object)) for t in found}


def get(client: httpx.Client, path: str) -> httpx.Response:
    return client.get(path, headers={"Accept": "text/turtle"})


def put(client: httpx.Client, path: str, text: str = CARD.format("John")) -> int:
    return client.put(path, content=text, headers=TURTLE).status_code


def test_put_makes_a_graph_and_then_replaces_it(store: httpx.Client) -> None:
    assert put(store, "/graphs/person/1.ttl") == 201
    address = f"{str(store.base_url).rstrip('/')}/graphs/person/1.ttl"
    for path in ("/graphs/person/1.ttl", f"/graphs?graph={address}",
                 "/graphs?graph=/graphs/person/1.ttl"):  # fmt: skip
        assert {t[2] for t in triples(get(store, path))} >= {'"John"'}
        assert {t[0] for t in triples(get(store, path))} == {f"<{address}>"}
    assert put(store, "/graphs/person/1.ttl", CARD.format("Jane")) == 204
    assert '"John"' not in {t[2] for t in triples(get(store, "/graphs/person/1.ttl"))}


def test_put_of_the_default_graph_is_plain_and_no_named_one(store: httpx.Client) -> None:
    store.delete("/graphs?default")
    assert put(store, "/graphs?default", "<urn:s> <urn:p> 1 .") == 201
    assert put(store, "/graphs?default", "<urn:s> <urn:p> 2 .") == 204
    assert len(triples(get(store, "/graphs?default"))) == 1
    named = {"query": "ASK { GRAPH ?g { <urn:s> <urn:p> 2 } }"}
    assert store.get("/sparql", params=named).json()["boolean"] is False


def test_delete_removes_a_graph_once(store: httpx.Client) -> None:
    assert put(store, "/graphs/person/2.ttl") == 201
    assert store.delete("/graphs/person/2.ttl").status_code == 200
    assert get(store, "/graphs/person/2.ttl").status_code == 404
    assert store.head("/graphs/person/2.ttl").status_code == 404
    again = store.delete("/graphs/person/2.ttl")
    assert (again.status_code, again.json()["type"]) == (404, "/problems/entity-unknown")


def test_post_adds_to_a_graph_and_keeps_blank_nodes_apart(store: httpx.Client) -> None:
    put(store, "/graphs?graph=urn:posted", "<urn:s> <urn:p> [] .")
    for _ in range(2):
        response = store.post("/graphs?graph=urn:posted", content="_:b <urn:q> 1 .", headers=TURTLE)
        assert response.status_code == 200
    assert len(triples(get(store, "/graphs?graph=urn:posted"))) == 3


def test_post_to_the_store_itself_makes_a_graph_with_a_name_of_its_own(
    store: httpx.Client,
) -> None:
    response = store.post("/graphs", content="[] <urn:p> 'Alice' .", headers=TURTLE)
    assert response.status_code == 201
    location = response.headers["location"]
    assert location.startswith(str(store.base_url))
    assert len(triples(get(store, location))) == 1
    empty = store.post(location, content="", headers=TURTLE)
    assert empty.status_code == 200
    assert len(triples(get(store, location))) == 1


def test_a_graph_without_triples_is_there_until_it_is_deleted(store: httpx.Client) -> None:
    assert put(store, "/graphs?graph=urn:bare", "") == 201
    assert triples(get(store, "/graphs?graph=urn:bare")) == set()
    assert put(store, "/graphs?graph=urn:bare", "") == 204
    assert store.delete("/graphs?graph=urn:bare").status_code == 200
    assert get(store, "/graphs?graph=urn:bare").status_code == 404


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_a_form_with_several_files_is_added_as_a_whole(store: httpx.Client, newline: str) -> None:
    put(store, "/graphs?graph=urn:form", "<urn:s> <urn:name> 'Jane Doe' .")
    files = (("last.ttl", "<urn:s> <urn:last> 'Doe'"), ("first.ttl", "<urn:s> <urn:first> 'Jane'"))
    lines = []
    for name, text in files:
        lines += [
            "--a6fe4cd6",
            f'Content-Disposition: form-data; name="{name}"; filename="{name}"',
            "Content-Type: text/turtle; charset=utf-8",
            "",
            text + " .",
        ]
    body = newline.join(["", *lines, "--a6fe4cd6--", ""])
    kind = {"Content-Type": "multipart/form-data; boundary=a6fe4cd6"}
    response = store.post("/graphs?graph=urn:form", content=body, headers=kind)
    assert response.status_code == 200, response.text
    assert {t[2] for t in triples(get(store, "/graphs?graph=urn:form"))} == {
        '"Jane Doe"', '"Doe"', '"Jane"'
    }  # fmt: skip


FORMATS = {
    "text/turtle": "<urn:s> <urn:p> <urn:o> .",
    "application/n-triples": "<urn:s> <urn:p> <urn:o> .",
    "application/rdf+xml": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:u="urn:"><r:Description r:about="urn:s"><u:p r:resource="urn:o"/></r:Description>'
    "</r:RDF>",
    "application/ld+json": '{"@id": "urn:s", "urn:p": {"@id": "urn:o"}}',
}


@pytest.mark.parametrize("kind", FORMATS)
def test_triples_are_read_in_each_format(store: httpx.Client, kind: str) -> None:
    store.put("/graphs?graph=urn:f", content=FORMATS[kind], headers={"Content-Type": kind})
    assert triples(get(store, "/graphs?graph=urn:f")) == {("<urn:s>", "<urn:p>", "<urn:o>")}


BAD: dict[str, tuple[str, dict[str, str], bytes, int]] = {
    "not Turtle": ("?graph=urn:b", TURTLE, b"<urn:s> <urn:p> .", 400),
    "Turtle as RDF/XML": ("?graph=urn:b", {"Content-Type": "application/rdf+xml"},
                          b"<urn:s> <urn:p> 1 .", 400),
    "JSON-LD that names graphs": ("?graph=urn:b", {"Content-Type": "application/ld+json"},
                                  b'{"@id": "urn:g", "@graph": [{"@id": "urn:s", "urn:p": 1}]}',
                                  400),
    "JSON-LD with a context elsewhere": ("?graph=urn:b", {"Content-Type": "application/ld+json"},
                                         b'{"@context": "http://127.0.0.1:1/", "p": 1}', 400),
    "no kind": ("?graph=urn:b", {}, b"<urn:s> <urn:p> 1 .", 415),
    "quads": ("?graph=urn:b", {"Content-Type": "application/trig"}, b"", 415),
    "another charset": ("?graph=urn:b", {"Content-Type": "text/turtle; charset=utf-16"}, b"", 415),
    "packed": ("?graph=urn:b", {**TURTLE, "Content-Encoding": "gzip"}, b"x", 415),
    "a form without an end": ("?graph=urn:b", {"Content-Type": "multipart/form-data; boundary=x"},
                              b"--x\r\n\r\n<urn:s> <urn:p> 1 .", 400),
    "no graph": ("", TURTLE, b"", 400),
    "two graphs": ("?graph=urn:a&default", TURTLE, b"", 400),
    "no IRI": ("?graph=records", TURTLE, b"", 400),
    "no IRI either": ("?graph=urn:a%20b", TURTLE, b"", 400),
    "too much": ("?graph=urn:b", TURTLE, b"#" * 100_001, 413),
    "another generation": ("?graph=urn:b", {**TURTLE, "If-Match": 'W/"000000-00"'}, b"", 412),
    "somebody else's tag": ("?graph=urn:b", {**TURTLE, "If-Match": '"etag"'}, b"", 400),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_put_is_a_problem_and_changes_nothing(
    store: httpx.Client, name: str
) -> None:
    query, headers, body, status = BAD[name]
    put(store, "/graphs?graph=urn:b", "<urn:s> <urn:p> 'before' .")
    before = get(store, "/graphs?graph=urn:b")
    response = store.put(f"/graphs{query}", content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert get(store, "/graphs?graph=urn:b").headers["etag"] == before.headers["etag"]


def test_a_client_that_read_an_old_state_does_not_overwrite_a_newer_one(
    store: httpx.Client,
) -> None:
    put(store, "/graphs?graph=urn:m", "<urn:s> <urn:n> 1 .")
    tag = {"If-Match": get(store, "/graphs?graph=urn:m").headers["etag"]}
    first = store.put("/graphs?graph=urn:m", content="<urn:s> <urn:n> 2 .", headers=TURTLE | tag)
    second = store.put("/graphs?graph=urn:m", content="<urn:s> <urn:n> 3 .", headers=TURTLE | tag)
    assert (first.status_code, second.status_code) == (204, 412)
    assert {t[2][:3] for t in triples(get(store, "/graphs?graph=urn:m"))} == {'"2"'}


def test_a_user_of_a_corpus_writes_graphs_of_his_own(corpus: httpx.Client) -> None:
    helsinki = "<https://w3id.org/kaupunkigraafi/id/municipality/091>"
    note = f"{helsinki} <urn:note> 'iso' ."
    default = len(get(corpus, "/graphs?default").content)
    assert put(corpus, f"/graphs?graph={MINE}", note) == 201
    update = f"INSERT {{ GRAPH <{MINE}> {{ ?s <urn:seen> true }} }} WHERE {{ ?s a kg:City }}"
    sent = corpus.post(
        "/sparql", content=update, headers={"Content-Type": "application/sparql-update"}
    )
    assert sent.status_code == 200, sent.text
    query = f"SELECT ?n {{ GRAPH <{MINE}> {{ ?c <urn:note> ?n ; <urn:seen> true }} ?c a kg:City }}"
    rows = corpus.get("/sparql", params={"query": query, "format": "csv"})
    assert rows.text == "n\r\niso\r\n"
    # What users write is no fact with a source: it stays out of the union of the stated graphs.
    assert len(get(corpus, "/graphs?default").content) == default
    entity = corpus.get("/api/v1/entity/municipality/091")
    assert "urn:note" not in entity.text
    assert entity.headers["kaupunkigraafi-generation"] == sent.json()["generation"]
    assert corpus.get("/api/v1/search", params={"q": "kaavoitus"}).json()["total"] > 0
    new = corpus.post("/graphs", content=note, headers=TURTLE)
    assert new.status_code == 201
    assert len(triples(get(corpus, new.headers["location"]))) == 1


FORBIDDEN = [
    f"INSERT DATA {{ GRAPH <{RECORDS_GRAPH}> {{ <urn:s> <urn:p> 1 }} }}",
    "INSERT DATA { <urn:s> <urn:p> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH ?g { <urn:s> <urn:p> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"DELETE {{ ?s ?p ?o }} INSERT {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}",
    f"WITH <{RECORDS_GRAPH}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
    "DROP SILENT NAMED",
    "CLEAR DEFAULT",
    f"DROP GRAPH <{RECORDS_GRAPH}>",
    f"MOVE <{RECORDS_GRAPH}> TO <{MINE}>",
    f"COPY <{MINE}> TO DEFAULT",
    f"ADD <{MINE}> TO <{RECORDS_GRAPH}>",
    f"CREATE GRAPH <{RECORDS_GRAPH}2>",
    f"PREFIX g: <{USER_GRAPHS}> CREATE GRAPH g:a ; PREFIX g: <{RECORDS_GRAPH}> DROP GRAPH g:",
    f"BASE <{USER_GRAPHS}> CLEAR GRAPH <../records>",
    f"CREATE GRAPH <{USER_GRAPHS}../records>",
    f"CREATE GRAPH <{USER_GRAPHS}>",
    f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> 1 }} <urn:s> <urn:p> 2 }}",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_no_update_reaches_what_a_corpus_states(corpus: httpx.Client, text: str) -> None:
    before = get(corpus, "/graphs?default").headers["etag"]
    response = corpus.post(
        "/sparql", content=text, headers={"Content-Type": "application/sparql-update"}
    )
    assert response.status_code == 403, response.text
    assert response.json()["type"] == "/problems/write-refused"
    assert get(corpus, "/graphs?default").headers["etag"] == before


@pytest.mark.parametrize("path", ["?default", f"?graph={RECORDS_GRAPH}", "/person/1"])
def test_no_graph_of_a_corpus_is_put_or_deleted(corpus: httpx.Client, path: str) -> None:
    assert put(corpus, f"/graphs{path}", "<urn:s> <urn:p> 1 .") == 403
    assert corpus.delete(f"/graphs{path}").status_code == 403


def test_a_service_that_only_reads_says_so(client: httpx.Client) -> None:
    for method in ("PUT", "POST", "DELETE"):
        for path in (f"/graphs?graph={MINE}", "/graphs?default", "/graphs/person/1"):
            response = client.request(method, path, content="<urn:s> <urn:p> 1 .", headers=TURTLE)
            assert response.status_code == 403
            assert response.json()["type"] == "/problems/update-refused"
