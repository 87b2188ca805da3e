"""Turtle files → Terms: what each class, property, concept and shape says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, BNode, Graph, Literal, URIRef

from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.graph.parsing import read_rdf
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import PREFIXES, shorten

FILES = ("kaupunkigraafi.ttl", "concepts.ttl", "shapes.ttl")
_LABELS = tuple(URIRef(PREFIXES[p] + n) for p, n in (("rdfs", "label"), ("skos", "prefLabel")))
_SHAPES = tuple(URIRef(PREFIXES["sh"] + n) for n in ("PropertyShape", "NodeShape"))


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property, concept or shape.

    Attributes:
        types: names of its classes, prefixed.
        statements: predicate, prefixed → its values as text, sorted.
    """

    iri: str
    types: tuple[str, ...]
    labels: tuple[Label, ...]
    statements: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """Return the prefixed name."""
        return shorten(self.iri)


def terms_of(triples: Iterable[Triple]) -> dict[str, Term]:
    """Gather triples by subject.

    Args:
        triples: of an ontology.

    Returns:
        IRI → term, sorted.

    >>> from rdflib import RDF, RDFS, Literal, URIRef
    >>> city = URIRef("urn:City")
    >>> terms_of([(city, RDFS.label, Literal("city", lang="en"))])["urn:City"].labels
    (Label(text='city', language='en'),)
    """
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    found: dict[str, dict[str, set[str]]] = {}
    labels: dict[str, list[Label]] = {}
    for subject, predicate, value in graph:
        if not isinstance(subject, URIRef):
            continue
        iri = str(subject)
        found.setdefault(iri, {}).setdefault(shorten(str(predicate)), set()).add(
            _text(value, graph)
        )
        if predicate in _LABELS and isinstance(value, Literal):
            labels.setdefault(iri, []).append(Label(str(value), value.language or ""))
    kind = shorten(str(RDF.type))
    return {
        iri: Term(
            iri,
            tuple(sorted(statements.get(kind, ()))),
            tuple(sorted(labels.get(iri, ()), key=lambda label: label.language)),
            {name: tuple(sorted(values)) for name, values in sorted(statements.items())},
        )
        for iri, statements in sorted(found.items())
    }


def _text(value: object, graph: Graph) -> str:
    if isinstance(value, BNode):
        # A node without a name is what it says; its own name changes with every reading.
        inner = sorted(
            f"{shorten(str(p))} {_text(o, graph)}" for _, p, o in graph.triples((value, None, None))
        )
        return f"[ {' ; '.join(inner)} ]"
    if isinstance(value, URIRef):
        return shorten(str(value))
    if isinstance(value, Literal) and value.language:
        return f"{value}@{value.language}"
    return str(value)


def read_terms(path: Path) -> dict[str, Term]:
    """Read the terms of an ontology.

    Args:
        path: an RDF file, or a folder like the packaged ``ontology/``.

    Returns:
        IRI → term.

    Raises:
        SourceMissing: nothing is there.
        UnreadableDocument: a file is not RDF.
    """
    if path.is_dir():
        files = [path / name for name in FILES if (path / name).is_file()]
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise SourceMissing(
            f"{path} is no RDF file and no folder with {' or '.join(FILES)}; name one that is"
        )
    return terms_of(triple for file in files for triple in read_rdf(file))
