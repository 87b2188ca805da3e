"""One worker process, seen from its parent: start it, ask it, end it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from kaupunkigraafi.errors import (
    EntityUnknown,
    KaupunkigraafiError,
    QueryFailed,
    QueryInvalid,
    QueryRefused,
    QueryTimeout,
    UnreadableDocument,
    WriteRefused,
)
from kaupunkigraafi.graph.framing import (
    Head,
    Message,
    PipeClosed,
    PipeLate,
    Type,
    receive,
    send,
)
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.graph.meaning.contract import Scorer
from kaupunkigraafi.graph.meaning.piped import answer

_START_S = 30.0  # a busy machine may take its time; a broken store is told at once
_PATIENCE_S = 1.0
_RETIRE_S = 2.0


@dataclass(frozen=True, slots=True)
class Start:
    """What a worker is started with.

    Attributes:
        directory: the store that it opens; of a worker that changes stores, any.
        meaning: whether its queries may ask for meaning.
        module: whose main it runs.
        noun: what it is asked, for messages.
        files_mib: of the largest file that it may write; 0: none.
        remedy: what whoever asked too much is told to do.
        least_mib: of address space, without which it does not start.
        unstarted: what to do where it does not.
    """

    directory: Path
    limits: WorkerLimits
    prefixes: Mapping[str, str]
    meaning: bool = False
    module: str = "kaupunkigraafi.graph.worker_main"
    noun: str = "query"
    files_mib: int = 0
    remedy: str = "narrow it, or add a LIMIT within a subquery"
    least_mib: int = 768
    unstarted: str = "check the graph with: kaupunkigraafi verify"


class Worker:
    """A process that answers one query at a time; whoever asks owns it meanwhile."""

    def __init__(self, start: Start) -> None:
        """Start the process; it is ready when ``wait_until_ready`` returns.

        Args:
            start: what it opens and may use.

        Raises:
            QueryFailed: no process can be started.
        """
        self._limits = start.limits
        self._noun, self._remedy = start.noun, start.remedy
        self._unstarted = f"{start.least_mib} at the least); {start.unstarted}"
        self.queries = 0
        self.sockets_denied = False
        self._started = False
        self._ready = False  # started, and not in the middle of an answer
        # -P: the working directory's files are not to be mistaken for modules.
        command = [sys.executable, "-P", "-m", start.module]
        try:
            self._process = subprocess.Popen(  # noqa: S603  no shell, nothing of a stranger's
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                # Each of glibc's arenas reserves 64 MiB of the address space that is limited.
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            )
        except OSError as error:
            raise QueryFailed(f"a {self._noun} worker cannot be started: {error}") from error
        assert self._process.stdin is not None  # noqa: S101  for the type checker
        assert self._process.stdout is not None  # noqa: S101
        self._to, self._from = self._process.stdin, self._process.stdout
        self._start = Message(
            Type.START,
            {
                "directory": str(start.directory),
                "memory_mib": start.limits.memory_mib,
                "files_mib": start.files_mib,
                "network": start.limits.network,
                "parent": os.getpid(),
                "prefixes": dict(start.prefixes),
                "meaning": start.meaning,
            },
        )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait until it has opened the store.

        Raises:
            QueryFailed: it ended, or did not get ready.
        """
        try:
            send(self._to.fileno(), self._start)
            ready = receive(self._from.fileno(), time.monotonic() + _START_S)
        except (PipeClosed, PipeLate) as error:
            code = self.end(_PATIENCE_S)
            raise QueryFailed(
                f"a {self._noun} worker did not start ({_how(code)}; its limit is "
                f"{self._limits.memory_mib} MiB of address space, of which it needs "
                f"{self._unstarted}"
            ) from error
        self.sockets_denied = bool(ready.head["sockets_denied"])
        self._started = self._ready = True

    def ask(
        self, query: Head, deadline_s: float, scorer: Scorer | None = None, *, body: bytes = b""
    ) -> Message:
        """Put a query and wait for its answer.

        Args:
            query: the head of a QUERY.
            deadline_s: then the process is killed.
            scorer: answers what the query asks of the search.
            body: of the QUERY.

        Returns:
            An ANSWER.

        Raises:
            QueryInvalid: not SPARQL.
            QueryRefused: it needs what the engine does not have.
            QueryTimeout: killed at the deadline.
            QueryFailed: it died, or the store could not be read.
        """
        self.queries += 1
        self._ready = False
        try:
            reply = self._exchange(
                Message(Type.QUERY, query, body), time.monotonic() + deadline_s, scorer
            )
        except PipeLate as error:
            self.end()
            raise QueryTimeout(
                f"the {self._noun} ran longer than {deadline_s:g} s and was stopped; {self._remedy}"
            ) from error
        except PipeClosed as error:
            raise QueryFailed(
                f"the {self._noun}'s process died ({_how(self.end(_PATIENCE_S))}); the limit is "
                f"{self._limits.memory_mib} MiB of memory: ask for less at once"
            ) from error
        self._ready = True
        if reply.type is Type.FAULT:
            raise _error(reply.head)
        return reply

    def _exchange(self, message: Message, deadline: float, scorer: Scorer | None) -> Message:
        """Say something and return what ends it; questions in between are answered."""
        while True:
            send(self._to.fileno(), message)
            reply = receive(self._from.fileno(), deadline)
            if reply.type is not Type.QUESTION or scorer is None:
                return reply
            # A worker that asks without end is never late with the next question.
            if time.monotonic() > deadline:
                raise PipeLate
            message = answer(reply, scorer)

    @property
    def started(self) -> bool:
        """Whether it got ready once and is alive."""
        return self._started and self._process.poll() is None

    @property
    def usable(self) -> bool:
        """Whether it can be asked: ready, alive, and not left in the middle of an answer."""
        return self._ready and self._process.poll() is None

    def kill(self) -> None:
        """Send it the signal that no process survives; ``end`` must follow."""
        self._process.kill()

    def end(self, patience_s: float = 0.0) -> int:
        """Kill the process, if it does not end by itself, and bury it.

        Args:
            patience_s: to wait for its own end, whose code tells more than our signal.

        Returns:
            Its exit code; negative for a signal.
        """
        try:
            code = self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        for pipe in (self._to, self._from):
            pipe.close()
        return code

    def retire(self) -> None:
        """Let an idle process go: it ends at the end of its pipe."""
        self._to.close()
        self.end(_RETIRE_S)


def _how(code: int) -> str:
    return f"by signal {-code}" if code < 0 else f"with exit code {code}"


# What a FAULT's head names → what is raised.
_ERRORS: dict[str, type[KaupunkigraafiError]] = {
    "refused": QueryRefused,
    "protected": WriteRefused,
    "unknown": EntityUnknown,
    "unreadable": UnreadableDocument,
}


def _error(head: Head) -> KaupunkigraafiError:
    message = str(head["message"])
    if head["error"] == "invalid":
        return QueryInvalid(message, cast("int", head["line"]), cast("int", head["column"]))
    return _ERRORS.get(str(head["error"]), QueryFailed)(message)
