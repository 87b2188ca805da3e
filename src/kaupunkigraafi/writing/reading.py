"""Strangers' files → Readings, by a few processes that may die.

A file is read where it can do no harm: in 512 MiB of address space, without sockets, without a
file to write, for 30 seconds. Processes stay for the next file; one that dies is replaced, and
its file gets a fresh one before it is refused, so that no verdict hangs on what was read before.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import CorpusError, QueryFailed, QueryTimeout, UnreadableDocument
from kaupunkigraafi.given import Given
from kaupunkigraafi.graph.crew import Crew
from kaupunkigraafi.graph.framing import Head
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.graph.worker import Start, Worker
from kaupunkigraafi.held import Held
from kaupunkigraafi.model import Reading
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.quarantine import Quarantine, Quarantined
from kaupunkigraafi.reports import Failure
from kaupunkigraafi.writing.readings import from_json

READING_LIMITS = WorkerLimits(deadline_s=30.0, memory_mib=512, queries=500)
_MOST_PROCESSES = 4
_AHEAD = 2  # files a process that are read before they are asked for
_START_S = 60.0
_SAVE_AS = "split it, or save it as plain text"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file.

    Attributes:
        reading: what it holds; None where it was refused.
        failure: why it was; None where it was not.
    """

    given: Given
    reading: Reading | None = None
    failure: Failure | None = None


class Readers(Held):
    """Processes that read files, one file each at a time; every thread may use them.

    >>> with Readers() as readers:
    ...     readers.read(File.of(Path("note.md"), b"# Tori\\n\\nTori on auki.")).documents[0].title
    'Tori'
    """

    def __init__(self, files: int = 1, limits: WorkerLimits = READING_LIMITS) -> None:
        """Start them, if there is more than one file; one file has a process of its own.

        Args:
            files: about so many will be read.
            limits: of the cost of each.

        Raises:
            QueryFailed: no process can be started.
        """
        self._limits = limits
        self._start = Start(
            Path(),
            limits,
            {},
            module="kaupunkigraafi.writing.reading_main",
            noun="document",
            least_mib=128,
            unstarted="give the machine more memory",
        )
        self.size = max(1, min(files, os.cpu_count() or 1, _MOST_PROCESSES))
        self._crew = Crew(self._start, self.size) if files > 1 else None

    def read(self, file: File) -> Reading:
        """Read a file.

        Args:
            file: of a stranger.

        Returns:
            What it holds.

        Raises:
            UnreadableDocument: no reader can, or it costs too much; the message has the name,
                the reason and the remedy.
            QueryFailed: no process can be started.
        """
        if self._crew is not None:
            with self._crew.worker(_START_S) as worker:
                try:
                    return self._ask(worker, file)
                except QueryFailed:
                    if worker.usable:
                        raise
        return self._read_alone(file)

    def _read_alone(self, file: File) -> Reading:
        worker = Worker(self._start)
        try:
            worker.wait_until_ready()
            return self._ask(worker, file)
        except QueryFailed as error:
            if not worker.started and not worker.queries:
                raise
            raise UnreadableDocument(
                f"{file.path.name} needs more than {self._limits.memory_mib} MiB of memory to be "
                f"read, or breaks its reader; {_SAVE_AS}"
            ) from error
        finally:
            worker.end()

    def _ask(self, worker: Worker, file: File) -> Reading:
        most = self._limits.deadline_s
        head: Head = {"path": str(file.path), "deadline_s": most}
        try:
            return from_json(worker.ask(head, most, body=file.data).body)
        except QueryTimeout as error:
            raise UnreadableDocument(
                f"{file.path.name} took longer than {most:g} s to be read and was given up; "
                f"{_SAVE_AS}"
            ) from error
        except ValueError as error:  # the process was made to say something else
            raise UnreadableDocument(
                f"{file.path.name} made its reader say what is no reading; {_SAVE_AS}"
            ) from error

    def close(self) -> None:
        """End the processes."""
        if self._crew is not None:
            self._crew.close()


def read_all(
    files: Sequence[Given], readers: Readers, progress: Progress = silent
) -> Iterator[Read]:
    """Read files, a few at once and a few ahead; what was read is not kept.

    Args:
        files: any number.
        readers: that read them.
        progress: told how many are read.

    Yields:
        What became of each, in the order given.
    """
    total = len(files)
    progress("read", 0, total)
    left = iter(files)
    with ThreadPoolExecutor(readers.size) as pool:
        line: deque[Future[Read]] = deque(
            pool.submit(_read_one, each, readers) for each in islice(left, _AHEAD * readers.size)
        )
        done = 0
        while line:
            read = line.popleft().result()
            line.extend(pool.submit(_read_one, each, readers) for each in islice(left, 1))
            done += 1
            progress("read", done, total)
            yield read


def _read_one(given: Given, readers: Readers) -> Read:
    if given.refused:
        return Read(given, failure=Failure(given.name, given.refused))
    try:
        return Read(given, reading=readers.read(File.open(given.path, follow=not given.listed)))
    except CorpusError as error:
        return Read(given, failure=Failure(given.name, str(error)))


def read_kept(
    entries: Sequence[Quarantined], quarantine: Quarantine, readers: Readers
) -> Iterator[Read]:
    """Read files again that were refused.

    Args:
        entries: of the quarantine.
        quarantine: with copies of what is where it was no longer.
        readers: that read them.

    Yields:
        What became of each.
    """
    for entry in entries:
        given = Given(Path(entry.path), entry.name, kept=True)
        try:
            file = _file_again(given.path, entry, quarantine)
            yield Read(given, reading=readers.read(file))
        except CorpusError as error:
            yield Read(given, failure=Failure(given.name, str(error)))


def _file_again(path: Path, entry: Quarantined, quarantine: Quarantine) -> File:
    if path.is_symlink():  # it may lead anywhere by now
        raise UnreadableDocument(f"{entry.name} is a link; add the file itself")
    if path.exists():
        return File.open(path)
    data = quarantine.bytes_of(entry.key)
    if data is None:
        raise UnreadableDocument(
            f"{entry.name} is where it was no longer, and no copy was kept; add it from where it is"
        )
    return File.of(path, data)
