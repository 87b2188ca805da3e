"""A table of an answer → a drawing where its columns allow one: bars, a line, points on a map.

Everything is computed here; the template draws it. The table beside it says the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi_service.pages.map_view import point_of
from kaupunkigraafi_service.pages.question_view import Cell

WIDTH = 720
_BARS, _POINTS = 30, 400
_ROW, _LABELS, _EDGE = 28, 250, 12
_YEAR = re.compile(r"(1[5-9]|20)\d\d(-\d\d){0,2}")
_LONGEST = 34
_TALL = 260


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar, a point or a tick with its words."""

    x: float
    y: float
    size: float
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing.

    Attributes:
        kind: ``bars``, ``line`` or ``points``.
        path: of the line.
    """

    kind: str
    height: int
    shapes: tuple[Shape, ...]
    path: str = ""


def chart_of(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Chart | None:
    """Draw an answer where that says something.

    Args:
        columns: names.
        rows: cells.

    Returns:
        A drawing; None where the columns allow none.
    """
    if len(rows) < 2:  # noqa: PLR2004  one bar compares nothing
        return None
    for index in range(len(columns)):
        if all(point_of(row[index].label.text) for row in rows):
            return _points(rows, index) if len(rows) <= _POINTS else None
    return _of_numbers(rows)


def _of_numbers(rows: Sequence[Sequence[Cell]]) -> Chart | None:
    places = range(len(rows[0]))
    numeric = [i for i in places if all(row[i].is_number for row in rows)]
    others = [i for i in places if i not in numeric]
    if not numeric or (not others and len(numeric) == 1):
        return None
    value = numeric[-1]
    name = others[0] if others else numeric[0]
    labelled = [(row[name].label.text, _number(row[value])) for row in rows]
    numbers = [number for _, number in labelled]
    if not all(map(math.isfinite, numbers)):
        return None
    if all(_YEAR.fullmatch(label) for label, _ in labelled):
        return _line(sorted(labelled))
    return _bars(labelled) if len(rows) <= _BARS and min(numbers) >= 0 else None


def _number(cell: Cell) -> float:
    try:
        return float(cell.label.text)
    except ValueError:
        return math.nan


def _bars(labelled: Sequence[tuple[str, float]]) -> Chart | None:
    most = max(number for _, number in labelled)
    if most <= 0:
        return None
    room = WIDTH - _LABELS - 90
    return Chart(
        "bars",
        len(labelled) * _ROW + 2 * _EDGE,
        tuple(
            Shape(_LABELS, _EDGE + i * _ROW, room * number / most, _cut(label), f"{number:g}")
            for i, (label, number) in enumerate(labelled)
        ),
    )


def _line(labelled: Sequence[tuple[str, float]]) -> Chart:
    numbers = [number for _, number in labelled]
    low, high = min(0.0, *numbers), max(numbers)
    span = (high - low) or 1.0
    left, right = 60, WIDTH - 30
    step = (right - left) / max(len(labelled) - 1, 1)
    shapes = tuple(
        Shape(left + i * step, 30 + (_TALL - 80) * (high - n) / span, 4, label, f"{n:g}")
        for i, (label, n) in enumerate(labelled)
    )
    path = "M" + "L".join(f"{shape.x:.1f} {shape.y:.1f}" for shape in shapes)
    return Chart("line", _TALL, shapes, path)


def _points(rows: Sequence[Sequence[Cell]], index: int) -> Chart:
    named = next((i for i in range(len(rows[0])) if i != index), index)
    points = [point_of(row[index].label.text) or (0.0, 0.0) for row in rows]
    flat = [
        (math.radians(lon), math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat))))))
        for lon, lat in points
    ]
    left, low = min(x for x, _ in flat), min(y for _, y in flat)
    wide = max(max(x for x, _ in flat) - left, 1e-9)
    tall = max(max(y for _, y in flat) - low, 1e-9)
    scale = min(400 / wide, 480 / tall)
    height = int(tall * scale) + 40
    return Chart(
        "points",
        height,
        tuple(
            Shape(20 + (x - left) * scale, height - 20 - (y - low) * scale, 5,
                  row[named].label.text, "")
            for (x, y), row in zip(flat, rows, strict=True)
        ),
    )  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
