"""The query workers' life: started before they are needed, lent, replaced when they die.

There is always one more than may be busy, so that the death of one is not missed.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kaupunkigraafi.errors import QueryFailed, QueryTimeout
from kaupunkigraafi.graph.worker import Start, Worker

_AGAIN_S = 1.0  # between two tries to start a worker


class Crew:
    """So many processes that every thread may borrow."""

    def __init__(self, start: Start, size: int) -> None:
        """Start the processes and wait until one is ready.

        Args:
            start: what each of them is started with.
            size: so many may be busy at once.

        Raises:
            QueryFailed: they do not start.
        """
        self.start = start  # of the next worker; whoever changes the store may replace it
        self._users = 1
        self._idle: queue.SimpleQueue[Worker | QueryFailed] = queue.SimpleQueue()
        self._may_run = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._alive: set[Worker] = set()
        self._busy = self._killed = 0
        self._closed = threading.Event()
        # For the keeper: start one; start one and let this one go; or (None) stop.
        self._chores: queue.SimpleQueue[Worker | bool | None] = queue.SimpleQueue()
        for _ in range(size + 1):
            self._chores.put(True)
        # The kernel ends a worker with the thread that started it: this one lives as long as
        # the crew, the caller's may not.
        self._keeper = threading.Thread(
            target=self._keep, name=f"{start.noun}-workers", daemon=True
        )
        self._keeper.start()
        first = self._idle.get()
        if isinstance(first, QueryFailed):
            self.close()
            raise first
        self._idle.put(first)

    @contextmanager
    def worker(self, patience_s: float) -> Iterator[Worker]:
        """Lend a worker; one that died or served long enough is replaced.

        Args:
            patience_s: at most so long is waited for one.

        Yields:
            The worker, nobody else's meanwhile.

        Raises:
            QueryTimeout: none became free in time.
            QueryFailed: none can be started, or all were closed.
        """
        if not self._may_run.acquire(timeout=patience_s):
            raise QueryTimeout(
                f"no {self.start.noun} worker became free within {patience_s:g} s; try again later"
            )
        try:
            worker = self._take(patience_s)
            try:
                yield worker
            finally:
                self._give_back(worker)
        except QueryFailed as error:
            if self._closed.is_set():
                raise QueryFailed(
                    f"the {self.start.noun} workers were closed; open the graph again"
                ) from error
            raise
        finally:
            self._may_run.release()

    def state(self) -> tuple[list[Worker], int, int]:
        """Tell how the workers are.

        Returns:
            (those that can be used or are in use, the number of busy ones, of killed ones).
        """
        with self._lock:
            return [each for each in self._alive if each.started], self._busy, self._killed

    def join(self) -> Crew:
        """Use it together with those who do already; each of them closes it.

        Returns:
            Itself.
        """
        with self._lock:
            self._users += 1
        return self

    def close(self) -> None:
        """Let go; the last user ends all processes, those that answer too."""
        with self._lock:
            self._users -= 1
            if self._users > 0:
                return
        self._closed.set()
        with self._lock:
            # Only the signal: whoever waits for one of them buries it.
            for worker in self._alive:
                worker.kill()
        self._chores.put(None)
        self._keeper.join()

    def _take(self, patience_s: float) -> Worker:
        until = time.monotonic() + patience_s
        while not self._closed.is_set():
            try:
                found = self._idle.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise QueryTimeout(
                    f"no {self.start.noun} worker started within {patience_s:g} s; try again later"
                ) from None
            if isinstance(found, QueryFailed):
                raise found
            if found.usable:
                with self._lock:
                    self._busy += 1
                return found
            self._lose(found)  # ended from outside while it waited
        raise QueryFailed(f"no {self.start.noun} worker is left")

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy -= 1
        if not worker.usable:
            self._lose(worker)
        elif worker.queries >= self.start.limits.queries:
            self._chores.put(worker)
        else:
            self._idle.put(worker)

    def _lose(self, worker: Worker) -> None:
        worker.end()
        with self._lock:
            self._alive.discard(worker)
            self._killed += 1
        self._chores.put(True)

    def _keep(self) -> None:
        """Do the keeper's chores until told to stop; then end what is idle."""
        while (chore := self._chores.get()) is not None and not self._closed.is_set():
            try:
                self._start_one()
            except QueryFailed as error:
                if self._idle.empty():  # whoever asks next is told
                    self._idle.put(error)
                self._closed.wait(_AGAIN_S)
                self._chores.put(True)
            if isinstance(chore, Worker):
                self._retire(chore)
        while not self._idle.empty():
            found = self._idle.get()
            if isinstance(found, Worker):
                self._retire(found)

    def _start_one(self) -> None:
        # A start that fails once on a busy machine is no news; one that fails twice is told.
        for is_last in (False, True):
            worker = Worker(self.start)
            with self._lock:
                self._alive.add(worker)
            try:
                worker.wait_until_ready()
            except QueryFailed:
                with self._lock:
                    self._alive.discard(worker)
                if is_last or self._closed.is_set():
                    raise
            else:
                self._idle.put(worker)
                return

    def _retire(self, worker: Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.retire()
