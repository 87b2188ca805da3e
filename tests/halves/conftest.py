"""The packaged corpus, open, and what it says read past graph and index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.halves.oracle import Oracle


@pytest.fixture(scope="module")
def kg(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


@pytest.fixture(scope="module")
def oracle(packaged: Path) -> Oracle:
    return Oracle(packaged)
