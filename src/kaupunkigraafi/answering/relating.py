"""An entity that a filter asks for → what belongs to it by the graph, each with the way there.

``city=Tampere`` asked with ``related`` takes what is about the agreements of its city region, the
bodies it is represented in and the municipalities that it carries on, too. Each way is a path of
statements, so that a hit can say why it is there. On a day (``as_of``) only what was valid counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.vocabulary import KG, PREFIXES, kind_of

_AGAIN = "+"  # the step is taken again from where it led
# filter → ways; of each step the predicate, ``^`` against its direction, and the kind it leads to.
_Step = tuple[str, str]
_FORMER: _Step = ("^kg:succeededBy+", "municipality")
_REGION: _Step = ("^org:hasMember", "cityregion")
_WAYS: dict[str, tuple[tuple[_Step, ...], ...]] = {
    "city": (
        (_FORMER,),
        (_REGION,),
        (("^kg:party", "agreement"),),
        (("^org:hasMember", "body"),),
        (_REGION, ("^kg:party", "agreement")),
        (_REGION, ("^org:hasMember", "body")),
    ),
    "ministry": (
        (("^eli:responsibility_of_agent", "law"),),
        (("^kg:steeredBy", "task"),),
        (("^kg:setBy", "body"),),
    ),
    "law": ((("eli:repeals", "law"),), (("eli:repealed_by", "law"),)),
    "task": ((("kg:basedOn", "section"),), (("kg:basedOn", "law"),)),
    "body": (
        (("dcterms:replaces+", "body"),),
        (("^dcterms:replaces+", "body"),),
        (("kg:hasTask", "task"),),
    ),
}
_BEGINS = (
    URIRef(PREFIXES["eli"] + "first_date_entry_in_force"),
    *(URIRef(KG + name) for name in ("validFrom", "dateSigned", "dateSet")),
)
_ENDS = (URIRef(KG + "validUntil"),)
_TERM, _ROUND = URIRef(KG + "term"), URIRef(KG + "round")
_YEARS = re.compile(r"(\d{4})\D(\d{4})$")


@dataclass(frozen=True, slots=True)
class Way:
    """Something that belongs to what was asked for.

    Attributes:
        entity: its IRI.
        back: from it to what was asked for: IRI, predicate, IRI, …; the first is the entity.
    """

    entity: str
    back: tuple[str, ...]


class Relating:
    """Follows the ways of filters through one graph."""

    def __init__(self, graph: Store) -> None:
        """Keep the graph.

        Args:
            graph: of the generation.
        """
        self._graph = graph

    def ways(self, filter: str, iri: str, as_of: date | None = None) -> tuple[Way, ...]:  # noqa: A002
        """Find what belongs to an entity.

        Args:
            filter: the filter's name.
            iri: the entity's.
            as_of: only what was valid on that day; what has no dates counts on every day.

        Returns:
            Nearest first, each once, the entity itself left out.
        """
        found: dict[str, Way] = {}
        for steps in sorted(_WAYS.get(filter, ()), key=len):
            for way in self._followed(Way(iri, (iri,)), steps, as_of):
                if way.entity != iri:
                    found.setdefault(way.entity, way)
        return tuple(found.values())

    def _followed(self, start: Way, steps: tuple[_Step, ...], as_of: date | None) -> Iterator[Way]:
        reached = [start]
        for predicate, kind in steps:
            reached = [
                way for each in reached for way in self._stepped(each, predicate, kind, as_of)
            ]
        yield from reached

    def _stepped(self, way: Way, step: str, kind: str, as_of: date | None) -> Iterator[Way]:
        again, seen, todo = step.endswith(_AGAIN), {way.entity}, [way]
        while todo:
            here = todo.pop(0)
            for target, back in self._targets(here.entity, step.removesuffix(_AGAIN)):
                if target in seen or kind_of(target) != kind:
                    continue
                seen.add(target)
                if as_of is None or self._valid(target, step, as_of):
                    fresh = Way(target, (target, back, *here.back))
                    yield fresh
                    todo += [fresh] if again else []

    def _targets(self, iri: str, step: str) -> list[tuple[str, str]]:
        """Return where a step leads, and the step back from there."""
        prefix, _, local = step.removeprefix("^").partition(":")
        predicate = URIRef(PREFIXES[prefix] + local)
        if step.startswith("^"):
            subjects = self._graph.triples((None, predicate, URIRef(iri)))
            return sorted((str(subject), str(predicate)) for subject, _, _ in subjects)
        objects = self._graph.objects(URIRef(iri), predicate)
        return sorted((str(each), f"^{predicate}") for each in objects)

    def _valid(self, iri: str, step: str, day: date) -> bool:
        """Tell whether a thing counts on a day; what nobody dates is not known not to."""
        begins, ends = self._interval(URIRef(iri))
        told = day.isoformat()
        if step == _FORMER[0]:  # it belongs to its successor once it has ceased itself
            return not ends or ends < told
        return (not begins or begins <= told) and (not ends or told <= ends)

    def _interval(self, thing: URIRef) -> tuple[str, str]:
        """Return first and last day as far as they are stated; a round gives whole years."""
        begins, ends = self._first(thing, *_BEGINS), self._first(thing, *_ENDS)
        for term in self._graph.objects(thing, _TERM):
            begins = begins or self._first(URIRef(str(term)), *_BEGINS)
            ends = ends or self._first(URIRef(str(term)), *_ENDS)
        years = _YEARS.match(self._first(thing, _ROUND))
        if years:
            begins, ends = begins or f"{years[1]}-01-01", ends or f"{years[2]}-12-31"
        return begins, ends

    def _first(self, thing: URIRef, *predicates: URIRef) -> str:
        values = (str(v) for each in predicates for v in sorted(self._graph.objects(thing, each)))
        return next(values, "")
