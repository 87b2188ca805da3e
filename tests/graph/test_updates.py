"""The guard of updates: what an update would change is known before the engine runs it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph.limits import QueryLimits
from kaupunkigraafi.graph.updates import Using, check_update

PREFIXES = {"ex": "http://example.org/"}
A, B, C = "http://example.org/a", "http://example.org/b", "http://example.org/c"

# text → the graphs that it may change: "" is the default graph, None any.
TARGETS: dict[str, set[str | None]] = {
    "INSERT DATA { ex:s ex:p 1 }": {""},
    "INSERT DATA { GRAPH ex:a { ex:s ex:p 1 } }": {A},
    "insert data { graph<http://example.org/a>{ex:s ex:p 'GRAPH ex:b { }'} }": {A},
    "INSERT DATA { GRAPH ex:a { ex:s ex:p 1 } . ex:s ex:p ( 1 2 ) }": {A, ""},
    "INSERT DATA { GRAPH ex:a { } }": {A},
    "INSERT DATA { }": set(),
    "DELETE DATA { GRAPH ex:a { ex:s ex:p 1 } GRAPH ex:b { ex:s ex:p 1 } }": {A, B},
    "DELETE WHERE { GRAPH ex:a { ?s ?p ?o } }": {A},
    "DELETE WHERE { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }": {"", None},
    "WITH ex:a DELETE { ?s ?p ?o } INSERT { GRAPH ex:b { ?s ?p ?o } } WHERE { ?s ?p ?o }": {A, B},
    "WITH ex:a INSERT { [] ex:p ?o } USING ex:b WHERE { GRAPH ex:c { ?s ?p ?o } }": {A},
    "INSERT { GRAPH ex:a { ?s ?p ?o } } WHERE { ?s ?p ?o }": {A},
    "CLEAR GRAPH ex:a": {A},
    "CLEAR SILENT DEFAULT": {""},
    "DROP SILENT NAMED": {None},
    "DROP ALL": {None},
    "CREATE SILENT GRAPH ex:a": {A},
    "ADD SILENT ex:a TO GRAPH ex:b": {B},
    "COPY DEFAULT TO ex:b": {B},
    "MOVE ex:a TO DEFAULT": {A, ""},
    "# DROP ALL ; \nPREFIX x: <http://example.org/> CLEAR GRAPH x:a ; CLEAR GRAPH ex:b ;": {A, B},
    "PREFIX x: <http://example.org/a> CLEAR GRAPH x: ; PREFIX x: <http://example.org/b> "
    "CLEAR GRAPH x:": {A, B},
    r"CLEAR GRAPH <http://example.org/\u0061>": {A},
    "BASE <http://example.org/> CLEAR GRAPH <a>": {None},
    "": set(),
}  # fmt: skip


@pytest.mark.parametrize("text", TARGETS)
def test_the_graphs_that_an_update_may_change_are_known(text: str) -> None:
    update = check_update(text, prefixes=PREFIXES)
    assert {target.graph for target in update.targets} == TARGETS[text]


def filled() -> ox.Store:
    store = ox.Store()
    for graph in (ox.DefaultGraph(), *map(ox.NamedNode, (A, B, C))):
        for term in ("s", "t"):
            subject = ox.NamedNode(f"http://example.org/{term}")
            store.add(ox.Quad(subject, ox.NamedNode("http://example.org/p"), ox.Literal(1), graph))
    return store


@pytest.mark.parametrize("text", [each for each in TARGETS if None not in TARGETS[each]])
def test_the_engine_changes_no_graph_that_is_not_among_them(text: str) -> None:
    before, after = filled(), filled()
    for piece in check_update(text, prefixes=PREFIXES).pieces:
        after.update(piece.text, prefixes=PREFIXES, base_iri="http://example.org/")
    changed = set(before) ^ set(after)
    graphs = {
        "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        for quad in changed
        if not isinstance(quad.graph_name, ox.BlankNode)
    }
    assert graphs <= TARGETS[text]


def test_graphs_of_the_request_are_written_into_each_where() -> None:
    text = (
        "CLEAR GRAPH ex:a; INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ;\n"
        "DELETE WHERE { GRAPH ex:b { ?s ?p ?o } }"
    )
    (piece,) = check_update(text, prefixes=PREFIXES, using=Using((A,), (B,))).pieces
    using = f"USING <{A}> USING NAMED <{B}>"
    assert piece.plain == text
    assert piece.text.count(using) == 2
    assert f"DELETE  {{ GRAPH ex:b {{ ?s ?p ?o }} }} {using} WHERE {{ GRAPH ex:b" in piece.text
    store = filled()
    store.update(piece.text, prefixes=PREFIXES)


def test_a_silent_load_fails_silently_and_fetches_nothing() -> None:
    text = "CLEAR ALL ; LOAD SILENT <http://127.0.0.1:1/x> INTO GRAPH ex:a ; CLEAR ALL"
    update = check_update(text, prefixes=PREFIXES)
    assert [piece.text for piece in update.pieces] == ["CLEAR SILENT ALL; CLEAR SILENT ALL"]
    assert len(update.targets) == 2
    (alone,) = check_update("LOAD SILENT <file:///etc/passwd>").pieces
    assert not alone.text


def test_clearing_a_graph_that_is_not_there_is_no_failure() -> None:
    (piece,) = check_update("clear graph <urn:none>").pieces
    ox.Store().update(piece.text)
    with pytest.raises(RuntimeError, match="does not exist"):
        ox.Store().update("clear graph <urn:none>")


def test_what_follows_declarations_stands_where_it_stood() -> None:
    text = "PREFIX a: <urn:a:>\nCLEAR ALL ; # one\nPREFIX b: <urn:b:>\nINSERT DATA { b:s a:p 1 }"
    first, second = check_update(text).pieces
    assert first.text == "PREFIX a: <urn:a:>\nCLEAR SILENT ALL"
    assert second.plain.index("INSERT") == text.index("INSERT")
    assert "CLEAR" not in second.plain
    assert "PREFIX a:" in second.text


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://example.org/>",
        "CLEAR ALL ; load <urn:x>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE kg:search { ?s ?p ?o } }",
        ";".join(["CLEAR ALL"] * 1001),
    ],
)
def test_what_fetches_or_never_ends_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_update(text, prefixes={**PREFIXES, "kg": "https://w3id.org/kaupunkigraafi/ontology#"})


@pytest.mark.parametrize("text", ["; CLEAR ALL", "CLEAR ALL ;; CLEAR ALL", "SELECT * {}", "5",
                                  "INSERT DATA { ex:s", "CLEAR XYZ"])  # fmt: skip
def test_what_is_no_update_is_invalid(text: str) -> None:
    with pytest.raises(QueryInvalid) as caught:
        check_update(text, prefixes=PREFIXES)
    assert caught.value.line == 1


def test_a_long_list_of_triples_is_no_deep_or_wide_update() -> None:
    triples = "\n".join(f"ex:s{n} ex:p ( {n} ) ." for n in range(3_000))
    assert check_update(f"INSERT DATA {{ {triples} }}", prefixes=PREFIXES).targets
    with pytest.raises(QueryRefused, match="the limit is 100"):
        check_update("INSERT DATA { ex:s ex:p " + "(" * 101 + ")" * 101 + " }", prefixes=PREFIXES)
    with pytest.raises(QueryRefused, match="10 words"):
        check_update("CLEAR ALL; CLEAR ALL; CLEAR ALL; C", QueryLimits(tokens=9))
