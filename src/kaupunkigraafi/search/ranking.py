"""Two halves → one ranking: a min–max weighted sum, as sure of the words as they deserve.

Scores of a query are scaled by constants of the whole generation, taken before any filter, so
that a passage's score never depends on what else is filtered away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scale:
    """How a half's scores become numbers from 0 to 1.

    Attributes:
        low: becomes 0, as does everything below.
        high: becomes 1: the best score of the whole generation.
    """

    low: float
    high: float

    def apply(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scale scores.

        Args:
            scores: (n,).

        Returns:
            (n,), at least 0.

        >>> Scale(0.0, 2.0).apply(np.array([1.0, 2.0], dtype=np.float32)).tolist()
        [0.5, 1.0]
        """
        spread = max(self.high - self.low, 1e-9)
        scaled: NDArray[np.float32] = np.maximum((scores - self.low) / spread, 0)
        return scaled.astype(np.float32)


def fuse(
    semantic: NDArray[np.float32], lexical: NDArray[np.float32], words_weight: float
) -> NDArray[np.float32]:
    """Add the scaled halves.

    Args:
        semantic: (n,), scaled.
        lexical: (n,), scaled.
        words_weight: of the words, 0 to 1; meaning has the rest.

    Returns:
        (n,), 0 to 1.

    >>> fuse(np.array([1.0]), np.array([0.0]), 0.25).tolist()
    [0.75]
    """
    weights = np.array([1 - words_weight, words_weight], dtype=np.float32)
    fused: NDArray[np.float32] = weights[0] * semantic + weights[1] * lexical
    return fused


def favoured(scores: NDArray[np.float32], gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """Let passages gain up to a share of their score, the less the higher it is already.

    What gains nothing keeps its score, what gains the same keeps its order, nothing passes 1.

    Args:
        scores: (n,), 0 to 1.
        gains: (n,), shares.

    Returns:
        (n,), 0 to 1; what scored nothing gains nothing.

    >>> favoured(np.array([0.0, 0.5, 1.0]), np.array([0.5, 0.5, 0.5])).tolist()
    [0.0, 0.6, 1.0]
    """
    lifted: NDArray[np.float32] = scores * (1 + gains) / (1 + gains * scores)
    return lifted
