"""A whole corpus → the first generation of a folder: ontology, records, documents."""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.base import Base
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.corpus.task_documents import labels_of, task_reading
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.reports import DEFAULT_ENCODER, Report
from kaupunkigraafi.staging import Staging


def rebuild(
    corpus: Path,
    folder: Folder,
    *,
    encoder: str = DEFAULT_ENCODER,
    cache: Path | None = None,
    progress: Progress = silent,
) -> Report:
    """Publish a generation that holds a corpus and nothing else.

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
    """
    base = Base.read(corpus)
    paths = sorted((corpus / "documents").rglob("*.md"))
    added: list[str] = []
    with Staging(folder, None, encoder=encoder, cache=cache, progress=progress) as staging:
        staging.set_base(base)
        for done, path in enumerate(paths, start=1):
            reading = read(path)
            staging.put(reading)
            added += [document.id for document in reading.documents]
            progress("read", done, len(paths))
        tasks = task_reading(base.records, labels_of(base.labels()))
        staging.put(tasks)
        added += [document.id for document in tasks.documents]
        with staging.publish(base.digest) as generation:
            folder.clean()
            return Report(
                generation.name,
                added=tuple(added),
                embedded=staging.embedded,
                notes=staging.notes,
            )
