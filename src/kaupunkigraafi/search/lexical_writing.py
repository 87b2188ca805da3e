"""Passages → the lexical index of the next generation: 5-grams and words of text and titles.

The engine (tantivy) only counts: texts come to it as tokens separated by spaces, so that what a
token is stands in ``text.py`` alone. Segments are immutable files; the next generation links them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from kaupunkigraafi.disk import link_tree
from kaupunkigraafi.search.text import grams, words

NAME = "lexical"
WORDED = ("words", "titles")  # with places, so that a phrase is found
_TOKENS = "tokens"
_COPIED = frozenset(("meta.json", ".managed.json"))
# As much as 200,000 passages take: fewer segments, and each is asked anew by every query.
_HEAP = 256_000_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of one passage."""

    row: int
    title: str
    heading: str
    text: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("grams", tokenizer_name=_TOKENS, index_option="freq")
    for field in WORDED:
        builder.add_text_field(field, tokenizer_name=_TOKENS, index_option="position")
    return builder.build()


def open_engine(path: Path, *, create: bool = False) -> tantivy.Index:
    """Open the engine's index.

    Args:
        path: of the index.
        create: make it new.

    Returns:
        The index, its tokenizer set.
    """
    index = tantivy.Index(_schema(), path=str(path)) if create else tantivy.Index.open(str(path))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENS, analyser)
    return index


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
    index = open_engine(path, create=parent is None)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for row in removed:
        # By query: by term, the engine takes the number for a signed one and deletes nothing.
        writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "row", row))
    for each in added:
        text_grams, text_words = _tokens(each.text)
        _, title_words = _tokens(f"{each.title} {each.heading}")
        document = tantivy.Document()
        document.add_unsigned("row", each.row)
        document.add_text("grams", text_grams)
        document.add_text("words", text_words)
        document.add_text("titles", title_words)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    (path / ".tantivy-writer.lock").unlink(missing_ok=True)
    # Opening an index makes this empty file where it is missing; a published generation must
    # not change by being read, so it is published with it.
    (path / ".tantivy-meta.lock").touch()
