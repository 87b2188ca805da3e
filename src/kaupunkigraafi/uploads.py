"""A stranger's file → Reading, by a process that may die, and readings → the next generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.build import add_readings
from kaupunkigraafi.errors import CorpusError, GraphError, QueryFailed
from kaupunkigraafi.graph.framing import Head
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.graph.worker import Start, Worker
from kaupunkigraafi.model import Reading
from kaupunkigraafi.readings import from_json
from kaupunkigraafi.reports import Failure, Report

UPLOAD_LIMITS = WorkerLimits(deadline_s=30.0, memory_mib=2_048)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent.

    Attributes:
        name: of the file, without folders.
    """

    name: str
    body: bytes


def read_upload(upload: Upload, limits: WorkerLimits = UPLOAD_LIMITS) -> Reading:
    """Read a file in a process without files to write, sockets, or much memory.

    Args:
        upload: of a stranger.
        limits: of its cost.

    Returns:
        What it holds.

    Raises:
        UnreadableDocument: no reader can; the message has the name, the reason and the remedy.
        QueryTimeout: it took too long.
        QueryFailed: its process died.
    """
    start = Start(
        Path(),
        limits,
        {},
        module="kaupunkigraafi.uploads_main",
        noun="upload",
        remedy="send a smaller one",
    )
    worker = Worker(start)
    try:
        worker.wait_until_ready()
        head: Head = {"name": upload.name, "deadline_s": limits.deadline_s}
        return from_json(worker.ask(head, limits.deadline_s, body=upload.body).body)
    except ValueError as error:  # the process was made to say something else
        raise QueryFailed(f"what was read of {upload.name} is no reading: {error}") from error
    finally:
        worker.end()


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
        What was added, replaced and refused; a refused file changes nothing.

    Raises:
        FolderLocked: another writer took longer.
    """
    readings: list[tuple[Path, Reading]] = []
    failed: list[Failure] = []
    for upload in uploads:
        try:
            readings.append((Path(upload.name), read_upload(upload)))
        except (CorpusError, GraphError) as error:
            failed.append(Failure(upload.name, str(error)))
    return add_readings(folder, readings, failed, encoder=encoder, patience_s=patience_s)
