"""A server over a real socket, and a client that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(query_workers=2, query_deadline_s=1.5)


@pytest.fixture(scope="session")
def real(packaged: Path) -> Iterator[httpx.Client]:
    """A client of a server over the packaged corpus."""
    with running(create_app(Kaupunkigraafi.open(packaged), Settings(query_workers=1))) as served:
        yield served


@pytest.fixture(scope="session")
def client(world_folder: Path, settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server over the tiny world; it keeps nothing between requests."""
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as served:
        yield served
