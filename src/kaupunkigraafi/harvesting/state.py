"""What is known of a source's items, kept on disk so that no crash loses or repeats much.

folder/harvest/finlex/  state.sqlite   a row an item, and how far the run is
                        incoming/      what was fetched and is not in the graph yet
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

from kaupunkigraafi.disk import sync
from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.harvesting.contract import Item, Told
from kaupunkigraafi.held import Held

WAITING, HELD, REFUSED = "waiting", "held", "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one item.

    Attributes:
        address: that was fetched last; the item's own one, or ``otherwise``.
        first: the item's own one.
        state: ``waiting`` to be added, ``held`` by the folder, ``refused``; empty: never fetched.
        documents: JSON list of the ids that the folder has of it.
        outcome: of this run: new, changed, unchanged, gone, refused.
        seen: number of the run that listed it last.
        again: 1: it was refused for now, and is tried again when the run goes on.
        told: JSON of what the listing told.
    """

    key: str
    address: str = ""
    first: str = ""
    otherwise: str = ""
    name: str = ""
    stamp: str = ""
    etag: str = ""
    modified: str = ""
    hash: str = ""
    state: str = ""
    documents: str = "[]"
    outcome: str = ""
    reason: str = ""
    seen: int = 0
    again: int = 0
    told: str = "{}"

    @property
    def ids(self) -> list[str]:
        """The ids that the folder has of it."""
        return [str(each) for each in json.loads(self.documents)]

    @property
    def facts(self) -> Told:
        """What the listing told."""
        return Told(**json.loads(self.told))


_NAMES = [each.name for each in fields(Row)]
_SCHEMA = f"""
create table if not exists item ({", ".join(_NAMES)}, primary key (key));
create table if not exists run (name primary key, value);
"""


class State(Held):
    """The rows of one source; its user holds the lock of their place."""

    def __init__(self, home: Path) -> None:
        """Open it, or begin it.

        Args:
            home: directory of the source in the folder.

        Raises:
            FolderCorrupt: the file is no database.
        """
        self._incoming = home / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(home / "state.sqlite", isolation_level=None)
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise FolderCorrupt(
                f"{home / 'state.sqlite'} is broken ({error}); remove {home} and harvest anew: "
                "what the graph has stays"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def value(self, name: str) -> str:
        """Return a value of the run.

        Args:
            name: ``number``, ``open``, ``cursor``, ``began``, ``since``.

        Returns:
            Empty where there is none.
        """
        found = self._db.execute("select value from run where name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def note(self, **values: str) -> None:
        """Keep values of the run, all or none.

        Args:
            **values: by name.
        """
        self._db.execute("begin")
        self._db.executemany("insert or replace into run values (?, ?)", list(values.items()))
        self._db.execute("commit")

    def row(self, key: str) -> Row:
        """Return what is known of an item.

        Args:
            key: of it.

        Returns:
            An empty row where nothing is.
        """
        found = self._db.execute("select * from item where key = ?", (key,)).fetchone()
        return Row(*found) if found else Row(key)

    def rows(self, where: str = "1", *values: str | int) -> Iterator[Row]:
        """Return rows.

        Args:
            where: a condition of SQL, written here and nowhere else.
            *values: of its question marks.

        Yields:
            In the order in which they came first.
        """
        query = f"select * from item where {where} order by rowid"  # noqa: S608  ours alone
        for found in self._db.execute(query, values).fetchall():
            yield Row(*found)

    def count(self, where: str, *values: str | int) -> int:
        """Count rows.

        Args:
            where: as for ``rows``.
            *values: of its question marks.

        Returns:
            How many.
        """
        query = f"select count(*) from item where {where}"  # noqa: S608  ours alone
        return int(self._db.execute(query, values).fetchone()[0])

    def put(self, row: Row) -> None:
        """Keep a row; it is on the disk when this returns.

        Args:
            row: replaces the one of its key, in its place.
        """
        marks = ", ".join("?" * len(_NAMES))
        changed = ", ".join(f"{name} = excluded.{name}" for name in _NAMES)
        self._db.execute(
            f"insert into item values ({marks}) on conflict (key) do update set {changed}",  # noqa: S608  ours alone
            astuple(row),
        )

    def forget(self, key: str) -> None:
        """Drop a row.

        Args:
            key: of the item.
        """
        self._db.execute("delete from item where key = ?", (key,))

    def path(self, row: Row) -> Path:
        """Return where the bytes of an item lie until they are added: always the same place.

        Args:
            row: of the item.

        Returns:
            A path that may have no file.
        """
        return self._incoming / hashlib.sha256(row.key.encode()).hexdigest()[:16] / row.name

    def keep(self, row: Row, data: bytes) -> None:
        """Write the bytes of an item to the disk, whole or not at all.

        Args:
            row: of the item.
            data: its bytes.
        """
        path = self.path(row)
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(parents=True)
        fresh = path.parent / ".fresh"
        fresh.write_bytes(data)
        sync(fresh)
        fresh.replace(path)
        sync(path.parent)

    def drop(self, row: Row) -> None:
        """Remove the bytes of an item.

        Args:
            row: of the item.
        """
        shutil.rmtree(self.path(row).parent, ignore_errors=True)


def listed(row: Row, item: Item, run: int) -> Row:
    """Return a row with what a listing says of its item.

    Args:
        row: as it was.
        item: as it is listed.
        run: number of the run.

    Returns:
        The row; ``address`` is what shall be fetched.
    """
    other = row.address == item.otherwise != "" and row.first == item.address
    address = row.address if other else item.address
    same = address == row.address
    values = {
        **asdict(row),
        "address": address,
        "first": item.address,
        "otherwise": "" if other else item.otherwise,
        "name": item.name,
        "etag": row.etag if same else "",
        "modified": row.modified if same else "",
        "outcome": "",
        "reason": "",
        "seen": run,
        "again": 0,
        "told": json.dumps(asdict(item.told), ensure_ascii=False),
    }
    return Row(**values)
