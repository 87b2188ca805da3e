"""A block in its scope → the rows it stands for: thing, text, score, snippet.

Two ways lead there, chosen by counting. Where the patterns leave few things, each of them is
scored. Where they leave many, the best of all are taken, as many as it needs until provably
nothing that is left out could change the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.blocks import Block
from kaupunkigraafi.graph.meaning.budget import check_pairs, check_texts
from kaupunkigraafi.graph.meaning.candidates import Candidates, Pairs
from kaupunkigraafi.graph.meaning.contract import Ranked, Scorer, Weight, Wish
from kaupunkigraafi.graph.meaning.demand import Demand
from kaupunkigraafi.graph.meaning.engine import Cell, Engine
from kaupunkigraafi.graph.meaning.scope import Scope
from kaupunkigraafi.graph.meaning.values import Entry, values_of

_WIDER = 4
# At so many times the first depth, scoring all that the patterns leave costs no more than asking
# the index deeper.
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Relation:
    """What answers one block.

    Attributes:
        demand: how many solutions are wanted in the order of the score; None: all count.
    """

    scope: Scope
    demand: Demand | None
    engine: Engine
    scorer: Scorer
    limits: MeaningLimits

    def entries(self) -> list[Entry]:
        """Return the rows, as many as the query's answer needs.

        Returns:
            Rows, best first, with snippets where they are asked for.

        Raises:
            QueryRefused: the query asks for too much, or for what is no text.
        """
        found = self._entries()
        if not self._block.snippet:
            return found
        return self._with_snippets(found)

    @property
    def _block(self) -> Block:
        return self.scope.block

    @property
    def _candidates(self) -> Candidates:
        return Candidates(self.scope, self.engine, self.limits)

    @property
    def _some(self) -> int:
        """So few rows need not be cut further."""
        return self.limits.depth // 4

    @property
    def _snippets_count(self) -> bool:
        """Whether a pattern depends on the snippets, so that they are needed from the start."""
        return bool(self._block.snippet) and self.scope.depends_on(self._block.snippet)

    def _entries(self) -> list[Entry]:
        block = self._block
        free = self._candidates.are_free()
        if block.text_variable:
            self._candidates.check_bound(block.text_variable)
        if free:
            texts = self._candidates.texts()
            found = self._from_index(texts, self.limits.pairs, passages_only=True)
            check_pairs(self.limits.pairs + (found is None), self.limits)
            return found or []
        few = self._candidates.count(self.limits.few + 1) <= self.limits.few
        if not few and self._wants_the_best():
            deepest = _DEEPEST * self.limits.depth
            found = self._from_index(self._candidates.texts(), deepest, passages_only=False)
            if found is not None:
                return found
        pairs = self._candidates.pairs(self.limits.pairs + 1)
        check_pairs(pairs.solutions, self.limits)
        return self._from_graph(pairs)

    def _wants_the_best(self) -> bool:
        """Tell whether the best of all may be all that is needed."""
        if self._block.limit is not None or self._block.min_score is not None:
            return True
        return self.demand is not None and self.demand.needed <= _WIDER * self.limits.depth

    # The first way: score what the patterns leave.

    def _from_graph(self, pairs: Pairs) -> list[Entry]:
        check_texts(len({text.text for text in pairs.by_text}), self.limits)
        if self._block.limit is None and self.demand is not None and len(pairs.by_text) == 1:
            best = self._best_from_graph(pairs, self.demand.needed)
            if best is not None:
                return best
        found, limit = list[Entry](), self._block.limit
        for text, subjects in pairs.by_text.items():
            weights = self._good(self.scorer.weigh(self._wish(text), subjects, most=limit))
            found += _of_text(text, weights[:limit])
        return self._demanded(found)

    def _best_from_graph(self, pairs: Pairs, needed: int) -> list[Entry] | None:
        """Return the rows where the best of the scores are surely enough, else None."""
        ((text, subjects),) = pairs.by_text.items()
        most = _WIDER * max(needed, self._some)
        while most < len(subjects):
            weights = self.scorer.weigh(self._wish(text), subjects, most=most)
            if len(weights) < most:  # these are all that match
                return self._demanded(_of_text(text, self._good(weights)))
            good = self._good(weights)
            best = self._best_of(_ordered(_of_text(text, good)))
            if best is not None or len(good) < len(weights):
                return best if best is not None else list(_of_text(text, good))
            most *= _WIDER * _WIDER
        return None

    # The second way: ask for the best of all, and look which of them the patterns allow.

    def _from_index(
        self, texts: Sequence[Cell], deepest: int, *, passages_only: bool
    ) -> list[Entry] | None:
        """Return the rows; None where even the deepest beginning does not surely hold them."""
        depth = self.limits.depth
        if passages_only and not (self.demand or self._block.limit or self._block.min_score):
            depth = deepest
        while True:
            ranked = {
                text: self.scorer.best(self._wish(text), depth, passages_only=passages_only)
                for text in texts
            }
            found = self._enough(ranked)
            if found is not None or depth >= deepest:
                return found
            depth = min(depth * _WIDER, deepest)

    def _enough(self, ranked: Mapping[Cell, Ranked]) -> list[Entry] | None:
        """Return the rows where the beginnings surely hold all that count, else None."""
        block = self._block
        least = -2.0 if block.min_score is None else block.min_score
        found, floors = dict[Cell, list[Entry]](), list[float]()
        for text, (weights, whole) in ranked.items():
            good = self._good(weights)
            found[text] = list(_of_text(text, good))
            if not whole and len(good) == len(weights):
                floors.append(max(least, weights[-1].score) if weights else 2.0)
        if sum(map(len, found.values())) > self.limits.pairs:
            return None
        if block.limit is not None:
            return self._limited(found, complete=not floors)
        every = [entry for entries in found.values() for entry in entries]
        if self.demand is None:
            return None if floors else _ordered(every)
        if floors:
            every = [entry for entry in every if entry.score >= max(floors)]
        best = self._allowed_best_of(_ordered(every))
        if best is not None or floors:
            return best
        return self._allowed(_ordered(every))

    def _allowed_best_of(self, ordered: list[Entry]) -> list[Entry] | None:
        """Look which rows the patterns allow, no further than to as many as are enough."""
        assert self.demand is not None  # noqa: S101  the caller looked
        size, at, allowed = max(_WIDER * self.demand.needed, self._some), 0, list[Entry]()
        while at < len(ordered):
            last = ordered[min(size, len(ordered)) - 1].score
            fresh = [entry for entry in ordered[at:] if entry.score >= last]
            allowed += self._allowed(fresh)
            best = self._best_of(allowed)
            if best is not None:
                return best
            at += len(fresh)
            size *= _WIDER
        return None

    def _allowed(self, entries: list[Entry]) -> list[Entry]:
        """Return those of some rows that the patterns allow."""
        if not self.scope.concerned(self._block.subject_variable):
            return entries
        allowed = self._candidates.among(entries)
        return [each for each in entries if (each.subject, each.text.written) in allowed]

    def _limited(self, found: Mapping[Cell, list[Entry]], *, complete: bool) -> list[Entry] | None:
        """Cut each text's rows to the best that the patterns allow."""
        subject, limit = self._block.subject_variable, self._block.limit
        allowed: set[tuple[str, str]] | None = None
        if self.scope.concerned(subject):
            allowed = self._candidates.among(
                [entry for entries in found.values() for entry in entries]
            )
        kept = list[Entry]()
        for entries in found.values():
            own = [e for e in entries if allowed is None or (e.subject, e.text.written) in allowed]
            if len(own) < (limit or 0) and not complete:
                return None
            kept += own[:limit]
        return self._demanded(kept)

    # What both ways share.

    def _wish(self, text: Cell) -> Wish:
        return Wish(text.text, self._block.mode, self._block.language)

    def _good(self, weights: Sequence[Weight]) -> Sequence[Weight]:
        least = self._block.min_score
        return weights if least is None else [each for each in weights if each.score >= least]

    def _demanded(self, every: Iterable[Entry]) -> list[Entry]:
        """Return of all rows as many of the best as give the solutions that are wanted."""
        ordered = _ordered(every)
        if self.demand is None or len(ordered) <= self._some:
            return ordered
        return self._best_of(ordered) or ordered

    def _best_of(self, ordered: list[Entry]) -> list[Entry] | None:
        """Return of some rows as many of the best as are enough; None where all are not."""
        assert self.demand is not None  # noqa: S101  the caller looked
        size = self.demand.needed
        while size < len(ordered):
            last = ordered[size - 1].score
            best = [entry for entry in ordered if entry.score >= last]
            if self._satisfies(best):
                return best
            size *= _WIDER
        return ordered if self._satisfies(ordered) else None

    def _satisfies(self, entries: Sequence[Entry]) -> bool:
        """Tell whether some rows give as many solutions as are wanted."""
        assert self.demand is not None  # noqa: S101  the caller looked
        if self._each_gives_one:
            return len(entries) >= self.demand.needed
        count = self._snippets_count
        given = self._with_snippets(entries) if count else entries
        values = values_of(self._block, given, with_snippet=count)
        rendering = self.scope.rendering.with_element(self.scope.where.block, values)
        rows = self.engine.rows(self.demand.counting(rendering))
        return sum(1 for _ in rows) >= self.demand.needed

    @property
    def _each_gives_one(self) -> bool:
        """Whether each row that the patterns allow gives a solution of its own.

        So it is where nothing beside the block waits for what the block gives, no two solutions
        count as one, and no VALUES behind the SELECT takes any away.
        """
        assert self.demand is not None  # noqa: S101  the caller looked
        return not (
            self.demand.distinct
            or self.demand.select.clause("VALUES")
            or self.scope.leaves_out_any()
        )

    def _with_snippets(self, entries: Sequence[Entry]) -> list[Entry]:
        places: dict[Cell, list[int]] = {}
        for place, entry in enumerate(entries):
            places.setdefault(entry.text, []).append(place)
        found = list(entries)
        for text, own in places.items():
            cut = self.scorer.snippets(self._wish(text), [entries[place].row for place in own])
            for place, snippet in zip(own, cut, strict=True):
                found[place] = replace(entries[place], snippet=snippet)
        return found


def _of_text(text: Cell, weights: Iterable[Weight]) -> Iterator[Entry]:
    return (Entry(each.subject, text, each.score, each.row) for each in weights)


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Return rows best first; those that score the same keep their order."""
    return sorted(entries, key=lambda entry: -entry.score)
