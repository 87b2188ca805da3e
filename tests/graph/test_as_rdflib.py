"""The graph as an rdflib Dataset: what is read is exact, what would change it is refused."""

from __future__ import annotations

import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD

from kaupunkigraafi.errors import WriteRefused
from kaupunkigraafi.graph.as_rdflib import dataset_of
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi

# rdflib's own Dataset reads a property that it calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

A, B, P, Q = (URIRef(f"urn:{name}") for name in "abpq")
ONE, TWO = "urn:g:one", "urn:g:two"
# rdflib by itself would write +00:00 for Z.
EXACT = Literal("2026-01-01T00:00:00Z", datatype=XSD.dateTime, normalize=False)


@pytest.fixture
def dataset() -> Dataset:
    store = Store.in_memory()
    store.replace_graph(ONE, [(A, P, Literal("x", lang="fi")), (A, Q, EXACT)])
    store.replace_graph(TWO, [(A, P, Literal("x", lang="fi")), (B, P, Literal("true"))])
    return dataset_of(store, free=False)


def test_terms_are_as_they_were_written(dataset: Dataset) -> None:
    (value,) = dataset.objects(A, Q)
    assert (str(value), value.datatype) == ("2026-01-01T00:00:00Z", XSD.dateTime)
    assert (B, P, Literal("true")) in dataset
    assert (B, P, Literal("true", datatype=XSD.boolean)) not in dataset
    assert (A, P, Literal("x")) not in dataset


def test_the_default_graph_is_all_that_is_stated_each_triple_once(dataset: Dataset) -> None:
    assert len(list(dataset.triples((None, None, None)))) == 3
    assert len(dataset.default_graph) == 3
    assert len(dataset.graph(URIRef(ONE))) == 2
    assert {str(g.identifier) for g in dataset.graphs((A, Q, EXACT))} >= {ONE}
    assert TWO not in {str(g.identifier) for g in dataset.graphs((A, Q, EXACT))}


def test_as_many_as_are_counted_are_iterated(dataset: Dataset) -> None:
    quads = list(dataset.quads((None, None, None, None)))
    assert len(quads) == len(set(quads)) == len(dataset) == 7


def test_a_literal_where_no_literal_can_be_fits_nothing(dataset: Dataset) -> None:
    assert list(dataset.triples((Literal("urn:a"), None, None))) == []


def test_unbound_is_none_and_every_serialiser_takes_it(dataset: Dataset) -> None:
    text = "SELECT ?s ?v WHERE { ?s <urn:p> ?x OPTIONAL { ?s <urn:q> ?v } } ORDER BY ?s"
    found = dataset.query(text)
    assert [row.v for row in found] == [EXACT, None]
    for name in ("json", "xml", "csv", "txt"):
        assert b"urn:b" in dataset.query(text).serialize(format=name)


def test_from_says_what_is_asked(dataset: Dataset) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    assert [int(row.n) for row in dataset.query(count.format(""))] == [3]
    assert [int(row.n) for row in dataset.query(count.format(f"FROM <{ONE}>"))] == [2]
    assert [int(row.n) for row in dataset.graph(URIRef(ONE)).query(count.format(""))] == [2]


def test_other_forms_prefixes_and_given_values_are_answered(dataset: Dataset) -> None:
    assert bool(dataset.query("ASK { <urn:a> <urn:p> ?x }"))
    assert len(dataset.query("CONSTRUCT WHERE { <urn:a> ?p ?x }").graph) == 2
    assert bool(dataset.query("ASK { u:b u:p 'true' }", initNs={"u": "urn:"}))
    given = dataset.query("SELECT ?x WHERE { ?s <urn:p> ?x }", initBindings={"s": B})
    assert [str(row.x) for row in given] == ["true"]


def test_serialised_and_read_again_it_is_the_same(dataset: Dataset) -> None:
    again = Dataset()
    again.parse(data=dataset.serialize(format="nquads"), format="nquads")
    assert {str(g.identifier) for g in again.graphs()} >= {ONE, TWO}
    assert len(again.graph(URIRef(TWO))) == 2
    assert "urn:g:one" in dataset.serialize(format="trig")


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each.add((A, P, B)),
        lambda each: each.addN([(A, P, B, each.default_graph)]),
        lambda each: each.remove((A, None, None)),
        lambda each: each.remove_graph(URIRef(ONE)),
        lambda each: each.update("INSERT DATA { <urn:a> <urn:p> <urn:b> }"),
        lambda each: each.parse(data="<urn:a> <urn:p> <urn:b> .", format="turtle"),
    ],
)
def test_what_would_change_it_is_refused(dataset: Dataset, change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WriteRefused, match="read-only"):
        change(dataset)
    assert len(dataset) == 7


def test_tools_for_rdflib_work_on_the_open_graph(kg: Kaupunkigraafi) -> None:
    import owlrl  # noqa: PLC0415  seldom needed
    from pyshacl import validate  # noqa: PLC0415  loads slowly

    turku = kg.entity("Åbo")
    labels = set(kg.graph.objects(URIRef(turku.iri), SKOS.prefLabel))
    assert Literal("Åbo", lang="sv") in labels
    stated = kg.graph.default_graph
    shapes = Graph().parse(
        format="turtle",
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix kg: <https://w3id.org/kaupunkigraafi/ontology#> .
        [] a sh:NodeShape ; sh:targetClass kg:City ; sh:property [
            sh:path <http://www.w3.org/2004/02/skos/core#prefLabel> ; sh:minCount 9 ] .""",
    )
    conforms, report, _ = validate(stated, shacl_graph=shapes)
    found = URIRef("http://www.w3.org/ns/shacl#ValidationResult")
    assert not conforms
    assert len(set(report.subjects(RDF.type, found))) == 3
    copy = Graph()
    copy += stated.triples((None, RDF.type, None))
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(copy)
    assert len(copy) > len(list(stated.triples((None, RDF.type, None))))
