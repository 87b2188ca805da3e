"""The best passages of a ranking → the same, ordered anew by a model that reads both texts.

Off unless an operator names a model: it reads each question with each passage, which takes a
hundred times as long as the search itself.
Source: Nogueira, Cho 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.search.scoring import Scored
from kaupunkigraafi.search.text import normalise

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 50  # so many of the best are read
_CHARACTERS = 2_000
_BATCH = 16


class Reranker(Protocol):
    """Says how well passages answer a question, reading them together."""

    @property
    def name(self) -> str:
        """As an operator names it."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Judge passages.

        Args:
            query: what is asked.
            texts: (n,) of passages.

        Returns:
            (n,), 0 to 1.
        """


def reordered(scored: Sequence[Scored], scores: NDArray[np.float32]) -> tuple[Scored, ...]:
    """Put the best of a ranking in the order of their new scores.

    Args:
        scored: best first.
        scores: (n,) of the first n, 0 to 1.

    Returns:
        All of them; those that were not read come after those that were, and score no higher.
    """
    order = np.argsort(-scores, kind="stable")
    read = [replace(scored[i], score=float(scores[i])) for i in order.tolist()]
    lowest = read[-1].score if read else 1.0
    rest = [replace(each, score=min(each.score, lowest)) for each in scored[len(read) :]]
    return (*read, *rest)


class CrossEncoderReranker:
    """A CrossEncoder of sentence-transformers, by name or from a local folder, on the CPU."""

    def __init__(self, model: str) -> None:
        """Name the model; it is loaded at the first question.

        Args:
            model: a name or a local folder.

        Raises:
            EncoderMissing: the extra is not installed.
        """
        if find_spec("sentence_transformers") is None:
            raise EncoderMissing(
                f"the reranker {model!r} needs an extra: "
                'pip install "kaupunkigraafi[sentence-transformers]"'
            )
        self.name = model

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder  # noqa: PLC0415  loads torch

        try:
            return CrossEncoder(
                self.name,
                device="cpu",
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError) as error:
            raise EncoderMissing(
                f"the reranker {self.name!r} cannot be loaded ({error}); give a folder that holds "
                "it as safetensors, or a name that is in the local cache"
            ) from error

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Judge passages.

        Args:
            query: what is asked.
            texts: (n,) of passages.

        Returns:
            (n,), 0 to 1.

        Raises:
            EncoderMissing: the model cannot be loaded, or gives more than one number a pair.
        """
        if not texts:
            return np.empty(0, np.float32)
        asked = normalise(query, _CHARACTERS) or "."
        pairs = [(asked, normalise(text, _CHARACTERS) or ".") for text in texts]
        raw = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        scores = np.asarray(raw, dtype=np.float32)
        if scores.shape != (len(texts),):
            raise EncoderMissing(
                f"the reranker {self.name!r} gives {scores.shape} numbers for {len(texts)} "
                "passages; choose a model with one label, which says how well they fit"
            )
        # With one label the model's own activation is the logistic function; others give logits.
        inside = bool((scores >= 0).all() and (scores <= 1).all())
        return scores if inside else (1 / (1 + np.exp(-scores))).astype(np.float32)
