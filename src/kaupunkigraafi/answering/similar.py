"""A task or a document → others of its kind that mean much the same.

Tasks are compared by what they are called and described as, since some have no text of their own;
documents by the mean of their passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.entity_answer import Similar
from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.labels import Labels
from kaupunkigraafi.vocabulary import id_of, iri_of

_DOCUMENT, _TASK = "document", "task"
_PASSAGES = 20  # looked at for each document that is wanted; the best of each counts
_MOST = 100


class Likeness:
    """Compares things of one generation."""

    def __init__(
        self,
        documents: Documents,
        outline: Outline,
        index: Index,
        labels: Callable[[], Labels],
    ) -> None:
        """Keep the parts.

        Args:
            documents: of the generation.
            outline: of the generation.
            index: of the generation.
            labels: gives what things are called; asked at the first task.
        """
        self._documents = documents
        self._outline = outline
        self._index = index
        self._labels = labels
        self._names = Names(documents)

    def similar(self, iri: str, limit: int) -> tuple[Similar, ...]:
        """Find what is most like a thing; see ``Kaupunkigraafi.similar``.

        Args:
            iri: of a task or a document.
            limit: at most this many.

        Returns:
            Nearest first; none where there are no vectors.

        Raises:
            QueryTextInvalid: the thing is of another kind, or the limit cannot be.
        """
        if not 1 <= limit <= _MOST:
            raise QueryTextInvalid(f"limit is {limit}; it can be 1 to {_MOST}").about(
                "limit", f"1 to {_MOST}"
            )
        kind = self._documents.kind_of(iri)
        if kind not in (_TASK, _DOCUMENT):
            raise QueryTextInvalid(
                f"{id_of(iri)} is a {kind}; a task or a document is compared with others, "
                "anything else is found by search with what=entity"
            ).about("id", "a task's or a document's id")
        found = self._tasks(iri) if kind == _TASK else self._texts(iri, limit)
        best: dict[str, float] = {}
        for other, cosine in found:
            if other != iri:
                best[other] = max(cosine, best.get(other, -1.0))
        nearest = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]
        entities = self._names.entities(other for other, _ in nearest)
        return tuple(
            Similar(cosine, entity) for entity, (_, cosine) in zip(entities, nearest, strict=True)
        )

    def _tasks(self, iri: str) -> Iterable[tuple[str, float]]:
        """Compare texts of the same language, so that likeness is not the language's own."""
        labels = self._labels()
        tasks = {each.iri for each in labels.called if "/id/task/" in each.iri}
        for row, own in enumerate(labels.called):
            if own.iri == iri:
                cosines = labels.cosines(labels.matrix[row].astype(np.float32))
                for each, cosine in zip(labels.called, cosines.tolist(), strict=True):
                    if each.language == own.language and each.iri in tasks:
                        yield each.iri, cosine

    def _texts(self, iri: str, limit: int) -> Iterable[tuple[str, float]]:
        place = self._outline.ids.index(id_of(iri).removeprefix(f"{_DOCUMENT}/"))
        rows = np.flatnonzero(self._outline.position == place)
        for row, cosine in self._index.nearest_to(rows, len(rows) + _PASSAGES * limit):
            yield iri_of(f"{_DOCUMENT}/{self._outline.ids[self._outline.position[row]]}"), cosine
