"""A server over a real socket, and a client that speaks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running

from kaupunkigraafi.build import build
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(query_workers=2, query_deadline_s=1.5)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "folder"
    build(corpus_dir(), folder, encoder="hashing")
    return folder


@pytest.fixture(scope="session")
def client(tiny_folder: Path, settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server over the tiny world; it keeps nothing between requests."""
    with running(create_app(Kaupunkigraafi.open(tiny_folder), settings)) as served:
        yield served


@pytest.fixture(scope="session")
def kg(tiny_folder: Path) -> Iterator[Kaupunkigraafi]:
    """The same world, asked directly."""
    with Kaupunkigraafi.open(tiny_folder) as opened:
        yield opened
