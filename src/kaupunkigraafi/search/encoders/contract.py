"""The contract that every encoder keeps: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns texts into vectors whose dot product tells how near their meanings are.

    Safe to call from several threads: a build encodes batches side by side.

    Attributes:
        name: as it is chosen and as manifests print it.
        fingerprint: SHA-256 of the weights: vectors of another fingerprint are another space.
        dim: numbers in a vector.
    """

    @property
    def name(self) -> str:
        """As it is chosen."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights."""
        ...

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask.

        Args:
            texts: any; empty ones too.

        Returns:
            (n, dim), every row of length 1.
        """
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found.

        Args:
            texts: any; empty ones too.

        Returns:
            (n, dim), every row of length 1.
        """
        ...
