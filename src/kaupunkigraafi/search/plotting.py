"""Figures → a picture of them (SVG): one bar a system and queries file, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH = 720
_LEFT = 260  # room for names
_RIGHT = 70  # room for numbers
_ROW = 34
_TOP = 56
_BAR = 18
_INK, _FILL, _GRID = "#1b1b1b", "#2a6f97", "#c8ced3"


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure.

    Attributes:
        value: 0 to 1.
        interval: (low, high), 0 to 1.
    """

    name: str
    value: float
    interval: tuple[float, float]


def plot(title: str, bars: Sequence[Bar]) -> str:
    """Draw bars from 0 to 1 with their intervals.

    Args:
        title: what is drawn, also told to those who do not see it.
        bars: from top to bottom.

    Returns:
        An SVG document; every value also stands in it as text.

    >>> "queries.jsonl" in plot("nDCG@10", [Bar("queries.jsonl", 0.8, (0.7, 0.9))])
    True
    """
    height = _TOP + _ROW * len(bars) + 30
    told = "; ".join(f"{bar.name}: {bar.value:.3f}" for bar in bars)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}">',
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
    ]
    parts += [_line(tenth / 5, height) for tenth in range(6)]
    parts += [_drawn(bar, _TOP + _ROW * place) for place, bar in enumerate(bars)]
    return "\n".join([*parts, "</svg>\n"])


def _across(value: float) -> float:
    return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(value, 0.0), 1.0), 1)


def _line(value: float, height: int) -> str:
    x = _across(value)
    return (
        f'<line x1="{x}" x2="{x}" y1="{_TOP - 8}" y2="{height - 24}" stroke="{_GRID}"/>'
        f'<text x="{x}" y="{height - 8}" text-anchor="middle">{value:.1f}</text>'
    )


def _drawn(bar: Bar, y: int) -> str:
    middle = y + _BAR / 2
    low, high = (_across(value) for value in bar.interval)
    return (
        f'<text x="{_LEFT - 10}" y="{middle + 5}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{_LEFT}" y="{y}" width="{round(_across(bar.value) - _LEFT, 1)}" '
        f'height="{_BAR}" fill="{_FILL}"/>'
        f'<path d="M{low} {middle}H{high}M{low} {middle - 5}v10M{high} {middle - 5}v10" '
        f'stroke="{_INK}" stroke-width="1.5" fill="none"/>'
        f'<text x="{_WIDTH - _RIGHT + 10}" y="{middle + 5}">{bar.value:.3f}</text>'
    )
