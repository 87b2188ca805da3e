"""Document → the laws, tasks and topics that it may be about, by meaning alone.

Laws and topics come from the neighbours: the passages nearest to a document's own, each with what
its document states. A task has a text of its own, so it is the task whose text stands out most.
Which measure for which kind, and how sure each score is, was measured on links that documents
state (docs/decisions/019-suggestions.md, benchmarks/suggestions.py).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rdflib import URIRef

from kaupunkigraafi.documents.places import Places
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.search.nearness import Cosines, Nearness, Rows
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.suggestion import CONCERNS, KINDS, SUBJECT, Method, Suggestion
from kaupunkigraafi.vocabulary import PREFIXES, iri_of, kind_of

# Changes with whatever changes a suggestion, so that those of an older way are made anew.
VERSION = "1"
THRESHOLD = 0.4
MOST = 10  # of one kind for a document
_NEIGHBOURS = 10
_EVIDENCE = 3
_DECIMALS = 2
# Made of records, which say themselves what they are about.
_WITHOUT = ("task",)
_PREDICATES = (CONCERNS, PREFIXES["kg"] + "expresses", SUBJECT)
_DOCUMENT = iri_of("document/")


@dataclass(frozen=True, slots=True)
class Sureness:
    """A score → how often such a score was right: a logistic curve, fitted on held-out links."""

    method: Method
    offset: float
    slope: float

    def of(self, score: float) -> float:
        """Return the confidence.

        Args:
            score: of the method.

        Returns:
            0 to 1.

        >>> Sureness(Method.NEIGHBOURS, 0.0, 1.0).of(0.0)
        0.5
        """
        return 1 / (1 + math.exp(-(self.offset + self.slope * score)))


SURENESS: Mapping[str, Sureness] = {
    "law": Sureness(Method.NEIGHBOURS, -2.38, 5.82),
    "topic": Sureness(Method.NEIGHBOURS, -2.82, 5.74),
    "task": Sureness(Method.NEAREST, -5.02, 1.25),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """What a document may be about.

    Attributes:
        score: of the kind's method; of different kinds they cannot be compared.
        rows: of the passages that it rests on, the weightiest first.
    """

    entity: str
    score: float
    rows: tuple[int, ...]


class Suggester:
    """Makes suggestions in one generation."""

    def __init__(self, documents: Documents, vectors: Vectors, graph: Store) -> None:
        """Read what documents state.

        Args:
            documents: of the generation.
            vectors: of the generation.
            graph: with what its documents state.
        """
        self._outline = documents.outline()
        self._places = Places.read(documents.path, self._outline)
        filled = np.flatnonzero(self._outline.position >= 0)
        self._nearness = Nearness(vectors, filled)
        self._owner = self._outline.position[filled]
        self._stated = self._read(graph)

    def _read(self, graph: Store) -> list[dict[str, tuple[str, ...]]]:
        """Return what each document states, by kind."""
        found: list[dict[str, dict[str, None]]] = [{} for _ in self._outline.ids]
        for predicate in _PREDICATES:
            for subject, _, thing in graph.triples((None, URIRef(predicate), None)):
                place = self._places.documents.get(str(subject).removeprefix(_DOCUMENT))
                kind = kind_of(str(thing))
                if place is not None and kind in KINDS:
                    found[place].setdefault(kind, {})[str(thing)] = None
        return [{kind: tuple(sorted(each)) for kind, each in kinds.items()} for kinds in found]

    @cached_property
    def _columns(self) -> Mapping[str, Rows]:
        """Kind → places, among the filled rows, of passages whose document states one of it."""
        stating = {
            kind: np.array([kind in each for each in self._stated], dtype=bool) for kind in KINDS
        }
        return {kind: np.flatnonzero(each[self._owner]) for kind, each in stating.items()}

    @property
    def keys(self) -> tuple[str, ...]:
        """Ids of the documents for which suggestions are made."""
        pairs = zip(self._outline.ids, self._outline.types, strict=True)
        return tuple(key for key, kind in pairs if kind not in _WITHOUT)

    def stated(self, key: str, kind: str) -> tuple[str, ...]:
        """Return what a document states.

        Args:
            key: its id.
            kind: ``law``, ``task`` or ``topic``.

        Returns:
            IRIs, sorted.
        """
        return self._stated[self._places.documents[key]].get(kind, ())

    def suggestions(
        self, keys: Sequence[str], rejected: Collection[tuple[str, str]] = ()
    ) -> Iterator[tuple[str, tuple[Suggestion, ...]]]:
        """Suggest what documents may be about, beside what they state.

        Args:
            keys: documents' ids.
            rejected: (document's id, entity's IRI) that are not suggested.

        Yields:
            (document's id, its suggestions, the surest first), in the order of ``keys``.
        """
        for key, cosines in self._compared(keys):
            found: list[Suggestion] = []
            for kind, sure in SURENESS.items():
                known = self.stated(key, kind)
                fresh = [
                    each
                    for each in self._scored(key, kind, cosines, sure.method)
                    if each.entity not in known and (key, each.entity) not in rejected
                ]
                found += [
                    Suggestion(
                        key,
                        each.entity,
                        round(sure.of(each.score), _DECIMALS),
                        sure.method,
                        tuple(map(self._places.passage_iri, each.rows)),
                    )
                    for each in fresh[:MOST]
                    if sure.of(each.score) >= THRESHOLD
                ]
            yield key, tuple(sorted(found, key=lambda each: (-each.confidence, each.entity)))

    def scored(
        self,
        keys: Sequence[str],
        kind: str,
        hidden: Mapping[str, Collection[str]],
        method: Method | None = None,
    ) -> Iterator[tuple[str, list[Scored]]]:
        """Score all things of a kind, stated or not; for those who measure.

        Args:
            keys: documents' ids.
            kind: ``law``, ``task`` or ``topic``.
            hidden: document's id → ids of others that count as if they were not there.
            method: None: the kind's own.

        Yields:
            (document's id, what it may be about, best first), in the order of ``keys``.
        """
        for key, cosines in self._compared(keys):
            chosen = method or SURENESS[kind].method
            yield key, self._scored(key, kind, cosines, chosen, hidden.get(key, ()))

    def _compared(self, keys: Sequence[str]) -> Iterator[tuple[str, Cosines]]:
        """Yield each document's passages against all, many documents to a product."""
        batch: list[tuple[str, list[int]]] = []
        for key in keys:
            rows = self._rows_of(key)
            if batch and sum(len(each) for _, each in batch) + len(rows) > self._nearness.batch:
                yield from self._batch(batch)
                batch = []
            batch.append((key, rows))
        yield from self._batch(batch)

    def _batch(self, batch: Sequence[tuple[str, list[int]]]) -> Iterator[tuple[str, Cosines]]:
        if not batch:
            return
        every = np.array([row for _, rows in batch for row in rows], dtype=np.int64)
        cosines = self._nearness.cosines(every)
        start = 0
        for key, rows in batch:
            yield key, cosines.of(slice(start, start + len(rows)))
            start += len(rows)

    def _rows_of(self, key: str) -> list[int]:
        place, starts = self._places.documents[key], self._places.starts
        return [int(row) for row in self._places.rows[starts[place] : starts[place + 1]]]

    def _scored(
        self,
        key: str,
        kind: str,
        cosines: Cosines,
        method: Method,
        hidden: Collection[str] = (),
    ) -> list[Scored]:
        others = {self._places.documents[each] for each in (key, *hidden)}
        columns = self._columns[kind]
        columns = columns[~np.isin(self._owner[columns], list(others))]
        if not len(columns) or not len(cosines.plain):
            return []
        measure = self._by_nearest
        if method is Method.NEIGHBOURS:
            measure = self._by_neighbours
            # Shares among fewer are large whatever the text is about.
            if len(np.unique(self._owner[columns])) < _NEIGHBOURS:
                return []
        weights = measure(kind, cosines, columns)
        found = [Scored(entity, *_told(each, method)) for entity, each in weights.items()]
        return sorted(found, key=lambda each: (-each.score, each.entity))

    def _by_neighbours(
        self, kind: str, cosines: Cosines, columns: Rows
    ) -> dict[str, dict[int, float]]:
        """Return entity → row of a neighbour → its share, over all passages of the document."""
        near, shares = cosines.neighbours(columns, _NEIGHBOURS)
        found: dict[str, dict[int, float]] = {}
        for place, share in zip(near.ravel().tolist(), shares.ravel().tolist(), strict=True):
            row = int(self._nearness.filled[place])
            for entity in self._stated[self._owner[place]][kind]:
                rows = found.setdefault(entity, {})
                rows[row] = rows.get(row, 0.0) + share / len(near)
        return found

    def _by_nearest(
        self, kind: str, cosines: Cosines, columns: Rows
    ) -> dict[str, dict[int, float]]:
        """Return entity → row of a passage of its own → how far that stands out."""
        best = cosines.standing(columns).max(axis=0)
        found: dict[str, dict[int, float]] = {}
        for place, value in zip(columns.tolist(), best.tolist(), strict=True):
            for entity in self._stated[self._owner[place]][kind]:
                found.setdefault(entity, {})[int(self._nearness.filled[place])] = value
        return found


def _told(rows: Mapping[int, float], method: Method) -> tuple[float, tuple[int, ...]]:
    """Return the score, and the rows that carry most of it."""
    order = sorted(rows, key=lambda row: (-rows[row], row))
    score = rows[order[0]] if method is Method.NEAREST else sum(rows.values())
    most = 1 if method is Method.NEAREST else _EVIDENCE
    return score, tuple(order[:most])
