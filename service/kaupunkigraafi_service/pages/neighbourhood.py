"""Groups of neighbours → a picture: the thing in the middle, what it is tied to on both sides.

All places are computed here, in units of the picture; the template only draws them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaupunkigraafi.model import Label

WIDTH = 1000
_ROW, _HEAD, _GAP, _EDGE = 27, 26, 14, 18
_SHOWN = 6  # neighbours of a group in the picture; the table has them all
_LONGEST = 34
_MIDDLE = WIDTH / 2
_BOX, _LINE = 210, 22
_DOTS = (318, WIDTH - 318)  # where the dots of the left and of the right side stand


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that are tied in one way.

    Attributes:
        name: of the tie, in the language of the page.
        things: label and address of each.
        count: of all, where not all are among ``things``.
    """

    name: str
    things: tuple[tuple[Label, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Node:
    """A neighbour in the picture; a heading has no curve."""

    x: int
    y: int
    text: str
    full: str
    language: str
    href: str
    curve: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture."""

    height: int
    lines: tuple[tuple[int, str], ...]
    box: tuple[int, int, int, int]
    nodes: tuple[Node, ...]


def picture_of(title: str, groups: Sequence[Group], more: str) -> Picture | None:
    """Lay a neighbourhood out.

    Args:
        title: of the thing in the middle.
        groups: of its neighbours.
        more: what is said of neighbours left out, with ``{count}`` in it.

    Returns:
        The picture; None where there is nothing around.
    """
    if not groups:
        return None
    sides = _sides(groups)
    height = max(sum(map(_height, side)) for side in sides) + 2 * _EDGE
    lines = textwrap.wrap(title, 20, max_lines=4, placeholder=" …") or [title[:20]]
    tall = len(lines) * _LINE + 26
    height = max(height, tall + 2 * _EDGE)
    top = (height - tall) // 2
    nodes = [
        node
        for left, side in zip((True, False), sides, strict=True)
        for node in _nodes(side, height, more, is_left=left)
    ]
    first = top + 13 + 16
    return Picture(
        height,
        tuple((first + number * _LINE, line) for number, line in enumerate(lines)),
        (int(_MIDDLE - _BOX / 2), top, _BOX, tall),
        tuple(nodes),
    )


def _sides(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Put each group, the tallest first, on the side that is lower; keep their order."""
    heights = [0, 0]
    side = {}
    for group in sorted(groups, key=_height, reverse=True):
        lower = 0 if heights[0] <= heights[1] else 1
        side[group.name] = lower
        heights[lower] += _height(group)
    return (
        [group for group in groups if side[group.name] == 0],
        [group for group in groups if side[group.name] == 1],
    )


def _height(group: Group) -> int:
    rows = min(len(group.things), _SHOWN) + (group.count > _SHOWN)
    return _HEAD + rows * _ROW + _GAP


def _nodes(side: Sequence[Group], height: int, more: str, *, is_left: bool) -> Iterator[Node]:
    x = _DOTS[0] if is_left else _DOTS[1]
    y = (height - sum(map(_height, side))) // 2 + _GAP // 2
    for group in side:
        y += _HEAD
        yield Node(x, y - 12, _cut(group.name), group.name, "", "", "", is_left)
        for label, href in group.things[:_SHOWN]:
            curve = _curve(x, y + 8, height / 2, is_left=is_left)
            text = _cut(label.text)
            yield Node(x, y + 8, text, label.text, label.language, href, curve, is_left)
            y += _ROW
        if group.count > _SHOWN:
            told = more.format(count=group.count - _SHOWN)
            yield Node(x, y + 8, told, told, "", "", "", is_left)
            y += _ROW
        y += _GAP


def _curve(x: int, y: int, middle: float, *, is_left: bool) -> str:
    start = _MIDDLE + (-_BOX / 2 if is_left else _BOX / 2)
    bend = (start + x) / 2
    return f"M{start:g} {middle:g}C{bend:g} {middle:g} {bend:g} {y} {x} {y}"


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    # What tells things of one name apart stands at the end, in brackets.
    tail = " (" + text.rpartition(" (")[2] if text.endswith(")") and " (" in text else ""
    tail = tail if len(tail) < _LONGEST // 2 else ""
    return text[: _LONGEST - 1 - len(tail)].rstrip() + "…" + tail
