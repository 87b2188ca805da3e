"""A query that runs → a cord by which whoever asked stops it from another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kaupunkigraafi.errors import QueryFailed
from kaupunkigraafi.graph.worker import Worker

_GIVEN_UP = "the query was given up by whoever asked it; ask again"


class Cord:
    """What stops one query; it may be pulled before, while and after the query runs.

    >>> cord = Cord()
    >>> cord.pull()
    >>> cord.pulled
    True
    """

    def __init__(self) -> None:
        """Hang it up."""
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._pulled = False

    @property
    def pulled(self) -> bool:
        """Whether the query was given up."""
        return self._pulled

    def pull(self) -> None:
        """Kill the worker that has the query; one that has answered already is left alone."""
        with self._lock:
            self._pulled = True
            if self._worker is not None:
                self._worker.kill()

    def _hang(self, worker: Worker) -> None:
        with self._lock:
            if self._pulled:
                raise QueryFailed(_GIVEN_UP)
            self._worker = worker

    @contextmanager
    def around(self, worker: Worker) -> Iterator[None]:
        """Let a worker be killed while it has the query.

        Args:
            worker: that is about to be asked.

        Yields:
            Nothing.

        Raises:
            QueryFailed: the query was given up, before or meanwhile.
        """
        self._hang(worker)
        try:
            yield
        except QueryFailed as error:
            if self._pulled:
                raise QueryFailed(_GIVEN_UP) from error
            raise
        finally:
            with self._lock:
                self._worker = None
            if self._pulled:
                # A signal takes a moment: nobody may be lent a worker that is about to die.
                worker.end()
