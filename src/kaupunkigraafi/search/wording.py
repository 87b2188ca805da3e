"""A query's words → how well they fit passages: in its own language, and through the bridge.

Both ways are scaled apart, so that a Swedish question ranks a Finnish passage that its
translation fits beside a Swedish one. A way is only as good as its best passage: where even
that one has little of what was asked, the whole way counts little, and meaning decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tantivy
from numpy.typing import NDArray

from kaupunkigraafi.search.bridge import Bridge, Translation
from kaupunkigraafi.search.lexical import LexicalIndex, Ranked
from kaupunkigraafi.search.ranking import Scale
from kaupunkigraafi.search.text import telling, words

# Measured on statute sections (docs/decisions/003-fusion.md): of the score that a passage with
# every 5-gram of the query would have, this share is taken for a whole match.
_WHOLE = 0.8
_WHOLE_TRANSLATED = 0.4
_TRANSLATED = 0.95
_DEPTH = 200  # as many as a search without filters looks at


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of asking the words: the engine's query, its scale, its weight."""

    query: tantivy.Query
    scale: Scale
    weight: float
    best: NDArray[np.int64]  # the rows that fit best of all, whatever is filtered
    fits: NDArray[np.float32]  # how well they do


@dataclass(frozen=True, slots=True)
class Fitting:
    """The passages that fit a query's words best.

    Attributes:
        rows: sorted, each once.
        unseen: the highest score of the others, 0 where no other fits.
        ways: rows and BM25 scores of each way of asking.
    """

    rows: NDArray[np.int64]
    unseen: float
    ways: Sequence[Ranked]


class Wording:
    """The words of one query, asked of one generation."""

    def __init__(
        self, lexical: LexicalIndex, text: str, *, filled: NDArray[np.bool_], bridge: Bridge
    ) -> None:
        """Ask for the best passage each way, to know what a whole match is here.

        Args:
            lexical: the index.
            text: the query.
            filled: (rows,), False where a row is a hole.
            bridge: to other languages.
        """
        self._lexical = lexical
        self._filled = filled
        told = telling([word.folded for word in words(text)])
        self.translations: tuple[Translation, ...] = bridge.translate(told)
        own = _WHOLE * lexical.ideal((word, 1.0) for word in dict.fromkeys(told))
        through = _WHOLE_TRANSLATED * lexical.ideal(
            (each.translated, each.weight) for each in self.translations
        )
        ways = [self._way(lexical.query_of(lexical.terms_of(text)), own, 1.0)]
        if self.translations:
            terms = lexical.translated_terms(self.translations)
            ways.append(self._way(lexical.query_of(terms), through, _TRANSLATED))
        self._ways = tuple(ways)
        # What the engine told so far, a way each: it is not asked for it again.
        self._known = [(way.best, way.fits) for way in ways]

    def _way(self, query: tantivy.Query, whole: float, weight: float) -> _Way:
        rows, best = self._lexical.nearest(query, _DEPTH, self._filled)
        highest = float(best[0]) if len(best) else 0.0
        return _Way(query, Scale(0.0, max(highest, whole)), weight, rows, best)

    def nearest(self, limit: int, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the rows that fit best, either way.

        Args:
            limit: at most this many each way.
            allowed: (rows,), True where a passage may be found.

        Returns:
            Rows, sorted, each once.
        """
        # Most searches are not filtered, and have asked for these already.
        if limit <= _DEPTH and np.array_equal(allowed, self._filled):
            found = [way.best[:limit] for way in self._ways]
        else:
            found = []
            for place, way in enumerate(self._ways):
                near = self._lexical.nearest(way.query, limit, allowed)
                self._known[place] = _joined(self._known[place], near)
                found.append(near[0])
        return np.unique(np.concatenate(found))

    def best(self, depth: int, allowed: NDArray[np.bool_]) -> Fitting:
        """Return the rows that fit best, and how well any other may fit.

        Args:
            depth: at most this many each way.
            allowed: (rows,), True where a passage may be found.

        Returns:
            The rows, and what is known of them.
        """
        found, unseen = list[Ranked](), 0.0
        for way in self._ways:
            rows, scores = self._lexical.nearest(way.query, depth, allowed)
            found.append((rows, scores))
            if len(rows) == depth:
                last = way.scale.apply(scores[-1:])
                unseen = max(unseen, float(np.float32(way.weight) * last[0]))
        return Fitting(np.unique(np.concatenate([rows for rows, _ in found])), unseen, found)

    def scores(
        self, rows: NDArray[np.int64], fitting: Fitting | None = None
    ) -> NDArray[np.float32]:
        """Return how well rows fit: the better of both ways.

        Args:
            rows: (n,), each once.
            fitting: what ``best`` told; the engine is not asked for these again.

        Returns:
            (n,), 0 to 1; 0 where no word fits.
        """
        best = np.zeros(len(rows), dtype=np.float32)
        for place, way in enumerate(self._ways):
            known = (way.best, way.fits)
            if fitting is not None and len(fitting.ways[place][0]) > len(way.best):
                known = fitting.ways[place]
            scaled = way.scale.apply(self._lexical.scores(way.query, rows, known=known))
            best = np.maximum(best, np.float32(way.weight) * scaled)
        return best


def _joined(first: Ranked, second: Ranked) -> Ranked:
    rows, places = np.unique(np.concatenate((first[0], second[0])), return_index=True)
    return rows, np.concatenate((first[1], second[1]))[places]
