"""Words → passages that have them: BM25 over character 5-grams and over whole words (tantivy)."""

from __future__ import annotations

import math
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from kaupunkigraafi.search.bridge import Translation
from kaupunkigraafi.search.lexical_writing import NAME, WORDED, open_engine
from kaupunkigraafi.search.text import forms_of, grams, telling, words

_MOST_TERMS = 400  # a query of a page's length has thousands; the rarest of them decide
_FEW_ROWS = 2_000
Ranked = tuple[NDArray[np.int64], NDArray[np.float32]]  # rows and their scores


@dataclass(frozen=True, slots=True)
class Term:
    """One token of a query and how much it counts."""

    field: str
    token: str
    weight: float = 1.0


def _borrowed(path: Path) -> Path:
    """Give a folder that nobody may write to a place where the engine can put its lock.

    The engine takes a lock to open an index, even one that is only read.
    """
    place = Path(tempfile.mkdtemp(prefix="kaupunkigraafi-"))
    for file in path.iterdir():
        if not file.name.endswith(".lock"):
            (place / file.name).symlink_to(file.resolve())
    return place


class LexicalIndex:
    """The lexical index of one generation, read-only; safe to use from several threads."""

    def __init__(self, directory: Path) -> None:
        """Open the index.

        Args:
            directory: of the generation.
        """
        place = directory / NAME
        if not os.access(place, os.W_OK):
            place = _borrowed(place)
            # The engine may look at its files as long as the index lives.
            weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        index = open_engine(place)
        self._schema = index.schema
        self._searcher = index.searcher()

    def terms_of(self, text: str) -> tuple[Term, ...]:
        """Return the tokens that a query is searched by, the rarest where they are many.

        Args:
            text: a query.

        Returns:
            Grams and whole words; only those that the index has.
        """
        terms = []
        for word in telling([word.folded for word in words(text)]):
            terms += [Term("grams", gram) for gram in grams(word)]
            terms.append(Term("words", word))
        return self._rarest(terms)

    def translated_terms(self, translations: Iterable[Translation]) -> tuple[Term, ...]:
        """Return the tokens of a query's translations, each as sure as its translation.

        Args:
            translations: of the query's words.

        Returns:
            Grams that the index has.
        """
        surest: dict[str, float] = {}
        for each in translations:
            for gram in grams(each.translated):
                surest[gram] = max(surest.get(gram, 0.0), each.weight)
        return self._rarest([Term("grams", gram, weight) for gram, weight in surest.items()])

    def _rarest(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        weighted = {term: term.weight * self.idf(term.field, term.token) for term in terms}
        known = (term for term, weight in weighted.items() if weight > 0)
        return tuple(sorted(known, key=lambda term: -weighted[term])[:_MOST_TERMS])

    def ideal(self, weighted: Iterable[tuple[str, float]]) -> float:
        """Return about what a passage would score that has every 5-gram of some words.

        Args:
            weighted: words and how much each counts.

        Returns:
            The sum of the grams' idf; a gram that no passage has counts as the rarest.
        """
        absent = math.log(1 + (self._searcher.num_docs + 0.5) / 0.5)
        total = 0.0
        for word, weight in weighted:
            idfs = (self.idf("grams", gram) or absent for gram in set(grams(word)))
            total += weight * sum(idfs)
        return total

    def idf(self, field: str, token: str) -> float:
        """Return how much a token tells (BM25's inverse document frequency).

        Args:
            field: ``grams``, ``words`` or ``titles``.
            token: a token.

        Returns:
            0 where no passage has it.
        """
        having = self._searcher.doc_freq(field, token)
        total = self._searcher.num_docs
        return math.log(1 + (total - having + 0.5) / (having + 0.5)) if having else 0.0

    def rows_with(self, phrase: Sequence[str]) -> NDArray[np.int64]:
        """Return the passages that have some words one after another, as they are written.

        Args:
            phrase: folded words, at least one.

        Returns:
            Rows, in no order; also those that have them in their document's title or heading.
        """
        return self._rows(
            tantivy.Query.term_query(self._schema, field, phrase[0], "basic")
            if len(phrase) == 1
            else tantivy.Query.phrase_query(self._schema, field, [*phrase])
            for field in WORDED
        )

    def rows_beginning(self, phrase: Sequence[str]) -> NDArray[np.int64]:
        """Return the passages that have some words one after another, the last in any form.

        Args:
            phrase: folded words, at least one.

        Returns:
            Rows, in no order.
        """
        # Its words may carry a place each, which ours do not; the type wants both allowed.
        patterns: list[str | tuple[int, str]] = [re.escape(word) for word in phrase[:-1]]
        patterns.append(forms_of(phrase[-1]))
        return self._rows(
            tantivy.Query.regex_query(self._schema, field, forms_of(phrase[-1]))
            if len(phrase) == 1
            else tantivy.Query.regex_phrase_query(self._schema, field, patterns)
            for field in WORDED
        )

    def _rows(self, queries: Iterable[tantivy.Query]) -> NDArray[np.int64]:
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
        return self._run(either, max(1, self._searcher.num_docs))[0]

    def query_of(self, terms: Sequence[Term]) -> tantivy.Query:
        """Return the engine's query for some terms.

        Args:
            terms: of ``terms_of``, or weighted ones.

        Returns:
            A disjunction.
        """
        parts = []
        for term in terms:
            query = tantivy.Query.term_query(self._schema, term.field, term.token, "freq")
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, term.weight)))
        return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()

    def nearest(
        self, query: tantivy.Query, limit: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the passages that match best.

        Args:
            query: of ``query_of``.
            limit: at most this many.
            allowed: (rows,), True where the row may be found.

        Returns:
            Rows and their BM25 scores, best first.
        """
        count = int(allowed.sum())
        if count == 0 or self._searcher.num_docs == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if count <= _FEW_ROWS:
            rows = np.flatnonzero(allowed)
            scores = self.scores(query, rows)
            order = np.argsort(-scores, kind="stable")[:limit]
            return rows[order][scores[order] > 0], scores[order][scores[order] > 0]
        wanted = limit
        while True:
            rows, scores = self._run(query, wanted)
            keep = allowed[rows]
            # Widen until enough allowed ones were seen, or there are no more.
            if int(keep.sum()) >= limit or len(rows) < wanted:
                return rows[keep][:limit], scores[keep][:limit]
            wanted *= 4

    def scores(
        self, query: tantivy.Query, rows: NDArray[np.int64], *, known: Ranked | None = None
    ) -> NDArray[np.float32]:
        """Return the exact BM25 score of some rows.

        Args:
            query: of ``query_of``.
            rows: (n,), each once.
            known: what ``nearest`` told of this query; the engine is not asked for these again.

        Returns:
            (n,); 0 where nothing matches.
        """
        if known is not None:
            return self._scores_beside(query, rows, known)
        found = np.zeros(len(rows), dtype=np.float32)
        if not len(rows):
            return found
        chosen = tantivy.Query.term_set_query(self._schema, "row", rows.tolist())
        only = tantivy.Query.const_score_query(chosen, 0.0)
        both = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, only), (tantivy.Occur.Must, query)]
        )
        hit_rows, hit_scores = self._run(both, len(rows))
        order = np.argsort(rows, kind="stable")
        found[order[np.searchsorted(rows, hit_rows, sorter=order)]] = hit_scores
        return found

    def _scores_beside(
        self, query: tantivy.Query, rows: NDArray[np.int64], known: Ranked
    ) -> NDArray[np.float32]:
        """Join known scores with those of the other rows."""
        order = np.argsort(known[0])
        near, fits = known[0][order], known[1][order]
        place = np.searchsorted(near, rows)
        place[place == len(near)] = 0
        told = near[place] == rows if len(near) else np.zeros(len(rows), dtype=bool)
        found = np.empty(len(rows), dtype=np.float32)
        found[told] = fits[place[told]]
        found[~told] = self.scores(query, rows[~told])
        return found

    def _run(
        self, query: tantivy.Query, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        hits = self._searcher.search(query, limit=limit, count=False).hits
        addresses = [address for _, address in hits]
        rows = self._searcher.fast_field_values("row", addresses)
        return np.array(rows, dtype=np.int64), np.array([s for s, _ in hits], dtype=np.float32)
