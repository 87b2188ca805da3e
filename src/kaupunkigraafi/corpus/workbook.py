"""All tables of records ⇄ one XLSX workbook, a sheet each: for those who work in a spreadsheet.

Every cell is written as text, so that 005 stays 005. What comes back is held against the tables'
declarations as a whole before a single file is changed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook
from xlsxwriter import Workbook

from kaupunkigraafi.corpus.records import check_keys, check_records, read_table
from kaupunkigraafi.corpus.sources import check_sources, load_sources
from kaupunkigraafi.errors import RecordInvalid, SourceMissing
from kaupunkigraafi.model import Record
from kaupunkigraafi.tables import METADATA, Column, Table, load_tables

_MOST_BYTES = 256 * 2**20  # of a workbook, unpacked
_LONGEST = 32_767  # characters in a cell
_SHOWN = 20
_NUMBERS = ("integer", "decimal", "gYear")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook changed.

    Attributes:
        changed: (table, rows before, rows now) of the files that were written.
        rows: of all tables.
    """

    changed: tuple[tuple[str, int, int], ...]
    rows: int


def export_records(corpus: Path, path: Path) -> int:
    """Write all tables into a workbook.

    Args:
        corpus: whose ``records/`` are written.
        path: of the file; one that is there is replaced.

    Returns:
        How many rows there are.

    Raises:
        SourceMissing: a declared file is not there.
        RecordInvalid: a file is no CSV with the declared columns, or a cell is too long.
    """
    tables = load_tables(corpus / "records" / METADATA)
    found = {name: _rows(corpus, table) for name, table in tables.items()}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), options) as book:
        # A format of text stays with the column, so what is typed into it later is text, too.
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for name, table in tables.items():
            page = book.add_worksheet(name)
            page.set_column(0, len(table.printed) - 1, 18, text)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, [column.name for column in table.printed], bold)
            for number, record in enumerate(found[name], 1):
                for place, (_, value) in enumerate(record.values):
                    if value:
                        page.write_string(number, place, _short(value, record.origin), text)
    return sum(map(len, found.values()))


def _short(value: str, origin: str) -> str:
    if len(value) > _LONGEST:
        raise RecordInvalid(
            f"{origin}: a cell has {len(value)} characters, and a spreadsheet's holds {_LONGEST}; "
            "edit the CSV file instead"
        )
    return value


def import_records(path: Path, corpus: Path) -> Imported:
    """Take the tables of a workbook over, all or none.

    Args:
        path: as ``export_records`` wrote it, and a person changed it.
        corpus: whose ``records/`` are replaced.

    Returns:
        What changed; a table that says the same keeps its file.

    Raises:
        SourceMissing: there is no such file, or the corpus has no declaration of tables.
        RecordInvalid: it is no workbook, or rows break their declarations; each is named by its
            sheet and row, and no file is changed.
    """
    tables = load_tables(corpus / "records" / METADATA)
    records = _read(path, tables)
    rows = [record for each in records.values() for record in each]
    check_keys(rows, tables)
    check_sources(rows, load_sources(corpus))
    changed = []
    for name, table in tables.items():
        before = _rows(corpus, table)
        if [each.values for each in before] != [each.values for each in records[name]]:
            _write(corpus / "records" / f"{name}.csv.tmp", table, records[name])
            changed.append((name, len(before), len(records[name])))
    for name, _, _ in changed:
        file = corpus / "records" / f"{name}.csv"
        file.with_name(f"{name}.csv.tmp").replace(file)
    return Imported(tuple(changed), len(rows))


def _rows(corpus: Path, table: Table) -> list[Record]:
    return list(read_table(corpus / "records" / f"{table.name}.csv", table))


def _write(path: Path, table: Table, records: Sequence[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in table.printed])
        writer.writerows([value for _, value in record.values] for record in records)


def _read(path: Path, tables: Mapping[str, Table]) -> dict[str, list[Record]]:
    _check_size(path)
    faults: list[str] = []
    found: dict[str, list[Record]] = {}
    try:
        with CalamineWorkbook.from_path(path) as book:
            _check_names(path, book.sheet_names, tables)
            for name, table in tables.items():
                found[name] = list(_records(book.get_sheet_by_name(name), table, faults))
    except CalamineError as error:
        raise RecordInvalid(f"{path} is no workbook that can be read ({error})") from error
    for record in (each for records in found.values() for each in records):
        try:
            check_records((record,), tables)
        except RecordInvalid as error:
            faults.append(str(error))
    if faults:
        more = len(faults) - _SHOWN
        told = "\n".join(faults[:_SHOWN]) + (f"\nand {more} more" if more > 0 else "")
        raise RecordInvalid(f"{path.name}: nothing was taken over.\n{told}")
    return found


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except FileNotFoundError as error:
        raise SourceMissing(f"there is no workbook {path}") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise RecordInvalid(f"{path} is no XLSX workbook ({error}); save it as .xlsx") from error
    if size > _MOST_BYTES:
        raise RecordInvalid(
            f"{path} unpacks to {size} bytes, and {_MOST_BYTES} are the limit; edit the CSV files"
        )


def _check_names(path: Path, names: Sequence[str], tables: Mapping[str, Table]) -> None:
    missing = sorted(tables.keys() - set(names))
    unknown = sorted(set(names) - tables.keys())
    if missing or unknown:
        told = [f"the sheet {each} is missing" for each in missing]
        told += [f"the sheet {each} is no table" for each in unknown]
        raise RecordInvalid(
            f"{path.name}: {'; '.join(told)}; export a workbook anew, and keep its sheets"
        )


def _records(sheet: CalamineSheet, table: Table, faults: list[str]) -> Iterator[Record]:
    expected = [column.name for column in table.printed]
    rows = iter(sheet.to_python(skip_empty_area=False))
    header = [str(cell) for cell in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    if header != expected:
        faults.append(
            f"{table.name}, row 1: the header is {','.join(header)[:200]!r}; "
            f"it must be {','.join(expected)!r}"
        )
        return
    for number, cells in enumerate(rows, 2):
        origin = f"{table.name}, row {number}"
        if any(cell != "" for cell in cells[len(expected) :]):
            faults.append(f"{origin}: there is something right of the last column; take it out")
        padded = [*cells, *([""] * len(expected))][: len(expected)]
        if all(cell == "" for cell in padded):
            continue  # a row that was emptied, not deleted
        pairs = zip(table.printed, padded, strict=True)
        values = tuple((column.name, _text(column, cell, origin, faults)) for column, cell in pairs)
        yield Record(table.name, values, origin)


def _text(column: Column, cell: object, origin: str, faults: list[str]) -> str:
    """Return a cell's text; a number stands only where a number is meant."""
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell.strip())
    base = column.datatype.base
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    if number and base in _NUMBERS and not column.separator:
        return re.sub(r"\.0$", "", str(cell))
    if isinstance(cell, date) and base == "date":
        day = cell.date() if isinstance(cell, datetime) else cell
        return day.isoformat()
    faults.append(
        f"{origin}, column {column.name!r}: the cell is {cell!r}, not text, and a spreadsheet may "
        "have changed it; format the column as text and write it as it is meant, as 005"
    )
    return ""
