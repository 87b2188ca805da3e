"""The graph → what search needs of it: each document's entities, and what entities are called.

A link carries the path that leads from the document to the entity, so that a filter, a facet
and a hit's *why* all rest on the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import RDF, RDFS, Literal, URIRef

from kaupunkigraafi.graph.annotations import MENTIONS
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Label, Link
from kaupunkigraafi.vocabulary import (
    FINLEX,
    KINDS,
    ONTOLOGY_GRAPH,
    PREFIXES,
    TERM,
    id_of,
    iri_of,
    kind_of,
)


def _term(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


_DIRECT = (_term("kg:expresses"), _term("kg:concerns"))
_PREFERRED = (_term("skos:prefLabel"), _term("dcterms:title"), _term("rdfs:label"))
_NAMES = (
    _term("skos:altLabel"),
    _term("skos:notation"),
    _term("dcterms:identifier"),
    _term("eli:id_local"),
)


_SUCCEEDED_BY = _term("kg:succeededBy")
_IN_DOCUMENT = _term("dcterms:isPartOf")
_BASED_ON, _IS_PART_OF = _term("kg:basedOn"), _term("eli:is_part_of")
# From what a document concerns, one step on and one more; each is a statement of the graph.
_STEPS = {
    "section": (_IS_PART_OF,),
    "law": (_term("eli:responsibility_of_agent"),),
    "body": (_term("kg:hasTask"),),
}
_DEPTH = 3


class Linker:
    """Finds what documents lead to; made once for a generation, used for each document."""

    def __init__(self, graph: Store) -> None:
        """Collect which tasks rest on which law or section.

        Args:
            graph: with the statements of all documents in it.
        """
        self._graph = graph
        self._tasks: dict[str, list[tuple[str, ...]]] = {}
        for task, _, basis in graph.triples((None, _BASED_ON, None)):
            last = (f"^{_BASED_ON}", str(task))
            self._tasks.setdefault(str(basis), []).append(last)
            # A text about a law is found by the tasks that rest on its sections, too.
            for law in graph.objects(URIRef(str(basis)), _IS_PART_OF):
                whole = (f"^{_IS_PART_OF}", str(basis), *last)
                self._tasks.setdefault(str(law), []).append(whole)

    def links_of(self, document: str) -> tuple[Link, ...]:
        """Return the entities a document leads to.

        Args:
            document: its id.

        Returns:
            Direct ones first, each entity once, by its shortest path.
        """
        iri = URIRef(iri_of(f"document/{document}"))
        found: dict[str, Link] = {}
        frontier = [
            Link(target, kind_of(target), (str(iri), str(predicate), target))
            for predicate in _DIRECT
            for target in sorted(map(str, self._graph.objects(iri, predicate)))
        ]
        for _ in range(_DEPTH):
            fresh = [link for link in frontier if link.entity not in found]
            for link in fresh:
                found.setdefault(link.entity, link)
            frontier = [further for link in fresh for further in self._further(link)]
        for link in self._mentioned(iri):
            found.setdefault(link.entity, link)
        return tuple(found.values())

    def _mentioned(self, document: URIRef) -> Iterator[Link]:
        """Yield what the document's passages mention; nothing is followed from there."""
        back = f"^{_IN_DOCUMENT}"
        passages = (str(each) for each, _, _ in self._graph.triples((None, _IN_DOCUMENT, document)))
        for passage in sorted(passages, key=lambda each: int(each.rpartition("/")[2])):
            for target in sorted(map(str, self._graph.objects(URIRef(passage), MENTIONS))):
                yield Link(
                    target, kind_of(target), (str(document), back, passage, str(MENTIONS), target)
                )

    def _further(self, link: Link) -> Iterator[Link]:
        for predicate in _STEPS.get(link.kind, ()):
            for target in sorted(map(str, self._graph.objects(URIRef(link.entity), predicate))):
                yield Link(target, kind_of(target), (*link.path, str(predicate), target))
        for steps in sorted(self._tasks.get(link.entity, ())):
            yield Link(steps[-1], kind_of(steps[-1]), (*link.path, *steps))


def _subjects(graph: Store, predicate: URIRef, value: URIRef) -> tuple[str, ...]:
    return tuple(str(subject) for subject, _, _ in graph.triples((None, predicate, value)))


def entities_of(graph: Store) -> list[tuple[str, str]]:
    """Return every entity of a kind we know.

    Args:
        graph: the whole graph.

    Returns:
        (IRI, kind), sorted; passages are not entities, they are found by search.
    """
    found: dict[str, str] = {}
    for kind in KINDS:
        if kind.name == "passage":
            continue
        for subject in _subjects(graph, RDF.type, URIRef(kind.cls)):
            # Several kinds share a class (topics, concepts); the IRI's form tells them apart.
            by_form = "" if kind.ids else kind_of(subject)
            found.setdefault(subject, by_form or kind.name)
    # Classes and predicates have labels too, for reasons and pages; they are nobody's entity.
    for subject, _, _ in graph.triples((None, RDFS.label, None), graph=ONTOLOGY_GRAPH):
        found.setdefault(str(subject), TERM)
    return sorted(found.items())


def labels_of(graph: Store, entities: Iterable[str]) -> list[tuple[str, Label, int]]:
    """Return what entities are called.

    Args:
        graph: the whole graph.
        entities: IRIs; labels of others are left out.

    Returns:
        (IRI, label, rank): 1 preferred labels and titles, then 0 other names, codes, numbers,
        then -1 the names of former municipalities, for those that they lead to.
    """
    known = set(entities)
    found: list[tuple[str, Label, int]] = [
        (str(subject), Label(str(value), value.language or ""), int(predicate in _PREFERRED))
        for predicate in (*_PREFERRED, *_NAMES)
        for subject, _, value in graph.triples((None, predicate, None))
        if str(subject) in known and isinstance(value, Literal)
    ]
    # "law/410-2015" and "410-2015" are how ids print a statute's number.
    found += [
        (iri, Label("-".join(reversed(iri.removeprefix(FINLEX).split("/")))), 0)
        for iri in sorted(known)
        if kind_of(iri) == "law"
    ]
    return [*found, *_carried_on(graph, found)]


def _carried_on(
    graph: Store, labels: Iterable[tuple[str, Label, int]]
) -> Iterator[tuple[str, Label, int]]:
    """Make "Nastola" lead to Lahti: a name leads to what carries its bearer on today."""
    heirs: dict[str, list[str]] = {}
    for subject, _, value in graph.triples((None, _SUCCEEDED_BY, None)):
        heirs.setdefault(str(subject), []).append(str(value))
    for former, label, _ in labels:
        for heir in _last(former, heirs):
            yield heir, label, -1
    for former in sorted(heirs):
        for heir in _last(former, heirs):
            yield heir, Label(id_of(former)), -1


def _last(former: str, heirs: Mapping[str, Sequence[str]]) -> list[str]:
    """Follow successors to those that nothing succeeds."""
    found: dict[str, None] = {}
    todo = list(heirs.get(former, ()))
    seen = {former, *todo}
    while todo:
        each = todo.pop()
        if each not in heirs:
            found[each] = None
        fresh = [heir for heir in heirs.get(each, ()) if heir not in seen]
        seen.update(fresh)
        todo += fresh
    return sorted(found)
