"""A question → things whose names or definitions mean it, or have its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.entity_answer import Named
from kaupunkigraafi.search.asked import read
from kaupunkigraafi.search.explain import Explaining
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.labels import Labels
from kaupunkigraafi.search.ranking import Scale
from kaupunkigraafi.search.text import Word, telling, words

_NEAR = 200  # texts that are looked at closely; likeness beyond is the language's own
_WORDS = 0.5  # of the score, beside meaning


class Calling:
    """What things of one generation are called; safe to use from several threads."""

    def __init__(self, index: Index, labels: Labels) -> None:
        """Keep both.

        Args:
            index: whose encoder queries are encoded by.
            labels: of the same generation.
        """
        self._index = index
        self._labels = labels
        # The words of the texts that were looked at, by row; a generation's never change.
        self._parsed: dict[int, tuple[Word, ...]] = {}

    def named(self, text: str, mode: Mode, nearest: float) -> Iterator[tuple[str, float, Named]]:
        """Find things by what they are called.

        Args:
            text: the query.
            mode: both halves, or one.
            nearest: cosine of the nearest passage, so that names are as near as they are.

        Yields:
            IRI, a score from 0 to 1, and the text of it that fits best; each IRI once.
        """
        wanted = read(text).text
        if not self._labels.called or not wanted:
            return
        query = self._index.meaning_of(wanted) if mode is not Mode.LEXICAL else None
        if query is None:
            yield from self._best(self._by_words(wanted))
            return
        cosines = self._labels.cosines(query)
        order = np.argsort(-cosines, kind="stable")[:_NEAR]
        low = float(cosines[order[-1]]) if len(order) == _NEAR else float(cosines.min())
        scale = Scale(low, max(float(cosines[order[0]]), nearest))
        near = scale.apply(cosines[order])
        words_of = _Words(wanted)
        yield from self._best(
            self._told(int(row), float(cosines[row]), words_of, float(n), mode)
            for row, n in zip(order, near, strict=True)
        )

    def _told(
        self, row: int, cosine: float, wanted: _Words, near: float, mode: Mode
    ) -> tuple[str, float, Named]:
        called = self._labels.called[row]
        parsed = self._parsed.get(row)
        if parsed is None:
            parsed = self._parsed[row] = tuple(words(called.text))
        share, forms = wanted.share(called.text, parsed)
        score = near if mode is Mode.SEMANTIC else (1 - _WORDS) * near + _WORDS * share
        return called.iri, score, Named(called.text, called.language, cosine, forms)

    def _by_words(self, wanted: str) -> Iterator[tuple[str, float, Named]]:
        words_of = _Words(wanted)
        for called in self._labels.called:
            share, forms = words_of.share(called.text)
            if forms:
                yield called.iri, share, Named(called.text, called.language, None, forms)

    @staticmethod
    def _best(
        found: Iterator[tuple[str, float, Named]] | Sequence[tuple[str, float, Named]],
    ) -> Iterator[tuple[str, float, Named]]:
        best: dict[str, tuple[str, float, Named]] = {}
        for each in found:
            if each[0] not in best or each[1] > best[each[0]][1]:
                best[each[0]] = each
        yield from best.values()


class _Words:
    """The telling words of a query."""

    def __init__(self, wanted: str) -> None:
        self._explaining = Explaining(wanted)
        self._count = len(set(telling([word.folded for word in words(wanted)])))

    def share(
        self, text: str, parsed: Sequence[Word] | None = None
    ) -> tuple[float, tuple[tuple[str, tuple[str, ...]], ...]]:
        """Return which share of the words a text has, and their forms in it."""
        forms = self._explaining.of(text, parsed).forms
        return (min(1.0, len(forms) / self._count) if self._count else 0.0), forms
