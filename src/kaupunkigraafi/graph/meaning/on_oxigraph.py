"""Oxigraph as weaving needs it: rows as cells, a look at the grammar, and kg:similarity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.framing import PipeClosed
from kaupunkigraafi.graph.limits import SIMILARITY
from kaupunkigraafi.graph.meaning.contract import Scorer, Thing
from kaupunkigraafi.graph.meaning.engine import Cell

_REMEMBERED = 100_000
_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Functions: TypeAlias = dict[ox.NamedNode, Callable[..., _Term | None]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """How queries see a store.

    Attributes:
        default_graphs: whose union is the default graph; None: all that is stated.
        named_graphs: that GRAPH may name; None: all.
        union: the default graph is the union of all graphs.
        base: an IRI that relative ones start from; None: there are none.
    """

    prefixes: Mapping[str, str]
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union: bool = False
    base: str | None = None


class Similarity:
    """``kg:similarity(?a, ?b)``, called by the engine for each solution.

    The engine takes an error of a function for a value that is missing; so this keeps what must
    be told, and ``tell`` raises it when the engine is done.
    """

    def __init__(self, scorer: Scorer) -> None:
        """Keep who answers.

        Args:
            scorer: for one query.
        """
        self._scorer = scorer
        self._fault: QueryRefused | PipeClosed | None = None
        self._known: dict[tuple[_Term, ...], ox.Literal | None] = {}

    def __call__(self, *terms: _Term) -> ox.Literal | None:
        """Compare.

        Args:
            *terms: two of them; one is a text.

        Returns:
            The cosine; None, an error of SPARQL, where they cannot be compared.
        """
        if self._fault is not None:
            return None
        try:
            if terms not in self._known:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[terms] = self._compared(terms)
        except (QueryRefused, PipeClosed) as error:
            self._fault = error
            return None
        return self._known[terms]

    def tell(self) -> None:
        """Raise what went wrong, if anything did.

        Raises:
            QueryRefused: it was asked too much, or what it does not compare.
            PipeClosed: nobody is there to answer.
        """
        if self._fault is not None:
            raise self._fault

    def functions(self) -> Functions:
        """Return it under its name.

        Returns:
            As the engine takes it.
        """
        return {ox.NamedNode(SIMILARITY): self}

    def _compared(self, terms: tuple[_Term, ...]) -> ox.Literal | None:
        if len(terms) != 2:  # noqa: PLR2004  it compares two
            raise QueryRefused(f"kg:similarity compares two things; it was given {len(terms)}")
        if not any(isinstance(term, ox.Literal) for term in terms):
            raise QueryRefused(
                f"kg:similarity compares a text with a text or with a thing; {terms[0]} and "
                f"{terms[1]} are two things: bind the label of one"
            )
        first, second = (_thing(term) for term in terms)
        found = self._scorer.similarity(first, second) if first and second else None
        return None if found is None else ox.Literal(found)


class Oxigraph:
    """An ``Engine`` over a store."""

    def __init__(
        self, store: ox.Store, dataset: Dataset, functions: Functions | None = None
    ) -> None:
        """Keep what queries see.

        Args:
            store: open.
            dataset: how they see it.
            functions: that they may call, beside SPARQL's own.
        """
        self._store = store
        self._dataset = dataset
        self._functions = functions or {}

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a query.

        Args:
            text: plain SPARQL.

        Returns:
            The engine's answer.

        Raises:
            BadName: a graph's name is no IRI.
        """
        return self._store.query(
            text,
            base_iri=self._dataset.base,
            prefixes=dict(self._dataset.prefixes),
            use_default_graph_as_union=self._dataset.union,
            # The engine's stubs want a default graph among them.
            default_graph=_names(self._dataset.default_graphs),  # type: ignore[arg-type]
            named_graphs=_names(self._dataset.named_graphs),
            custom_functions=self._functions,
        )

    def rows(self, query: str) -> Iterator[tuple[Cell | None, ...]]:
        """Yield the solutions of a SELECT; see ``Engine``.

        Args:
            query: plain SPARQL.

        Yields:
            Values in the order of the variables.
        """
        answer = self.query(query)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101  we wrote the query
        for solution in answer:
            yield tuple([None if term is None else _cell(term) for term in solution])

    def things(self, query: str) -> tuple[list[str], int]:
        """Return the IRIs of a SELECT of one variable; see ``Engine``.

        Args:
            query: plain SPARQL.

        Returns:
            IRIs, and the number of solutions.
        """
        answer = self.query(query)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101  we wrote the query
        # As text at once: each solution as an object of its own takes ten times as long. What has
        # line breaks of its own is a literal, in which they are escaped.
        told = answer.serialize(format=ox.QueryResultsFormat.TSV)
        lines = (told or b"").decode().split("\n")[1:-1]
        # A triple term begins with two of these signs.
        things = [line[1:-1] for line in lines if line[:1] == "<" and line[1:2] != "<"]
        return things, len(lines)

    def check(self, query: str) -> None:
        """Look whether a query is SPARQL; see ``Engine``.

        Args:
            query: plain SPARQL.

        Raises:
            SyntaxError: it is not.
        """
        silent: Functions = dict.fromkeys(self._functions, lambda *_: None)
        ox.Store().query(
            query,
            base_iri=self._dataset.base,
            prefixes=dict(self._dataset.prefixes),
            custom_functions=silent,
        )


class BadName(Exception):
    """A graph's name that is no IRI."""


def _names(names: tuple[str, ...] | None) -> list[ox.NamedNode | ox.BlankNode] | None:
    try:
        return None if names is None else [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise BadName(str(error)) from error


def _cell(term: _Term) -> Cell:
    if isinstance(term, ox.NamedNode):
        return Cell(term.value, f"<{term.value}>", False)
    if isinstance(term, ox.Literal):
        return Cell(term.value, str(term), True)
    return Cell(str(term), "", False)


def _thing(term: _Term) -> Thing | None:
    if isinstance(term, (ox.NamedNode, ox.Literal)):
        return Thing(term.value, isinstance(term, ox.Literal))
    return None
