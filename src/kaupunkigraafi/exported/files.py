"""Tables → files: CSV as data, XLSX whose codes stay text, Parquet where pyarrow is installed."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from kaupunkigraafi.exported.columns import Column, Sheet, Value, cell

_LONGEST = 32_767  # characters in a cell of a spreadsheet
_MOST_ROWS = 1_048_575
_EXACT = 2**53  # beyond it a spreadsheet rounds
_NAME = 31  # characters in a sheet's name
_WIDEST = 60


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines, packed; the same lines are the same bytes.

    Args:
        path: of the file, which ends in ``.gz``.
        lines: without their ends.
    """
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as stream:
        for line in lines:
            stream.write(line + b"\n")


def write_csv(path: Path, sheet: Sheet) -> None:
    """Write a table as RFC 4180 has it, in UTF-8; cells are the data and nothing else.

    Args:
        path: of the file.
        sheet: the table.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([column.name for column in sheet.columns])
        for row in sheet.rows:
            writer.writerow([cell(row.get(column.name)) for column in sheet.columns])


def write_xlsx(path: Path, sheets: Sequence[Sheet], created: str) -> None:
    """Write tables as one workbook: texts as texts, nothing in it a formula or a link.

    Args:
        path: of the file.
        sheets: each becomes one sheet; rows beyond what a sheet holds are left out.
        created: when the data were, in ISO 8601.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with Workbook(str(path), options) as book:
        moment = datetime.fromisoformat(created).replace(tzinfo=None)
        book.set_properties({"title": "Kaupunkigraafi", "created": moment})
        bold = book.add_format({"bold": True})
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, names))
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, _width(sheet, column))
            page.freeze_panes(1, 0)
            page.write_row(0, 0, [column.name for column in sheet.columns], bold)
            for number, row in enumerate(sheet.rows[:_MOST_ROWS], 1):
                for place, column in enumerate(sheet.columns):
                    _write(page, number, place, column, row.get(column.name))


def _write(page: Any, row: int, place: int, column: Column, value: Value | None) -> None:
    if value is None:
        return
    if column.type in ("integer", "number") and isinstance(value, str):
        number = float(value)
        if abs(number) < _EXACT:
            page.write_number(row, place, number)
            return
    page.write_string(row, place, cell(value)[:_LONGEST])


def _width(sheet: Sheet, column: Column) -> int:
    longest = max((len(cell(row.get(column.name))) for row in sheet.rows[:200]), default=0)
    return min(max(longest, len(column.name)), _WIDEST) + 2


def _sheet_name(name: str, names: set[str]) -> str:
    """Return a name that no other sheet has: Excel's are short and know no capitals."""
    found, number = name[:_NAME], 1
    while found.casefold() in names:
        number += 1
        found = f"{name[: _NAME - 4]}-{number}"
    names.add(found.casefold())
    return found


def has_parquet() -> bool:
    """Tell whether Parquet can be written here.

    Returns:
        False where pyarrow is not installed: ``pip install "kaupunkigraafi[parquet]"``.
    """
    try:
        import_module("pyarrow.parquet")
    except ImportError:
        return False
    return True


def write_parquet(path: Path, sheet: Sheet) -> None:
    """Write a table with typed columns; codes are texts.

    Args:
        path: of the file.
        sheet: the table.
    """
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    kinds = {"integer": arrow.int64(), "number": arrow.float64(), "date": arrow.date32(),
             "year": arrow.string(), "boolean": arrow.bool_(), "string": arrow.string(),
             "array": arrow.list_(arrow.string())}  # fmt: skip
    arrays = [
        arrow.array([_typed(column, row.get(column.name)) for row in sheet.rows],
                    kinds[column.type])
        for column in sheet.columns
    ]  # fmt: skip
    names = [column.name for column in sheet.columns]
    parquet.write_table(arrow.Table.from_arrays(arrays, names=names), str(path))


def _typed(column: Column, value: Value | None) -> object:
    if value is None:
        return None
    if column.type == "array":
        return list(value) if isinstance(value, tuple) else [value]
    text = cell(value)
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text)
    if column.type == "date":
        return date.fromisoformat(text)
    return text in ("true", "1") if column.type == "boolean" else text
