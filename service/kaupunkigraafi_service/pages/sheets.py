"""Rows → CSV and XLSX that a spreadsheet opens without running anything in them.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet; in CSV it gets
an apostrophe before it, in XLSX it is written as text. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response
from xlsxwriter import Workbook

Cell = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_LONGEST = 32_000  # characters in a cell; a spreadsheet has 32,767


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula.

    Args:
        cell: a number stays one.

    Returns:
        The cell; a text that begins like a formula, with an apostrophe before it.

    >>> harmless("=1+1"), harmless("Turku"), harmless(-3)
    ("'=1+1", 'Turku', -3)
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULAS):
        return "'" + cell
    return cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a table.

    Args:
        header: of the columns.
        rows: of cells.

    Returns:
        CSV by RFC 4180.

    >>> csv_text(["a"], [["@SUM(1)"]])
    "a\\r\\n'@SUM(1)\\r\\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue()


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], generation: str
) -> Response:
    """Return a table to be kept as a file.

    Args:
        name: of the file.
        header: of the columns.
        rows: of cells.
        generation: that was read.

    Returns:
        CSV, marked as UTF-8 so that spreadsheets read its letters right.
    """
    body = "\ufeff" + csv_text(header, rows)
    return attachment(body.encode(), "text/csv; charset=utf-8", name, generation)


def xlsx_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], generation: str
) -> Response:
    """Return a workbook of one sheet.

    Args:
        name: of the file.
        header: of the columns.
        rows: of cells.
        generation: that was read.

    Returns:
        XLSX; nothing in it is a formula or a link.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, header, bold)
        sheet.freeze_panes(1, 0)
        widths = [len(each) for each in header]
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
                widths[column] = max(widths[column], min(len(str(cell or "")), _WIDEST))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
    return attachment(stream.getvalue(), XLSX, name, generation)


def _write(sheet: object, row: int, column: int, cell: Cell) -> None:
    write = sheet.write_number if isinstance(cell, (int, float)) else sheet.write_string  # type: ignore[attr-defined]
    write(row, column, cell if isinstance(cell, (int, float)) else (cell or "")[:_LONGEST])


def attachment(body: bytes, media_type: str, name: str, generation: str) -> Response:
    """Return a file to be kept.

    Args:
        body: of the file.
        media_type: its type.
        name: plain ASCII.
        generation: that was read.

    Returns:
        A response that browsers save.
    """
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Kaupunkigraafi-Generation": generation,
    }
    return Response(body, media_type=media_type, headers=headers)
