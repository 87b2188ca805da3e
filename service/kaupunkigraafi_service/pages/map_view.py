"""Coordinates of all municipalities → a small map on which some of them stand out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label

WIDTH, HEIGHT = 150, 260
_EDGE = 8
_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")
_MOST = 400
_POINTS = """SELECT ?m ?w WHERE {
  ?m a kg:Municipality ; geo:hasGeometry/geo:asWKT ?w } ORDER BY ?m"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that stands out."""

    x: float
    y: float
    label: Label


@dataclass(frozen=True, slots=True)
class Map:
    """The map.

    Attributes:
        dots: all municipalities, as one path of points.
    """

    dots: str
    marks: tuple[Mark, ...]


def point_of(text: str) -> tuple[float, float] | None:
    """Read a point.

    Args:
        text: in WKT.

    Returns:
        (longitude, latitude) in degrees; None where it is no point.

    >>> point_of("POINT(24.95 60.17)")
    (24.95, 60.17)
    """
    match = _POINT.search(text)
    return (float(match[1]), float(match[2])) if match else None


def map_of(kg: Kaupunkigraafi, chosen: Sequence[tuple[str, Label]]) -> Map | None:
    """Draw a map.

    Args:
        kg: the graph.
        chosen: IRI and label of each municipality that stands out.

    Returns:
        The map; None where none of them has coordinates.
    """
    found = {}
    for row in list(getattr(kg.sparql(_POINTS), "rows", ()))[:_MOST]:
        point = point_of(str(row["w"]))
        if point:
            found[str(row["m"])] = point
    if not any(iri in found for iri, _ in chosen):
        return None
    placed = dict(zip(found, _placed(list(found.values())), strict=True))
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in placed.values())
    return Map(dots, tuple(Mark(*placed[iri], label) for iri, label in chosen if iri in placed))


def _placed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Project by Mercator and fit into the picture."""
    flat = [(math.radians(lon), math.asinh(math.tan(math.radians(lat)))) for lon, lat in points]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    low, high = min(y for _, y in flat), max(y for _, y in flat)
    scale = min(
        (WIDTH - 2 * _EDGE) / max(right - left, 1e-9), (HEIGHT - 2 * _EDGE) / max(high - low, 1e-9)
    )
    shift = (WIDTH - (right - left) * scale) / 2
    return [(shift + (x - left) * scale, _EDGE + (high - y) * scale) for x, y in flat]
