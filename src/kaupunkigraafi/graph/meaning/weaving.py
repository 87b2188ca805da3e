"""A query with SERVICE kg:search → the same query in plain SPARQL, with VALUES in their place.

So the engine needs to know nothing of meaning, and whatever surrounds a block keeps the sense
that SPARQL gives it. The scores are those of ``Kaupunkigraafi.search`` in the same mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.blocks import BlockReader, prefixes_in
from kaupunkigraafi.graph.meaning.contract import Scorer
from kaupunkigraafi.graph.meaning.demand import demand_of
from kaupunkigraafi.graph.meaning.engine import Engine
from kaupunkigraafi.graph.meaning.groups import shape_of, word
from kaupunkigraafi.graph.meaning.relation import Relation
from kaupunkigraafi.graph.meaning.rendering import Rendering
from kaupunkigraafi.graph.meaning.scope import Scope
from kaupunkigraafi.graph.meaning.values import columns_of, values_of
from kaupunkigraafi.graph.meaning.variables import Variables
from kaupunkigraafi.graph.meaning.where import blocks_in, check_places
from kaupunkigraafi.graph.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Pattern:
    """A query to be woven; the guard has let it through.

    Attributes:
        tokens: without white space and comments.
        prefixes: declared beforehand.
        rows: of a SELECT's answer at most; what comes behind them is cut. None: all count.
        limit: (start, end, text) of a LIMIT to be written in; None where its own is low enough.
    """

    text: str
    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    rows: int | None = None
    limit: tuple[int, int, str] | None = None


def weave(pattern: Pattern, engine: Engine, scorer: Scorer, limits: MeaningLimits) -> str:
    """Put the search's answers into a query.

    Args:
        pattern: the query.
        engine: over the graph that it asks.
        scorer: the search over the same generation, for this query alone.
        limits: of what the query may ask.

    Returns:
        Plain SPARQL with the same answer.

    Raises:
        QueryInvalid: not SPARQL.
        QueryRefused: a block stands where it cannot be answered, is not understood, or asks for
            too much.
    """
    text, tokens = pattern.text, pattern.tokens
    engine.check(without_blocks(text, tokens))
    query = shape_of(tokens)
    places = list(blocks_in(query))
    check_places(text, tokens, places)
    reader = BlockReader(text, prefixes_in(tokens, pattern.prefixes))
    variables = Variables(tokens, {})
    rendering = Rendering(text, tokens)
    for number, where in enumerate(places):
        element = where.block
        block = reader.read(tokens[element.first : element.after])
        waiting = frozenset(each.block.first for each in places[number + 1 :])
        scope = Scope(query, where, block, variables, rendering, waiting)
        scope.check()
        demand = None
        if len(places) == 1:
            demand = demand_of(query, where, block.score, variables, pattern.rows)
        entries = Relation(scope, demand, engine, scorer, limits).entries()
        rendering = rendering.with_element(element, values_of(block, entries, with_snippet=True))
        columns = frozenset(columns_of(block, with_snippet=True))
        variables = Variables(tokens, {**variables.known, element.first: columns})
    return (rendering.with_edit(*pattern.limit) if pattern.limit else rendering).whole()


def without_blocks(text: str, tokens: Sequence[Token]) -> str:
    """Return a query with an empty group for each block, all else at its place.

    Args:
        text: of the query.
        tokens: of the query.

    Returns:
        A text of the same length, whose faults are the query's own.

    >>> from kaupunkigraafi.graph.guard import check
    >>> query = "ASK { SERVICE kg:search { ?p kg:matches 'x' } }"
    >>> without_blocks(query, check(query).tokens)
    'ASK { {                                      } }'
    """
    at, parts = 0, list[str]()
    for place, token in enumerate(tokens):
        if word(token) != "SERVICE" or token.start < at:
            continue
        end = _end_of(tokens, place)
        blank = "".join(c if c in "\r\n" else " " for c in text[token.start + 1 : end - 1])
        parts += [text[at : token.start], "{", blank, "}"]
        at = end
    return "".join((*parts, text[at:]))


def _end_of(tokens: Sequence[Token], place: int) -> int:
    depth = 0
    for token in tokens[place:]:
        sign = token.text if token.kind is Kind.SIGN else ""
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and depth == 0:
            return token.end
    return tokens[-1].end
