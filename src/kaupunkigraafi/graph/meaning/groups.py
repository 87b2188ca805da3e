"""Tokens of a query → its groups, and what stands in each: the shape, not the sense.

The engine has read the query already, so it is SPARQL; this only finds where things begin and
end. Offsets are places in the list of tokens.
Source: SPARQL 1.1 Query Language, 19.8 (grammar), rules 53 to 67.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kaupunkigraafi.graph.tokens import CLOSERS, Kind, Token


class Sort(StrEnum):
    """What an element of a group is."""

    TRIPLES = "triples"
    GROUP = "group"  # one in braces, or several with UNION between
    OPTIONAL = "OPTIONAL"
    MINUS = "MINUS"
    LATERAL = "LATERAL"
    GRAPH = "GRAPH"
    SERVICE = "SERVICE"
    FILTER = "FILTER"
    BIND = "BIND"
    VALUES = "VALUES"


# These are joined with what stands beside them, in whatever order.
JOINED = frozenset((Sort.TRIPLES, Sort.GROUP, Sort.GRAPH, Sort.VALUES))
_OPENERS = frozenset(CLOSERS.values())
_KEYWORDS = frozenset(sort.value for sort in Sort if sort.value.isupper()) | {"UNION"}
_MODIFIERS = frozenset(("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))


@dataclass(frozen=True, slots=True)
class Element:
    """What stands in a group.

    Attributes:
        first: place of its first token.
        after: place after its last token.
        groups: within it; not those within expressions.
    """

    sort: Sort
    first: int
    after: int
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in braces.

    Attributes:
        first: place of the opening brace.
        after: place after the closing brace.
        elements: in order; none where it is a sub-SELECT.
    """

    first: int
    after: int
    elements: tuple[Element, ...]
    select: Select | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A query, or a sub-SELECT.

    Attributes:
        first: place of SELECT, ASK, CONSTRUCT or DESCRIBE.
        dataset: place of the first FROM, or of WHERE where there is none.
        where: its pattern; None where a DESCRIBE has none.
        clauses: (word, place) of GROUP, HAVING, ORDER, LIMIT, OFFSET and VALUES behind it.
        after: place after its last token.
    """

    first: int
    dataset: int
    where: Group | None
    clauses: tuple[tuple[str, int], ...]
    after: int

    def clause(self, word: str) -> tuple[int, int] | None:
        """Return where a clause stands.

        Args:
            word: its first.

        Returns:
            (place of the word, place after the clause); None where there is none.
        """
        for place, (found, first) in enumerate(self.clauses):
            if found == word:
                rest = self.clauses[place + 1 :]
                return first, rest[0][1] if rest else self.after
        return None


def shape_of(tokens: Sequence[Token]) -> Select:
    """Return the shape of a query.

    Args:
        tokens: of SPARQL, without white space and comments.

    Returns:
        The query.
    """
    return _Shaper(tokens).query()


def word(token: Token) -> str:
    """Return a token's word.

    Args:
        token: of a query.

    Returns:
        In capitals; empty where it is no word.
    """
    return token.text.upper() if token.kind is Kind.WORD else ""


class _Shaper:
    """One walk over one query's tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._closer = _closers(tokens)

    def query(self) -> Select:
        forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
        first = next(i for i, token in enumerate(self._tokens) if word(token) in forms)
        return self._select(first, len(self._tokens))

    def _select(self, first: int, end: int) -> Select:
        """Read ``SELECT … WHERE { … } ORDER BY …`` up to a place."""
        at, dataset = first + 1, -1
        if word(self._tokens[first]) == "CONSTRUCT" and self._is(at, "{"):
            at = self._closer[at] + 1  # the template
        while at < end and not self._is(at, "{"):
            if word(self._tokens[at]) in ("FROM", "WHERE") and dataset < 0:
                dataset = at
            at = self._next(at)
        if at >= end:
            return Select(first, end if dataset < 0 else dataset, None, (), end)
        where = self._group(at)
        clauses, at = [], where.after
        while at < end:
            if (found := word(self._tokens[at])) in _MODIFIERS:
                clauses.append((found, at))
                if found == "VALUES":
                    break
            at = self._next(at)
        start = where.first if dataset < 0 else dataset
        return Select(first, start, where, tuple(clauses), end)

    def _group(self, first: int) -> Group:
        end = self._closer[first]
        if word(self._tokens[first + 1]) == "SELECT":
            return Group(first, end + 1, (), self._select(first + 1, end))
        elements, at = [], first + 1
        while at < end:
            if self._is(at, "."):
                at += 1
                continue
            element = self._element(at, end)
            elements.append(element)
            at = element.after
        return Group(first, end + 1, tuple(elements))

    def _element(self, first: int, end: int) -> Element:
        if self._is(first, "{"):
            return self._union(first)
        keyword = word(self._tokens[first])
        if keyword not in _KEYWORDS:
            return Element(Sort.TRIPLES, first, self._end_of_triples(first, end))
        sort, at = Sort(keyword), first + 1
        openers = ("{",) if sort is not Sort.FILTER else ("{", "(")
        if sort is Sort.BIND:
            openers = ("(",)
        while not (self._tokens[at].kind is Kind.SIGN and self._tokens[at].text in openers):
            at = self._next(at)
        after = self._closer[at] + 1
        if sort in (Sort.OPTIONAL, Sort.MINUS, Sort.LATERAL, Sort.GRAPH):
            return Element(sort, first, after, (self._group(at),))
        return Element(sort, first, after)

    def _union(self, first: int) -> Element:
        groups = [self._group(first)]
        while groups[-1].after < len(self._tokens) and (
            word(self._tokens[groups[-1].after]) == "UNION"
        ):
            groups.append(self._group(groups[-1].after + 1))
        return Element(Sort.GROUP, first, groups[-1].after, tuple(groups))

    def _end_of_triples(self, first: int, end: int) -> int:
        at = first
        while at < end and not self._is(at, "{") and word(self._tokens[at]) not in _KEYWORDS:
            at = self._next(at)
        return at

    def _next(self, at: int) -> int:
        """Return the place behind a token, or behind what it opens."""
        return self._closer.get(at, at) + 1

    def _is(self, at: int, sign: str) -> bool:
        return self._tokens[at].kind is Kind.SIGN and self._tokens[at].text == sign


def _closers(tokens: Sequence[Token]) -> dict[int, int]:
    """Return each opening bracket's place with that of what closes it."""
    found, opened = dict[int, int](), list[int]()
    for place, token in enumerate(tokens):
        if token.kind is not Kind.SIGN:
            continue
        if token.text in _OPENERS:
            opened.append(place)
        elif token.text in CLOSERS:
            found[opened.pop()] = place
    return found
