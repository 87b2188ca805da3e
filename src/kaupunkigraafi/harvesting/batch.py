"""What was fetched → the folder, through the reading workers: a batch is one generation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kaupunkigraafi.build import add_readings, remove
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.given import Given
from kaupunkigraafi.harvesting.state import HELD, REFUSED, Row, State
from kaupunkigraafi.model import Authority, Document, Reading
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.reports import DEFAULT_ENCODER, shown
from kaupunkigraafi.writing.reading import Read, Readers, read_all
from kaupunkigraafi.writing.user_graphs import id_of, is_graph

_PATIENCE_S = 600.0  # another writer of the folder is waited for


class Batch:
    """Adds what waits; used once a batch."""

    def __init__(self, folder: Path, state: State, encoder: str = DEFAULT_ENCODER) -> None:
        """Name the places.

        Args:
            folder: a built graph.
            state: of the source.
            encoder: for a folder without passages.
        """
        self._folder, self._state, self._encoder = folder, state, encoder
        self._ids: dict[str, list[str]] = {}
        self._others: list[Row] = []

    def add(self, rows: Sequence[Row]) -> list[Row]:
        """Add what was fetched of some items, and keep what became of each.

        Args:
            rows: that wait; their bytes lie in the incoming directory.

        Returns:
            Those that could not be read, and have another address that shall be tried.
        """
        givens = [Given(self._state.path(row), shown(row.key)) for row in rows]
        with Readers(len(givens)) as readers:
            report = add_readings(
                self._folder,
                self._readings(rows, givens, readers),
                encoder=self._encoder,
                patience_s=_PATIENCE_S,
                quarantine=Quarantine(self._folder),
            )
        failed = {each.name: each.reason for each in report.failed}
        left: list[str] = []
        for row in rows:
            if row in self._others:
                continue
            reason = failed.get(shown(row.key), "")
            if reason:
                done = replace(row, state=REFUSED, outcome="refused", reason=reason)
            else:
                ids = self._ids[row.key]
                left += [each for each in row.ids if each not in ids]
                outcome = "changed" if row.ids else "new"
                done = replace(row, state=HELD, outcome=outcome, documents=json.dumps(ids))
            self._state.put(done)
            self._state.drop(row)
        # What an item was in an earlier wording goes when the next wording is there.
        taken_away(self._folder, self._state, left)
        return self._others

    def _readings(
        self, rows: Sequence[Row], givens: Sequence[Given], readers: Readers
    ) -> Iterator[Read]:
        for row, read in zip(rows, read_all(givens, readers), strict=True):
            if read.reading is None:
                if row.otherwise:
                    self._others.append(row)
                else:
                    yield read
                continue
            reading = _named(read.reading, row)
            self._ids[row.key] = [each.id for each in reading.documents]
            self._ids[row.key] += [id_of(each) for each in reading.graphs]
            yield replace(read, reading=reading)


def taken_away(folder: Path, state: State, ids: Sequence[str]) -> tuple[str, ...]:
    """Remove documents that no item stands for any more.

    Args:
        folder: a built graph.
        state: of the source; another item that has the document keeps it.
        ids: of documents or user graphs.

    Returns:
        Those that were there and are not now.
    """
    kept = {each for row in state.rows("state = ?", HELD) for each in row.ids} if ids else set()
    wanted = [each for each in dict.fromkeys(ids) if each not in kept]
    with Folder(folder).current() as generation:
        documents = Documents(generation.path / DOCUMENTS)
        there = [key for key in wanted if is_graph(key) or documents.document(key) is not None]
        documents.close()
    return remove(folder, *there).removed if there else ()


def _named(reading: Reading, row: Row) -> Reading:
    """Give documents that say nothing of their source the address that they came from."""
    return replace(reading, documents=tuple(_document(each, row) for each in reading.documents))


def _document(document: Document, row: Row) -> Document:
    if document.authority is not Authority.OWN_UPLOAD:
        return document
    told = row.facts
    return replace(
        document,
        origin=row.address or row.key,
        source=row.address if row.address.startswith("http") else document.source,
        title=told.title or document.title,
        language=told.language or document.language,
        publisher=told.publisher or document.publisher,
        licence=told.licence or document.licence,
        issued=date.fromisoformat(told.issued) if told.issued else document.issued,
        authority=Authority(told.authority) if told.authority else document.authority,
    )
