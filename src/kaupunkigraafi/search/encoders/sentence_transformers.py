"""Text → vector by any sentence-transformers model, by name or from a local folder.

Weights are read from safetensors only, and no code of a model is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.search.text import normalise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_CHARACTERS = 8_000
_BATCH = 32
# E5 models are trained with these words before every text; their configuration seldom says so.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class SentenceTransformersEncoder:
    """A model of sentence-transformers on the CPU."""

    def __init__(self, model: str) -> None:
        """Name the model; it is loaded at the first call.

        Args:
            model: a name or a local folder.

        Raises:
            EncoderMissing: the extra is not installed.
        """
        if find_spec("sentence_transformers") is None:
            raise EncoderMissing(
                f"the encoder sentence-transformers:{model} needs an extra: "
                'pip install "kaupunkigraafi[sentence-transformers]"'
            )
        self._named = model
        self.name = f"sentence-transformers:{model}"

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  loads torch

        prompts = _E5_PROMPTS if "e5" in self._named.lower() else None
        try:
            return SentenceTransformer(
                self._named,
                device="cpu",
                prompts=prompts,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError) as error:
            raise EncoderMissing(
                f"the model {self._named!r} cannot be loaded ({error}); give a folder that holds "
                "it as safetensors, or a name that is in the local cache"
            ) from error

    @cached_property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self.encode_queries(["."]).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights in the order of their names."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._rows(
            self._model.encode_query(
                _safe(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._rows(
            self._model.encode_document(
                _safe(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def _rows(self, vectors: object) -> NDArray[np.float32]:
        rows = np.asarray(vectors, dtype=np.float32)
        return (
            rows.reshape(-1, rows.shape[-1]) if rows.size else np.empty((0, self.dim), np.float32)
        )


def _safe(texts: Sequence[str]) -> list[str]:
    return [normalise(text, _CHARACTERS) or "." for text in texts]
