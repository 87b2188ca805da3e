"""What the service did and how it is, counted in memory, told in Prometheus' text format.

Each process counts its own; where several serve one folder, each is scraped, or their sums are
taken. Labels come from a fixed set (routes, methods, classes of status), so that no stranger
can make them many. Source: Prometheus, exposition formats, text 0.0.4.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"))


@dataclass(frozen=True, slots=True)
class Gauge:
    """A value of this moment.

    Attributes:
        name: with its unit, without the prefix.
        text: what it means.
        counts_up: it only grows while the process lives.
    """

    name: str
    text: str
    value: float
    counts_up: bool = False


@dataclass(slots=True)
class _Histogram:
    counts: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS_S) + 1))
    total: float = 0.0


class Metrics:
    """Requests by route, method and status; seconds by route.

    >>> metrics = Metrics()
    >>> metrics.tell("/sparql", "GET", 200, 0.02)
    >>> "kaupunkigraafi_requests_total" in metrics.text(())
    True
    """

    def __init__(self) -> None:
        """Start at nought."""
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: dict[str, _Histogram] = {}

    def tell(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request.

        Args:
            route: its path as the routes have it, ``/api/v1/entity/{kind}/{key}``.
            method: of HTTP.
            status: of HTTP.
            seconds: until its last byte was handed over.
        """
        known = method if method in _METHODS else "other"
        with self._lock:
            self._requests[route, known, status] += 1
            histogram = self._seconds.setdefault(route, _Histogram())
            histogram.counts[bisect_left(_BOUNDS_S, seconds)] += 1
            histogram.total += seconds

    def text(self, gauges: tuple[Gauge, ...]) -> str:
        """Write all down.

        Args:
            gauges: what is to be told beside the requests.

        Returns:
            Prometheus' text format.
        """
        with self._lock:
            lines = [*self._counted(), *self._timed()]
        for gauge in gauges:
            kind = "counter" if gauge.counts_up else "gauge"
            lines += _head(gauge.name, gauge.text, kind)
            lines.append(f"kaupunkigraafi_{gauge.name} {gauge.value:g}")
        return "\n".join(lines) + "\n"

    def _counted(self) -> Iterator[str]:
        yield from _head("requests_total", "Requests answered.", "counter")
        for (route, method, status), count in sorted(self._requests.items()):
            labels = _labels(route=route, method=method, status=str(status))
            yield f"kaupunkigraafi_requests_total{labels} {count}"

    def _timed(self) -> Iterator[str]:
        name = "request_seconds"
        yield from _head(name, "Time until a request was answered.", "histogram")
        for route, histogram in sorted(self._seconds.items()):
            running = 0
            bounds = (*map(str, _BOUNDS_S), "+Inf")
            for bound, count in zip(bounds, histogram.counts, strict=True):
                running += count
                yield f"kaupunkigraafi_{name}_bucket{_labels(route=route, le=bound)} {running}"
            yield f"kaupunkigraafi_{name}_sum{_labels(route=route)} {histogram.total:.6f}"
            yield f"kaupunkigraafi_{name}_count{_labels(route=route)} {running}"


def _head(name: str, text: str, kind: str) -> list[str]:
    return [f"# HELP kaupunkigraafi_{name} {text}", f"# TYPE kaupunkigraafi_{name} {kind}"]


def _labels(**values: str) -> str:
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())
    return f"{{{told}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
