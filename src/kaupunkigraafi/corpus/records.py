"""CSV rows → Records, each held against its table's declaration before it goes on."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.corpus.datatypes import fault
from kaupunkigraafi.errors import RecordInvalid, SourceMissing
from kaupunkigraafi.model import Record
from kaupunkigraafi.tables import METADATA, ForeignKey, Table, load_tables


def load_records(directory: Path) -> Iterator[Record]:
    """Read and check all tables of a corpus.

    Args:
        directory: the folder of ``csv-metadata.json`` and the CSV files it names.

    Yields:
        Every row, table by table in the order they are declared, NFC.

    Raises:
        SourceMissing: a declared file is not there.
        RecordInvalid: a row breaks its declaration; file, row, column and value are named.

    >>> from kaupunkigraafi.resources import corpus_dir
    >>> sum(record.table == "municipalities" for record in load_records(corpus_dir() / "records"))
    308
    """
    tables = load_tables(directory / METADATA)
    records = [
        record
        for table in tables.values()
        for record in read_table(directory / f"{table.name}.csv", table)
    ]
    check_records(records, tables)
    check_keys(records, tables)
    yield from records


def check_records(records: Iterable[Record], tables: Mapping[str, Table]) -> None:
    """Check each row by itself: its columns, required texts, datatypes and patterns.

    Args:
        records: rows of files, or rows that a reader found in a document.
        tables: the declarations.

    Raises:
        RecordInvalid: a row breaks its declaration.
    """
    for record in records:
        table = tables.get(record.table)
        if table is None:
            raise RecordInvalid(
                f"{record.origin}: there is no table {record.table!r}; "
                f"declared are {', '.join(sorted(tables))}"
            )
        row = dict(record.values)
        for name in row.keys() - {column.name for column in table.printed}:
            raise RecordInvalid(
                f"{record.origin}: the table {table.name} has no column {name!r}; "
                f"its columns are {', '.join(column.name for column in table.printed)}"
            )
        for column in table.printed:
            found = fault(column, row.get(column.name, ""))
            if found:
                raise RecordInvalid(f"{record.origin}, column {column.name!r}: {found}")


def check_keys(records: Sequence[Record], tables: Mapping[str, Table]) -> None:
    """Check rows against each other: primary keys are unique, foreign keys lead to rows.

    Args:
        records: all rows of all tables.
        tables: the declarations.

    Raises:
        RecordInvalid: two rows have one key, or a row names a row that is not there.
    """
    keys = _Keys({})
    for record in records:
        keys.add(record, tables[record.table].primary_key)
    for record in records:
        table = tables[record.table]
        for foreign in table.foreign_keys:
            keys.find(record, table, foreign)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Table and key → where the row stands."""

    known: dict[tuple[str, tuple[str, ...]], str]

    def add(self, record: Record, columns: Sequence[str]) -> None:
        if not columns:
            return
        key = tuple(record[name] for name in columns)
        first = self.known.get((record.table, key))
        if first is not None:
            raise RecordInvalid(
                f"{record.origin}, column {'+'.join(columns)!r}: {'+'.join(key)!r} is already "
                f"the key of {first}; each row of {record.table} needs one of its own"
            )
        self.known[record.table, key] = record.origin

    def find(self, record: Record, table: Table, foreign: ForeignKey) -> None:
        cells = [record[name] for name in foreign.columns]
        if not all(cells):
            return  # not known, so there is nothing to find
        split = {each.name: each.separator for each in table.printed}.get(foreign.columns[0])
        for value in cells[0].split(split) if split else cells[:1]:
            key = (value, *cells[1:])
            if (foreign.table, key) not in self.known:
                raise RecordInvalid(
                    f"{record.origin}, column {'+'.join(foreign.columns)!r}: {'+'.join(key)!r} "
                    f"is no key of {foreign.table}.csv; correct it, or add the row there"
                )


def read_table(path: Path, table: Table) -> Iterator[Record]:
    """Read one table.

    Args:
        path: the CSV file.
        table: its declaration.

    Yields:
        Its rows, NFC; their cells are not checked yet.

    Raises:
        SourceMissing: the file is not there.
        RecordInvalid: it is no CSV in UTF-8 with the declared columns.
    """
    expected = [column.name for column in table.printed]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            if header != expected:
                raise RecordInvalid(
                    f"{path.name}:1: the header is {','.join(header)!r}; "
                    f"{METADATA} declares {','.join(expected)!r}"
                )
            for cells in rows:
                origin = f"{path.name}:{rows.line_num}"
                if len(cells) != len(expected):
                    raise RecordInvalid(
                        f"{origin}: {len(cells)} cells where the header has {len(expected)}; "
                        "quote cells that hold a comma"
                    )
                values = tuple(
                    (name, unicodedata.normalize("NFC", cell.strip()))
                    for name, cell in zip(expected, cells, strict=True)
                )
                yield Record(table.name, values, origin)
    except FileNotFoundError as error:
        raise SourceMissing(
            f"there is no {path}, though {METADATA} declares it; add it, if only its header"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecordInvalid(f"{path.name}: not CSV in UTF-8 ({error}); correct it") from error
