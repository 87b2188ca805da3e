"""Text → vector by hashing its 5-grams: no model, no meaning; for tests and tiny worlds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.text import grams, words

NAME = "hashing"
DIM = 64


class Hashing:
    """Texts that share 5-grams get near vectors; the same ones on every machine."""

    name = NAME
    fingerprint = hashlib.sha256(b"hashing 64").hexdigest()
    dim = DIM

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask.

        Args:
            texts: any.

        Returns:
            (n, 64), every row of length 1.

        >>> same = Hashing().encode_queries(["kaavoitus", "kaavoituksesta"])
        >>> bool(same[0] @ same[1] > 0.3)
        True
        """
        return np.array([_vector(text) for text in texts], np.float32).reshape(-1, DIM)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found.

        Args:
            texts: any.

        Returns:
            (n, 64), every row of length 1.
        """
        return self.encode_queries(texts)


def _vector(text: str) -> NDArray[np.float32]:
    vector = np.zeros(DIM, dtype=np.float32)
    for word in words(text):
        for gram in grams(word.folded):
            digest = hashlib.blake2b(gram.encode(), digest_size=8).digest()
            vector[digest[0] % DIM] += 1.0 if digest[1] & 1 else -1.0
    norm = float(np.linalg.norm(vector))
    if norm == 0:
        vector[0] = norm = 1.0
    return vector / norm
