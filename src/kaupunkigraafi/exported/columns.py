"""What a table of an export is: columns with types, and cells of text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        type: a field type of Frictionless: ``string``, ``integer``, ``number``, ``date``,
            ``year``, ``boolean``, or ``array`` of texts.
        about: the IRI of what it says; empty: told by the name.
    """

    name: str
    type: str = "string"
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of an export.

    Attributes:
        name: of its file, without the ending.
        title: in English, for people.
        rows: column's name → text, or texts of an array; what is not known is not there.
        key: columns that name a row; none: no columns do.
        about: the IRI of the class that its rows are of; empty: of none.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]
    key: tuple[str, ...] = ()
    about: str = ""


def cell(value: Value | None) -> str:
    """Write a value as a cell of CSV.

    Args:
        value: a text, or several; None: not known.

    Returns:
        Several as a JSON array, so that no text is mistaken for two; empty: not known.

    >>> cell("005"), cell(("a|b", "c")), cell(None)
    ('005', '["a|b", "c"]', '')
    """
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(list(value), ensure_ascii=False)


def sheet_of(
    name: str, title: str, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]
) -> Sheet:
    """Make a table whose cells are all texts, or arrays where one of them is.

    Args:
        name: of its file.
        title: for people.
        columns: their names.
        rows: of the table.

    Returns:
        The table.
    """
    several = {key for row in rows for key, value in row.items() if isinstance(value, tuple)}
    declared = (Column(each, "array" if each in several else "string") for each in columns)
    return Sheet(name, title, tuple(declared), tuple(rows))
