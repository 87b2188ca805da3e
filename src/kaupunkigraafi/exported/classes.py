"""Graph → one table a class: a row a thing, a column a property and language.

What the ontology says of itself is no table. Codes are texts in the graph and stay texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import RDF, SKOS, XSD, Literal, URIRef

from kaupunkigraafi.exported.columns import Column, Sheet, Value
from kaupunkigraafi.graph.results import Solutions, Term
from kaupunkigraafi.graph.store import Store, is_stated
from kaupunkigraafi.vocabulary import ONTOLOGY_GRAPH, id_of, shorten

_TYPES = {
    XSD.integer: "integer",
    XSD.decimal: "number",
    XSD.double: "number",
    XSD.date: "date",
    XSD.gYear: "year",
    XSD.boolean: "boolean",
}
_LABEL = f'SELECT ?label {{ <%s> <{SKOS.prefLabel}> ?label FILTER(LANG(?label) = "en") }}'


def classes_of(store: Store) -> tuple[str, ...]:
    """Tell which classes have things in what is stated beside the ontology.

    Args:
        store: the graph.

    Returns:
        IRIs, sorted.
    """
    found = {
        str(triple[2])
        for triple, graph in store.quads((None, RDF.type, None))
        if graph != ONTOLOGY_GRAPH and is_stated(graph) and isinstance(triple[2], URIRef)
    }
    return tuple(sorted(found))


def class_sheets(store: Store) -> Iterator[Sheet]:
    """Make a table of each class.

    Args:
        store: the graph.

    Yields:
        Tables, by the IRI of their class.
    """
    for iri in classes_of(store):
        things = sorted(
            {
                str(triple[0])
                for triple, graph in store.quads((None, RDF.type, URIRef(iri)))
                if graph != ONTOLOGY_GRAPH and is_stated(graph) and isinstance(triple[0], URIRef)
            }
        )
        if things:
            yield _sheet(store, iri, things)


def _sheet(store: Store, iri: str, things: list[str]) -> Sheet:
    rows = [_row(store, thing) for thing in things]
    names = sorted({name for row in rows for name in row})
    columns = [Column("id"), Column("iri")]
    written: list[dict[str, Value]] = [{"id": id_of(thing), "iri": thing} for thing in things]
    for name in names:
        terms = [row.get(name, ()) for row in rows]
        several = any(len(each) > 1 for each in terms)
        columns.append(Column(name, "array" if several else _type(terms), _property(name)))
        for row, found in zip(written, terms, strict=True):
            texts = tuple(map(_text, found))
            if texts:
                row[name] = texts if several else texts[0]
    title = _title(store, iri)
    return Sheet(_file(iri), title, tuple(columns), tuple(written), ("id",), iri)


def _row(store: Store, thing: str) -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, set[Term]] = {}
    for _, predicate, value in store.triples((URIRef(thing), None, None)):
        name = shorten(str(predicate))
        if isinstance(value, Literal) and value.language:
            name += f"@{value.language}"
        found.setdefault(name, set()).add(value)
    return {name: tuple(sorted(terms, key=_text)) for name, terms in found.items()}


def _property(name: str) -> str:
    return name.rpartition("@")[0] or name


def _type(cells: list[tuple[Term, ...]]) -> str:
    """Return the type that all of a column's values have, where they have one."""
    datatypes = {getattr(term, "datatype", None) for each in cells for term in each}
    found = datatypes.pop() if len(datatypes) == 1 else None
    return _TYPES.get(found, "string") if isinstance(found, URIRef) else "string"


def _text(term: Term) -> str:
    return id_of(str(term)) if isinstance(term, URIRef) else str(term)


def _title(store: Store, iri: str) -> str:
    result = store.query(_LABEL % iri)
    labels = [str(row["label"]) for row in result.rows] if isinstance(result, Solutions) else []
    return labels[0] if labels else shorten(iri)


def _file(iri: str) -> str:
    """Return the name of a class's file: ``kg-City``; letters, digits and hyphens alone."""
    name = shorten(iri).removeprefix("http://").removeprefix("https://")
    return "".join(each if each.isalnum() and each.isascii() else "-" for each in name)
