"""rdflib's terms ↔ Oxigraph's: triples on their way into the store, answers on their way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from kaupunkigraafi.errors import FolderCorrupt, GraphError
from kaupunkigraafi.graph.results import (
    Boolean,
    Node,
    Result,
    Row,
    Solutions,
    Term,
    Triple,
    Triples,
)

Pattern: TypeAlias = tuple[Node | None, URIRef | None, Term | None]
ANYTHING: Pattern = (None, None, None)
DEFAULT_GRAPH = ox.DefaultGraph()

_OxNode: TypeAlias = ox.NamedNode | ox.BlankNode
_OxTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Converter:
    """rdflib → Oxigraph, making each IRI once.

    >>> Converter().term(Literal("Åbo", lang="sv"))
    <Literal value=Åbo language=sv>
    """

    def __init__(self) -> None:
        """Start with no IRIs known."""
        self._iris: dict[str, ox.NamedNode] = {}

    def iri(self, value: str) -> ox.NamedNode:
        """Return the engine's IRI.

        Args:
            value: absolute.

        Returns:
            The same object for the same text.
        """
        found = self._iris.get(value)
        if found is None:
            found = self._iris[value] = ox.NamedNode(value)
        return found

    def node(self, node: Node) -> _OxNode:
        """Return the engine's IRI or blank node.

        Args:
            node: rdflib's.

        Returns:
            The engine's.
        """
        return ox.BlankNode(node) if isinstance(node, BNode) else self.iri(node)

    def term(self, term: Term) -> _OxTerm:
        """Return the engine's term.

        Args:
            term: rdflib's.

        Returns:
            The engine's.
        """
        if not isinstance(term, Literal):
            return self.node(term)
        if term.language:
            return ox.Literal(term, language=term.language)
        if term.datatype:
            return ox.Literal(term, datatype=self.iri(term.datatype))
        return ox.Literal(term)

    def quad(self, triple: Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
        """Return the engine's quad.

        Args:
            triple: rdflib's.
            graph: where it goes.

        Returns:
            The engine's.

        Raises:
            GraphError: an IRI or a language that is none.
        """
        subject, predicate, obj = triple
        try:
            return ox.Quad(self.node(subject), self.iri(predicate), self.term(obj), graph)
        except ValueError as error:
            raise GraphError(
                f"{subject} {predicate} {obj!r} cannot be stated: {error}; "
                "IRIs are written in full, languages as fi or sv"
            ) from error

    def pattern(
        self, pattern: Pattern
    ) -> tuple[_OxNode | None, ox.NamedNode | None, _OxTerm | None]:
        """Return the engine's pattern.

        Args:
            pattern: None fits anything.

        Returns:
            Subject, predicate, object.
        """
        subject, predicate, obj = pattern
        return (
            None if subject is None else self.node(subject),
            None if predicate is None else self.iri(predicate),
            None if obj is None else self.term(obj),
        )


def node_of(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> Node:
    """Return rdflib's IRI or blank node.

    Args:
        node: the engine's.

    Returns:
        rdflib's.
    """
    # rdflib has no triple terms (RDF 1.2); a blank node named by its text stands for one.
    return URIRef(node.value) if isinstance(node, ox.NamedNode) else BNode(_label(node))


def _label(node: ox.BlankNode | ox.Triple) -> str:
    return node.value if isinstance(node, ox.BlankNode) else str(node)


def term_of(term: _OxTerm | ox.Triple) -> Term:
    """Return rdflib's term, its text exactly as the engine has it.

    Args:
        term: the engine's.

    Returns:
        rdflib's; ``xsd:string`` is a plain literal.

    >>> term_of(ox.Literal("Turku", language="fi"))
    rdflib.term.Literal('Turku', lang='fi')
    """
    if not isinstance(term, ox.Literal):
        return node_of(term)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == _XSD_STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(datatype), normalize=False)


def triple_of(triple: ox.Triple | ox.Quad) -> Triple:
    """Return rdflib's triple.

    Args:
        triple: the engine's triple or quad.

    Returns:
        Subject, predicate, object.
    """
    return node_of(triple.subject), URIRef(triple.predicate.value), term_of(triple.object)


def result_of(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
    """Fetch an answer wholly; the engine aborts when another thread goes on reading one.

    Args:
        answer: the engine's.

    Returns:
        Ours.
    """
    if isinstance(answer, ox.QueryBoolean):
        return Boolean(bool(answer))
    if isinstance(answer, ox.QueryTriples):
        return Triples(tuple(triple_of(triple) for triple in answer))
    names = tuple(variable.value for variable in answer.variables)
    places = {name: place for place, name in enumerate(names)}
    rows = (
        Row(places, tuple(None if value is None else term_of(value) for value in solution))
        for solution in answer
    )
    return Solutions(names, tuple(rows))


@contextmanager
def engine_faults(path: Path | None) -> Iterator[None]:
    """Say what the engine's input and output errors mean, in one place.

    Args:
        path: of the store; None in memory.

    Yields:
        Once, around calls of the engine.

    Raises:
        FolderCorrupt: the store cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        raise FolderCorrupt(
            f"the graph {path or 'in memory'} cannot be read or written ({error}); "
            "check the disk, then run: kaupunkigraafi verify"
        ) from error
