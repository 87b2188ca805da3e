"""WRITE in its own time: files that were sent wait in line, and their sender follows a job.

Jobs live in memory, as long as the service does: one that was not done when it ended is to be
sent again. What was done is a generation on disk, as everywhere.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from kaupunkigraafi.errors import JobBroken, KaupunkigraafiError, QueueFull
from kaupunkigraafi.held import Held
from kaupunkigraafi.reports import Report
from kaupunkigraafi.writing.uploads import Upload

_WAITING = 32
_KEPT = 1_000
_GRACE_S = 10.0


class State(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """Files that were sent, and what becomes of them.

    Attributes:
        id: that nobody guesses.
        names: of the files.
        ended: None until then.
        report: what was done; None until it is done.
        error: why nothing was; None where something was, or is to be.
    """

    id: str
    names: tuple[str, ...]
    state: State = State.QUEUED
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None
    report: Report | None = None
    error: KaupunkigraafiError | None = None


class Jobs(Held):
    """A line of jobs, done one after another; safe to use from several threads.

    >>> with Jobs(lambda uploads: Report("000002", added=(uploads[0].name,))) as jobs:
    ...     job = jobs.submit((Upload("a.txt", b"a"),))
    ...     jobs.wait(job.id).report.added
    ('a.txt',)
    """

    def __init__(
        self,
        work: Callable[[tuple[Upload, ...]], Report],
        *,
        waiting: int = _WAITING,
        kept: int = _KEPT,
    ) -> None:
        """Start the thread that does them.

        Args:
            work: does one; what it raises on purpose is told to whoever follows the job.
            waiting: so many may wait.
            kept: so many of the latest can be followed.
        """
        self._work = work
        self._kept = kept
        self._line: queue.Queue[tuple[str, tuple[Upload, ...]] | None] = queue.Queue(waiting)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    @property
    def line(self) -> int:
        """How many wait."""
        return self._line.qsize()

    def submit(self, uploads: tuple[Upload, ...]) -> Job:
        """Put files at the end of the line.

        Args:
            uploads: one at least.

        Returns:
            The job to follow.

        Raises:
            QueueFull: as many wait as may.
        """
        job = Job(uuid4().hex, tuple(upload.name for upload in uploads))
        with self._changed:
            self._jobs[job.id] = job
            while len(self._jobs) > self._kept and self._forget_oldest():
                pass
        try:
            self._line.put_nowait((job.id, uploads))
        except queue.Full as error:
            with self._changed:
                del self._jobs[job.id]
            raise QueueFull(
                f"{self._line.maxsize} uploads are waiting, which is as many as may; "
                "send this one again later"
            ) from error
        return job

    def job(self, id: str) -> Job | None:  # noqa: A002  the word of the table of verbs
        """Return how far a job is.

        Args:
            id: of the job.

        Returns:
            The job; None: there is none, or no longer.
        """
        with self._changed:
            return self._jobs.get(id)

    def wait(self, id: str, patience_s: float | None = None) -> Job:  # noqa: A002
        """Wait until a job ended.

        Args:
            id: of a job that is there.
            patience_s: at most so long; None: until it ends.

        Returns:
            The job, ended or not.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._jobs[id].ended is not None, patience_s)
            return self._jobs[id]

    def close(self) -> None:
        """Take no more; what runs gets a while to end, what waits is told as failed."""
        self._closed.set()
        while True:
            try:
                waiting = self._line.get_nowait()
            except queue.Empty:
                break
            if waiting is not None:
                error = QueueFull("the service ended before this was done; send it again")
                self._set(waiting[0], state=State.FAILED, error=error)
        self._line.put(None)
        self._thread.join(_GRACE_S)

    def _run(self) -> None:
        while (each := self._line.get()) is not None and not self._closed.is_set():
            # A fault of ours ends the thread of one job, and the next one has its own.
            thread = threading.Thread(target=self._do, args=each, name="job", daemon=True)
            thread.start()
            thread.join()

    def _do(self, id_: str, uploads: tuple[Upload, ...]) -> None:
        self._set(id_, state=State.RUNNING)
        report: Report | None = None
        error: KaupunkigraafiError | None = JobBroken(
            "the fault is ours and has been logged; the same files may be taken later"
        )
        try:
            report, error = self._work(uploads), None
        except KaupunkigraafiError as known:
            error = known
        finally:
            taken = report and (report.added or report.replaced or report.unchanged)
            state = State.DONE if taken else State.FAILED
            self._set(id_, state=state, report=report, error=error)

    def _set(
        self,
        id_: str,
        *,
        state: State,
        report: Report | None = None,
        error: KaupunkigraafiError | None = None,
    ) -> None:
        ended = datetime.now(UTC) if state in (State.DONE, State.FAILED) else None
        with self._changed:
            if id_ in self._jobs:
                self._jobs[id_] = replace(
                    self._jobs[id_], state=state, report=report, error=error, ended=ended
                )
            self._changed.notify_all()

    def _forget_oldest(self) -> bool:
        """Forget the job that ended first of those that did; tell whether there was one."""
        oldest = next((key for key, job in self._jobs.items() if job.ended), None)
        if oldest is not None:
            del self._jobs[oldest]
        return oldest is not None
