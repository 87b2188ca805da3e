"""Words → passages that have them: BM25 over character 5-grams and over whole words (tantivy).

The engine only counts: texts come to it as tokens separated by spaces, so that what a token is
stands in ``text.py`` alone. Segments are immutable files; the next generation links them.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from kaupunkigraafi.disk import link_tree
from kaupunkigraafi.search.bridge import Translation
from kaupunkigraafi.search.text import grams, telling, words

NAME = "lexical"
_TOKENS = "tokens"
_COPIED = frozenset(("meta.json", ".managed.json"))
_HEAP = 64_000_000
_MOST_TERMS = 400  # a query of a page's length has thousands; the rarest of them decide
_FEW_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of one passage."""

    row: int
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """One token of a query and how much it counts."""

    field: str
    token: str
    weight: float = 1.0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    for field in ("grams", "words", "heads"):
        builder.add_text_field(field, tokenizer_name=_TOKENS, index_option="freq")
    return builder.build()


def _open(path: Path, *, create: bool) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(path)) if create else tantivy.Index.open(str(path))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENS, analyser)
    return index


def _borrowed(path: Path) -> Path:
    """Give a folder that nobody may write to a place where the engine can put its lock.

    The engine takes a lock to open an index, even one that is only read.
    """
    place = Path(tempfile.mkdtemp(prefix="kaupunkigraafi-"))
    for file in path.iterdir():
        if not file.name.endswith(".lock"):
            (place / file.name).symlink_to(file.resolve())
    return place


def _tokens(text: str) -> tuple[str, str]:
    """Return the grams and the words of a text, each as one line."""
    folded = [word.folded for word in words(text)]
    return " ".join(gram for word in folded for gram in grams(word)), " ".join(folded)


def write_lexical(
    directory: Path, parent: Path | None, *, added: Iterable[Indexed], removed: Sequence[int]
) -> None:
    """Write the lexical index of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation; its segments are linked, never changed.
        added: new passages.
        removed: rows that are gone.
    """
    path = directory / NAME
    if parent is None:
        path.mkdir()
    else:
        link_tree(parent / NAME, path, copied=_COPIED)
    index = _open(path, create=parent is None)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row in removed:
        # By query: by term, the engine takes the number for a signed one and deletes nothing.
        writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "row", row))
    for each in added:
        text_grams, text_words = _tokens(each.text)
        head_grams, _ = _tokens(f"{each.title} {each.heading}")
        document = tantivy.Document()
        document.add_unsigned("row", each.row)
        document.add_text("grams", text_grams)
        document.add_text("words", text_words)
        document.add_text("heads", head_grams)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    (path / ".tantivy-writer.lock").unlink(missing_ok=True)
    # Opening an index makes this empty file where it is missing; a published generation must
    # not change by being read, so it is published with it.
    (path / ".tantivy-meta.lock").touch()


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
        index = _open(place, create=False)
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
            field: ``grams``, ``words`` or ``heads``.
            token: a token.

        Returns:
            0 where no passage has it.
        """
        having = self._searcher.doc_freq(field, token)
        total = self._searcher.num_docs
        return math.log(1 + (total - having + 0.5) / (having + 0.5)) if having else 0.0

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

    def scores(self, query: tantivy.Query, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the exact BM25 score of some rows.

        Args:
            query: of ``query_of``.
            rows: (n,), each once.

        Returns:
            (n,); 0 where nothing matches.
        """
        found = np.zeros(len(rows), dtype=np.float32)
        if not len(rows):
            return found
        chosen = tantivy.Query.term_set_query(self._schema, "row", rows.tolist())
        only = tantivy.Query.const_score_query(chosen, 0.0)
        both = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, only), (tantivy.Occur.Must, query)]
        )
        hit_rows, hit_scores = self._run(both, len(rows))
        place = {row: index for index, row in enumerate(rows.tolist())}
        for row, score in zip(hit_rows.tolist(), hit_scores.tolist(), strict=True):
            found[place[row]] = score
        return found

    def _run(
        self, query: tantivy.Query, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        hits = self._searcher.search(query, limit=limit, count=False).hits
        addresses = [address for _, address in hits]
        rows = self._searcher.fast_field_values("row", addresses)
        return np.array(rows, dtype=np.int64), np.array([s for s, _ in hits], dtype=np.float32)
