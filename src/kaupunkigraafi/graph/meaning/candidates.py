"""A block in its scope → the things and the texts that meet there, asked of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.blocks import Block
from kaupunkigraafi.graph.meaning.budget import check_texts
from kaupunkigraafi.graph.meaning.engine import Cell, Engine
from kaupunkigraafi.graph.meaning.scope import Scope
from kaupunkigraafi.graph.meaning.values import Entry, values_of


@dataclass(frozen=True, slots=True)
class Pairs:
    """Things and texts that meet.

    Attributes:
        by_text: text → IRIs, each once.
        solutions: that were seen, those that are no pair among them.
    """

    by_text: Mapping[Cell, Sequence[str]]
    solutions: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the patterns around one block leave to be scored."""

    scope: Scope
    engine: Engine
    limits: MeaningLimits

    @property
    def _block(self) -> Block:
        return self.scope.block

    def are_free(self) -> bool:
        """Tell whether no pattern binds the subject: then it is any passage.

        Returns:
            False where a pattern binds it, or where it is given.

        Raises:
            QueryRefused: it has a value in some solutions only.
        """
        name = self._block.subject_variable
        if not name or name not in self.scope.perhaps():
            return bool(name)
        self.check_bound(name)
        return False

    def check_bound(self, name: str) -> None:
        """Look whether a variable always has a value where the block is joined.

        Args:
            name: of the variable.

        Raises:
            QueryRefused: it has none in some solution.
        """
        if name in self.scope.surely() or not any(self.engine.rows(self.scope.unbound(name))):
            return
        raise QueryRefused(
            f"?{name} of SERVICE kg:search at {self._block.place} has no value in some solutions; "
            f"leave those out first: {{ … FILTER(BOUND(?{name})) }}"
        )

    def texts(self) -> list[Cell]:
        """Return the texts that are asked for.

        Returns:
            Each once; empty ones, which are like nothing, left out.

        Raises:
            QueryRefused: one is no literal, or they are too many.
        """
        block = self._block
        if block.has_text:
            return [Cell(block.text, "", True)]
        unknown = block.outputs
        if block.subject not in self.scope.perhaps():
            unknown |= {block.subject}
        end = f"LIMIT {self.limits.texts + 1}"
        rows = self.engine.rows(self.scope.select([block.text], unknown=unknown, end=end))
        found = [cell for (cell,) in rows if cell]
        check_texts(len(found), self.limits)
        return [cell for cell in found if self._text(cell)]

    def pairs(self, most: int) -> Pairs:
        """Return the things and texts that meet in the patterns.

        Args:
            most: at most so many.

        Returns:
            The pairs, each once.

        Raises:
            QueryRefused: a text is no literal.
        """
        block, names = self._block, self._names()
        if not names:
            return Pairs({Cell(block.text, "", True): [block.subject[1:-1]]}, 1)
        query = self.scope.select(names, unknown=block.outputs, end=f"LIMIT {most}")
        if not block.text_variable:
            things, solutions = self.engine.things(query)
            return Pairs({Cell(block.text, "", True): things} if things else {}, solutions)
        subject = Cell(block.subject[1:-1], block.subject, False)
        by_text, solutions = dict[Cell, list[str]](), 0
        for row in self.engine.rows(query):
            solutions += 1
            thing, text = row[0] if block.subject_variable else subject, row[-1]
            # A literal or a blank node has no passages, an empty text is like nothing.
            if thing and thing.written and not thing.is_text and text and self._text(text):
                by_text.setdefault(text, []).append(thing.text)
        return Pairs(by_text, solutions)

    def count(self, most: int) -> int:
        """Count the things and texts that meet in the patterns; quicker than to fetch them.

        Args:
            most: counted no further.

        Returns:
            Pairs.
        """
        names = self._names()
        if not names:
            return 1
        query = self.scope.count(names, unknown=self._block.outputs, most=most)
        ((found,),) = self.engine.rows(query)
        return int(found.text) if found else 0

    def among(self, entries: Sequence[Entry]) -> set[tuple[str, str]]:
        """Return which of some rows meet the patterns.

        Args:
            entries: rows.

        Returns:
            (thing, text as written).
        """
        block = self._block
        names = self._names()
        bare = replace(block, score="", snippet="")
        values = values_of(bare, entries, with_snippet=False)
        if not names:
            return {(entry.subject, entry.text.written) for entry in entries}
        query = self.scope.select(names, unknown=block.outputs, instead=values)
        if not block.text_variable:
            return {(thing, "") for thing in self.engine.things(query)[0]}
        allowed = set[tuple[str, str]]()
        for row in self.engine.rows(query):
            thing = row[0] if block.subject_variable else None
            text = row[-1] if block.text_variable else None
            subject = thing.text if thing else block.subject[1:-1]
            allowed.add((subject, text.written if text else ""))
        return allowed

    def _names(self) -> list[str]:
        names = (self._block.subject_variable, self._block.text_variable)
        return [name for name in names if name]

    def _text(self, cell: Cell) -> bool:
        """Tell whether there is anything to look for."""
        if not cell.is_text:
            raise QueryRefused(
                f"the text ?{self._block.text} of SERVICE kg:search at {self._block.place} is "
                f"{cell.written or 'a blank node'}, which is no literal; bind its label"
            )
        return bool(cell.text.strip())
