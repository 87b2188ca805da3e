"""What the packaged corpus says, read past graph, index and SPARQL: CSV rows, texts, bare vectors.

Rows of the records are read with the csv module, documents from their table as they were written
down, and a score is the product of two vectors. Nothing here asks the graph, and nothing but the
encoder is shared with what is tested.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.search.encoders.registry import open_encoder

ID = "https://w3id.org/kaupunkigraafi/id/"
FINLEX = "http://data.finlex.fi/eli/sd/"
YSO = "http://www.yso.fi/onto/yso/"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage as it is written down."""

    row: int
    iri: str
    document: str
    section: str


@dataclass(frozen=True, slots=True)
class Told:
    """A document as it is written down."""

    iri: str
    language: str
    about: frozenset[str]
    topics: frozenset[str]


class Oracle:
    """Rows, texts and vectors of a built packaged corpus."""

    def __init__(self, folder: Path) -> None:
        with Folder(folder).current() as generation:
            encoder = generation.manifest.encoder
            assert encoder is not None
            self._encoder = open_encoder(encoder.name)
            path = generation.path / "vectors.f16"
            stored = np.fromfile(path, dtype=np.float16).reshape(-1, encoder.dim)
            self._vectors: NDArray[np.float32] = stored.astype(np.float32)
            with closing(sqlite3.connect(generation.path / "documents.sqlite")) as connection:
                documents = connection.execute(
                    "SELECT ordinal, id, language, concerns, expresses, subjects FROM documents"
                ).fetchall()
                pieces = connection.execute(
                    "SELECT row, document, number, section FROM passages"
                ).fetchall()
        names = {ordinal: key for ordinal, key, *_ in documents}
        self.documents = {
            f"{ID}document/{key}": Told(
                f"{ID}document/{key}",
                language,
                frozenset((*json.loads(concerns), *filter(None, [expresses]))),
                frozenset(json.loads(subjects)),
            )
            for _, key, language, concerns, expresses, subjects in documents
        }
        self.pieces = [
            Piece(
                row,
                f"{ID}passage/{names[document]}/{number}",
                f"{ID}document/{names[document]}",
                section or "",
            )
            for row, document, number, section in pieces
        ]
        self._tables: dict[str, list[Row]] = {}
        self._cosines: dict[str, NDArray[np.float32]] = {}

    def table(self, name: str) -> list[Row]:
        """The rows of a table of the records."""
        if name not in self._tables:
            path = corpus_dir() / "records" / f"{name}.csv"
            with path.open(encoding="utf-8", newline="") as stream:
                self._tables[name] = list(csv.DictReader(stream))
        return self._tables[name]

    def meant(self, text: str) -> NDArray[np.float32]:
        """The vector of a query."""
        return np.asarray(self._encoder.encode_queries([text])[0])

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Of all rows."""
        if text not in self._cosines:
            self._cosines[text] = self._vectors @ self.meant(text)
        return self._cosines[text]

    def similarity(self, one: str, other: str) -> float:
        """Of two texts."""
        return float(self.meant(one) @ self.meant(other))

    @cached_property
    def _by_thing(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for piece in self.pieces:
            own = (piece.iri, piece.document, piece.section, *self.documents[piece.document].about)
            for thing in own:
                found.setdefault(thing, set()).add(piece.row)
        return found

    def best(
        self, things: Iterable[str], text: str, allowed: Callable[[int], bool] = lambda _: True
    ) -> dict[str, float]:
        """The score of each thing's best passage; things without passages are left out."""
        cosines = self.cosines(text)
        found = {}
        for thing in set(things):
            rows = [row for row in self._by_thing.get(thing, ()) if allowed(row)]
            if rows:
                found[thing] = float(cosines[rows].max())
        return found

    def about(self, things: Iterable[str]) -> set[str]:
        """Documents that are about one of some things."""
        wanted = set(things)
        return {each.iri for each in self.documents.values() if each.about & wanted}

    def documents_in(self, language: str) -> set[str]:
        """Documents in a language."""
        return {each.iri for each in self.documents.values() if each.language == language}

    # What the records say, as questions need it.

    def laws(self, ministry: str) -> set[str]:
        """Laws that a ministry answers for."""
        return {FINLEX + row["eli"] for row in self.table("laws") if row["ministry"] == ministry}

    def ministry_of_sections(self) -> dict[str, str]:
        """Section → the ministry that answers for its law, where one is known."""
        ministries = {row["eli"]: row["ministry"] for row in self.table("laws")}
        return {
            f"{FINLEX}{row['eli']}/{row['path']}": ministries[row["eli"]]
            for row in self.table("sections")
            if ministries[row["eli"]]
        }

    def changed_after(self, day: str) -> set[str]:
        """Laws with a wording of a later day."""
        return {
            FINLEX + row["eli"] for row in self.table("expressions") if row["version_date"] > day
        }

    def cities_of_agreements(self) -> set[str]:
        """Municipalities of regions that are parties of a MAL agreement."""
        regions = {
            party.removeprefix("cityregion/")
            for row in self.table("agreements")
            if row["type"] == "mal"
            for party in row["parties"].split("|")
            if party.startswith("cityregion/")
        }
        return {
            f"{ID}municipality/{row['municipality']}"
            for row in self.table("cityregion_members")
            if row["cityregion"] in regions
        }

    def tasks(self, keep: Callable[[Row], bool]) -> set[str]:
        """Tasks whose rows are kept."""
        return {f"{ID}task/{row['id']}" for row in self.table("tasks") if keep(row)}


def searched(kg: Kaupunkigraafi, text: str, mode: str, ministry: str) -> dict[str, float]:
    """Best scores of all documents of a ministry, by the search alone, page after page."""
    found: dict[str, float] = {}
    cursor: str | None = None
    while True:
        answer = kg.search(text, 1_000, mode=mode, ministry=ministry, cursor=cursor)
        for hit in answer.hits:
            # The first hit of a document is its best; further ones count less in a search.
            found.setdefault(f"{ID}document/{hit.document.id}", hit.score)
        cursor = answer.next
        if cursor is None:
            return found
