"""The WRITE river's bed: documents and statements → the next generation, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from kaupunkigraafi.corpus.passages import passages
from kaupunkigraafi.disk import now
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.annotations import annotation_triples
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.manifest import FORMAT, Counts, EncoderEntry, Manifest
from kaupunkigraafi.model import Document, Passage, Reading, Record
from kaupunkigraafi.progress import Progress
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.labels import write_labels
from kaupunkigraafi.search.remembering import remembering
from kaupunkigraafi.search.writing import Addition, write_index
from kaupunkigraafi.vocabulary import GRAPHS_OF_DOCUMENTS, MENTION_GRAPHS
from kaupunkigraafi.writing.additions import Additions
from kaupunkigraafi.writing.annotating import Annotator
from kaupunkigraafi.writing.base import Base, Statements
from kaupunkigraafi.writing.called import keep_names
from kaupunkigraafi.writing.duty_candidates import keep_duties
from kaupunkigraafi.writing.links import Linker
from kaupunkigraafi.writing.proposing import propose_for_all
from kaupunkigraafi.writing.restating import Reviewed, restate
from kaupunkigraafi.writing.user_graphs import UserGraphs

if TYPE_CHECKING:
    from kaupunkigraafi.search.encoders.contract import Encoder

GRAPH = "graph"
_NO_ENCODER = "no encoder is to be had here, so the folder is searched by words alone: "


class Staging:
    """One generation being written; leave the ``with`` block without publishing to forget it."""

    def __init__(
        self,
        folder: Folder,
        parent: Generation | None,
        *,
        encoder: str,
        progress: Progress,
        cache: Path | None = None,
    ) -> None:
        """Name what is written; ``with`` begins it.

        Args:
            folder: locked by the caller.
            parent: the generation it starts from; None: from nothing.
            encoder: of a first generation; a later one keeps its parent's.
            progress: told how far the work is.
            cache: where vectors of passages are kept by their text; only for texts that anyone
                may have.
        """
        self._folder = folder
        self._cache = cache
        self._parent = parent
        self._progress = progress
        self._first = 0  # the first row that this generation gives
        self._removed: list[int] = []
        self._changed: dict[str, None] = {}
        self._statements = Statements.load()
        self.notes: tuple[str, ...] = ()
        self.embedded = 0
        self._free = parent.manifest.free if parent else False
        # A parent without passages has no vectors to go on from, and takes any encoder.
        self._indexed = parent if parent and parent.manifest.counts.passages else None
        named = parent.manifest.encoder if parent else None
        self._encoder = self._open_encoder(named.name if named else encoder, named)

    def _open_encoder(self, name: str, built: EncoderEntry | None) -> Encoder | None:
        if self._indexed is not None and built is None:
            return None  # a folder without vectors stays one; half of them would rank unfairly
        try:
            opened = open_encoder(name)
        except EncoderMissing as error:
            if built is not None:
                raise
            self.notes = (_NO_ENCODER + str(error),)
            return None
        return remembering(opened, self._cache) if self._cache else opened

    def __enter__(self) -> Staging:
        """Begin: a copy of the parent's parts, by hard links where they do not change.

        Returns:
            The staging.
        """
        self._directory = self._folder.stage()
        origin = self._parent.path if self._parent else None
        self._writer = DocumentsWriter(self._directory / DOCUMENTS, origin and origin / DOCUMENTS)
        self._first = self._writer.next_row()
        self._store = (
            Store.snapshot(origin / GRAPH, self._directory / GRAPH, free=self._free)
            if origin
            else Store.create(self._directory / GRAPH)
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget what was not published.

        Args:
            kind: of the exception that ended the block, if any.
            error: the exception.
            trace: its traceback.
        """
        self._store.close()
        self._writer.close()
        if self._directory.exists():
            shutil.rmtree(self._directory, ignore_errors=True)

    @cached_property
    def user_graphs(self) -> UserGraphs:
        """Users' graphs of this generation."""
        return UserGraphs(self._store)

    @cached_property
    def _annotator(self) -> Annotator:
        return Annotator(self._store)

    def set_base(self, base: Base) -> None:
        """State ontology and records.

        Args:
            base: all of them.
        """
        self._store.load_bulk(base.graphs)

    def set_graphs(self, graphs: Sequence[tuple[str, Sequence[Triple]]]) -> None:
        """Keep graphs as they are.

        Args:
            graphs: (name, all of its triples).
        """
        for name, triples in graphs:
            self._store.replace_graph(name, triples)

    def check(self, reading: Reading) -> None:
        """Tell whether a reading can be put; nothing is changed.

        Args:
            reading: as for ``put``.

        Raises:
            RecordInvalid: a statement breaks a shape.
        """
        cut = {document.id: passages(document) for document in reading.documents}
        self._statements.of_reading(reading, cut, self._store)

    def put(self, reading: Reading) -> None:
        """Add what a reader made of a file; nothing of it is there yet.

        Args:
            reading: documents, and the records found in them.

        Raises:
            RecordInvalid: a statement breaks a shape; nothing of the reading was added.
        """
        cut = {document.id: passages(document) for document in reading.documents}
        graphs = self._statements.of_reading(reading, cut, self._store)
        for document in reading.documents:
            self._put_document(document, cut[document.id])
        for (name, triples), document in zip(graphs, reading.documents, strict=True):
            self._annotate(name, triples, document, cut[document.id])

    def _annotate(
        self, graph: str, triples: list[Triple], document: Document, cut: Sequence[Passage]
    ) -> None:
        """Keep what a document mentions: with it what is sure, beside it what may be."""
        found = self._annotator.mentions(document, cut)
        sure = [each for each in found if each.stated]
        doubtful = [each for each in found if not each.stated]
        self._writer.set_mentions(document.id, found)
        stated = (*triples, *annotation_triples(document.id, cut, sure))
        self._store.replace_graph(graph, stated)
        if candidates := [*annotation_triples(document.id, cut, doubtful)]:
            self._store.replace_graph(MENTION_GRAPHS + document.id, candidates)
        keep_duties(self._store, document, cut)

    def _put_document(self, document: Document, cut: Sequence[Passage]) -> None:
        hashes = [Addition.of(document.title, p.heading, p.text).digest for p in cut]
        self._writer.add(document, cut, hashes)
        self._changed[document.id] = None

    def remove(self, key: str) -> None:
        """Take a document away, with its passages and statements.

        Args:
            key: its id.
        """
        # A row that is new and gone again was never indexed.
        self._removed += sorted(row for row in self._writer.remove(key) if row < self._first)
        for graphs in GRAPHS_OF_DOCUMENTS:
            self._store.remove_graph(graphs + key)
        self._changed.pop(key, None)

    def publish(
        self, data: str, *, suggest: bool = False, records: Sequence[Record] = ()
    ) -> Generation:
        """Index, link and publish what was put.

        Args:
            data: hash of the packaged data this folder rests on.
            suggest: links for all documents, where there are vectors.
            records: rows of the corpus, whose reviews count beside the folder's.

        Returns:
            The new current generation, held.
        """
        reviewed = Reviewed.read(self._folder.path, self._statements, records)
        self._changed.update(dict.fromkeys(restate(self._store, reviewed, self._statements)))
        self._index()
        self._link()
        self._writer.close()
        if suggest and self._encoder is not None:
            propose_for_all(
                self._directory, self._store, self._encoder, reviewed.links, self._progress
            )
        quads = self._store.count()
        self._store.close()
        counted = Documents(self._directory / DOCUMENTS)
        documents, found = counted.count()
        counted.close()
        self._progress("publish", 0, 1)
        manifest = Manifest(
            format=FORMAT,
            number=0,
            parent=self._parent.name if self._parent else None,
            created=now(),
            version=metadata.version("kaupunkigraafi"),
            data=data,
            counts=Counts(documents, found, found if self._encoder else 0, quads),
            encoder=None
            if self._encoder is None
            else EncoderEntry(self._encoder.name, self._encoder.fingerprint, self._encoder.dim),
            files=(),
            free=self._free,
        )
        generation = self._folder.publish(
            self._directory, manifest, self._parent.path if self._parent else None
        )
        self._progress("publish", 1, 1)
        return generation

    def _index(self) -> None:
        rows = self._writer.next_row()
        self.embedded = write_index(
            self._directory,
            self._indexed.path if self._indexed else None,
            rows=rows,
            added=Additions(self._writer, self._first),
            removed=self._removed,
            known=self._known_rows(),
            encoder=self._encoder,
            total=rows - self._first,
            progress=self._progress,
        )

    def _known_rows(self) -> dict[int, int]:
        """Return which new passages the parent has a vector of, so that none is made twice."""
        if self._parent is None:
            return {}
        before = Documents(self._parent.path / DOCUMENTS)
        rows = before.rows_by_hash()
        before.close()
        new = self._writer.hashes(self._first)
        return {row: rows[digest] for row, digest in new if digest in rows}

    def _link(self) -> None:
        linker = Linker(self._store)
        for done, key in enumerate(self._changed, start=1):
            self._writer.set_links(key, linker.links_of(key))
            self._progress("graph", done, len(self._changed))
        called = keep_names(self._store, self._writer)
        self._writer.commit()
        if self._encoder is not None:
            before = self._indexed.path if self._indexed else None
            write_labels(self._directory, before, called, self._encoder, self._progress)
