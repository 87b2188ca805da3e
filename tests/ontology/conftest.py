"""The ontology's files, parsed once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from kaupunkigraafi.resources import ontology_dir


@pytest.fixture(scope="session")
def folder() -> Path:
    return ontology_dir()


@pytest.fixture(scope="session")
def terms(folder: Path) -> Graph:
    return Graph().parse(folder / "kaupunkigraafi.ttl")


@pytest.fixture(scope="session")
def concepts(folder: Path) -> Graph:
    return Graph().parse(folder / "concepts.ttl")


@pytest.fixture(scope="session")
def shapes(folder: Path) -> Graph:
    return Graph().parse(folder / "shapes.ttl")


@pytest.fixture(scope="session")
def alignments(folder: Path) -> Graph:
    merged = Graph()
    for path in sorted((folder / "alignments").glob("*.ttl")):
        merged.parse(path)
    return merged
