"""The packaged records without documents, built once, and the tables they were read from."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kaupunkigraafi.build import build
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import corpus_dir

Table = list[dict[str, str]]


@pytest.fixture(scope="session")
def records_kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kaupunkigraafi]:
    corpus = tmp_path_factory.mktemp("records") / "corpus"
    shutil.copytree(corpus_dir(), corpus, ignore=shutil.ignore_patterns("documents"))
    (corpus / "documents").mkdir()
    folder = corpus.parent / "folder"
    build(corpus, folder, encoder="hashing")
    with Kaupunkigraafi.open(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def table() -> Callable[[str], Table]:
    @cache
    def read(name: str) -> Table:
        path: Path = corpus_dir() / "records" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    return read
