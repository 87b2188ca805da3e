"""The store keeps every stated quad twice and never changes a parent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import XSD, BNode, Literal, URIRef

from kaupunkigraafi.errors import FolderCorrupt, FolderMissing, GraphError, QueryInvalid
from kaupunkigraafi.graph.results import Boolean, Solutions, Term, Triple, Triples
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.vocabulary import DERIVED_GRAPHS, GRAPH

RECORDS, DOCUMENT = GRAPH + "records", GRAPH + "document/a"
MENTIONS = DERIVED_GRAPHS + "mentions"
LABEL, TWIN = URIRef("urn:label"), URIRef("urn:twin")
TAMPERE, TURKU = URIRef("urn:tampere"), URIRef("urn:turku")
TAMPERE_FI = (TAMPERE, LABEL, Literal("Tampere", lang="fi"))
TURKU_SV = (TURKU, LABEL, Literal("Åbo", lang="sv"))
TWINS = (TAMPERE, TWIN, TURKU)


def stated(store: Store) -> set[Triple]:
    return set(store.triples())


def test_a_stated_triple_is_in_its_graph_and_in_the_default_graph() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TAMPERE_FI])
    assert stated(store) == {TAMPERE_FI}
    assert list(store.triples(graph=RECORDS)) == [TAMPERE_FI]
    assert list(store.quads()) == [(TAMPERE_FI, RECORDS)]
    assert (store.count(), store.count(RECORDS), store.count(DOCUMENT)) == (1, 1, 0)


def test_a_derived_triple_is_in_its_named_graph_alone() -> None:
    store = Store.in_memory()
    store.replace_graph(MENTIONS, [TWINS])
    assert stated(store) == set()
    assert list(store.triples(graph=MENTIONS)) == [TWINS]
    assert not store.query("ASK { ?s ?p ?o }")
    assert store.query("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_removing_a_graph_leaves_what_another_stated_graph_says() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TAMPERE_FI, TURKU_SV])
    store.replace_graph(DOCUMENT, [TAMPERE_FI, TWINS])
    store.remove_graph(DOCUMENT)
    assert stated(store) == {TAMPERE_FI, TURKU_SV}
    assert store.graphs() == (RECORDS,)


def test_a_derived_graph_does_not_keep_a_removed_triple_stated() -> None:
    store = Store.in_memory()
    store.replace_graph(DOCUMENT, [TWINS])
    store.replace_graph(MENTIONS, [TWINS])
    store.remove_graph(DOCUMENT)
    assert stated(store) == set()
    assert store.graphs() == (MENTIONS,)


def test_removing_a_derived_graph_leaves_what_is_stated() -> None:
    store = Store.in_memory()
    store.replace_graph(DOCUMENT, [TWINS])
    store.replace_graph(MENTIONS, [TWINS])
    store.remove_graph(MENTIONS)
    assert stated(store) == {TWINS}


def test_removing_an_absent_graph_does_nothing() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TWINS])
    store.remove_graph(DOCUMENT)
    assert stated(store) == {TWINS}


def test_replacing_a_graph_drops_the_old_triples_and_keeps_the_common_ones() -> None:
    store = Store.in_memory()
    store.replace_graph(DOCUMENT, [TAMPERE_FI, TWINS])
    store.replace_graph(DOCUMENT, [TURKU_SV, TWINS])
    assert stated(store) == set(store.triples(graph=DOCUMENT)) == {TURKU_SV, TWINS}


NAMES = st.sampled_from([RECORDS, DOCUMENT, GRAPH + "document/b", MENTIONS])
TRIPLES = st.sets(
    st.tuples(
        st.sampled_from([TAMPERE, TURKU]),
        st.sampled_from([LABEL, TWIN]),
        st.sampled_from([TAMPERE, Literal("x"), Literal("x", lang="fi"), Literal(1)]),
    )
)


@given(st.lists(st.tuples(NAMES, TRIPLES), max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_default_graph_is_always_the_union_of_the_stated_graphs(
    changes: list[tuple[str, set[Triple]]],
) -> None:
    store, expected = Store.in_memory(), dict[str, set[Triple]]()
    for name, triples in changes:
        store.replace_graph(name, triples)
        expected[name] = triples
        assert set(store.triples(graph=name)) == triples
    union = {each for name, kept in expected.items() if name != MENTIONS for each in kept}
    assert stated(store) == union
    assert store.count() == sum(map(len, expected.values()))
    assert store.graphs() == tuple(sorted(name for name, kept in expected.items() if kept))


def test_bulk_loading_gives_what_replacing_gives(tmp_path: Path) -> None:
    graphs: list[tuple[str, list[Triple]]] = [
        (RECORDS, [TAMPERE_FI, TURKU_SV]),
        (DOCUMENT, [TURKU_SV]),
        (MENTIONS, [TWINS]),
    ]
    with Store.create(tmp_path / "graph") as store:
        store.load_bulk(graphs)
    slow = Store.in_memory()
    for name, triples in graphs:
        slow.replace_graph(name, triples)
    with Store.open(tmp_path / "graph") as fast:
        assert set(fast.quads()) == set(slow.quads())
        assert stated(fast) == stated(slow) == {TAMPERE_FI, TURKU_SV}


def test_terms_come_back_as_they_went_in() -> None:
    store = Store.in_memory()
    values: list[Term] = [
        Literal("åäö \n\"'\\ 😀"),
        Literal("", lang="sv"),
        Literal("2026-08-01", datatype=XSD.date),
        Literal("410", datatype=XSD.integer),
        Literal("2015", datatype=XSD.gYear),
        Literal("POINT(24.9 60.2)", datatype=URIRef("urn:wkt")),
        URIRef("urn:with#hash"),
        BNode("b1"),
    ]
    store.replace_graph(RECORDS, [(TAMPERE, LABEL, value) for value in values])
    assert set(store.objects(TAMPERE, LABEL)) == set(values)


@pytest.mark.parametrize(
    "triple",
    [
        (URIRef("not an iri"), LABEL, TURKU),
        (TURKU, URIRef("relative"), TURKU),
        (TURKU, LABEL, Literal("x", datatype=URIRef("no iri"))),
    ],
)
def test_what_is_no_iri_is_named_and_nothing_is_stated(triple: Triple) -> None:
    store = Store.in_memory()
    with pytest.raises(GraphError, match="cannot be stated"):
        store.replace_graph(RECORDS, [TAMPERE_FI, triple])
    assert store.count() == 0


def test_a_plain_literal_and_an_xsd_string_are_one() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [(TAMPERE, LABEL, Literal("x", datatype=XSD.string))])
    assert store.objects(TAMPERE, LABEL) == (Literal("x"),)
    assert store.has(TAMPERE, LABEL, Literal("x"))


def test_has_takes_patterns() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TWINS])
    assert store.has(TAMPERE)
    assert store.has(None, TWIN)
    assert store.has(None, None, TURKU)
    assert not store.has(TURKU, TWIN)
    assert not store.has(URIRef("no iri"))
    assert store.objects(URIRef("no iri"), TWIN) == ()


def test_a_snapshot_shares_files_and_never_changes_its_parent(tmp_path: Path) -> None:
    parent, child = tmp_path / "parent", tmp_path / "child"
    with Store.create(parent) as store:
        store.load_bulk([(RECORDS, [TAMPERE_FI, TURKU_SV])])
    before = {file.name: file.read_bytes() for file in parent.iterdir()}
    with Store.snapshot(parent, child) as store:
        shared = [file for file in child.glob("*.sst") if file.stat().st_nlink > 1]
        store.replace_graph(DOCUMENT, [TWINS])
        store.remove_graph(RECORDS)
    assert shared, "no file of the snapshot is a hard link"
    assert {file.name: file.read_bytes() for file in parent.iterdir()} == before
    with Store.open(parent) as store:
        assert stated(store) == {TAMPERE_FI, TURKU_SV}
    with Store.open(child) as store:
        assert stated(store) == {TWINS}


def test_a_snapshot_may_be_taken_while_others_read_the_parent(tmp_path: Path) -> None:
    with Store.create(tmp_path / "parent") as store:
        store.replace_graph(RECORDS, [TWINS])
    with (
        Store.open(tmp_path / "parent") as reader,
        Store.snapshot(tmp_path / "parent", tmp_path / "child") as store,
    ):
        store.replace_graph(RECORDS, [])
        assert stated(reader) == {TWINS}


def test_opening_writes_nothing_into_the_directory(tmp_path: Path) -> None:
    directory = tmp_path / "graph"
    with Store.create(directory) as store:
        store.replace_graph(RECORDS, [TWINS])
    before = {
        file.name: (file.stat().st_mtime_ns, file.stat().st_size) for file in directory.iterdir()
    }
    directory.chmod(0o555)
    try:
        with Store.open(directory) as store:
            assert store.query("ASK { ?s ?p ?o }")
    finally:
        directory.chmod(0o755)
    after = {
        file.name: (file.stat().st_mtime_ns, file.stat().st_size) for file in directory.iterdir()
    }
    assert after == before


def test_a_closed_store_leaves_no_log_that_names_local_paths(tmp_path: Path) -> None:
    with Store.create(tmp_path / "graph") as store:
        store.replace_graph(RECORDS, [TWINS])
    for file in (tmp_path / "graph").iterdir():
        assert os.fsencode(tmp_path) not in file.read_bytes(), file.name


def test_a_read_only_store_refuses_changes_and_says_what_to_do(tmp_path: Path) -> None:
    Store.create(tmp_path / "graph").close()
    with Store.open(tmp_path / "graph") as store, pytest.raises(GraphError, match="snapshot"):
        store.replace_graph(RECORDS, [TWINS])


def test_a_closed_store_says_that_it_is_closed() -> None:
    store = Store.in_memory()
    store.close()
    store.close()
    with pytest.raises(GraphError, match="closed"):
        store.count()


def test_opening_nothing_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="kaupunkigraafi build"):
        Store.open(tmp_path / "none")


def test_a_broken_manifest_is_named_corrupt(tmp_path: Path) -> None:
    with Store.create(tmp_path / "graph") as store:
        store.replace_graph(RECORDS, [TWINS])
    (tmp_path / "graph" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(FolderCorrupt, match="verify"):
        Store.open(tmp_path / "graph")


def test_creating_over_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GraphError, match="not empty"):
        Store.create(tmp_path)


def test_queries_answer_in_three_shapes() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TAMPERE_FI, TWINS])
    rows = store.query("SELECT ?l ?none { ?s <urn:label> ?l }")
    assert isinstance(rows, Solutions)
    assert rows.variables == ("l", "none")
    assert [dict(row) for row in rows] == [{"l": Literal("Tampere", lang="fi"), "none": None}]
    assert store.query("ASK { <urn:tampere> <urn:twin> <urn:turku> }") == Boolean(True)
    built = store.query("CONSTRUCT { ?b <urn:twin> ?a } WHERE { ?a <urn:twin> ?b }")
    assert isinstance(built, Triples)
    assert list(built) == [(TURKU, TWIN, TAMPERE)]


def test_the_projects_prefixes_need_no_prefix_line() -> None:
    assert isinstance(
        Store.in_memory().query("SELECT * { ?b a kg:Body ; kg:hasTask ?t }"), Solutions
    )


def test_a_graph_that_is_not_there_is_an_empty_default_graph() -> None:
    store = Store.in_memory()
    store.replace_graph(RECORDS, [TWINS])
    assert store.query("ASK { ?s ?p ?o }")
    assert not store.query("ASK { ?s ?p ?o }", default_graphs=(GRAPH + "none",))
    assert store.query("ASK { ?s ?p ?o }", default_graphs=(RECORDS, DOCUMENT))
    assert not store.query("ASK { GRAPH ?g { ?s ?p ?o } }", named_graphs=(DOCUMENT,))


def test_what_is_not_sparql_is_invalid() -> None:
    with pytest.raises(QueryInvalid):
        Store.in_memory().query("SELECT ?x WHERE { ?x")


def test_a_store_closed_after_much_writing_keeps_no_log_of_it(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "graph")
    told = [(TAMPERE, LABEL, Literal(f"{number}" * 1_000_000)) for number in range(9)]
    for number, triple in enumerate(told):
        store.replace_graph(f"{GRAPH}document/{number}", [triple])
    store.close()
    logs = sum(log.stat().st_size for log in (tmp_path / "graph").glob("*.log"))
    assert logs < 1_000_000
    with Store.open(tmp_path / "graph") as again:
        assert stated(again) == set(told)


def test_a_writer_flushes_now_and_then_so_that_its_memory_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tables(store: Store, directory: Path) -> int:
        for number in range(10):
            name = f"urn:g{number}"
            triples = [(URIRef(f"urn:{number}:{each}"), URIRef("urn:p"), Literal(each))
                       for each in range(10)]  # fmt: skip
            store.replace_graph(name, triples)
        return len(list(directory.glob("*.sst")))

    with Store.create(tmp_path / "few") as store:
        few = tables(store, tmp_path / "few")
    monkeypatch.setattr("kaupunkigraafi.graph.store._MOST_UNFLUSHED", 30)
    with Store.create(tmp_path / "many") as store:
        assert tables(store, tmp_path / "many") > few
        assert store.count() == 100
