"""A user's change of graphs → a changed copy of the store, made by a process that may die.

The process gets a closed store and the name of a directory; what it leaves there is published
by its caller, or thrown away. So a change is whole or not at all, whatever the process does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import cast

from kaupunkigraafi.graph.crew import Crew
from kaupunkigraafi.graph.framing import Head
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.graph.updates import Using
from kaupunkigraafi.graph.worker import Start
from kaupunkigraafi.held import Held
from kaupunkigraafi.vocabulary import PREFIXES

CHANGE_LIMITS = WorkerLimits(deadline_s=30.0, memory_mib=4_096)
_FILES_MIB = 4_096


class Verb(StrEnum):
    """What is done: a SPARQL Update, or one of the Graph Store Protocol's operations."""

    UPDATE = "update"
    PUT = "put"
    POST = "post"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Payload:
    """Triples as they were sent.

    Attributes:
        format: ``turtle``, ``ntriples``, ``rdfxml`` or ``jsonld``.
    """

    format: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """What a user wants to be changed.

    Attributes:
        text: of an update.
        graph: that the other verbs change; None: the default graph.
        payloads: what is put or posted.
        base: an IRI that relative ones start from.
        using: graphs that the request of an update names.
    """

    verb: Verb
    text: str = ""
    graph: str | None = None
    payloads: tuple[Payload, ...] = ()
    base: str | None = None
    using: Using = field(default_factory=Using)


@dataclass(frozen=True, slots=True)
class Store:
    """A closed store that a change starts from.

    Attributes:
        free: any graph may be changed; False: users' graphs alone.
        quads: in it, as an ``Outcome`` told; None: not known.
    """

    directory: Path
    free: bool
    quads: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did.

    Attributes:
        created: the graph was not there before, or the default graph was empty.
        quads: in the store now.
        more: so many more than before.
    """

    created: bool
    quads: int
    more: int


class Changes(Held):
    """Processes that change copies of stores, one change after another."""

    def __init__(self, limits: WorkerLimits = CHANGE_LIMITS) -> None:
        """Start the processes and wait until one is ready.

        Args:
            limits: of a change's cost.

        Raises:
            QueryFailed: they do not start.
        """
        self._limits = limits
        module = "kaupunkigraafi.graph.changes_main"
        start = Start(Path(), limits, PREFIXES, module=module, noun="change", files_mib=_FILES_MIB)
        self._crew = Crew(start, size=1)

    def make(self, change: Change, store: Store, target: Path) -> Outcome:
        """Make a changed copy of a store.

        Args:
            change: what is to be done.
            store: what it starts from; it stays as it is.
            target: a directory that is not there yet; whatever is there after an error is
                to be thrown away.

        Returns:
            What was done.

        Raises:
            QueryInvalid: the update is not SPARQL; with line and column.
            QueryRefused: it is outside the limits, or cannot be done.
            WriteRefused: it would change a graph that may not be changed.
            EntityUnknown: the graph that is to be deleted is not there.
            UnreadableDocument: what was sent is not RDF of that format.
            QueryTimeout: stopped at the deadline.
            QueryFailed: its process died.
        """
        head: Head = {
            "verb": change.verb.value,
            "graph": change.graph,
            "formats": [each.format for each in change.payloads],
            "sizes": [str(len(each.body)) for each in change.payloads],
            "base": change.base,
            "using": list(change.using.default_graphs),
            "using_named": list(change.using.named_graphs),
            "parent": str(store.directory),
            "target": str(target),
            "free": store.free,
            "quads": store.quads,
            "deadline_s": self._limits.deadline_s,
        }
        body = change.text.encode() + b"".join(each.body for each in change.payloads)
        with self._crew.worker(self._limits.deadline_s) as worker:
            told = worker.ask(head, self._limits.deadline_s, body=body).head
        return Outcome(bool(told["created"]), cast("int", told["quads"]), cast("int", told["more"]))

    @property
    def sockets_denied(self) -> bool:
        """Whether the kernel refuses sockets to the processes."""
        workers, _, _ = self._crew.state()
        return bool(workers) and all(worker.sockets_denied for worker in workers)

    def close(self) -> None:
        """End the processes."""
        self._crew.close()
