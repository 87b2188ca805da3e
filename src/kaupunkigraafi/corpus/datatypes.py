"""A cell's text against its column's declaration: what is wrong with it, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kaupunkigraafi.tables import Column

_FORMS: Mapping[str, re.Pattern[str]] = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "integer": re.compile(r"-?\d+"),
    "decimal": re.compile(r"-?\d+(\.\d+)?"),
    "gYear": re.compile(r"\d{4}"),
    "anyURI": re.compile(r"(https?|urn):\S+"),
}
_EXAMPLES = {
    "date": "2020-01-16",
    "integer": "14",
    "decimal": "24.94",
    "gYear": "2022",
    "anyURI": "https://…",
}


def fault(column: Column, cell: str) -> str:
    """Say what is wrong with a cell.

    Args:
        column: its declaration.
        cell: its text; empty means not known.

    Returns:
        What is wrong and what would be right; empty where nothing is.

    >>> from kaupunkigraafi.tables import Datatype
    >>> fault(Column("signed", Datatype("date")), "8.10.2020")
    "'8.10.2020' is no date; write it like 2020-01-16"
    >>> fault(Column("signed", Datatype("date")), "")
    ''
    """
    if not cell:
        return "no text, but the column is required; add it" if column.required else ""
    parts = cell.split(column.separator) if column.separator else [cell]
    return next(filter(None, (_fault(column, part) for part in parts)), "")


def _fault(column: Column, value: str) -> str:
    base, pattern = column.datatype.base, column.datatype.pattern
    if not value:
        return f"an empty value between two {column.separator!r}; take one out"
    if value != value.strip():
        return f"{value!r} has spaces around it; take them out"
    form = _FORMS.get(base)
    if form and not form.fullmatch(value):
        return f"{value!r} is no {base}; write it like {_EXAMPLES[base]}"
    if base == "date" and not _is_day(value):
        return f"{value!r} is no day of the calendar; correct it"
    if pattern and not pattern.fullmatch(value):
        return f"{value!r} does not look like {pattern.pattern}; correct it"
    return ""


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
