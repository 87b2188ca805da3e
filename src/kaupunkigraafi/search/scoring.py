"""Both halves of one query → scored rows: rescored exactly, fused, explained by rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Lexical, Note, Semantic
from kaupunkigraafi.search.bridge import Translation
from kaupunkigraafi.search.ranking import Scale, favoured, fuse
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.search.wording import Wording

# Measured on statute sections, see docs/decisions/003-fusion.md.
WORDS = 0.5
_FLOOR = 400  # the cosine of this rank becomes 0: below it, likeness is the language's own
_FEW = 500  # so many are scored outright sooner than searched


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage of a ranking."""

    row: int
    score: float
    semantic: Semantic | None
    lexical: Lexical | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a query found, best first, and the translations it was searched by too.

    Attributes:
        far: why nothing found is near the query; empty where something is, None: not known.
    """

    scored: tuple[Scored, ...]
    notes: tuple[Note, ...] = ()
    translations: tuple[Translation, ...] = ()
    far: str | None = None


class Meaning:
    """A query's meaning against passages, scaled by what the whole generation offers."""

    def __init__(
        self, vectors: Vectors, query: NDArray[np.float32], filled: NDArray[np.bool_]
    ) -> None:
        """Look at the nearest passages of all, whatever is filtered.

        Args:
            vectors: of the generation.
            query: (dim,), length 1.
            filled: (rows,), False where a row is a hole.
        """
        self.vectors = vectors
        self.query = query
        self._filled = filled
        self.best = vectors.nearest(query, _FLOOR, filled)
        best = self.best[1]
        self.scale = Scale(float(best[-1]), float(best[0])) if len(best) else Scale(0.0, 1.0)

    def nearest(self, limit: int, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the nearest rows that may be found; where all may, they were looked at before.

        Args:
            limit: at most this many.
            allowed: (rows,), True where a passage may be found.

        Returns:
            Rows, nearest first.
        """
        if limit <= _FLOOR and np.array_equal(allowed, self._filled):
            return self.best[0][:limit]
        return self.vectors.nearest(self.query, limit, allowed)[0]


def by_words(wording: Wording, limit: int, allowed: NDArray[np.bool_]) -> tuple[Scored, ...]:
    """Rank by the words alone.

    Args:
        wording: the query's words.
        limit: at most this many.
        allowed: (rows,), True where a passage may be found.

    Returns:
        Best first; the score is the words'.
    """
    rows = wording.nearest(limit, allowed)
    scores = wording.scores(rows)
    order = np.argsort(-scores, kind="stable")[:limit]
    return tuple(
        Scored(int(rows[i]), float(scores[i]), None, Lexical(rank))
        for rank, i in enumerate(order.tolist(), start=1)
    )


def by_meaning(
    vectors: Vectors, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
) -> tuple[Scored, ...]:
    """Rank by the meaning alone.

    Args:
        vectors: of the generation.
        query: (dim,), length 1.
        limit: at most this many.
        allowed: (rows,), True where a passage may be found.

    Returns:
        Best first; the score is the cosine.
    """
    rows, cosines = vectors.nearest(query, limit, allowed)
    pairs = zip(rows.tolist(), cosines.tolist(), strict=True)
    return tuple(
        Scored(row, cosine, Semantic(rank, cosine), None)
        for rank, (row, cosine) in enumerate(pairs, start=1)
    )


def by_both(
    meaning: Meaning,
    wording: Wording,
    limit: int,
    allowed: NDArray[np.bool_],
    gains: NDArray[np.float32] | None,
) -> tuple[Scored, ...]:
    """Rank by both halves, each scaled by what the whole generation offers.

    Args:
        meaning: the query's meaning.
        wording: its words.
        limit: at most this many.
        allowed: (rows,), True where a passage may be found.
        gains: (rows,), what a passage gains for what the query names; None: nothing is named.

    Returns:
        Best first; the score is the weighted sum.
    """
    rows = np.union1d(meaning.nearest(limit, allowed), wording.nearest(limit, allowed))
    if gains is not None:
        # The best of those that gain may be better than the best of all are without it.
        gaining = allowed & (gains > 0)
        if int(gaining.sum()) <= _FEW:
            rows = np.union1d(rows, np.flatnonzero(gaining))
        else:
            rows = np.union1d(rows, meaning.nearest(limit, gaining))
            rows = np.union1d(rows, wording.nearest(limit, gaining))
    cosines = meaning.vectors.cosines(meaning.query, rows)
    worded = wording.scores(rows)
    fused = fuse(meaning.scale.apply(cosines), worded, WORDS)
    if gains is not None:
        fused = favoured(fused, gains[rows])
    order = np.argsort(-fused, kind="stable")[:limit]
    by_cosine, by_word = _ranks(cosines), _ranks(worded)
    return tuple(
        Scored(
            int(rows[i]),
            float(fused[i]),
            Semantic(int(by_cosine[i]), float(cosines[i])),
            Lexical(int(by_word[i])) if worded[i] > 0 else None,
        )
        for i in order
    )


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return each score's place, 1 for the highest."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[order] = np.arange(1, len(scores) + 1)
    return ranks
