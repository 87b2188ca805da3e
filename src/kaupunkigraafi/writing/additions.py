"""The file of documents that is being written → what the index is written from."""

from __future__ import annotations

from collections.abc import Iterator

from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.search.writing import Addition


class Additions:
    """The passages of a new generation, read from its file as often as they are asked for."""

    def __init__(self, writer: DocumentsWriter, first: int) -> None:
        """Keep where they begin.

        Args:
            writer: of the generation's documents.
            first: row of the first new passage.
        """
        self._writer = writer
        self._first = first

    def __iter__(self) -> Iterator[Addition]:
        """Read them.

        Yields:
            In the order of their rows.
        """
        for row, title, heading, text in self._writer.written(self._first):
            yield Addition.of(title, heading, text, row)
