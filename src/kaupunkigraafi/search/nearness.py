"""Stored vectors → which passages are nearest to others, and how unusual such nearness is.

Nothing is encoded here: the vectors are those that the index was written with. Two measures:
the centred cosine ranks neighbours, since all texts of one field have a direction in common that
says nothing; the standing tells how many standard deviations a cosine is above what the same
passage has with all others, so that it means the same for every encoder and language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.vectors import Vectors

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]
_BLOCK = 50_000
_CELLS = 2**26  # of a matrix of cosines at once: 256 MiB


@dataclass(frozen=True, slots=True)
class Cosines:
    """Some passages against all that are filled.

    Attributes:
        plain: (n, filled), the cosines.
        centred: (n, filled), likewise with the mean of all vectors taken off.
    """

    plain: Floats
    centred: Floats

    def of(self, part: slice) -> Cosines:
        """Return those of some of the passages.

        Args:
            part: of the n.

        Returns:
            Views, nothing is copied.
        """
        return Cosines(self.plain[part], self.centred[part])

    def standing(self, columns: Rows) -> Floats:
        """Return how far above its passage's mean each cosine is, in standard deviations.

        Args:
            columns: (m,), places among the filled rows.

        Returns:
            (n, m).
        """
        mean = self.plain.mean(axis=1, keepdims=True)
        spread = np.maximum(self.plain.std(axis=1, keepdims=True), np.float32(1e-6))
        return np.asarray((self.plain[:, columns] - mean) / spread, dtype=np.float32)

    def neighbours(self, columns: Rows, most: int) -> tuple[Rows, Floats]:
        """Return the nearest of some columns to each passage, with their shares of nearness.

        Args:
            columns: (m,), places among the filled rows that may be neighbours.
            most: so many of them.

        Returns:
            (n, k) places among the filled rows, nearest first, and (n, k) shares, which add up to
            1 in each line; k is the lesser of ``most`` and m.
        """
        found = self.centred[:, columns]
        most = min(most, len(columns))
        if most == 0:
            nothing = np.zeros((len(found), 0))
            return nothing.astype(np.int64), nothing.astype(np.float32)
        # Places are sorted before they are ordered by nearness, so that equals keep their order.
        near = np.sort(np.argpartition(-found, most - 1, axis=1)[:, :most], axis=1)
        values = np.take_along_axis(found, near, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        near = np.take_along_axis(near, order, axis=1)
        values = np.take_along_axis(values, order, axis=1)
        weights = np.maximum(values, 0)
        # Among texts that are all alike none may be nearer than the mean: then all count alike.
        weights[weights.sum(axis=1) < np.float32(1e-6)] = 1
        shares = weights / weights.sum(axis=1, keepdims=True)
        return columns[near], np.asarray(shares, dtype=np.float32)


class Nearness:
    """All vectors of a generation, to be compared with some of them."""

    def __init__(self, vectors: Vectors, filled: Rows) -> None:
        """Look once at all of them for their mean.

        Args:
            vectors: of the generation.
            filled: rows that are no holes, sorted.
        """
        self._vectors = vectors
        self.filled = filled
        dim = vectors.dim
        total = np.zeros(dim, dtype=np.float64)
        for block in self._blocks():
            total += vectors.rows(block).sum(axis=0, dtype=np.float64)
        self._centre = (total / max(len(filled), 1)).astype(np.float32)
        towards = [vectors.rows(block) @ self._centre for block in self._blocks()]
        self._towards = np.concatenate([np.zeros(0, np.float32), *towards])
        self._own = float(self._centre @ self._centre)

    def _blocks(self) -> Sequence[Rows]:
        return [self.filled[at : at + _BLOCK] for at in range(0, len(self.filled), _BLOCK)]

    @property
    def batch(self) -> int:
        """So many passages may be compared at once."""
        return max(1, _CELLS // max(len(self.filled), 1))

    def cosines(self, rows: Rows) -> Cosines:
        """Compare passages with all.

        Args:
            rows: (n,), filled ones; ``batch`` of them at most, or memory is short.

        Returns:
            The cosines.
        """
        asked = self._vectors.rows(rows)
        parts = [asked @ self._vectors.rows(block).T for block in self._blocks()]
        plain = np.concatenate([np.zeros((len(rows), 0), np.float32), *parts], axis=1)
        # |x - c|² = |x|² - 2 c·x + |c|², and every vector has length 1.
        lengths = np.sqrt(np.maximum(1 - 2 * self._towards + self._own, np.float32(1e-6)))
        mine = asked @ self._centre
        own = np.sqrt(np.maximum(1 - 2 * mine + self._own, np.float32(1e-6)))
        centred = plain - mine[:, None] - self._towards[None, :] + self._own
        centred /= own[:, None] * lengths[None, :]
        return Cosines(plain, np.asarray(centred, dtype=np.float32))
