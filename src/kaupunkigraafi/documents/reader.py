"""documents.sqlite, read side: documents, passages, links and labels of one generation.

A generation's file never changes, so it is opened immutable: no locks, no journal. Each
thread has a connection of its own.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np

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
from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.model import Document, Label, Link, Passage
from kaupunkigraafi.vocabulary import TERM


class Documents:
    """The documents of one generation, read-only; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Name the file; each thread opens it at its first question.

        Args:
            path: ``documents.sqlite`` of a generation.

        Raises:
            FolderCorrupt: the file is not there.
        """
        if not path.is_file():
            raise FolderCorrupt(f"{path} is missing; run: kaupunkigraafi repair")
        self.path = path
        self._local = threading.local()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Three slashes: an absolute path; sqlite decodes %XX, so the path is quoted.
            connection = sqlite3.connect(
                self.path.resolve().as_uri() + "?mode=ro&immutable=1", uri=True
            )
            self._local.connection = connection
        return connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

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
            "coalesce(as_of, '') FROM documents ORDER BY ordinal"
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

    def labels_of(self, iris: Iterable[str]) -> dict[str, tuple[Label, ...]]:
        """Return the preferred labels of entities.

        Args:
            iris: entities; those without a label are left out.

        Returns:
            IRI → labels.
        """
        found: dict[str, list[Label]] = {}
        for batch in batches(sorted(set(iris))):
            sql = (
                "SELECT iri, text, language FROM labels WHERE preferred = 1 "  # noqa: S608
                f"AND iri IN ({','.join('?' * len(batch))}) ORDER BY rowid"
            )
            for iri, text, language in self._rows(sql, batch):
                found.setdefault(str(iri), []).append(Label(str(text), str(language)))
        return {iri: tuple(labels) for iri, labels in found.items()}

    def kind_of(self, iri: str) -> str:
        """Return the kind of an entity.

        Args:
            iri: the entity.

        Returns:
            ``municipality``, ``law`` …; empty where the graph has no such entity.
        """
        rows = self._rows("SELECT kind FROM entities WHERE iri = ?", (iri,))
        return str(rows[0][0]) if rows else ""

    def named(self, folded: str) -> tuple[tuple[str, str, bool], ...]:
        """Return the entities with a label, a code or a number.

        Args:
            folded: the label, NFC and case-folded.

        Returns:
            (IRI, kind, whether the name is its own and not that of what it carries on), each
            once, preferred labels first.
        """
        rows = self._rows(
            "SELECT l.iri, e.kind, max(l.preferred) >= 0 "
            "FROM labels l JOIN entities e ON e.iri = l.iri "
            "WHERE l.folded = ? AND e.kind != ? "
            "GROUP BY l.iri ORDER BY max(l.preferred) DESC, l.iri",
            (folded, TERM),
        )
        return tuple((str(iri), str(kind), bool(own)) for iri, kind, own in rows)

    def label_texts(self, kinds: Iterable[str] = ()) -> list[str]:
        """Return all labels, for suggesting a near one.

        Args:
            kinds: of the entities; none: any.

        Returns:
            Folded labels, each once.
        """
        wanted = tuple(kinds)
        marks = ",".join("?" * len(wanted))
        where = f"WHERE e.kind IN ({marks})" if wanted else ""
        sql = (
            "SELECT DISTINCT l.folded FROM labels l "  # noqa: S608
            f"JOIN entities e ON e.iri = l.iri {where}"
        )
        return [str(text) for (text,) in self._rows(sql, wanted)]
