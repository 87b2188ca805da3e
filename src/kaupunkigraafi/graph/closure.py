"""Stated triples → stated triples and what the ontology says follows from them.

Only what the project's own ontology declares is followed: superclasses of a thing's
classes, and the other direction of a property with an inverse. Materialised at build, so
that queries need no reasoner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Node

from kaupunkigraafi.graph.mapping import Triple


def class_closure(
    ontology: Iterable[tuple[Node, Node, Node]],
) -> dict[URIRef, tuple[URIRef, ...]]:
    """Collect each class's superclasses, near and far.

    Args:
        ontology: its triples, an rdflib Graph for example.

    Returns:
        Class → superclasses, sorted, itself left out.

    >>> a, b, c = (URIRef("https://example.org/" + name) for name in "abc")
    >>> class_closure([(a, RDFS.subClassOf, b), (b, RDFS.subClassOf, c)])[a] == (b, c)
    True
    """
    direct: dict[URIRef, set[URIRef]] = {}
    for subject, predicate, obj in ontology:
        if (
            predicate == RDFS.subClassOf
            and isinstance(subject, URIRef)
            and isinstance(obj, URIRef)  # restrictions are blank nodes; they name no class
        ):
            direct.setdefault(subject, set()).add(obj)
    return {cls: tuple(sorted(_above(cls, direct))) for cls in direct}


def _above(cls: URIRef, direct: Mapping[URIRef, set[URIRef]]) -> set[URIRef]:
    found: set[URIRef] = set()
    todo = [cls]
    while todo:
        for parent in direct.get(todo.pop(), ()):
            if parent not in found and parent != cls:
                found.add(parent)
                todo.append(parent)
    return found


def with_superclasses(
    triples: Iterable[Triple], closure: Mapping[URIRef, tuple[URIRef, ...]]
) -> Iterator[Triple]:
    """Add the superclasses that follow from types.

    Args:
        triples: as stated.
        closure: from ``class_closure``.

    Yields:
        Every triple, each type followed by its superclasses.
    """
    for triple in triples:
        yield triple
        subject, predicate, obj = triple
        if predicate == RDF.type and isinstance(obj, URIRef):
            for parent in closure.get(obj, ()):
                yield subject, RDF.type, parent


def inverse_properties(ontology: Iterable[tuple[Node, Node, Node]]) -> dict[URIRef, URIRef]:
    """Collect the properties that have an inverse.

    Args:
        ontology: its triples.

    Returns:
        Property → inverse, in both directions.
    """
    found: dict[URIRef, URIRef] = {}
    for subject, predicate, obj in ontology:
        if predicate == OWL.inverseOf and isinstance(subject, URIRef) and isinstance(obj, URIRef):
            found[subject] = obj
            found[obj] = subject
    return found


def with_inverses(triples: Iterable[Triple], inverses: Mapping[URIRef, URIRef]) -> Iterator[Triple]:
    """Add the other direction of each triple whose property has an inverse.

    Args:
        triples: as stated.
        inverses: from ``inverse_properties``.

    Yields:
        Every triple, followed by its inverse where there is one.
    """
    for triple in triples:
        yield triple
        subject, predicate, obj = triple
        inverse = inverses.get(predicate)
        if inverse is not None and isinstance(obj, URIRef):
            yield obj, inverse, subject
