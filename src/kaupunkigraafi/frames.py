"""Answers → a pandas DataFrame, each column of the type that all its values have."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

from kaupunkigraafi.errors import GraphError

_INT64 = 2**63
# The first that fits is taken; bool is an int to Python, and a moment is a day.
_TYPES: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bool,), "boolean"),
    ((int,), "Int64"),
    ((int, float, Decimal), "Float64"),
    ((str,), "string"),
)


def framed(columns: Mapping[str, Sequence[object]]) -> Any:
    """Return columns as a ``DataFrame`` with pandas' nullable types.

    Args:
        columns: name → its values, all of one length; None where there is none.

    Returns:
        Whole numbers as ``Int64``, other numbers as ``Float64`` (a decimal loses digits beyond a
        double's), truth as ``boolean``, text as ``string``, days and moments as ``datetime64``;
        what is mixed, or fits in none of them, stays as Python objects.

    Raises:
        GraphError: pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise GraphError(
            'to_pandas() needs pandas: pip install "kaupunkigraafi[pandas]"'
        ) from error
    return pandas.DataFrame({name: _column(pandas, each) for name, each in columns.items()})


def _column(pandas: Any, values: Sequence[object]) -> Any:
    present = [value for value in values if value is not None]
    kind = _type_of(present)
    if kind == "Float64":
        values = [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
    if kind == "datetime":
        try:
            return pandas.Series(pandas.to_datetime(pandas.Series(values, dtype=object)))
        except (ValueError, TypeError, OverflowError):  # years and zones that do not fit in one
            kind = "object"
    return pandas.Series(values, dtype=kind)


def _type_of(values: Sequence[object]) -> str:
    if not values:
        return "object"
    if all(isinstance(value, datetime.date) for value in values):
        moments = {isinstance(value, datetime.datetime) for value in values}
        return "datetime" if len(moments) == 1 else "object"
    truths = {isinstance(value, bool) for value in values}
    for types, name in _TYPES:
        fits = all(isinstance(value, types) for value in values)
        if fits and (name == "boolean" or truths == {False}):
            large = name == "Int64" and any(abs(value) >= _INT64 for value in values)  # type: ignore[arg-type]
            return "object" if large else name
    return "object"
