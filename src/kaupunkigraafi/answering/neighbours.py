"""An entity's IRI → its facts and its direct neighbours in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rdflib import Literal

from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.graph.results import Row, Solutions
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Entity, Fact
from kaupunkigraafi.vocabulary import TERM, USER_GRAPHS, kind_of

_FACTS = "SELECT ?p ?o ?g WHERE { GRAPH ?g { <%s> ?p ?o } } ORDER BY ?p ?o ?g"
_FORWARD = "SELECT DISTINCT ?p ?o WHERE { <%s> ?p ?o FILTER(isIRI(?o)) } ORDER BY ?p ?o"
_BACKWARD = "SELECT DISTINCT ?p ?o WHERE { ?o ?p <%s> FILTER(isIRI(?o)) } ORDER BY ?p ?o"
_MOST = 5_000  # a ministry has thousands of neighbours at most; a class has millions


@dataclass(frozen=True, slots=True)
class Related:
    """A neighbour and the predicate between.

    Attributes:
        forward: True where the entity asked about is the subject.
    """

    entity: Entity
    predicate: str
    forward: bool


def facts_of(store: Store, names: Names, entity: Entity) -> Entity:
    """Return the entity with everything that is stated about it.

    Args:
        store: the graph.
        names: to label the values.
        entity: without facts.

    Returns:
        The same entity with facts, each with the graph that states it.
    """
    # What users write beside the corpus is asked for in SPARQL; it is no fact with a source.
    rows = _rows(store, _FACTS % entity.iri)
    facts = [_fact(row) for row in rows if not str(row["g"]).startswith(USER_GRAPHS)]
    labelled = {
        each.iri: each.labels for each in names.entities(f.value for f in facts if f.is_iri)
    }
    return replace(
        entity,
        facts=tuple(
            replace(fact, labels=labelled[fact.value]) if fact.is_iri else fact for fact in facts
        ),
    )


def related_of(store: Store, names: Names, iri: str, kind: str | None) -> tuple[Related, ...]:
    """Return an entity's direct neighbours.

    Args:
        store: the graph.
        names: to label them.
        iri: of the entity.
        kind: only neighbours of this kind.

    Returns:
        Those it points at first, then those that point at it.
    """
    found: list[tuple[str, str, bool]] = []
    for query, forward in ((_FORWARD, True), (_BACKWARD, False)):
        for row in _rows(store, query % iri):
            neighbour = str(row["o"])
            if kind is None or kind_of(neighbour) == kind or names.entity(neighbour).kind == kind:
                found.append((neighbour, str(row["p"]), forward))
    entities = {each.iri: each for each in names.entities(o for o, _, _ in found[:_MOST])}
    return tuple(
        Related(entities[neighbour], predicate, forward)
        for neighbour, predicate, forward in found[:_MOST]
        if entities[neighbour].kind not in ("", TERM)
    )


def _rows(store: Store, query: str) -> Iterable[Row]:
    result = store.query(query)
    return result.rows if isinstance(result, Solutions) else ()


def _fact(row: Row) -> Fact:
    value = row["o"]
    if isinstance(value, Literal):
        return Fact(
            predicate=str(row["p"]),
            value=str(value),
            is_iri=False,
            language=value.language or "",
            datatype=str(value.datatype or ""),
            graph=str(row["g"]),
        )
    return Fact(str(row["p"]), str(value), is_iri=True, graph=str(row["g"]))
