"""documents.sqlite, read side: what entities are called, and which of them passages mention."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from kaupunkigraafi.documents.rows import batches, whole
from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import TERM, id_of, law_of


class EntityTables:
    """The tables of entities of one generation, read-only; safe to use from several threads."""

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

    def mentioned(self, rows: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return what passages mention, as far as it is stated and the graph knows it.

        Args:
            rows: of passages.

        Returns:
            row → IRIs in the order of the text, each once; rows without are left out.
        """
        found: dict[int, dict[str, None]] = {}
        for batch in batches(list(rows)):
            sql = (
                "SELECT p.row, m.entity FROM passages p "  # noqa: S608
                "JOIN mentions m ON m.document = p.document AND m.passage = p.number "
                "JOIN entities e ON e.iri = m.entity "
                f"WHERE m.stated AND p.row IN ({','.join('?' * len(batch))}) ORDER BY m.rowid"
            )
            for row, entity in self._rows(sql, batch):
                found.setdefault(whole(row), {})[str(entity)] = None
        return {row: tuple(entities) for row, entities in found.items()}

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

    def kinds_of(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the kinds of entities.

        Args:
            iris: entities; those that the graph does not have are left out.

        Returns:
            IRI → ``municipality``, ``law`` …
        """
        found: dict[str, str] = {}
        for batch in batches(sorted(set(iris))):
            places = ",".join("?" * len(batch))
            sql = f"SELECT iri, kind FROM entities WHERE iri IN ({places})"  # noqa: S608
            found.update({str(iri): str(kind) for iri, kind in self._rows(sql, batch)})
        return found

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

    def named_any(self, texts: Iterable[str], kinds: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return what several texts are labels of.

        Args:
            texts: NFC and case-folded.
            kinds: of the entities.

        Returns:
            text → IRIs of those whose own label it is; texts that name nothing are left out.
        """
        found: dict[str, dict[str, None]] = {}
        for batch in batches(sorted(set(texts))):
            sql = (
                "SELECT l.folded, l.iri FROM labels l JOIN entities e ON e.iri = l.iri "  # noqa: S608
                f"WHERE l.preferred >= 0 AND l.folded IN ({','.join('?' * len(batch))}) "
                f"AND e.kind IN ({','.join('?' * len(kinds))}) ORDER BY l.iri"
            )
            for text, iri in self._rows(sql, (*batch, *kinds)):
                found.setdefault(str(text), {})[str(iri)] = None
        return {text: tuple(iris) for text, iris in found.items()}

    def carried_on_by(self, iri: str) -> tuple[str, ...]:
        """Return what carries on something that is no more: of a former municipality its heirs.

        Args:
            iri: of it.

        Returns:
            IRIs, sorted; none of what still is.
        """
        rows = self._rows(
            "SELECT DISTINCT iri FROM labels WHERE folded = ? AND preferred < 0 ORDER BY iri",
            (id_of(iri).casefold(),),
        )
        return tuple(str(heir) for (heir,) in rows)

    def iris_between(self, beginning: str, ending: str, kind: str) -> tuple[str, ...]:
        """Return entities by how their IRIs begin and end.

        Args:
            beginning: as a law's IRI and a slash.
            ending: as ``/pykala/22``.
            kind: of the entities.

        Returns:
            IRIs, sorted.
        """
        rows = self._rows(
            "SELECT iri FROM entities WHERE iri >= ? AND iri < ? AND kind = ? ORDER BY iri",
            (beginning, beginning + "\U0010ffff", kind),
        )
        return tuple(iri for (each,) in rows if (iri := str(each)).endswith(ending))

    def rows_naming(self, iri: str) -> tuple[int, ...]:
        """Return the passages that mention an entity, as far as it is stated.

        Args:
            iri: of the entity; of a section, those that cite the section.

        Returns:
            Rows, sorted.
        """
        rows = self._rows(
            "SELECT DISTINCT p.row FROM mentions m "
            "JOIN passages p ON p.document = m.document AND p.number = m.passage "
            "WHERE m.stated AND (m.entity = ?1 OR (m.entity = ?2 AND m.body = ?1)) ORDER BY p.row",
            (iri, law_of(iri)),
        )
        return tuple(whole(row) for (row,) in rows)

    def rows_in(self, section: str) -> tuple[int, ...]:
        """Return the passages that are a section's text, or a summary's part on it.

        Args:
            section: its IRI.

        Returns:
            Rows, sorted.
        """
        rows = self._rows("SELECT row FROM passages WHERE section = ? ORDER BY row", (section,))
        return tuple(whole(row) for (row,) in rows)

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
