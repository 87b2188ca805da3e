"""A server that plays the sources, and what fetches from it without waiting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaupunkigraafi.harvesting.limits import WebLimits
from kaupunkigraafi.harvesting.web import Web
from tests.harvesting.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on loopback, empty."""
    opened = Site()
    yield opened
    opened.close()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited, had they been."""
    return []


@pytest.fixture
def web(waits: list[float]) -> Iterator[Web]:
    """Fetches from loopback, and waits for nothing."""
    limits = WebLimits(pace_s=0, silence_s=10, bytes=100_000)
    with Web(
        contact="tori@example.org", loopback=True, limits=limits, sleep=waits.append
    ) as opened:
        yield opened
