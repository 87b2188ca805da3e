"""What weaving needs of an engine: rows of small queries, and a look at a query's grammar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class Cell(NamedTuple):
    """A value of a solution.

    Attributes:
        text: of an IRI or a literal.
        written: as SPARQL has it; empty for what cannot be written back, a blank node.
        is_text: it is a literal.
    """

    text: str
    written: str
    is_text: bool


class Engine(Protocol):
    """A graph to ask, with the query's prefixes and dataset."""

    def rows(self, query: str) -> Iterator[tuple[Cell | None, ...]]:
        """Return the solutions of a SELECT, one after another.

        Args:
            query: plain SPARQL.

        Returns:
            Values in the order of the variables; None where unbound.
        """

    def things(self, query: str) -> tuple[list[str], int]:
        """Return the IRIs that a SELECT of one variable gives, all at once and quickly.

        Args:
            query: plain SPARQL.

        Returns:
            IRIs, in the order of the solutions, and how many solutions there were, those with a
            literal, a blank node or no value among them.
        """

    def check(self, query: str) -> None:
        """Look whether a query is SPARQL, without running it.

        Args:
            query: plain SPARQL.

        Raises:
            QueryInvalid: it is not; or the engine's own error, for its owner to tell.
        """
