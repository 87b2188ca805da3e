"""An element of a query → the variables it shows, and those it always gives a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaupunkigraafi.graph.meaning.groups import JOINED, Element, Group, Select, Sort, word
from kaupunkigraafi.graph.tokens import Kind, Token

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Variables:
    """Looks at one query's tokens.

    Attributes:
        known: first token of an element that was replaced → the variables that what stands there
            now always binds.
    """

    tokens: Sequence[Token]
    known: dict[int, Names]

    def shown(self, element: Element) -> Names:
        """Return the variables that what stands beside an element can see.

        Args:
            element: of a group.

        Returns:
            Names; of an expression all, since its values depend on them.
        """
        if element.first in self.known:
            return self.known[element.first]
        if not element.groups:
            return self._in(element.first, element.after)
        names = frozenset[str]().union(*(self._shown_in(group) for group in element.groups))
        return names | self._graph_name(element)

    def bound(self, element: Element) -> Names:
        """Return the variables to which an element surely gives a value.

        Args:
            element: of a group.

        Returns:
            Names; none for what binds at times only.
        """
        if element.first in self.known:
            return self.known[element.first]
        if element.sort is Sort.TRIPLES:
            return self._in(element.first, element.after)
        if element.sort is Sort.VALUES:
            undefined = any(word(t) == "UNDEF" for t in self.tokens[element.first : element.after])
            return frozenset() if undefined else self._in(element.first, element.after)
        if element.sort is Sort.GROUP:
            each = [self._bound_in(group) for group in element.groups]
            return frozenset.intersection(*each)
        if element.sort is Sort.GRAPH:
            return self._bound_in(element.groups[0]) | self._graph_name(element)
        return frozenset()

    def target(self, element: Element) -> str:
        """Return the variable that a BIND gives a value.

        Args:
            element: a BIND.

        Returns:
            Its name.
        """
        return self.tokens[element.after - 2].text[1:]

    def bound_by(self, elements: Iterable[Element]) -> Names:
        """Return the variables to which elements of one group surely give a value.

        Args:
            elements: in order.

        Returns:
            Names, those of a BIND to a constant or to such a variable included.
        """
        names = frozenset[str]()
        for element in elements:
            if element.sort in JOINED or element.first in self.known:
                names |= self.bound(element)
            elif element.sort is Sort.BIND and self._is_plain(element, names):
                names |= {self.target(element)}
        return names

    def _is_plain(self, element: Element, names: Names) -> bool:
        """Tell whether a BIND cannot fail: BIND ( "text"@fi AS ?x ), BIND ( ?y AS ?x )."""
        value = self.tokens[element.first + 2 : element.after - 3]
        kinds = [token.kind for token in value]
        if kinds == [Kind.VARIABLE]:
            return value[0].text[1:] in names
        return kinds in ([Kind.STRING], [Kind.STRING, Kind.LANGUAGE], [Kind.IRI], [Kind.NAME])

    def _shown_in(self, group: Group) -> Names:
        if group.select is None:
            return frozenset[str]().union(*map(self.shown, group.elements))
        plain, computed = self.projection(group.select)
        if plain is None and group.select.where is not None:
            return self._shown_in(group.select.where)
        return (plain or frozenset()) | computed

    def _bound_in(self, group: Group) -> Names:
        select = group.select
        if select is None:
            return self.bound_by(group.elements)
        if select.where is None:
            return frozenset()
        plain, _ = self.projection(select)  # an expression may fail, so what it names counts not
        inner = self._bound_in(select.where)
        return inner if plain is None else plain & inner

    def projection(self, select: Select) -> tuple[Names | None, Names]:
        """Return what a SELECT gives.

        Args:
            select: a query or a sub-SELECT.

        Returns:
            (variables as they are, None for ``*``; names given to expressions).
        """
        plain, computed, at = set[str](), set[str](), select.first + 1
        while at < select.dataset:
            token = self.tokens[at]
            if token.text == "*":
                return None, frozenset()
            if token.text == "(":
                at = _behind(self.tokens, at)
                computed.add(self.tokens[at - 2].text[1:])
                continue
            if token.kind is Kind.VARIABLE:
                plain.add(token.text[1:])
            at += 1
        return frozenset(plain), frozenset(computed)

    def _graph_name(self, element: Element) -> Names:
        name = self.tokens[element.first + 1]
        is_variable = element.sort is Sort.GRAPH and name.kind is Kind.VARIABLE
        return frozenset((name.text[1:],)) if is_variable else frozenset()

    def _in(self, first: int, after: int) -> Names:
        found = self.tokens[first:after]
        return frozenset(token.text[1:] for token in found if token.kind is Kind.VARIABLE)


def _behind(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the bracket that closes the one at a place."""
    depth = 0
    while True:
        sign = tokens[at].text if tokens[at].kind is Kind.SIGN else ""
        depth += (sign == "(") - (sign == ")")
        at += 1
        if depth == 0:
            return at
