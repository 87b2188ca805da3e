"""An encoder that keeps passages' vectors on disk by the hash of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.encoders.contract import Encoder


class Remembering:
    """Encodes each text once, across runs; made for repeated measurements."""

    def __init__(self, encoder: Encoder, directory: Path) -> None:
        """Wrap an encoder.

        Args:
            encoder: that makes what is not there yet.
            directory: of its own for each encoder and fingerprint; made where missing.
        """
        self._encoder = encoder
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    @property
    def name(self) -> str:
        """As the wrapped encoder's."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """As the wrapped encoder's."""
        return self._encoder.fingerprint

    @property
    def dim(self) -> int:
        """As the wrapped encoder's."""
        return self._encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask; not kept.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found, or read what was encoded before.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()
        path = self._directory / f"{key}.npy"
        if path.is_file():
            kept: NDArray[np.float32] = np.load(path, allow_pickle=False)
            return kept
        vectors = self._encoder.encode_passages(texts)
        fresh = path.with_suffix(".tmp.npy")
        np.save(fresh, vectors)
        fresh.replace(path)
        return vectors
