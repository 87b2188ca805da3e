"""documents.sqlite, read side: documents, passages, links and labels of one generation.

A generation's file never changes, so it is opened immutable: no locks, no journal. Each
thread has a connection of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np

from kaupunkigraafi.documents.entities import EntityTables
from kaupunkigraafi.documents.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    Outline,
    batches,
    document_of,
    link_of,
    passage_of,
    whole,
)
from kaupunkigraafi.model import Document, Link, Passage
from kaupunkigraafi.vocabulary import kind_of


class Documents(EntityTables):
    """The documents of one generation, read-only; safe to use from several threads."""

    def count(self) -> tuple[int, int]:
        """Count documents and passages.

        Returns:
            (documents, passages).
        """
        ((documents,),) = self._rows("SELECT count(*) FROM documents")
        ((passages,),) = self._rows("SELECT count(*) FROM passages")
        return whole(documents), whole(passages)

    def document(self, key: str) -> Document | None:
        """Return a document by its id.

        Args:
            key: the document's id, without ``document/``.

        Returns:
            The document, None where there is none.
        """
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (key,))  # noqa: S608
        return document_of(rows[0]) if rows else None

    def documents(self) -> Iterator[Document]:
        """Yield all documents in the order they were added.

        Yields:
            Whole documents, text included.
        """
        for (ordinal,) in self._rows("SELECT ordinal FROM documents ORDER BY ordinal"):
            sql = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE ordinal = ?"  # noqa: S608
            yield document_of(self._rows(sql, (ordinal,))[0])

    def ids_by_origin(self) -> dict[str, str]:
        """Return which document each origin became.

        Returns:
            origin → id.
        """
        return {str(o): str(i) for o, i in self._rows("SELECT origin, id FROM documents")}

    def passages(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Return passages by their row numbers.

        Args:
            rows: row numbers; unknown ones are left out of the answer.

        Returns:
            row → passage.
        """
        found: dict[int, Passage] = {}
        for batch in batches(list(rows)):
            sql = (
                f"SELECT p.row, {PASSAGE_COLUMNS} FROM passages p "  # noqa: S608
                "JOIN documents d ON d.ordinal = p.document "
                f"WHERE p.row IN ({','.join('?' * len(batch))})"
            )
            for row, *values in self._rows(sql, batch):
                found[whole(row)] = passage_of(values)
        return found

    def passages_of(self, key: str) -> tuple[Passage, ...]:
        """Return a document's passages in order.

        Args:
            key: the document's id.

        Returns:
            Its passages.
        """
        sql = (
            f"SELECT {PASSAGE_COLUMNS} FROM passages p "  # noqa: S608
            "JOIN documents d ON d.ordinal = p.document WHERE d.id = ? ORDER BY p.number"
        )
        return tuple(passage_of(values) for values in self._rows(sql, (key,)))

    def rows_on(self, law: str, section: str = "") -> tuple[int, ...]:
        """Return where to read about a statute, or about one section of it.

        Args:
            law: its IRI.
            section: the last part of its IRI, as ``22``; empty: the statute.

        Returns:
            Rows of the passages of that section; else of the first passage of each document that
            is the statute's text or a summary of it.
        """
        if section:
            found = self._rows(
                "SELECT row FROM passages WHERE section LIKE ? || '/%' AND section LIKE ? "
                "ORDER BY row",
                (law, f"%/pykala/{section}"),
            )
        else:
            found = self._rows(
                "SELECT min(p.row) FROM passages p JOIN documents d ON d.ordinal = p.document "
                "WHERE d.expresses = ? OR d.summarises = ? GROUP BY d.ordinal ORDER BY d.ordinal",
                (law, law),
            )
        return tuple(int(str(row)) for (row,) in found)

    def links_of(self, key: str) -> tuple[Link, ...]:
        """Return the entities a document leads to.

        Args:
            key: the document's id.

        Returns:
            Its links, in the order they were made.
        """
        sql = (
            "SELECT l.entity, l.kind, l.path FROM links l "
            "JOIN documents d ON d.ordinal = l.document WHERE d.id = ? ORDER BY l.rowid"
        )
        return tuple(link_of(values) for values in self._rows(sql, (key,)))

    def outline(self) -> Outline:
        """Return what filters and facets need of every document.

        Returns:
            The outline; keep it, it costs one pass over the file.
        """
        documents = self._rows(
            "SELECT ordinal, id, type, language, coalesce(issued, ''), authority, "
            "coalesce(as_of, ''), coalesce(expresses, summarises, '') "
            "FROM documents ORDER BY ordinal"
        )
        place = {whole(values[0]): index for index, values in enumerate(documents)}
        links: list[list[Link]] = [[] for _ in documents]
        for document, *values in self._rows(
            "SELECT document, entity, kind, path FROM links ORDER BY rowid"
        ):
            links[place[whole(document)]].append(link_of(values))
        position = np.full(self.next_row(), -1, dtype=np.int32)
        for row, document in self._rows("SELECT row, document FROM passages"):
            position[whole(row)] = place[whole(document)]
        return Outline(
            ids=tuple(str(values[1]) for values in documents),
            types=tuple(str(values[2]) for values in documents),
            languages=tuple(str(values[3]) for values in documents),
            issued=tuple(str(values[4]) for values in documents),
            authorities=tuple(str(values[5]) for values in documents),
            as_of=tuple(str(values[6]) for values in documents),
            laws=tuple(law if kind_of(law := str(v[7])) == "law" else "" for v in documents),
            links=tuple(tuple(each) for each in links),
            position=position,
        )

    def next_row(self) -> int:
        """Return the number of rows ever given: vectors have this many.

        Returns:
            One more than the highest row number.
        """
        ((value,),) = self._rows("SELECT value FROM counters WHERE name = 'next_row'")
        return whole(value)

    def rows_by_hash(self) -> dict[bytes, int]:
        """Return a row for each encoded text, so that nothing is embedded twice.

        Returns:
            hash of the encoded text → a row that has its vector.
        """
        return {
            cast("bytes", digest): whole(row)
            for digest, row in self._rows("SELECT hash, min(row) FROM passages GROUP BY hash")
        }
