"""Graph → facts and answers: the reading half of the store, and its SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from kaupunkigraafi.errors import GraphError, QueryInvalid, QueryRefused
from kaupunkigraafi.graph.guard import Checked, check
from kaupunkigraafi.graph.limits import MeaningLimits, QueryLimits
from kaupunkigraafi.graph.lines import canonical_lines
from kaupunkigraafi.graph.meaning.budget import Budget
from kaupunkigraafi.graph.meaning.contract import Scorer
from kaupunkigraafi.graph.meaning.on_oxigraph import BadName, Dataset, Oxigraph, Similarity
from kaupunkigraafi.graph.meaning.weaving import Pattern as Woven
from kaupunkigraafi.graph.meaning.weaving import weave
from kaupunkigraafi.graph.results import Node, Result, Term, Triple
from kaupunkigraafi.graph.syntax import fault
from kaupunkigraafi.graph.terms import (
    ANYTHING,
    DEFAULT_GRAPH,
    Converter,
    Pattern,
    engine_faults,
    result_of,
    term_of,
    triple_of,
)
from kaupunkigraafi.held import Held
from kaupunkigraafi.vocabulary import PREFIXES


class View(Held):
    """A graph of named graphs to read; ``Store`` opens one."""

    def __init__(
        self, engine: ox.Store, path: Path | None, *, writable: bool, free: bool = False
    ) -> None:
        """Wrap an open engine; use ``create``, ``snapshot``, ``open`` or ``in_memory``.

        Args:
            engine: Oxigraph's store.
            path: its directory; None in memory.
            writable: whether it may be changed.
            free: all of its graphs are stated, and none is in the default graph as well.
        """
        self._engine: ox.Store | None = engine
        self._path = path
        self._writable = writable
        self._free = free
        self._unflushed = 0  # quads that a writer holds in memory
        self._stated = None if free else DEFAULT_GRAPH
        self._scorer: Scorer | None = None
        self._meaning_limits = MeaningLimits()

    def ask_meaning_of(self, scorer: Scorer, limits: MeaningLimits | None = None) -> None:
        """Let queries ask for meaning, by SERVICE kg:search and kg:similarity.

        Args:
            scorer: the search over the same generation.
            limits: of what a query may ask; None: the defaults.
        """
        self._scorer = scorer
        self._meaning_limits = limits or MeaningLimits()

    def count(self, graph: str | None = None) -> int:
        """Return the number of quads in the named graphs, or in one of them.

        Args:
            graph: its IRI; None counts all, the default graph's copies not among them.

        Returns:
            0 for a graph that is not there.
        """
        if graph is not None:
            return sum(1 for _ in self._match(ANYTHING, ox.NamedNode(graph)))
        with engine_faults(self._path):
            copies = 0 if self._free else sum(1 for _ in self._match(ANYTHING, DEFAULT_GRAPH))
            return len(self._open()) - copies

    def __len__(self) -> int:
        """Return the number of quads, the default graph's among them; nothing is scanned."""
        with engine_faults(self._path):
            return len(self._open())

    @property
    def is_free(self) -> bool:
        """Whether nothing is stated twice."""
        return self._free

    def graphs(self) -> tuple[str, ...]:
        """Return the names of the named graphs, sorted.

        Returns:
            IRIs.
        """
        with engine_faults(self._path):
            names = self._open().named_graphs()
            return tuple(sorted(each.value for each in names))

    def has(
        self, subject: Node | None, predicate: URIRef | None = None, obj: Term | None = None
    ) -> bool:
        """Tell whether a stated triple fits; None fits anything.

        Args:
            subject: or None.
            predicate: or None.
            obj: or None.

        Returns:
            True where there is one.
        """
        return next(self._match((subject, predicate, obj), self._stated), None) is not None

    def objects(self, subject: Node, predicate: URIRef) -> tuple[Term, ...]:
        """Return what is stated of a subject by a predicate.

        Args:
            subject: of the triples.
            predicate: of the triples.

        Returns:
            In no particular order.
        """
        found = self._match((subject, predicate, None), self._stated)
        return tuple(dict.fromkeys(term_of(quad.object) for quad in found))

    def triples(self, pattern: Pattern = ANYTHING, *, graph: str | None = None) -> Iterator[Triple]:
        """Iterate over triples that fit, on one thread and before the store is closed.

        Args:
            pattern: subject, predicate, object; None fits anything.
            graph: a named graph's IRI; None means all that is stated, each triple once.

        Returns:
            (subject, predicate, object), one after another.
        """
        where = self._stated if graph is None else ox.NamedNode(graph)
        found = map(triple_of, self._match(pattern, where))
        return found if where is not None else iter(dict.fromkeys(found))

    def quads(self, pattern: Pattern = ANYTHING) -> Iterator[tuple[Triple, str]]:
        """Iterate over triples that fit, each with the named graph that holds it.

        Args:
            pattern: subject, predicate, object; None fits anything.

        Yields:
            (triple, graph's IRI); a triple comes once for each graph.
        """
        for quad in self._match(pattern, None):
            if isinstance(quad.graph_name, ox.NamedNode):
                yield triple_of(quad), quad.graph_name.value

    def lines(self, graphs: Iterable[str]) -> list[bytes]:
        """Write named graphs as canonical N-Quads, the same bytes for the same statements.

        Args:
            graphs: their IRIs.

        Returns:
            Lines without their ends, sorted.
        """
        names = [ox.NamedNode(each) for each in graphs]
        with engine_faults(self._path):
            found = (self._open().quads_for_pattern(None, None, None, name) for name in names)
            return canonical_lines(chain.from_iterable(found))

    def query(
        self,
        text: str,
        *,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        limits: QueryLimits | None = None,
    ) -> Result:
        """Answer a SPARQL 1.1 query in this process: for one's own questions, not a stranger's.

        Nothing ends a query that runs for ever; strangers' queries run in ``WorkerPool``.

        Args:
            text: the query; the project's prefixes need no PREFIX line.
            default_graphs: graphs whose union is the default graph; None: all that is stated.
            named_graphs: graphs that GRAPH may name; None: all.
            limits: of the text; None: the defaults.

        Returns:
            Solutions, Boolean or Triples, wholly fetched.

        Raises:
            QueryInvalid: not SPARQL; with line and column.
            QueryRefused: outside the limits, an update, a foreign SERVICE, or a question of
                meaning that cannot be answered.

        >>> bool(View(ox.Store(), None, writable=False).query("ASK {}"))
        True
        """
        checked = check(text, limits)
        union = self._free and not (default_graphs or named_graphs or checked.has_dataset)
        dataset = Dataset(PREFIXES, default_graphs, named_graphs, union=union)
        with engine_faults(self._path):
            try:
                return self._answer(checked, dataset)
            except SyntaxError as error:
                message, line, column = fault(text, str(error), _complaint)
                raise QueryInvalid(message, line, column) from error
            except BadName as error:
                raise QueryRefused(
                    f"a graph's name is no IRI ({error}); write it in full"
                ) from error
            except RuntimeError as error:  # a function that the engine does not have
                raise QueryRefused(f"{error}; SPARQL 1.1's own functions are") from error

    def _answer(self, checked: Checked, dataset: Dataset) -> Result:
        engine = self._open()
        if self._scorer is None:
            if checked.asks_search:
                raise QueryRefused("SERVICE kg:search needs a folder's search; open a folder")
            return result_of(Oxigraph(engine, dataset).query(checked.text))
        limits = self._meaning_limits
        scorer = Budget(self._scorer, limits)
        similarity = Similarity(scorer)
        asked = Oxigraph(engine, dataset, similarity.functions())
        text = checked.text
        if checked.asks_search:
            text = weave(Woven(text, checked.tokens, PREFIXES), asked, scorer, limits)
        result = result_of(asked.query(text))
        similarity.tell()
        return result

    def _match(
        self, pattern: Pattern, graph: ox.NamedNode | ox.DefaultGraph | None
    ) -> Iterator[ox.Quad]:
        engine = self._open()
        try:
            wanted = Converter().pattern(pattern)
        except ValueError:  # what is no IRI is nowhere stated
            return
        with engine_faults(self._path):
            yield from engine.quads_for_pattern(*wanted, graph)

    def close(self) -> None:
        """Let go; closing twice does nothing."""
        self._engine = None

    def _open(self, *, write: bool = False) -> ox.Store:
        if self._engine is None:
            raise GraphError(f"the graph {self._path or 'in memory'} is closed; open it again")
        if write and not self._writable:
            raise GraphError(f"the graph {self._path} is read-only; change a snapshot of it")
        return self._engine


def _complaint(text: str) -> str | None:
    try:
        ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as error:
        return str(error)
    return None
