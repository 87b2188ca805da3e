"""A whole corpus → the first generation of a folder: ontology, records, documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kaupunkigraafi.corpus.task_documents import labels_of, task_reading
from kaupunkigraafi.errors import (
    FolderCorrupt,
    FolderMissing,
    FolderNotEmpty,
    FolderOutdated,
    UnreadableDocument,
)
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.given import files_of
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Reading
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.reports import DEFAULT_ENCODER, Report
from kaupunkigraafi.vocabulary import is_user_graph
from kaupunkigraafi.writing.base import Base
from kaupunkigraafi.writing.reading import Readers, read_all
from kaupunkigraafi.writing.staging import GRAPH, Staging


def rebuild(
    corpus: Path,
    folder: Folder,
    *,
    encoder: str = DEFAULT_ENCODER,
    cache: Path | None = None,
    progress: Progress = silent,
) -> Report:
    """Publish a generation that holds a corpus, and what users wrote beside the last one.

    Args:
        corpus: a folder like the packaged ``corpus/``.
        folder: locked by the caller.
        encoder: the encoder's name.
        cache: where vectors of passages are kept by their text; None: nowhere.
        progress: told how far the work is.

    Returns:
        What was built.

    Raises:
        RecordInvalid: a row breaks its declaration or a shape; it is named.
        UnreadableDocument: a document of the corpus cannot be read.
        FolderNotEmpty: the folder was started empty, for a graph of somebody's own.
    """
    written = _users_graphs(folder)
    base = Base.read(corpus)
    added: list[str] = []
    notes: list[str] = []
    with Staging(folder, None, encoder=encoder, cache=cache, progress=progress) as staging:
        staging.set_base(base)
        staging.set_graphs(written)
        for reading in _documents(corpus / "documents", progress):
            staging.put(reading)
            added += [document.id for document in reading.documents]
            for graph in reading.graphs:
                staging.user_graphs.put(graph)
            notes += reading.notes
        tasks = task_reading(base.records, labels_of(base.labels()))
        staging.put(tasks)
        added += [document.id for document in tasks.documents]
        with staging.publish(base.digest, suggest=True, records=base.records) as generation:
            folder.clean()
            return Report(
                generation.name,
                added=tuple(added),
                embedded=staging.embedded,
                notes=(*staging.notes, *notes),
            )


def _documents(home: Path, progress: Progress) -> Iterator[Reading]:
    """Read a corpus's documents, of any format; one that cannot be read stops the build."""
    files = files_of([home]) if home.is_dir() else []
    with Readers(len(files)) as readers:
        for read in read_all(files, readers, progress):
            if read.reading is None:
                raise UnreadableDocument(read.failure.reason if read.failure else read.given.name)
            yield read.reading


def _users_graphs(folder: Folder) -> tuple[tuple[str, tuple[Triple, ...]], ...]:
    """Return what users wrote into the folder; where it cannot be read, nothing is to be kept."""
    if not folder.exists():
        return ()
    try:
        with folder.current() as before:
            if before.manifest.free:
                raise FolderNotEmpty(
                    f"{folder.path} was started empty and holds somebody's own graph, which a "
                    "corpus would replace; build into another folder: --into DIR"
                )
            with Store.open(before.path / GRAPH) as store:
                names = filter(is_user_graph, store.graphs())
                return tuple((name, tuple(store.triples(graph=name))) for name in names)
    except (FolderCorrupt, FolderMissing, FolderOutdated):
        return ()
