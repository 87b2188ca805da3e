"""Our own texts on bodies, agreements, ministries and themes: whole, true to the records, ours."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.model import Authority, Document
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.vocabulary import id_of

FOLDERS = ("agreements", "bodies", "cities", "ministries", "strategy", "themes")
PATHS = sorted(corpus_dir().glob("documents/*/*.md"))
TOPICS = [path for path in PATHS if path.parent.name in FOLDERS]


@pytest.fixture(scope="module")
def documents() -> dict[Path, Document]:
    return {path: read(path).documents[0] for path in PATHS}


@pytest.fixture(scope="module")
def rows() -> dict[str, set[str]]:
    """Every cell of the records, by table."""
    found = {}
    for path in sorted((corpus_dir() / "records").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = {cell for row in csv.reader(stream) for cell in row}
    return found


def test_the_corpus_is_large_enough_in_each_language(documents: dict[Path, Document]) -> None:
    counts = Counter(document.language for document in documents.values())
    assert len(documents) >= 40
    assert counts["sv"] >= 10
    assert counts["en"] >= 10
    assert len({document.id for document in documents.values()}) == len(documents)


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_a_text_is_a_summary_of_something_official(
    path: Path, documents: dict[Path, Document]
) -> None:
    document = documents[path]
    assert document.authority is Authority.OWN_SUMMARY
    assert document.summarises
    assert document.source.startswith("http")
    assert document.language == path.stem.rsplit("-", 1)[1]
    assert 150 <= len(document.text.split()) <= 500


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_what_a_text_concerns_is_in_the_records(
    path: Path, documents: dict[Path, Document], rows: dict[str, set[str]]
) -> None:
    tables = {
        "body": "bodies", "law": "laws", "ministry": "ministries", "programme": "programmes",
        "municipality": "municipalities", "government": "governments", "network": "networks",
        "agreement": "agreements", "cityregion": "cityregions", "organisation": "organisations",
    }  # fmt: skip
    for iri in documents[path].concerns:
        kind, key = id_of(iri).split("/", 1)
        assert (key.replace("-", "/") if kind == "law" else key) in rows[tables[kind]], iri


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_statute_that_a_text_names_is_in_the_records(
    path: Path, documents: dict[Path, Document], rows: dict[str, set[str]]
) -> None:
    text = documents[path].text.replace("TEM070:00/2019", "").replace("TEM075:00/2023", "")
    text = text.replace("VNK/2020/128", "")
    for number in re.findall(r"\b\d+/(?:19|20)\d\d\b", text):
        assert number in rows["laws"], number


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_day_that_a_text_names_is_in_the_records(
    path: Path, documents: dict[Path, Document], rows: dict[str, set[str]]
) -> None:
    known = {cell for table in rows.values() for cell in table}
    for day, month, year in re.findall(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", documents[path].text):
        assert f"{year}-{int(month):02}-{int(day):02}" in known, (day, month, year)


def test_no_two_texts_are_alike(documents: dict[Path, Document]) -> None:
    fives = {path: five_words(document.text) for path, document in documents.items()}
    for (first, one), (second, other) in combinations(fives.items(), 2):
        shared = len(one & other) / min(len(one), len(other))
        assert shared <= 0.3, (first.stem, second.stem, shared)


def five_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_no_eight_words_of_the_project_page_are_in_a_text(
    documents: dict[Path, Document], shared: Path
) -> None:
    (page,) = (shared / "data" / "seed").glob("*.txt")
    words = re.findall(r"\w+", page.read_text(encoding="utf-8").lower())
    theirs = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}
    for path, document in documents.items():
        ours = re.findall(r"\w+", document.text.lower())
        assert not theirs & {tuple(ours[i : i + 8]) for i in range(len(ours) - 7)}, path.stem
