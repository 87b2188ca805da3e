"""Documents, passages and sources → triples, and what the ontology says follows."""

from __future__ import annotations

from datetime import date

from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

from kaupunkigraafi.graph.closure import (
    class_closure,
    inverse_properties,
    with_inverses,
    with_superclasses,
)
from kaupunkigraafi.graph.triples import document_triples, passage_triples, source_triples
from kaupunkigraafi.model import Authority, Document, Label, Passage, Source
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import ID, PREFIXES


def term(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def own(path: str) -> URIRef:
    return URIRef(ID + path)


DOCUMENT = Document(
    id="memo-1",
    origin="/home/someone/private/memo.pdf",
    title="A\u030albo",
    text="Hemligt",
    type="report",
    language="sv",
    authority=Authority.OWN_SUMMARY,
    source="memo ett.pdf",
    licence="https://creativecommons.org/licenses/by/4.0/",
    issued=date(2024, 5, 6),
    as_of=date(2024, 5, 7),
    publisher="Åbo stad",
    subjects=("topic/p15292",),
    concerns=("municipality/853", "law/410-2015"),
    expresses="http://data.finlex.fi/eli/sd/2015/410",
    summarises="https://example.org/a page?x=å",
)


def test_a_document_is_exactly_what_is_known_of_it() -> None:
    document = own("document/memo-1")
    law = URIRef("http://data.finlex.fi/eli/sd/2015/410")
    assert set(document_triples(DOCUMENT)) == {
        (document, RDF.type, term("foaf:Document")),
        (document, RDF.type, term("prov:Entity")),
        (document, term("dcterms:identifier"), Literal("memo-1")),
        (document, term("dcterms:title"), Literal("Ålbo", lang="sv")),
        (document, term("dcterms:type"), own("concept/document-type/report")),
        (document, term("dcterms:language"), own("concept/language/sv")),
        (document, term("kg:authority"), own("concept/authority/own-summary")),
        (document, term("dcterms:source"), Literal("memo ett.pdf")),
        (document, term("dcterms:license"), URIRef(DOCUMENT.licence)),
        (document, term("dcterms:publisher"), Literal("Åbo stad")),
        (document, term("dcterms:issued"), Literal("2024-05-06", datatype=XSD.date)),
        (document, term("kg:asOf"), Literal("2024-05-07", datatype=XSD.date)),
        (document, term("dcterms:subject"), term("yso:p15292")),
        (document, term("kg:concerns"), own("municipality/853")),
        (document, term("kg:concerns"), law),
        (document, term("kg:expresses"), law),
        (document, term("kg:summarises"), URIRef("https://example.org/a%20page?x=%C3%A5")),
    }


def test_neither_the_text_nor_the_path_of_a_document_is_stated() -> None:
    said = " ".join(str(node) for triple in document_triples(DOCUMENT) for node in triple)
    assert "Hemligt" not in said
    assert "private" not in said


def test_a_title_of_unknown_language_has_no_language_tag() -> None:
    plain = Document("x", "x", "T", "t", "text", "und", Authority.OWN_UPLOAD, "x", "not stated")
    made = list(document_triples(plain))
    assert (own("document/x"), term("dcterms:title"), Literal("T")) in made
    assert (own("document/x"), term("dcterms:rights"), Literal("not stated")) in made


def test_a_passage_says_where_it_stands() -> None:
    section = "http://data.finlex.fi/eli/sd/2015/410/luku/1/pykala/4"
    passage = Passage("memo-1", 3, 10, 17, "Hemligt", "sv", 2, section, "4 § Namn")
    iri = own("passage/memo-1/3")
    made = set(passage_triples(passage))
    assert made == {
        (iri, RDF.type, term("kg:Passage")),
        (iri, term("dcterms:isPartOf"), own("document/memo-1")),
        (iri, term("dcterms:language"), own("concept/language/sv")),
        (iri, term("kg:passageNumber"), Literal("3", datatype=XSD.integer)),
        (iri, term("kg:start"), Literal("10", datatype=XSD.integer)),
        (iri, term("kg:end"), Literal("17", datatype=XSD.integer)),
        (iri, term("kg:page"), Literal("2", datatype=XSD.integer)),
        (iri, term("kg:inSection"), URIRef(section)),
        (iri, term("kg:heading"), Literal("4 § Namn", lang="sv")),
    }


def test_a_passage_without_page_and_section_says_neither() -> None:
    made = list(passage_triples(Passage("memo-1", 1, 0, 7, "Hemligt", "sv")))
    assert len(made) == 6


def test_a_source_says_whose_it_is_and_when_it_was_read() -> None:
    source = Source(
        "s", "T", "P", "not stated", date(2026, 8, 31), "https://example.org/", True, "N"
    )
    iri = own("source/s")
    assert set(source_triples(source)) == {
        (iri, RDF.type, term("dcterms:BibliographicResource")),
        (iri, term("dcterms:identifier"), Literal("s")),
        (iri, term("dcterms:title"), Literal("T")),
        (iri, term("dcterms:publisher"), Literal("P")),
        (iri, term("dcterms:rights"), Literal("not stated")),
        (iri, term("dcterms:date"), Literal("2026-08-31", datatype=XSD.date)),
        (iri, term("dcterms:source"), URIRef("https://example.org/")),
        (iri, term("dcterms:description"), Literal("N", lang="en")),
    }


def test_a_source_with_titles_in_other_languages_says_which_one_is_in_english() -> None:
    titles = (Label("Sivu", "fi"), Label("Sidan", "sv"))
    source = Source("s", "The page", "P", "not stated", None, titles=titles)
    told = {o for _, p, o in source_triples(source) if p == term("dcterms:title")}
    assert told == {
        Literal("The page", lang="en"), Literal("Sivu", lang="fi"), Literal("Sidan", lang="sv")
    }  # fmt: skip


def test_a_city_is_a_municipality_and_a_public_organisation() -> None:
    closure = class_closure(Graph().parse(ontology_dir() / "kaupunkigraafi.ttl"))
    typed = [(own("municipality/091"), RDF.type, term("kg:City"))]
    made = set(with_superclasses(typed, closure))
    assert {o for s, p, o in made} == {
        term("kg:City"),
        term("kg:Municipality"),
        term("geo:Feature"),
        term("m8g:PublicOrganisation"),
    }


def test_a_circle_of_classes_ends() -> None:
    a, b = URIRef("https://example.org/a"), URIRef("https://example.org/b")
    circle = [(a, RDFS.subClassOf, b), (b, RDFS.subClassOf, a)]
    assert class_closure(circle) == {a: (b,), b: (a,)}


def test_a_task_knows_its_body_by_the_inverse() -> None:
    inverses = inverse_properties(Graph().parse(ontology_dir() / "kaupunkigraafi.ttl"))
    stated = (own("body/b"), term("kg:hasTask"), own("task/b/1"))
    assert list(with_inverses([stated], inverses)) == [
        stated,
        (own("task/b/1"), term("kg:taskOf"), own("body/b")),
    ]


def test_the_inverse_of_a_literal_is_not_stated() -> None:
    p, q = URIRef("https://example.org/p"), URIRef("https://example.org/q")
    stated = [(own("body/b"), p, Literal("x"))]
    assert list(with_inverses(stated, {p: q})) == stated
