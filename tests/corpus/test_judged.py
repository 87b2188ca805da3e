"""The judged set of our own corpus: whole in three languages, every grade with its reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.corpus.task_documents import task_reading
from kaupunkigraafi.resources import corpus_dir, digest_of
from kaupunkigraafi.search.judged import Half, half_of, is_of_packaged, query_files
from kaupunkigraafi.writing.base import Base

JUDGED = corpus_dir() / "judged"
LANGUAGES = ("fi", "sv", "en")
Row = dict[str, str]


def lines(name: str) -> list[Row]:
    text = (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


QRELS = lines("qrels")
NEEDS = lines("needs")
UNANSWERABLE = lines("unanswerable")


@pytest.fixture(scope="module")
def documents() -> set[str]:
    """The ids of all documents of the packaged corpus."""
    paths = (corpus_dir() / "documents").rglob("*.md")
    written = {each.id for path in paths for each in read(path).documents}
    tasks = task_reading(Base.read(corpus_dir()).records, lambda _: {}).documents
    return written | {each.id for each in tasks}


def test_it_says_that_it_judges_the_packaged_corpus() -> None:
    assert is_of_packaged(JUDGED)
    names = {path.name for path in query_files(JUDGED)}
    assert {f"queries.{language}.jsonl" for language in LANGUAGES} <= names


def test_every_judged_document_is_in_the_corpus(documents: set[str]) -> None:
    assert {row["corpus-id"] for row in QRELS} - documents == set()


def test_every_judgement_is_there_once_with_a_grade_and_a_reason() -> None:
    pairs = Counter((row["query-id"], row["corpus-id"]) for row in QRELS)
    assert [pair for pair, times in pairs.items() if times > 1] == []
    for row in QRELS:
        assert row["score"] in (0, 1, 2), row
        assert len(row["reason"]) > 10, row
        assert row["reason"].endswith("."), row


def test_there_are_at_least_sixty_needs_each_with_an_answer() -> None:
    ids = [row["_id"] for row in NEEDS]
    assert len(ids) >= 60
    assert len(set(ids)) == len(ids)
    graded = {(row["query-id"], row["score"]) for row in QRELS}
    assert {need for need, _ in graded} == set(ids)
    assert [need for need in ids if (need, 2) not in graded] == []
    assert sum((need, 0) in graded for need in ids) > 0.9 * len(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_is_asked_in_every_language_in_other_words(language: str) -> None:
    queries = lines(f"queries.{language}")
    assert [row["_id"] for row in queries] == [row["_id"] for row in NEEDS]
    assert [row["kind"] for row in queries] == [row["kind"] for row in NEEDS]
    texts = [row["text"] for row in queries]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", ["misspelt", "mixed"])
def test_queries_apart_ask_known_needs_once(name: str) -> None:
    ids = [row["_id"] for row in lines(f"queries.{name}")]
    assert len(set(ids)) == len(ids) >= 20
    assert set(ids) <= {row["_id"] for row in NEEDS}


def test_both_halves_have_a_third_of_the_needs_and_of_each_large_kind() -> None:
    halves = Counter((half_of(row["_id"]), kind) for row in NEEDS for kind in ("", row["kind"]))
    for kind in ("", "keywords", "question", "everyday"):
        tune, held = halves[Half.TUNE, kind], halves[Half.HELD_OUT, kind]
        assert min(tune, held) >= (tune + held) / 3, kind


def test_unanswerable_questions_are_told_apart_and_each_says_why() -> None:
    texts = [row["text"] for row in UNANSWERABLE]
    asked = {row["text"] for language in LANGUAGES for row in lines(f"queries.{language}")}
    assert len(set(texts)) == len(texts) >= 60
    assert not set(texts) & asked
    assert Counter(row["_id"] for row in UNANSWERABLE).most_common(1)[0][1] == 1
    assert {row["language"] for row in UNANSWERABLE} == set(LANGUAGES)
    assert {row["kind"] for row in UNANSWERABLE} == {"outside", "near"}
    assert all(row["reason"].endswith(".") for row in UNANSWERABLE)


def test_a_new_judgement_does_not_make_anybody_build_anew(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "laws.csv").write_text("id\n")
    before = digest_of(tmp_path)
    (tmp_path / "judged").mkdir()
    (tmp_path / "judged" / "README.md").write_text("judged")
    assert digest_of(tmp_path) == before
    (tmp_path / "records" / "README.md").write_text("records")
    assert digest_of(tmp_path) != before
