"""What a stranger sent → the next generation, read by processes that may die."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.build import add_readings
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import CorpusError
from kaupunkigraafi.given import Given
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.model import Reading
from kaupunkigraafi.reports import Failure, Report
from kaupunkigraafi.writing.reading import READING_LIMITS, Read, Readers

# Names an upload as a path would, so that the same name replaces it; no such file is opened.
_HOME = Path("/uploads")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent.

    Attributes:
        name: of the file, without folders.
    """

    name: str
    body: bytes


def read_upload(upload: Upload, limits: WorkerLimits = READING_LIMITS) -> Reading:
    """Read a file in a process without files to write, sockets, or much memory.

    Args:
        upload: of a stranger.
        limits: of its cost.

    Returns:
        What it holds.

    Raises:
        UnreadableDocument: no reader can, or it costs too much; the message has the name, the
            reason and the remedy.
    """
    with Readers(1, limits) as readers:
        return readers.read(File.of(_HOME / upload.name, upload.body))


def add_uploads(
    folder: Path, uploads: tuple[Upload, ...], *, encoder: str, patience_s: float
) -> Report:
    """Add files that were sent to a folder.

    Args:
        folder: a built graph.
        uploads: of a stranger.
        encoder: for a folder without passages; another keeps its own.
        patience_s: so long another writer is waited for.

    Returns:
        What was added, replaced and refused; a refused file changes nothing, and is not kept:
        its sender has it.

    Raises:
        FolderLocked: another writer took longer.
    """
    with Readers(len(uploads)) as readers:
        read = [_read(upload, readers) for upload in uploads]
    return add_readings(folder, read, encoder=encoder, patience_s=patience_s)


def _read(upload: Upload, readers: Readers) -> Read:
    given = Given(_HOME / upload.name, upload.name)
    try:
        return Read(given, reading=readers.read(File.of(given.path, upload.body)))
    except CorpusError as error:
        return Read(given, failure=Failure(upload.name, str(error)))
