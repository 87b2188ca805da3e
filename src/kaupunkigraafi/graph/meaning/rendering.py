"""A query with some of its pieces replaced → text again, whole or in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.graph.meaning.groups import Element, Select, Sort
from kaupunkigraafi.graph.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Rendering:
    """A query's text and what is written in other words.

    Attributes:
        edits: (start, end, what stands there instead), apart from each other; offsets into the
            text.
    """

    text: str
    tokens: Sequence[Token]
    edits: tuple[tuple[int, int, str], ...] = ()

    def with_edit(self, start: int, end: int, instead: str) -> Rendering:
        """Replace a stretch of the text.

        Args:
            start: offset into the text.
            end: behind it.
            instead: what is written there.

        Returns:
            A rendering with that change too.
        """
        return replace(self, edits=(*self.edits, (start, end, instead)))

    def with_element(self, element: Element, instead: str) -> Rendering:
        """Replace an element of a group.

        Args:
            element: of the query.
            instead: what is written there.

        Returns:
            A rendering with that change too.
        """
        end = self.tokens[element.after - 1].end
        return self.with_edit(self.tokens[element.first].start, end, instead)

    def whole(self) -> str:
        """Return the query.

        Returns:
            Its text.
        """
        return self._between(0, len(self.text))

    def part(self, first: int, after: int) -> str:
        """Return some tokens, with what stands between them.

        Args:
            first: place of the first token.
            after: place behind the last.

        Returns:
            Text; empty where there are none.
        """
        if first >= after:
            return ""
        return self._between(self.tokens[first].start, self.tokens[after - 1].end)

    def element(self, element: Element) -> str:
        """Return an element so that another may follow.

        Args:
            element: of the query.

        Returns:
            Text; triples end with a full stop.
        """
        text = self.part(element.first, element.after)
        ends = self.tokens[element.after - 1].text == "." or element.sort is not Sort.TRIPLES
        return text if ends else f"{text} ."

    def prologue(self, query: Select) -> str:
        """Return what declares the names.

        Args:
            query: the whole one.

        Returns:
            BASE and PREFIX lines.
        """
        return self.part(0, query.first)

    def dataset(self, query: Select) -> str:
        """Return what chooses the graphs, with WHERE.

        Args:
            query: the whole one.

        Returns:
            FROM clauses, if any.
        """
        return "" if query.where is None else self.part(query.dataset, query.where.first)

    def unused(self, name: str) -> str:
        """Return a variable's name that the query does not have.

        Args:
            name: to begin with.

        Returns:
            The name, longer where it is taken.
        """
        taken = {token.text[1:] for token in self.tokens if token.kind is Kind.VARIABLE}
        while name in taken:
            name += "_"
        return name

    def _between(self, start: int, end: int) -> str:
        parts, at = [], start
        for first, last, instead in sorted(self.edits):
            if at <= first and last <= end:
                parts += [self.text[at:first], instead]
                at = last
        return "".join((*parts, self.text[at:end]))
