"""A source → the folder: list, fetch what is new, add it in batches, tell what became of each.

A run that was ended, by whatever, goes on where it stopped: what was fetched lies on the disk,
what was added is in the folder, and each is known to be. One that came to its end is followed by
a run that fetches only what changed.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kaupunkigraafi.build import add
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.disk import now, write_lock
from kaupunkigraafi.errors import FetchRefused, UnreadableDocument
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.harvesting.batch import Batch, taken_away
from kaupunkigraafi.harvesting.contract import Item, Page, Source
from kaupunkigraafi.harvesting.report import Harvested
from kaupunkigraafi.harvesting.state import HELD, REFUSED, WAITING, Row, State, listed
from kaupunkigraafi.harvesting.web import Web
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.reports import DEFAULT_ENCODER, Failure, shown

HOME = "harvest"
_STRIKES = 5  # so many items in a row cannot be had now: the host is down


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to harvest.

    Attributes:
        batch: items that are added at once; a crash costs at most their adding.
        remove_vanished: take away what the source has no longer.
        full: list everything, and fetch it whatever is known of it.
        empty: a new folder starts from the ontology alone.
        encoder: of a new folder.
    """

    batch: int = 25
    remove_vanished: bool = False
    full: bool = False
    empty: bool = False
    encoder: str = DEFAULT_ENCODER


def harvest(
    folder: Path,
    source: Source,
    web: Web,
    *,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> Harvested:
    """Bring what a source has into a folder, or go on bringing it.

    Args:
        folder: a built graph; one that does not exist starts from the packaged corpus.
        source: that lists.
        web: that fetches.
        wishes: how.
        progress: told how many items are done, of how many that are known.

    Returns:
        What became of each item, also of those that an earlier, broken part of the run brought.

    Raises:
        FolderLocked: another process harvests the same source into the folder.
        FolderCorrupt: the state of the source is broken.
    """
    how = wishes or Wishes()
    if not Folder(folder).exists():
        add(folder, empty=how.empty, encoder=how.encoder, progress=progress)
    home = folder / HOME / source.name
    with write_lock(home), State(home) as state:
        return _Run(folder, source, web, state=state, how=how, progress=progress).through()


def _given(item: Item) -> bytes | None:
    """Return the bytes that need not be fetched; None: they must be."""
    if item.refused:
        raise FetchRefused(item.refused)
    if item.path is None:
        return item.data
    try:
        return File.open(item.path).data
    except UnreadableDocument as error:
        raise FetchRefused(str(error)) from error


class _Run:
    """One run over a source."""

    def __init__(
        self,
        folder: Path,
        source: Source,
        web: Web,
        *,
        state: State,
        how: Wishes,
        progress: Progress,
    ) -> None:
        self._folder, self._source, self._web = folder, source, web
        self._state, self._how, self._progress = state, how, progress
        self._number = self._begun()
        self._strikes = 0

    def _begun(self) -> int:
        """Begin a run, or go on with the one that is open."""
        number = int(self._state.value("number") or 0)
        if self._state.value("open") != "1":
            number += 1
            since = "" if self._how.full else self._state.value("since")
            self._state.note(
                number=str(number), open="1", cursor="", began=now(), asked_since=since
            )
        return number

    def through(self) -> Harvested:
        """Go through the listing, from where it stopped."""
        stopped = ""
        cursor, since = self._state.value("cursor"), self._state.value("asked_since")
        try:
            self._add_waiting(least=1)  # what an ended run had fetched
            for page in self._source.pages(self._web, cursor, since):
                self._page(page)
            self._add_waiting(least=1)
        except FetchRefused as error:
            stopped = str(error)
            with suppress(FetchRefused):  # once is enough to be told
                self._add_waiting(least=1)
        removed: tuple[str, ...] = ()
        if not stopped:
            removed = self._ended(all_listed=self._source.lists_all and not since)
        return self._report(removed, stopped)

    def _page(self, page: Page) -> None:
        for item in page.items:
            self._item(item)
            done = self._state.count("seen = ?", self._number)
            known = self._state.count("1")
            self._progress("fetch", done, max(page.total, known, done))
            self._add_waiting(least=self._how.batch)
        self._state.note(cursor=page.cursor)

    def _item(self, item: Item) -> None:
        """Fetch one item, unless it is known to be as it was."""
        before = self._state.row(item.key)
        if before.seen == self._number and not before.again:
            return  # done, before the run was ended
        row = listed(before, item, self._number)
        if item.gone:
            self._state.put(replace(row, outcome="gone" if row.ids else "unchanged"))
            return
        same = bool(item.stamp) and item.stamp == row.stamp and row.state == HELD
        if same and not self._how.full:
            self._state.put(replace(row, outcome="unchanged"))
            return
        fresh = replace(row, stamp=item.stamp)
        try:
            data = _given(item)
        except FetchRefused as error:
            self._missed(fresh, error, before)
        else:
            self._fetch(fresh, data, before)

    def _fetch(self, row: Row, data: bytes | None, before: Row) -> None:
        try:
            if data is None:
                row, data = self._fetched(row)
            self._strikes = 0
        except FetchRefused as error:
            self._missed(row, error, before)
            return
        digest = "" if data is None else hashlib.sha256(data).hexdigest()
        if data is None or (digest == row.hash and row.state in (HELD, REFUSED)):
            refused = before.state == REFUSED
            outcome = "refused" if refused else "unchanged"
            self._state.put(replace(row, outcome=outcome, reason=before.reason if refused else ""))
            return
        self._state.keep(row, data)
        self._state.put(replace(row, hash=digest, state=WAITING))

    def _fetched(self, row: Row) -> tuple[Row, bytes | None]:
        known = row.state in (HELD, REFUSED) and not self._how.full
        answer = self._web.get(
            row.address,
            etag=row.etag if known else "",
            modified=row.modified if known else "",
        )
        if not answer.changed:
            return row, None
        return replace(row, etag=answer.etag, modified=answer.modified), answer.data

    def _missed(self, row: Row, error: FetchRefused, before: Row) -> None:
        """Keep why an item was not had; what the folder has of it stays."""
        if error.gone and row.otherwise:
            self._fetch(replace(row, address=row.otherwise, otherwise=""), None, before)
            return
        gone = error.gone and bool(row.ids)
        self._state.put(
            replace(
                row,
                # The stamp of what was not had must not make it look known.
                stamp=before.stamp,
                outcome="gone" if gone else "refused",
                reason="" if gone else str(error),
                again=int(error.again),
            )
        )
        self._strikes = self._strikes + 1 if error.again else 0
        if self._strikes >= _STRIKES:
            raise error

    def _add_waiting(self, *, least: int) -> None:
        """Add what waits, if it is enough for a batch."""
        while self._state.count("state = ?", WAITING) >= least:
            rows = list(self._state.rows("state = ?", WAITING))[: max(self._how.batch, 1)]
            others = Batch(self._folder, self._state, self._how.encoder).add(rows)
            for row in others:
                self._fetch(
                    replace(
                        row, address=row.otherwise, otherwise="", state="", etag="", modified=""
                    ),
                    None,
                    replace(row, state=""),
                )

    def _ended(self, *, all_listed: bool) -> tuple[str, ...]:
        """Close the run: what was listed once and is no longer is gone."""
        if all_listed:
            for row in self._state.rows("seen < ? and documents <> '[]'", self._number):
                self._state.put(replace(row, outcome="gone", seen=self._number))
        removed: tuple[str, ...] = ()
        if self._how.remove_vanished:
            gone = list(self._state.rows("outcome = 'gone' and seen = ?", self._number))
            for row in gone:
                self._state.put(replace(row, state="", documents="[]", hash="", etag="", stamp=""))
            ids = [each for row in gone for each in row.ids]
            removed = taken_away(self._folder, self._state, ids)
        # What could not be had now must be listed again, though it does not change meanwhile.
        missed = self._state.count("seen = ? and again = 1", self._number)
        since = self._state.value("asked_since" if missed else "began")
        self._state.note(open="0", cursor="", since=since)
        return removed

    def _report(self, removed: tuple[str, ...], stopped: str) -> Harvested:
        rows = list(self._state.rows("seen = ?", self._number))

        def of(outcome: str) -> tuple[str, ...]:
            return tuple(row.key for row in rows if row.outcome == outcome)

        with Folder(self._folder).current() as generation:
            name = generation.name
        return Harvested(
            name,
            new=of("new"),
            changed=of("changed"),
            unchanged=len(of("unchanged")),
            gone=of("gone"),
            removed=removed,
            refused=tuple(
                Failure(shown(row.key), row.reason) for row in rows if row.outcome == "refused"
            ),
            stopped=stopped,
        )
