"""A user's graph as its file has it → N-Triples that mean the same wherever they are read."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.terms import triple_of
from kaupunkigraafi.user_graph import UserGraph
from kaupunkigraafi.vocabulary import USER_GRAPHS

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_MOST = 1_000_000
_REMOTE = "LoadDocumentCallback"  # what the engine says where a context lies elsewhere


def settled(graph: UserGraph, name: str) -> UserGraph:
    """Parse a graph, and name its blank nodes so that no other graph has them.

    Args:
        graph: in any format; remote JSON-LD contexts are not fetched, so a file with one is
            refused.
        name: of the file, for messages.

    Returns:
        The same in N-Triples, each triple once; the names of graphs within the file are left out.

    Raises:
        UnreadableDocument: it is no RDF of that format, states nothing, or too much.

    >>> settled(UserGraph("k", "turtle", "[] a <urn:x:Tori> ."), "a.ttl").text
    '_:k.0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:x:Tori> .\\n'
    """
    triples = dict.fromkeys(_parsed(graph, name))
    if not triples:
        raise UnreadableDocument(f"{name} states nothing; there is nothing to add")
    named = _Names(graph.key)
    lines = (named.triple(each) for each in triples)
    text = ox.serialize(lines, format=ox.RdfFormat.N_TRIPLES) or b""
    return UserGraph(graph.key, "ntriples", text.decode())


def triples_of(graph: UserGraph) -> Iterator[Triple]:
    """Return the triples of a settled graph.

    Args:
        graph: in N-Triples.

    Yields:
        Each triple.

    Raises:
        UnreadableDocument: it is no N-Triples.
    """
    for each in _parsed(graph, graph.key):
        yield triple_of(ox.Quad(each.subject, each.predicate, each.object))


def _parsed(graph: UserGraph, name: str) -> Iterator[ox.Triple]:
    chosen = _FORMATS[graph.format]
    # Relative IRIs start from the graph, so that two files' do not mean the same thing.
    base = f"{USER_GRAPHS}{graph.key}/"
    try:
        for count, quad in enumerate(ox.parse(graph.text, format=chosen, base_iri=base), start=1):
            if count > _MOST:
                raise UnreadableDocument(
                    f"{name} states more than {_MOST} triples, the most that is read; split it"
                )
            if isinstance(quad.object, ox.Triple):
                raise UnreadableDocument(
                    f"{name} states triples about triples, which are not kept; "
                    "state them with rdf:Statement"
                )
            yield ox.Triple(quad.subject, quad.predicate, quad.object)
    except SyntaxError as error:
        if _REMOTE in str(error):
            raise UnreadableDocument(
                f"{name} names a JSON-LD context that lies elsewhere, and nothing is fetched; "
                "write the context into the file, or save it as Turtle"
            ) from error
        raise UnreadableDocument(
            f"{name} is not {chosen.name}: {error}; correct it, or save it as Turtle"
        ) from error


class _Names:
    """Names of one graph's blank nodes."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._known: dict[str, ox.BlankNode] = {}

    def triple(self, triple: ox.Triple) -> ox.Triple:
        """Rename the blank nodes of a triple."""
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode):
            subject = self._fresh(subject)
        if isinstance(value, ox.BlankNode):
            value = self._fresh(value)
        return ox.Triple(subject, triple.predicate, value)

    def _fresh(self, node: ox.BlankNode) -> ox.BlankNode:
        fresh = ox.BlankNode(f"{self._key}.{len(self._known)}")
        return self._known.setdefault(node.value, fresh)
