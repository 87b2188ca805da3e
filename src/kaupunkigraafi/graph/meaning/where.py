"""The groups of a query → where its SERVICE blocks stand, in the order they can be answered.

SPARQL evaluates a group in braces by itself; only what stands in an OPTIONAL meets what stands
before it. So a block's scope is its group, with those around it as far as OPTIONAL reaches.
Source: SPARQL 1.1 Query Language, 18.2.2.6 (translate graph patterns).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.meaning.groups import Element, Group, Select, Sort, word
from kaupunkigraafi.graph.tokens import Token
from kaupunkigraafi.graph.words import line_and_column


@dataclass(frozen=True, slots=True)
class Step:
    """An element within its group."""

    group: Group
    index: int

    @property
    def element(self) -> Element:
        """The element."""
        return self.group.elements[self.index]

    @property
    def before(self) -> tuple[Element, ...]:
        """What stands before it."""
        return self.group.elements[: self.index]

    @property
    def behind(self) -> tuple[Element, ...]:
        """What stands behind it."""
        return self.group.elements[self.index + 1 :]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a block stands.

    Attributes:
        steps: from the group that is evaluated by itself to the block; all but the last are
            OPTIONALs.
        graph: first token and the name's of the GRAPH around it, if any.
        select: whose own pattern the outermost of these groups is; None where it is another's.
    """

    steps: tuple[Step, ...] = ()
    graph: Element | None = None
    select: Select | None = None

    @property
    def block(self) -> Element:
        """The block."""
        return self.steps[-1].element

    def within(self, step: Step) -> Where:
        """Return the place of what stands one step further in.

        Args:
            step: to it.

        Returns:
            The place.
        """
        return replace(self, steps=(*self.steps, step))


def blocks_in(query: Select) -> Iterator[Where]:
    """Yield the places of the blocks of a query.

    Args:
        query: its shape.

    Yields:
        Each after those that its answer needs: those in braces beside it, and in its group
        those before it.
    """
    if query.where is not None:
        yield from _in_scope(query.where, Where(select=query))


def _in_scope(group: Group, here: Where) -> Iterator[Where]:
    if group.select is not None:
        if group.select.where is not None:
            inner = Where(graph=here.graph, select=group.select)
            yield from _in_scope(group.select.where, inner)
        return
    steps = [Step(group, index) for index in range(len(group.elements))]
    for step in steps:
        sort = step.element.sort
        if sort in (Sort.GROUP, Sort.MINUS, Sort.GRAPH):
            graph = step.element if sort is Sort.GRAPH else here.graph
            for each in step.element.groups:
                yield from _in_scope(each, Where(graph=graph))
    for step in steps:
        if step.element.sort is Sort.SERVICE:
            yield here.within(step)
        elif step.element.sort is Sort.OPTIONAL:
            inside = step.element.groups[0]
            if inside.select is None:
                yield from _in_scope(inside, here.within(step))
            else:
                yield from _in_scope(inside, Where(graph=here.graph))


def check_places(query: str, tokens: Sequence[Token], found: Sequence[Where]) -> None:
    """Refuse a query with a block where it cannot be answered.

    Args:
        query: its text.
        tokens: of the query.
        found: all blocks that can be answered.

    Raises:
        QueryRefused: a block stands elsewhere; says where, and what to do.
    """
    answered = {each.block.first for each in found}
    for place, token in enumerate(tokens):
        if word(token) == "SERVICE" and place not in answered:
            line, column = line_and_column(query, token.start)
            raise QueryRefused(
                f"SERVICE kg:search at line {line}, column {column} stands in EXISTS, LATERAL or "
                "an expression, where each solution would ask anew; put it into the pattern "
                "itself, into OPTIONAL, or into a sub-SELECT"
            )
