"""Strangers' queries → answers, from processes that may die.

The engine cannot stop a query, so each runs in a process of its own that can be killed.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal, cast

from kaupunkigraafi.errors import GraphError, QueryRefused
from kaupunkigraafi.graph.caps import limit_at
from kaupunkigraafi.graph.cord import Cord
from kaupunkigraafi.graph.crew import Crew
from kaupunkigraafi.graph.formats import Format, format_named
from kaupunkigraafi.graph.framing import Head
from kaupunkigraafi.graph.guard import Checked, Form, check
from kaupunkigraafi.graph.limits import MeaningLimits, QueryLimits, WorkerLimits
from kaupunkigraafi.graph.meaning.budget import Budget
from kaupunkigraafi.graph.meaning.contract import Scorer
from kaupunkigraafi.graph.worker import Start
from kaupunkigraafi.held import Held
from kaupunkigraafi.vocabulary import PREFIXES

_LEAST_MIB = 768


class DefaultGraph(StrEnum):
    """What a query sees that names no graphs.

    Attributes:
        STATED: the store's own default graph: in ours, all that is stated.
        UNION: all graphs of the store.
        EMPTY: nothing.
    """

    STATED = "stated"
    UNION = "union"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """An answer, already written down.

    Attributes:
        rows: of the answer; triples for graphs, 1 for yes or no.
        truncated: ``rows`` or ``bytes`` where that cap cut the answer, else empty.
    """

    body: bytes
    format: Format
    rows: int
    truncated: Literal["", "rows", "bytes"] = ""


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """How the workers are.

    Attributes:
        ready: processes that wait for a query or answer one.
        busy: of them, that answer one.
        killed: processes that a query cost their life, so far.
        sockets_denied: whether the kernel refuses them sockets.
    """

    ready: int
    busy: int
    killed: int
    sockets_denied: bool


class WorkerPool(Held):
    """Processes that answer queries over one closed store; every thread may use it.

    >>> from tempfile import TemporaryDirectory
    >>> from kaupunkigraafi.graph.store import Store
    >>> with TemporaryDirectory() as home:
    ...     Store.create(Path(home, "graph")).close()
    ...     with WorkerPool(Path(home, "graph"), size=1) as pool:
    ...         pool.run("ASK {}", format="csv").body
    b'true'
    """

    def __init__(
        self,
        directory: Path,
        *,
        size: int = 2,
        limits: WorkerLimits | None = None,
        query_limits: QueryLimits | None = None,
        default_graph: DefaultGraph = DefaultGraph.STATED,
        prefixes: Mapping[str, str] = PREFIXES,
        meaning: tuple[Scorer, MeaningLimits] | None = None,
    ) -> None:
        """Start the processes and wait until one is ready.

        Args:
            directory: a closed store, which nobody changes from now on.
            size: so many queries run at once.
            limits: of a query's cost.
            query_limits: of a query's text.
            default_graph: what a query without FROM sees.
            prefixes: names that need no PREFIX line.
            meaning: the search over the same generation, and what a query may ask of it; None:
                queries ask for no meaning.

        Raises:
            QueryFailed: the processes do not start.
            GraphError: they would have too little memory to start.
        """
        self._limits = limits or WorkerLimits()
        if self._limits.memory_mib < _LEAST_MIB:
            raise GraphError(
                f"a query worker with {self._limits.memory_mib} MiB of address space cannot start; "
                f"give it {_LEAST_MIB} or more"
            )
        self._query_limits = query_limits or QueryLimits()
        self._default_graph = default_graph
        self._prefixes = dict(prefixes)
        self._meaning = meaning
        self._directory = directory
        self._closed = False
        start = Start(directory, self._limits, self._prefixes, meaning is not None)
        self._crew = Crew(start, size)

    def at(
        self, directory: Path, meaning: tuple[Scorer, MeaningLimits] | None = None
    ) -> WorkerPool:
        """Let the same processes answer over another store; over this one they go on to as well.

        Args:
            directory: a closed store, which nobody changes from now on.
            meaning: as for a new pool; given where this one has it.

        Returns:
            A pool to be closed by itself; the last one closed ends the processes.
        """
        other = copy(self)
        other._directory, other._meaning = directory, meaning
        other._crew = self._crew.join()
        self._crew.start = replace(self._crew.start, directory=directory)
        return other

    def run(
        self,
        query: str | Checked,
        *,
        format: str | Format = "json",  # noqa: A002  rdflib's name for it
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        deadline_s: float | None = None,
        base: str | None = None,
        cord: Cord | None = None,
    ) -> WorkerResult:
        """Answer a query.

        Args:
            query: SPARQL 1.1, or what ``check`` made of it.
            format: its name, or the format.
            default_graphs: their union is the default graph; wins over FROM.
            named_graphs: what GRAPH may name; wins over FROM NAMED. Where one of the two is
                given and the other is not, the other is empty (SPARQL 1.1 Protocol, 2.1.4).
            deadline_s: at most that of the limits; None: that of the limits.
            base: an IRI that relative ones start from; None: there are none.
            cord: by which another thread may stop it.

        Returns:
            The answer as bytes.

        Raises:
            QueryInvalid: not SPARQL; with line and column.
            QueryRefused: outside the limits, or the format does not fit.
            QueryTimeout: stopped at the deadline, or no process became free until then.
            QueryFailed: its process died, or the cord was pulled.
        """
        checked = query if isinstance(query, Checked) else self.check(query)
        if checked.asks_search and self._meaning is None:
            raise QueryRefused("SERVICE kg:search needs a folder's search; serve a folder")
        chosen = format_named(format, checked.form.kind) if isinstance(format, str) else format
        most = min(deadline_s or self._limits.deadline_s, self._limits.deadline_s)
        head = self._head(checked, chosen.name, (default_graphs, named_graphs))
        scorer = Budget(*self._meaning) if self._meaning else None
        with self._crew.worker(most) as worker, (cord or Cord()).around(worker):
            reply = worker.ask({**head, "deadline_s": most, "base": base}, most, scorer)
        truncated = cast('Literal["", "rows", "bytes"]', reply.head["truncated"])
        return WorkerResult(reply.body, chosen, cast("int", reply.head["rows"]), truncated)

    def graph(self, name: str | None, format: Format) -> WorkerResult:  # noqa: A002
        """Read a whole graph.

        Args:
            name: of a named graph; None: the default graph.
            format: one for triples.

        Returns:
            All of it.

        Raises:
            EntityUnknown: there is no such graph.
            QueryRefused: it is larger than may be read at once.
            QueryTimeout: stopped at the deadline.
            QueryFailed: its process died.
        """
        checked = self.check("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        graphs = (None if name is None else (name,), None)
        head = self._head(checked, format.name, graphs)
        head |= {"base": None, "graph": name, "union": False}
        most, limits = self._limits.deadline_s, self._limits
        head |= {"rows": limits.graph_triples, "bytes": limits.graph_bytes, "deadline_s": most}
        with self._crew.worker(most) as worker:
            reply = worker.ask(head, most)
        if reply.head["truncated"]:
            raise QueryRefused(
                f"the graph has more than {limits.graph_triples} triples or "
                f"{limits.graph_bytes} bytes; ask for parts of it in SPARQL"
            )
        return WorkerResult(reply.body, format, cast("int", reply.head["rows"]))

    def check(self, query: str) -> Checked:
        """Look at a query with this pool's limits and prefixes.

        Args:
            query: SPARQL 1.1.

        Returns:
            What ``run`` takes.

        Raises:
            QueryInvalid: not SPARQL.
            QueryRefused: outside the limits.
        """
        return check(query, self._query_limits, prefixes=self._prefixes)

    def _head(
        self,
        checked: Checked,
        name: str,
        graphs: tuple[tuple[str, ...] | None, tuple[str, ...] | None],
    ) -> Head:
        default, named = (None if each is None else list(each) for each in graphs)
        if default is None and named is not None:
            default = []
        elif named is None and default is not None:
            named = []
        unsaid = default is None and not checked.has_dataset
        if unsaid and self._default_graph is DefaultGraph.EMPTY:
            default = []
        text, rows = checked.text, self._limits.rows
        limit = limit_at(checked.tokens, rows) if checked.form is Form.SELECT else None
        start, end, written = limit or (len(text), len(text), "")
        return {
            "directory": str(self._directory),
            "text": text,
            "start": start,
            "end": end,
            "limit": written,
            "format": name,
            "graph": None,
            "union": unsaid and self._default_graph is DefaultGraph.UNION,
            "default_graphs": default,
            "named_graphs": named,
            "rows": rows,
            "bytes": self._limits.bytes,
            "services": checked.asks_search,
            "meaning": None if self._meaning is None else list(astuple(self._meaning[1])),
        }

    def status(self) -> PoolStatus:
        """Tell how the workers are.

        Returns:
            Counts of this moment; none once this pool is closed.
        """
        if self._closed:
            return PoolStatus(0, 0, 0, sockets_denied=False)
        workers, busy, killed = self._crew.state()
        denied = bool(workers) and all(worker.sockets_denied for worker in workers)
        return PoolStatus(len(workers), busy, killed, denied)

    def close(self) -> None:
        """End all processes, those that answer too; closing twice does nothing."""
        if not self._closed:
            self._closed = True
            self._crew.close()
