"""The WRITE river's main stream: what was read of files → the next generation of a folder."""

from __future__ import annotations

from collections.abc import Iterable

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import CorpusError
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.model import Document, Reading
from kaupunkigraafi.progress import Progress
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.reports import Failure, Report
from kaupunkigraafi.user_graph import UserGraph
from kaupunkigraafi.writing.base import Base
from kaupunkigraafi.writing.reading import Read
from kaupunkigraafi.writing.staging import Staging
from kaupunkigraafi.writing.user_graphs import id_of


class Adding:
    """Adds readings to a folder that its caller has locked; used once."""

    def __init__(
        self, folder: Folder, parent: Generation | None, encoder: str, progress: Progress
    ) -> None:
        """Take the state that is added to.

        Args:
            folder: locked.
            parent: held by the caller; None: from the ontology alone.
            encoder: of a first generation.
            progress: told how far the work is.
        """
        self._folder, self._parent = folder, parent
        self._encoder, self._progress = encoder, progress
        self._documents = Documents(parent.path / DOCUMENTS) if parent else None
        # What the folder has, and what this run adds: small, whatever the documents' length.
        self._ids = self._documents.ids_by_origin() if self._documents else {}
        self._origins = {key: origin for origin, key in self._ids.items()}
        self._fresh: dict[str, int] = {}  # origin → hash of what this run put
        self._added: list[str] = []
        self._replaced: list[str] = []
        self._unchanged: list[str] = []
        self._failed: list[Failure] = []
        self._notes: list[str] = []

    def add(self, readings: Iterable[Read], *, quarantine: Quarantine | None = None) -> Report:
        """Add what can be added and publish it, if that is anything.

        Args:
            readings: gone through once; none is kept.
            quarantine: where files go that were refused; None: nowhere.

        Returns:
            What was done.
        """
        try:
            return self._add(readings, quarantine)
        finally:
            if self._documents is not None:
                self._documents.close()

    def _add(self, readings: Iterable[Read], quarantine: Quarantine | None) -> Report:
        parent = self._parent
        with Staging(
            self._folder, parent, encoder=self._encoder, progress=self._progress
        ) as staging:
            if parent is None:
                staging.set_base(Base.ontology())
            for read in readings:
                self._take(read, staging, quarantine)
            name = parent.name if parent else ""
            if self._added or self._replaced or not self._folder.exists():
                with staging.publish(parent.manifest.data if parent else "") as generation:
                    name = generation.name
                self._folder.clean()
            return Report(
                name,
                added=tuple(self._added),
                replaced=tuple(self._replaced),
                unchanged=tuple(self._unchanged),
                failed=tuple(self._failed),
                embedded=staging.embedded,
                notes=(*staging.notes, *self._notes),
            )

    def _take(self, read: Read, staging: Staging, quarantine: Quarantine | None) -> None:
        failure = read.failure
        if read.reading is not None:
            try:
                self._put(read.reading, staging)
                self._notes += read.reading.notes
            except CorpusError as error:
                failure = Failure(read.given.name, str(error))
        if failure is not None:
            self._failed.append(failure)
        if quarantine is not None:
            if failure is None:
                quarantine.release(read.given.path)
            elif not read.given.kept:
                quarantine.put(read.given.path, failure, reachable=not read.given.refused)

    def _put(self, reading: Reading, staging: Staging) -> None:
        """Put a reading, telling apart what is new, what changed and what is the same."""
        for graph in reading.graphs:
            self._put_graph(graph, staging)
        fresh = []
        for document in reading.documents:
            origin = self._origins.get(document.id)
            if origin is not None and origin != document.origin:
                raise CorpusError(
                    f"the id {document.id!r} belongs to another document; give this one another "
                    "id in its front matter, or remove that one first"
                )
            old = self._ids.get(document.origin)
            if old is not None and self._is_same(document, old):
                self._unchanged.append(document.id)
            else:
                fresh.append((document, old))
        if not fresh:
            return
        put = Reading(tuple(document for document, _ in fresh), reading.records)
        replaced = [old for _, old in fresh if old is not None]
        if replaced:
            staging.check(put)  # what is refused shall not have taken the old one away
        for old in replaced:
            staging.remove(old)
        staging.put(put)
        for document, old in fresh:
            (self._added if old is None else self._replaced).append(document.id)
            self._fresh[document.origin] = hash(document)
            self._ids[document.origin] = document.id
            self._origins[document.id] = document.origin

    def _put_graph(self, graph: UserGraph, staging: Staging) -> None:
        key = id_of(graph)
        known = staging.user_graphs.has(key)
        changed = staging.user_graphs.put(graph)
        told = self._unchanged if not changed else self._replaced if known else self._added
        told.append(key)

    def _is_same(self, document: Document, old: str) -> bool:
        """Tell whether the folder has the same already, be it only since this run."""
        if document.origin in self._fresh:
            return self._fresh[document.origin] == hash(document)
        known = self._documents.document(old) if self._documents is not None else None
        return known == document
