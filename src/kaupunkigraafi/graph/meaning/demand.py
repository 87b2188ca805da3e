"""ORDER BY DESC(?score) LIMIT 20 → how many solutions are enough, and a query that counts them.

Where only the best solutions are asked for, only the best scores need to be known: if the things
that score at least so much give enough solutions, no other thing can give a better one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.graph.meaning.groups import Select, word
from kaupunkigraafi.graph.meaning.rendering import Rendering
from kaupunkigraafi.graph.meaning.variables import Variables
from kaupunkigraafi.graph.meaning.where import Where
from kaupunkigraafi.graph.tokens import Token

_AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))


@dataclass(frozen=True, slots=True)
class Demand:
    """How many solutions a SELECT wants of a pattern.

    Attributes:
        query: the whole one.
        select: whose pattern has the block.
        needed: solutions.
        distinct: equal ones count once.
    """

    query: Select
    select: Select
    needed: int
    distinct: bool

    def counting(self, rendering: Rendering) -> str:
        """Return a query with as many rows as there are solutions, but no more than needed.

        Args:
            rendering: with something in the block's place.

        Returns:
            Plain SPARQL.
        """
        where = self.select.where
        assert where is not None  # noqa: S101  the block stands in it
        head = "SELECT (1 AS ?found)"
        if self.distinct:
            head = "SELECT DISTINCT " + rendering.part(self.select.first + 2, self.select.dataset)
        values = self.select.clause("VALUES")
        return (
            f"{rendering.prologue(self.query)}\n{head} {rendering.dataset(self.query)} "
            f"{rendering.part(where.first, where.after)} LIMIT {self.needed} "
            f"{rendering.part(*values) if values else ''}"
        )


def demand_of(
    query: Select, where: Where, score: str, variables: Variables, most: int | None
) -> Demand | None:
    """Return how many solutions are wanted of the pattern that a block stands in.

    Args:
        query: the whole one.
        where: the block stands, the only one of the query.
        score: the variable of its score; empty: none.
        variables: of the query.
        most: rows of the whole answer; what comes behind them is cut.

    Returns:
        None where all solutions count, or where they are not wanted in the order of the score.
    """
    select, tokens = where.select, variables.tokens
    # Within OPTIONAL a solution without score is one too; within GRAPH ?g each graph has its own.
    if select is None or len(where.steps) > 1 or where.graph is not None:
        return None
    if select.clause("GROUP") or select.clause("HAVING") or _aggregates(tokens, select):
        return None
    order = select.clause("ORDER")
    if order and not _is_by(tokens[order[0] + 2 : order[0] + 6], score):
        return None
    if word(tokens[select.first]) == "ASK":
        return Demand(query, select, 1, distinct=False)
    limit = _number(tokens, select.clause("LIMIT"))
    if select is query and most is not None and word(tokens[select.first]) == "SELECT":
        limit = most if limit is None else min(limit, most)
    if limit is None:
        return None
    needed = limit + (_number(tokens, select.clause("OFFSET")) or 0)
    distinct = word(tokens[select.first + 1]) in ("DISTINCT", "REDUCED")
    return Demand(query, select, needed, distinct) if needed else None


def _is_by(tokens: Sequence[Token], score: str) -> bool:
    """Tell whether the first key is DESC ( ?score )."""
    key = [token.text.upper() if word(token) else token.text for token in tokens]
    return bool(score) and key in (["DESC", "(", sign + score, ")"] for sign in "?$")


def _aggregates(tokens: Sequence[Token], select: Select) -> bool:
    return any(word(token) in _AGGREGATES for token in tokens[select.first : select.dataset])


def _number(tokens: Sequence[Token], clause: tuple[int, int] | None) -> int | None:
    return None if clause is None else int(tokens[clause[0] + 1].text)
