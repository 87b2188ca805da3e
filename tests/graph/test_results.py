"""Answers become bytes as the W3C's documents have them, and clients get what they accept."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rdflib import RDF, XSD, BNode, Literal, URIRef

from kaupunkigraafi.errors import GraphError, QueryRefused
from kaupunkigraafi.graph.formats import FORMATS, Kind, format_named, formats_of, negotiate
from kaupunkigraafi.graph.results import Boolean, Row, Solutions, Term, Triples
from kaupunkigraafi.graph.terms import triple_of

TERMS: list[Term | None] = [
    URIRef("http://data.finlex.fi/eli/sd/2015/410"),
    Literal('Kuntalaki, "410"\n\t\\', lang="fi"),
    Literal("plain <&> text\r"),
    Literal("2015-05-01", datatype=XSD.date),
    Literal(8),
    BNode("b0"),
    None,
]
VARIABLES = tuple(f"v{number}" for number in range(len(TERMS)))


def solutions(*rows: list[Term | None], names: tuple[str, ...] = VARIABLES) -> Solutions:
    places = {name: place for place, name in enumerate(names)}
    return Solutions(names, tuple(Row(places, tuple(row)) for row in rows))


def parsed(data: bytes, form: ox.QueryResultsFormat) -> list[list[str]]:
    answer = ox.parse_query_results(data, form)
    assert isinstance(answer, ox.QuerySolutions)
    return [[str(value) for value in solution] for solution in answer]


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_another_reader_understands_what_we_write(name: str) -> None:
    form = getattr(ox.QueryResultsFormat, name.upper())
    (row,) = parsed(solutions(TERMS).serialize(name), form)
    assert row == [
        "<http://data.finlex.fi/eli/sd/2015/410>",
        '"Kuntalaki, \\"410\\"\\n\\t\\\\"@fi',
        '"plain <&> text\\r"',
        '"2015-05-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"8"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "_:b0",
        "None",
    ]


def test_json_is_what_the_engine_itself_writes() -> None:
    answer = ox.parse_query_results(solutions(TERMS).serialize("json"), ox.QueryResultsFormat.JSON)
    engine = answer.serialize(format=ox.QueryResultsFormat.JSON)
    assert engine is not None
    assert json.loads(engine) == json.loads(solutions(TERMS).serialize("json"))


def test_csv_quotes_what_it_must_and_ends_lines_as_the_rfc_wants() -> None:
    data = solutions(TERMS).serialize("csv").decode()
    assert data.startswith(",".join(VARIABLES) + "\r\n")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[1] == [
        "http://data.finlex.fi/eli/sd/2015/410",
        'Kuntalaki, "410"\n\t\\',
        "plain <&> text\r",
        "2015-05-01",
        "8",
        "_:b0",
        "",
    ]


def test_csv_keeps_a_row_of_one_unbound_value_apart_from_an_empty_text() -> None:
    data = solutions([None], [Literal("")], names=("x",)).serialize("csv")
    assert data == b'x\r\n\r\n""\r\n'


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_json_and_tsv_and_gives_well_formed_xml(text: str) -> None:
    answer = solutions([Literal(text)], names=("x",))
    assert json.loads(answer.serialize("json"))["results"]["bindings"][0]["x"]["value"] == text
    (row,) = parsed(answer.serialize("tsv"), ox.QueryResultsFormat.TSV)
    assert row == [str(ox.Literal(text))]
    etree.fromstring(answer.serialize("xml"))


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_written_in_all_four_formats(value: bool) -> None:
    word = str(value).lower().encode()
    assert json.loads(Boolean(value).serialize("json")) == {"head": {}, "boolean": value}
    assert Boolean(value).serialize("csv") == Boolean(value).serialize("tsv") == word
    read = ox.parse_query_results(Boolean(value).serialize("xml"), ox.QueryResultsFormat.XML)
    assert isinstance(read, ox.QueryBoolean)
    assert bool(read) is value


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_triples_are_read_back_the_same(name: str, form: ox.RdfFormat) -> None:
    law, label = (
        URIRef("http://data.finlex.fi/eli/sd/2015/410"),
        "http://www.w3.org/2004/02/skos/core#",
    )
    triples = (
        (law, RDF.type, URIRef("http://data.europa.eu/eli/ontology#LegalResource")),
        (law, URIRef(label + "prefLabel"), Literal("Kuntalaki", lang="fi")),
        (law, URIRef(label + "notation"), Literal('410/2015 "x"\n')),
    )
    read = ox.parse(Triples(triples).serialize(name), form)
    assert {triple_of(quad.triple) for quad in read} == set(triples)


def test_turtle_uses_the_projects_prefixes() -> None:
    body = URIRef("https://w3id.org/kaupunkigraafi/ontology#Body")
    assert b"kg:Body" in Triples(((URIRef("urn:x"), RDF.type, body),)).serialize("turtle")


def test_rows_are_read_by_name_with_or_without_the_question_mark() -> None:
    (row,) = solutions([Literal(1), None], names=("a", "b"))
    assert row["a"] == row["?a"] == Literal(1)
    assert row["b"] is None
    assert dict(row) == {"a": Literal(1), "b": None}
    first, second = row.values()
    assert (first, second) == (Literal(1), None)
    with pytest.raises(KeyError):
        row["c"]


def test_an_answer_without_rows_is_false() -> None:
    assert not solutions()
    assert solutions([Literal(1)], names=("x",))
    assert not Triples(())
    assert not Boolean(False)


def test_to_pandas_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(GraphError, match="pip install"):
        solutions().to_pandas()


def test_to_pandas_gives_python_values() -> None:
    frame = solutions([Literal(8), None, URIRef("urn:x")], names=("n", "none", "iri")).to_pandas()
    assert frame.to_dict("records") == [{"n": 8, "none": None, "iri": "urn:x"}]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([Literal(8), None, Literal(-1)], "Int64"),
        ([Literal(8), Literal("0.5", datatype=XSD.decimal)], "Float64"),
        ([Literal(1.5), None], "Float64"),
        ([Literal(True), None, Literal(False)], "boolean"),
        ([URIRef("urn:x"), Literal("a", lang="fi")], "string"),
        ([Literal("005", datatype=XSD.string)], "string"),
        ([Literal(True), Literal(1)], "object"),
        ([Literal("x"), Literal(1)], "object"),
        ([Literal(2**70)], "object"),
        ([None], "object"),
    ],
)
def test_a_column_has_the_type_that_all_its_values_have(
    values: list[Term | None], kind: str
) -> None:
    frame = solutions(*([value] for value in values), names=("x",)).to_pandas()
    assert str(frame["x"].dtype) == kind
    python = [None if v is None else v.toPython() if isinstance(v, Literal) else v for v in values]
    assert frame["x"].isna().tolist() == [value is None for value in python]
    for told, expected in zip(frame["x"], python, strict=True):
        if isinstance(expected, Decimal):
            assert told == float(expected)
        elif expected is not None:
            assert told == (str(expected) if isinstance(expected, URIRef) else expected)


def test_days_are_moments_of_pandas_and_what_does_not_fit_stays() -> None:
    day, none = Literal("2015-04-10", datatype=XSD.date), None
    frame = solutions([day], [none], names=("day",)).to_pandas()
    assert frame["day"].dt.year.iloc[0] == 2015
    assert frame["day"].isna().tolist() == [False, True]
    old = solutions([Literal("0044-03-15", datatype=XSD.date)], names=("day",)).to_pandas()
    assert str(old["day"].iloc[0]).startswith(("0044-03-15", "44-03-15"))


def test_a_frame_without_rows_keeps_its_columns() -> None:
    assert list(solutions(names=("a", "b")).to_pandas().columns) == ["a", "b"]


@pytest.mark.parametrize(
    ("accept", "kind", "name", "media_type"),
    [
        ("", Kind.SOLUTIONS, "json", "application/sparql-results+json"),
        ("*/*", Kind.BOOLEAN, "json", "application/sparql-results+json"),
        ("*", Kind.SOLUTIONS, "json", "application/sparql-results+json"),
        ("text/csv", Kind.SOLUTIONS, "csv", "text/csv"),
        ("text/*", Kind.TRIPLES, "turtle", "text/turtle"),
        ("application/json", Kind.SOLUTIONS, "json", "application/json"),
        ("application/json", Kind.TRIPLES, "jsonld", "application/json"),
        ("application/xml;q=0.9, text/turtle;q=0.8", Kind.TRIPLES, "rdfxml", "application/xml"),
        ("TEXT/CSV ; Q=1", Kind.SOLUTIONS, "csv", "text/csv"),
        (
            "*/*;q=0.1, text/tab-separated-values",
            Kind.SOLUTIONS,
            "tsv",
            "text/tab-separated-values",
        ),
        (
            "application/sparql-results+json;q=0, */*",
            Kind.SOLUTIONS,
            "json",
            "application/json",
        ),
        (
            "application/sparql-results+xml, */*;q=0.5",
            Kind.SOLUTIONS,
            "xml",
            "application/sparql-results+xml",
        ),
    ],
)
def test_a_client_gets_the_format_it_likes_best(
    accept: str, kind: Kind, name: str, media_type: str
) -> None:
    chosen = negotiate(accept, kind)
    assert chosen is not None
    assert (chosen.name, chosen.media_type) == (name, media_type)


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "text/csv;q=0", ";;,", "text/csv;q=x"]
)
def test_a_client_that_accepts_nothing_of_ours_gets_nothing(accept: str) -> None:
    assert negotiate(accept, Kind.SOLUTIONS) is None


@given(st.text(alphabet="abc/*;q=0.19,+ ", max_size=40), st.sampled_from(list(Kind)))
def test_no_accept_header_breaks_negotiation(accept: str, kind: Kind) -> None:
    chosen = negotiate(accept, kind)
    assert chosen is None or chosen.name in {each.name for each in formats_of(kind)}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_format_is_found_by_its_name_and_by_its_media_type(kind: Kind) -> None:
    for each in formats_of(kind):
        assert format_named(each.name, kind) == each
        assert negotiate(each.media_type, kind) == each


def test_names_of_formats_are_unique() -> None:
    names = [each.name for each in FORMATS]
    assert len(names) == len(set(names))


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(QueryRefused, match="json, xml, csv, tsv"):
        solutions().serialize("yaml")
    with pytest.raises(QueryRefused, match="turtle, ntriples"):
        Triples(()).serialize("csv")
