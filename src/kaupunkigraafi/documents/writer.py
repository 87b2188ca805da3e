"""documents.sqlite, write side: Document and Passage → rows of the next generation."""

from __future__ import annotations

import json
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kaupunkigraafi.documents.rows import SCHEMA
from kaupunkigraafi.model import Document, Label, Link, Passage
from kaupunkigraafi.placed import PlacedMention


def folded(label: str) -> str:
    """Return a label as it is looked up: NFC, case-folded, white space single.

    Args:
        label: a label, code or number.

    Returns:
        The form that is compared.

    >>> folded("  Helsingin   SEUTU ")
    'helsingin seutu'
    """
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


class DocumentsWriter:
    """Writes one generation's documents.sqlite."""

    def __init__(self, path: Path, parent: Path | None = None) -> None:
        """Start from nothing, or from a copy of the parent's file.

        Args:
            path: the file to write; must not exist.
            parent: the last generation's file.
        """
        if parent is not None:
            shutil.copyfile(parent, path)
        self._db = sqlite3.connect(path)
        # The file is fsynced once when the generation is published; until then nobody reads it.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        if parent is None:
            self._db.executescript(SCHEMA)

    def next_row(self) -> int:
        """Return how many rows were ever given.

        Returns:
            One more than the highest row.
        """
        ((value,),) = self._db.execute("SELECT value FROM counters WHERE name = 'next_row'")
        return int(value)

    def commit(self) -> None:
        """Keep what was written so far."""
        self._db.commit()

    def compact(self) -> None:
        """Write the file anew, so that nothing of a removed row is left in it."""
        self._db.commit()
        self._db.execute("VACUUM")

    def close(self) -> None:
        """Let the file go; closing twice does nothing."""
        self._db.close()

    def remove(self, key: str) -> tuple[int, ...]:
        """Remove a document with its passages and links.

        Args:
            key: the document's id; unknown is fine.

        Returns:
            The rows its passages had.
        """
        found = self._db.execute("SELECT ordinal FROM documents WHERE id = ?", (key,)).fetchone()
        if found is None:
            return ()
        rows = self._db.execute("SELECT row FROM passages WHERE document = ?", found).fetchall()
        for table in ("passages", "links", "mentions"):
            self._db.execute(f"DELETE FROM {table} WHERE document = ?", found)  # noqa: S608
        self._db.execute("DELETE FROM documents WHERE ordinal = ?", found)
        return tuple(row for (row,) in rows)

    def add(
        self, document: Document, passages: Sequence[Passage], hashes: Sequence[bytes]
    ) -> tuple[int, ...]:
        """Add a document and give each passage the next row.

        Args:
            document: not there yet.
            passages: its passages in order.
            hashes: of the text that is encoded for each passage.

        Returns:
            The passages' rows.
        """
        ordinal = self._db.execute(
            "INSERT INTO documents VALUES (NULL" + ",?" * 18 + ")",
            (
                document.id, document.origin, document.title, document.type, document.language,
                document.authority.value, document.source, document.licence,
                document.issued and document.issued.isoformat(),
                document.as_of and document.as_of.isoformat(),
                document.publisher, document.expresses, document.summarises,
                json.dumps(document.subjects), json.dumps(document.concerns),
                json.dumps(
                    [(s.start, s.end, s.number, s.heading, s.iri) for s in document.sections],
                    ensure_ascii=False,
                ),
                json.dumps([(p.start, p.end, p.number) for p in document.pages]),
                document.text,
            ),
        ).lastrowid  # fmt: skip
        first = self.next_row()
        rows = tuple(range(first, first + len(passages)))
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [
                (row, ordinal, p.number, p.start, p.end, p.page, p.section, p.heading,
                 p.language, p.text, digest)
                for row, p, digest in zip(rows, passages, hashes, strict=True)
            ],
        )  # fmt: skip
        self._db.execute(
            "UPDATE counters SET value = ? WHERE name = 'next_row'", (first + len(passages),)
        )
        return rows

    def written(self, first: int) -> Iterator[tuple[int, str, str, str]]:
        """Yield the passages that have a row from one on: what an index is made of.

        Args:
            first: the lowest row.

        Yields:
            (row, title of the document, heading, text), in the order of rows.
        """
        yield from self._db.execute(
            "SELECT p.row, d.title, p.heading, p.text FROM passages p "
            "JOIN documents d ON d.ordinal = p.document WHERE p.row >= ? ORDER BY p.row",
            (first,),
        )

    def hashes(self, first: int) -> Iterator[tuple[int, bytes]]:
        """Yield the hashes of the texts that are encoded for passages from one row on.

        Args:
            first: the lowest row.

        Yields:
            (row, hash), in the order of rows.
        """
        yield from self._db.execute(
            "SELECT row, hash FROM passages WHERE row >= ? ORDER BY row", (first,)
        )

    def set_mentions(self, key: str, mentions: Iterable[PlacedMention]) -> None:
        """Replace what a document mentions.

        Args:
            key: the document's id.
            mentions: all of them.
        """
        ordinal = self._ordinal(key)
        self._db.execute("DELETE FROM mentions WHERE document = ?", (ordinal,))
        self._db.executemany(
            "INSERT INTO mentions VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (ordinal, m.passage, m.start, m.end, m.entity, m.body, m.confidence, m.method,
                 int(m.stated))
                for m in mentions
            ],
        )  # fmt: skip

    def _ordinal(self, key: str) -> int:
        ((ordinal,),) = self._db.execute("SELECT ordinal FROM documents WHERE id = ?", (key,))
        return int(ordinal)

    def set_links(self, key: str, links: Iterable[Link]) -> None:
        """Replace the entities a document leads to.

        Args:
            key: the document's id.
            links: all of them.
        """
        ordinal = self._ordinal(key)
        self._db.execute("DELETE FROM links WHERE document = ?", (ordinal,))
        self._db.executemany(
            "INSERT INTO links VALUES (?,?,?,?)",
            [(ordinal, link.entity, link.kind, json.dumps(link.path)) for link in links],
        )

    def set_entities(
        self, kinds: Iterable[tuple[str, str]], labels: Iterable[tuple[str, Label, int]]
    ) -> None:
        """Replace the table of entities and what they are called.

        Args:
            kinds: (IRI, kind) of every entity.
            labels: (IRI, label, rank): 1 preferred, 0 another name, a code or a number,
                -1 a name of what the entity carries on.
        """
        self._db.execute("DELETE FROM entities")
        self._db.execute("DELETE FROM labels")
        self._db.executemany("INSERT OR IGNORE INTO entities VALUES (?,?)", kinds)
        self._db.executemany(
            "INSERT INTO labels VALUES (?,?,?,?,?)",
            [
                (iri, label.language, label.text, folded(label.text), int(rank))
                for iri, label, rank in labels
            ],
        )
