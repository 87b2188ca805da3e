"""What a query names → how much passages gain by being linked to it, within bounds.

Being linked is a reason among others: it lifts a passage's score by a sixth at most, so that one
that means something else stays behind. Gains rest on the query and the graph alone: whatever is
filtered, a passage gains the same. Measured in docs/decisions/018-graph-in-search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Understood
from kaupunkigraafi.answering.linked import Linked
from kaupunkigraafi.answering.understanding import TYPE
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline

MOST = 0.15  # of its score, what a passage gains that is linked to all that the query names
# A task's name is made of words of the language, which passages are found by anyway.
_UNWEIGHED = ("task",)
Gains = NDArray[np.float32]


class Favouring:
    """Computes gains over one generation."""

    def __init__(self, documents: Documents, outline: Outline, linked: Linked) -> None:
        """Keep the parts.

        Args:
            documents: of the generation.
            outline: of the generation.
            linked: of the same outline.
        """
        self._documents = documents
        self._outline = outline
        self._linked = linked

    def gains(
        self, understood: Sequence[Understood]
    ) -> tuple[tuple[Understood, ...], Gains | None]:
        """Tell how much each passage gains.

        Args:
            understood: what the query names.

        Returns:
            The same, saying which of it counts; (rows,) shares of the score from 0 to ``MOST``,
            None where nothing gains.
        """
        masks = [self._mask(each) for each in understood]
        counting = [mask for mask in masks if mask is not None and mask.any()]
        told = tuple(
            replace(each, weighed=mask is not None and bool(mask.any()))
            for each, mask in zip(understood, masks, strict=True)
        )
        if not counting:
            return told, None
        share = np.stack(counting).sum(axis=0) / len(counting)
        gains: Gains = (MOST * share).astype(np.float32)
        return told, gains

    def _mask(self, each: Understood) -> NDArray[np.bool_] | None:
        """Return (rows,), True where a passage is linked; None: this is not weighed."""
        if each.kind in _UNWEIGHED:
            return None
        if each.kind == TYPE:
            return self._rows(self._linked.of_type(each.value, related=True))
        iris = [each.entity.iri, *self._documents.carried_on_by(each.entity.iri)]
        rows = np.zeros(len(self._outline.position), dtype=np.bool_)
        for iri in iris:
            rows |= self._rows(self._linked.about(iri))
            rows[list(self._documents.rows_naming(iri))] = True
        if each.kind == "section":
            rows[list(self._documents.rows_in(iris[0]))] = True
        return rows

    def _rows(self, documents: NDArray[np.bool_]) -> NDArray[np.bool_]:
        rows = np.zeros(len(self._outline.position), dtype=np.bool_)
        filled = self._outline.position >= 0
        rows[filled] = documents[self._outline.position[filled]]
        return rows
