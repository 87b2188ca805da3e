"""IRI → the passages that are its own: a passage, a document's, a section's, an entity's."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.model import Link
from kaupunkigraafi.vocabulary import iri_of

Rows = NDArray[np.int64]
_PASSAGE = iri_of("passage/")
_DOCUMENT = iri_of("document/")
_DIRECT = 3  # a path of document, predicate, entity


@dataclass(frozen=True)
class Places:
    """Where each thing's passages are; costs one pass over the file, then memory alone.

    Attributes:
        documents: id → place in the outline.
        starts: (documents + 1,), where a document's rows begin in ``rows``.
        rows: of all passages, by document and number.
        numbers: (rows,), each row's number in its document; 0 for a hole.
        section: row → IRI of the section it stands in.
        sections: section's IRI → rows.
        entities: entity's IRI → places of the documents that are about it.
    """

    outline: Outline
    documents: dict[str, int]
    starts: list[int]
    rows: Rows
    numbers: NDArray[np.int32]
    section: dict[int, str]
    sections: dict[str, list[int]]
    entities: dict[str, list[int]]

    @classmethod
    def read(cls, path: Path, outline: Outline) -> Places:
        """Read where passages stand.

        Args:
            path: ``documents.sqlite`` of a generation.
            outline: of the generation.

        Returns:
            The places.
        """
        numbers = np.zeros(len(outline.position), dtype=np.int32)
        section: dict[int, str] = {}
        uri = path.resolve().as_uri() + "?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            for row, number, iri in connection.execute(
                "SELECT row, number, section FROM passages ORDER BY row"
            ):
                numbers[row] = number
                if iri:
                    section[row] = sys.intern(iri)
        filled = np.flatnonzero(outline.position >= 0)
        order = np.lexsort((numbers[filled], outline.position[filled]))
        rows = filled[order].astype(np.int64)
        starts = np.searchsorted(outline.position[rows], np.arange(len(outline.ids) + 1))
        sections: dict[str, list[int]] = {}
        for row, iri in section.items():
            sections.setdefault(iri, []).append(row)
        entities: dict[str, list[int]] = {}
        for place, links in enumerate(outline.links):
            for entity in _direct(links):
                entities.setdefault(entity, []).append(place)
        return cls(
            outline,
            {key: place for place, key in enumerate(outline.ids)},
            starts.tolist(),
            rows,
            numbers,
            section,
            sections,
            entities,
        )

    def rows_of(self, iris: Iterable[str]) -> tuple[Rows, Rows]:
        """Return the passages of things.

        Args:
            iris: of passages; of documents; of sections; of entities, whose passages are those of
                the documents that state them by kg:concerns or kg:expresses.

        Returns:
            (rows, owners): each row with the place in ``iris`` that it belongs to, by owner, then
            by row, each pair once. What has no passages owns nothing.
        """
        wanted = list(iris)
        known = self._by_iri
        own = np.fromiter((known.get(iri, -1) for iri in wanted), np.int64, len(wanted))
        passages = np.flatnonzero(own >= 0)
        rows, owners = list[int](), list[int]()
        for owner in np.flatnonzero(own < 0).tolist():
            found = self._of_thing(wanted[owner])
            rows += found
            owners += [owner] * len(found)
        if not rows:
            return own[passages], passages
        each = np.concatenate([passages, np.array(owners, dtype=np.int64)])
        order = np.argsort(each, kind="stable")
        return np.concatenate([own[passages], np.array(rows, dtype=np.int64)])[order], each[order]

    @cached_property
    def _by_iri(self) -> dict[str, int]:
        """Passage's IRI → row: a look-up is quicker than to take each name apart."""
        rows = self.rows.tolist()
        return {self.passage_iri(row): row for row in rows}

    @cached_property
    def _about(self) -> dict[int, tuple[str, ...]]:
        """Document's place → what it is about, of those that were asked for."""
        return {}

    def things_of(self, row: int, *, section_only: bool = False) -> Iterator[str]:
        """Yield what a passage belongs to.

        Args:
            row: of the passage.
            section_only: leave out its document, and what that is about.

        Yields:
            IRIs whose ``rows_of`` has the row, its own left out.
        """
        place = int(self.outline.position[row])
        if row in self.section:
            yield self.section[row]
        if not section_only:
            yield _DOCUMENT + self.outline.ids[place]
            if place not in self._about:
                self._about[place] = tuple(_direct(self.outline.links[place]))
            yield from self._about[place]

    def passage_iri(self, row: int) -> str:
        """Return the name of a passage.

        Args:
            row: that is no hole.

        Returns:
            Its IRI.
        """
        return f"{_PASSAGE}{self.outline.ids[self.outline.position[row]]}/{self.numbers[row]}"

    def _of_thing(self, iri: str) -> list[int]:
        found = list(self.sections.get(iri, ()))
        places = list(self.entities.get(iri, ()))
        if iri.startswith(_DOCUMENT):
            own = self.documents.get(iri[len(_DOCUMENT) :])
            places += [] if own is None else [own]
        for place in places:
            found += self.rows[self.starts[place] : self.starts[place + 1]].tolist()
        return sorted(set(found))


def _direct(links: Iterable[Link]) -> Iterable[str]:
    """Return what a document itself says it is about, each once.

    What it leads to further on is left out: a text about a law would be one on each of the law's
    sixty tasks, and all of them would score the same.
    """
    return dict.fromkeys(link.entity for link in links if len(link.path) == _DIRECT)
