"""A block and what stands around it → the queries that tell which things and texts are meant.

What the block gives (its score) is not known yet, so what depends on it is left out: a FILTER on
the score, what a BIND makes of it. All else stays, in its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.meaning.blocks import Block
from kaupunkigraafi.graph.meaning.groups import JOINED, Element, Select, Sort, word
from kaupunkigraafi.graph.meaning.rendering import Rendering
from kaupunkigraafi.graph.meaning.variables import Names, Variables
from kaupunkigraafi.graph.meaning.where import Step, Where
from kaupunkigraafi.graph.tokens import Kind

# What follows one of these is not joined with what stands before it.
_BREAKS = frozenset((Sort.OPTIONAL, Sort.MINUS, Sort.BIND, Sort.LATERAL))


@dataclass(frozen=True, slots=True)
class Scope:
    """One block in its place.

    Attributes:
        query: the whole one, for its names and its graphs.
        waiting: first tokens of the other blocks that have no answer yet.
    """

    query: Select
    where: Where
    block: Block
    variables: Variables
    rendering: Rendering
    waiting: frozenset[int]

    def surely(self) -> Names:
        """Return the variables that have a value wherever the block is joined.

        Returns:
            Names.
        """
        *outer, last = self.where.steps
        names = self.variables.bound_by(last.before)
        names = names.union(*map(self.variables.bound, self._joined_behind()))
        return names.union(*(self.variables.bound_by(step.before) for step in outer))

    def perhaps(self) -> Names:
        """Return the variables that may have a value there.

        Returns:
            Names.
        """
        beside = (*self._before(), *self._joined_behind())
        shown = (self.variables.shown(element) for element in beside)
        return self.surely().union(*shown)

    def check(self) -> None:
        """Look whether the block can be answered here.

        Raises:
            QueryRefused: something that it gives has a value before, or something that it needs
                has none until later.
        """
        block, last = self.block, self.where.steps[-1]
        joined = [element for element in last.behind if element.sort in JOINED]
        for element in (*self._before(), *joined):
            for name in sorted(block.outputs & self.variables.shown(element)):
                raise QueryRefused(
                    f"?{name} is what SERVICE kg:search at {block.place} gives, and a pattern "
                    "beside it has ?" + name + " too; name one of them otherwise"
                )
        perhaps = self.perhaps()
        if block.text_variable and block.text_variable not in perhaps:
            raise QueryRefused(
                f"the text ?{block.text} of SERVICE kg:search at {block.place} has no value there; "
                "bind it in the same group, before the block (a group in braces and a sub-SELECT "
                "are evaluated by themselves)"
            )
        later = frozenset[str]().union(*map(self.variables.shown, joined))
        if block.subject_variable and block.subject in later - perhaps:
            raise QueryRefused(
                f"the subject ?{block.subject} of SERVICE kg:search at {block.place} gets its "
                "value only behind a BIND, OPTIONAL or MINUS; put the block behind what binds it"
            )

    def select(self, names: list[str], *, unknown: Names, instead: str = "", end: str = "") -> str:
        """Return a query for values of variables, as the patterns around the block have them.

        Args:
            names: of the variables.
            unknown: variables without a value; what depends on them is left out.
            instead: what stands in the block's place.
            end: a clause behind the pattern.

        Returns:
            Plain SPARQL.
        """
        wanted = " ".join(f"?{name}" for name in names)
        return self._query(f"SELECT DISTINCT {wanted}", self._pattern(instead, unknown, ""), end)

    def count(self, names: list[str], *, unknown: Names, most: int) -> str:
        """Return a query for the number of such values.

        Args:
            names: of the variables.
            unknown: as for ``select``.
            most: counted no further.

        Returns:
            A SELECT with one number.
        """
        wanted = " ".join(f"?{name}" for name in names)
        pattern = self._pattern("", unknown, "")
        inner = f"{{ SELECT DISTINCT {wanted} {{ {pattern} }} LIMIT {most} }}"
        return self._query("SELECT (COUNT(*) AS ?found)", inner, "")

    def unbound(self, name: str) -> str:
        """Return a query for a solution in which a variable has no value.

        Args:
            name: of the variable.

        Returns:
            A SELECT with one row at most.
        """
        unknown = self.block.outputs | {name}
        pattern = self._pattern("", unknown, f"FILTER(!BOUND(?{name}))")
        return self._query("SELECT (1 AS ?found)", pattern, "LIMIT 1")

    def concerned(self, name: str) -> bool:
        """Tell whether anything around the block that is known says something of a variable.

        Args:
            name: of the variable.

        Returns:
            False where the block alone decides on it.
        """
        out = self._left_out(self.block.outputs)
        elements = [e for step in self.where.steps for e in step.group.elements]
        block = self.where.block.first
        inner = {step.element.first for step in self.where.steps}
        return any(
            name in self.variables.shown(element)
            for element in elements
            if element.first not in out | inner | {block}
        )

    def leaves_out_any(self) -> bool:
        """Tell whether something beside the block depends on what the block gives.

        Returns:
            False where the patterns are asked as they stand.
        """
        return bool(self._left_out(self.block.outputs))

    def depends_on(self, name: str) -> bool:
        """Tell whether a pattern, not only what is told in the end, depends on a variable.

        Args:
            name: that the block gives a value.

        Returns:
            Whether it stands anywhere in the groups around the block.
        """
        block = self.where.block
        group = self.where.steps[0].group
        tokens = self.variables.tokens
        return any(
            token.kind is Kind.VARIABLE and token.text[1:] == name
            for place, token in enumerate(tokens[group.first : group.after], group.first)
            if not block.first <= place < block.after
        )

    def _query(self, head: str, pattern: str, end: str) -> str:
        render = self.rendering
        if self.where.graph is not None:
            name = render.part(self.where.graph.first, self.where.graph.first + 2)
            pattern = f"{name} {{ {pattern} }}"
        return (
            f"{render.prologue(self.query)}\n{head} {render.dataset(self.query)}"
            f" {{ {pattern} }} {end}"
        )

    def _pattern(self, instead: str, unknown: Names, condition: str) -> str:
        """Return the patterns from the outermost group inwards."""
        out = self._left_out(unknown)
        mark = self.rendering.unused("__here")
        pattern = ""
        # The engine takes OPTIONALs one solution after another, and then MINUS within them sees
        # what it must not see (pyoxigraph 0.5.13); a sub-SELECT keeps it from doing so.
        group = self.where.steps[0].group
        subtracts = any(
            word(t) == "MINUS" for t in self.variables.tokens[group.first : group.after]
        )
        for depth, step in reversed(list(enumerate(self.where.steps))):
            is_last = depth == len(self.where.steps) - 1
            if is_last:
                here = instead
            else:
                # Only where the OPTIONAL fits at all; whether it does, the mark tells.
                name = f"?{mark}{depth}"
                told = f"{{ SELECT (1 AS {name}) {{}} }}" if subtracts else f"BIND(1 AS {name})"
                here = f"OPTIONAL {{ {pattern} {told} }} FILTER(BOUND({name}))"
            kept = list(self._kept(step, out if is_last else None))
            parts = [self.rendering.element(e) for e in kept if e.first < step.element.first]
            parts.append(here)
            parts += [self.rendering.element(e) for e in kept if e.first > step.element.first]
            pattern = "\n".join(parts)
        return f"{pattern}\n{condition}"

    def _kept(self, step: Step, out: frozenset[int] | None) -> Iterator[Element]:
        """Yield what stands beside an element, as far as it narrows the solutions."""
        before = self.variables.bound_by(step.before)
        for index, element in enumerate(step.group.elements):
            if index == step.index:
                continue
            if out is not None:
                if element.first not in out:
                    yield element
            elif element.sort is Sort.FILTER:
                if self.variables.shown(element) <= before:
                    yield element
            elif index < step.index:
                yield element

    def _left_out(self, unknown: Names) -> frozenset[int]:
        """Return what of the block's own group depends on variables that have no value yet."""
        # The block itself gives these a value, whatever else of the pattern has none yet.
        sure = self.surely() | {self.block.subject_variable, self.block.text_variable}
        step = self.where.steps[-1]
        out = set[int]()
        # What stands before the block cannot depend on it: ``check`` has looked.
        for element in step.behind:
            if element.sort is Sort.FILTER or element.first in self.variables.known:
                continue
            shown = self.variables.shown(element)
            waits = any(element.first <= place < element.after for place in self.waiting)
            if not waits and (element.sort in JOINED or not shown & unknown):
                continue
            out.add(element.first)
            if element.sort is Sort.BIND:
                unknown |= {self.variables.target(element)}
            elif element.sort is not Sort.MINUS:
                unknown |= shown - sure
        filters = (e for e in (*step.before, *step.behind) if e.sort is Sort.FILTER)
        out |= {e.first for e in filters if self.variables.shown(e) & unknown}
        return frozenset(out)

    def _joined_behind(self) -> Iterator[Element]:
        """Yield what stands behind the block and might as well stand before it."""
        for element in self.where.steps[-1].behind:
            if element.first in self.variables.known or element.sort in JOINED:
                yield element
            elif element.sort in _BREAKS:
                return

    def _before(self) -> Iterator[Element]:
        """Yield what stands before the block and may bind something."""
        for step in self.where.steps:
            yield from (e for e in step.before if e.sort not in (Sort.FILTER, Sort.MINUS))
