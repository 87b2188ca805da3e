"""A text → the score of any passage, and the beginning of the ranking, provably whole.

A search gives the best ones; a query over the graph needs the score of whichever passages the
graph leads to, and must know when nothing better can follow. Scores are those of ``Index.search``.
Source: Fagin, Lotem, Naor 2001 (the threshold algorithm), for ``best``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.ranking import Scale, fuse
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.search.wording import Fitting, Wording

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
# The same product of vectors differs by this much with the number of rows it is made for.
_NOISE = 2e-6


@dataclass(frozen=True, slots=True)
class Meant:
    """A text's meaning against a generation.

    Attributes:
        query: (dim,), length 1.
        scale: of the cosines; None where they are the scores.
        nearest: rows and cosines of the nearest of all, where the text allows all.
    """

    vectors: Vectors
    query: NDArray[np.float32]
    scale: Scale | None
    nearest: tuple[Rows, Scores] | None = None

    def scores(self, rows: Rows) -> Scores:
        """Return how near rows are.

        Args:
            rows: (n,).

        Returns:
            (n,), scaled where there is a scale.
        """
        cosines = self.vectors.cosines(self.query, rows)
        return cosines if self.scale is None else self.scale.apply(cosines)

    def best(self, depth: int, allowed: NDArray[np.bool_], *, every: bool) -> tuple[Rows, float]:
        """Return the nearest rows, and the highest score that any other can have.

        Args:
            depth: at most this many.
            allowed: (rows,), True where a passage may be found.
            every: all may that the text allows.

        Returns:
            Rows; the score of the last of them.
        """
        if self.nearest is not None and len(self.nearest[0]) == depth and every:
            rows, cosines = self.nearest
        else:
            rows, cosines = self.vectors.nearest(self.query, depth, allowed)
        if len(rows) < depth:
            return rows, -np.inf
        last = cosines[-1:]
        return rows, float((last if self.scale is None else self.scale.apply(last))[0])


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a ranking: every other passage scores less than the last of these.

    Attributes:
        rows: best first; equal scores by row.
        scores: of the rows.
        whole: nothing follows.
    """

    rows: Rows
    scores: Scores
    whole: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """One text, weighed against the passages of a generation.

    Attributes:
        allowed: (rows,), False where a passage cannot match: a hole, or one without a phrase that
            the text wants.
        meant: None where words alone count.
        wording: None where meaning alone counts.
        words_weight: of the words beside the meaning, 0 to 1.
    """

    allowed: NDArray[np.bool_]
    meant: Meant | None
    wording: Wording | None
    words_weight: float

    def scores(self, rows: Rows) -> Scores:
        """Return what passages score.

        Args:
            rows: (n,), each once.

        Returns:
            (n,); NaN where a passage does not match: by words alone, one that has none of them.
        """
        return self._matching(rows, self._scores(rows))

    def _matching(self, rows: Rows, scores: Scores) -> Scores:
        matching = self.allowed[rows]
        if self.meant is None:
            matching &= scores > 0
        return np.where(matching, scores, np.float32(np.nan))

    def _scores(self, rows: Rows, fitting: Fitting | None = None) -> Scores:
        if self.meant is None:
            assert self.wording is not None  # noqa: S101  one of the two is there
            return self.wording.scores(rows, fitting)
        near = self.meant.scores(rows)
        if self.wording is None:
            return near
        return fuse(near, self.wording.scores(rows, fitting), self.words_weight)

    def best(self, depth: int, allowed: NDArray[np.bool_] | None = None) -> Beginning:
        """Return the beginning of the ranking.

        Args:
            depth: how many the halves are asked for; those that are surely the best of all come
                back, which may be more or fewer.
            allowed: (rows,), True where a passage may be found; None: all may.

        Returns:
            Passages and their scores.
        """
        may = self.allowed if allowed is None else self.allowed & allowed
        rows, unseen, fitting = self._candidates(depth, may, every=allowed is None)
        scores = self._matching(rows, self._scores(rows, fitting))
        sure = scores > unseen + _NOISE if np.isfinite(unseen) else ~np.isnan(scores)
        rows, scores = rows[sure], scores[sure]
        order = np.lexsort((rows, -scores))
        return Beginning(rows[order], scores[order], not np.isfinite(unseen))

    def _candidates(
        self, depth: int, may: NDArray[np.bool_], *, every: bool
    ) -> tuple[Rows, float, Fitting | None]:
        """Return rows, sorted, and the highest score of any other; -inf where none matches."""
        if self.meant is None:
            assert self.wording is not None  # noqa: S101
            fitting = self.wording.best(depth, may)
            return fitting.rows, fitting.unseen if fitting.unseen > 0 else -np.inf, fitting
        near, bound = self.meant.best(depth, may, every=every)
        if self.wording is None or not np.isfinite(bound):  # all that may be found was seen
            return np.sort(near), bound, None
        fitting = self.wording.best(depth, may)
        halves = np.array([bound], np.float32), np.array([fitting.unseen], np.float32)
        unseen = float(fuse(*halves, self.words_weight)[0])
        return np.union1d(near, fitting.rows), unseen, fitting
