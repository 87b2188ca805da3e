"""Vectors of an encoder → vectors of the same in which languages lie nearer: two learned matrices.

Small multilingual encoders put a Swedish question far from its Finnish answer, and all texts in
one corner of their space. A question's vector and a passage's go through an affine map each,
learned from headings of statutes, Finnish and Swedish, and the sections they head
(``benchmarks/training/head.py``; what it gains and loses: ``search/data/head.md``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.encoders.contract import Encoder

_DATA = "data/head.npz"
Matrix = NDArray[np.float32]


class Headed:
    """An encoder with the learned head on it; as safe to call from several threads as it is."""

    def __init__(self, encoder: Encoder) -> None:
        """Put the head on an encoder; it is read at the first call.

        Args:
            encoder: the one whose vectors the head was learned on.
        """
        self.inner = encoder
        self.name = encoder.name
        self.dim = encoder.dim

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the encoder's and the head's bytes: other vectors are another space."""
        return hashlib.sha256(self.inner.fingerprint.encode() + _bytes()).hexdigest()

    @cached_property
    def _maps(self) -> dict[str, Matrix]:
        with resources.files("kaupunkigraafi.search").joinpath(_DATA).open("rb") as stream:
            stored = np.load(stream, allow_pickle=False)
            return {name: stored[name].astype(np.float32) for name in stored.files}

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._mapped(self.inner.encode_queries(texts), "query")

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._mapped(self.inner.encode_passages(texts), "passage")

    def _mapped(self, vectors: NDArray[np.float32], side: str) -> NDArray[np.float32]:
        mapped = vectors @ self._maps[f"{side}_weights"].T + self._maps[f"{side}_bias"]
        norms = np.linalg.norm(mapped, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (mapped / np.where(norms > 0, norms, 1)).astype(np.float32)
        return unit


def _bytes() -> bytes:
    return resources.files("kaupunkigraafi.search").joinpath(_DATA).read_bytes()
