"""The statutory tasks: each rests on a section and the verb in it, and is told in our own words."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.task_documents import labels_of, task_reading
from kaupunkigraafi.model import Label, Record
from kaupunkigraafi.resources import corpus_dir

Row = dict[str, str]
LANGUAGES = ("fi", "sv", "en")
MOST_ALIKE = 0.05


def table(name: str) -> list[Row]:
    with (corpus_dir() / "records" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


TASKS = [row for row in table("tasks") if not row["body"]]


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, list[str]]:
    """Section → its text; some sections stand in it twice."""
    found: dict[str, list[str]] = {}
    path = shared / "data" / "laws" / "sections_fi_current.jsonl"
    with path.open(encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            key = row["eli_section"].removeprefix("http://data.finlex.fi/eli/sd/")
            found.setdefault(key, []).append(row["text"])
    return found


def test_there_are_at_least_two_hundred_of_the_four_kinds_of_carriers() -> None:
    assert len(TASKS) >= 200
    carriers = {each for row in TASKS for each in row["carried_by"].split("|")}
    groups = ("municipalities", "wellbeing-services-counties", "regional-councils")
    assert {f"concept/actor-group/{name}" for name in groups} <= carriers
    assert any(carrier.startswith("ministry/") for carrier in carriers)
    assert all(row["carried_by"] for row in TASKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_has_a_label_of_its_own_in(language: str) -> None:
    labels = Counter(row[f"label_{language}"] for row in TASKS)
    assert "" not in labels
    assert [label for label, count in labels.items() if count > 1] == []


def test_every_task_is_told_in_one_to_three_finnish_sentences() -> None:
    for row in TASKS:
        sentences = re.findall(r"[^.!?]+[.!?]", row["text_fi"])
        assert 1 <= len(sentences) <= 3, row["id"]
        assert 5 <= len(row["text_fi"].split()) <= 60, row["id"]


def test_every_task_rests_on_a_section_that_its_id_names() -> None:
    sections = {f"{row['eli']}/{row['path']}": row["number"] for row in table("sections")}
    for row in TASKS:
        statute, _, key = row["id"].partition("/")
        number, year = statute.split("-")
        (basis,) = row["based_on"].split("|")
        assert basis.startswith(f"{year}/{number}/"), row["id"]
        assert sections[basis].replace(" §", "").replace(" ", "") == key.split("-")[0], row["id"]


def test_the_obliging_verb_stands_in_the_section(texts: dict[str, list[str]]) -> None:
    missing = [
        row["id"]
        for row in TASKS
        if not row["verb"] or not any(row["verb"] in text for text in texts[row["based_on"]])
    ]
    assert missing == []


def test_no_six_words_in_a_row_are_the_statutes(texts: dict[str, list[str]]) -> None:
    def sixes(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}

    for row in TASKS:
        for text in texts[row["based_on"]]:
            assert not sixes(row["text_fi"]) & sixes(text), row["id"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_no_word_begins_or_ends_more_than_one_label_in_twenty(language: str, place: int) -> None:
    articles = {"the"}
    found = Counter(
        [word for word in row[f"label_{language}"].lower().split() if word not in articles][place]
        for row in TASKS
    )
    word, count = found.most_common(1)[0]
    assert count <= MOST_ALIKE * len(TASKS), word


def test_the_steering_ministry_is_the_one_that_administers_the_law_or_none() -> None:
    ministries = {row["eli"]: row["ministry"] for row in table("laws")}
    for row in TASKS:
        ministry = ministries["/".join(row["based_on"].split("/")[:2])]
        assert row["steered_by"] in ("", ministry), row["id"]


def test_tasks_of_the_group_touch_statutory_tasks_that_exist() -> None:
    known = {row["id"] for row in TASKS}
    touched = [
        each for row in table("tasks") if row["body"] for each in row["touches"].split("|") if each
    ]
    assert len(touched) >= 8
    assert set(touched) <= known


def test_a_task_becomes_a_document_that_says_who_must_do_what_and_why() -> None:
    record = Record(
        "tasks",
        (
            ("id", "410-2015/22"),
            ("label_fi", "asukkaiden kuuleminen"),
            ("label_sv", "hörande av invånare"),
            ("label_en", "hearing residents"),
            ("text_fi", "Kunta kuulee asukkaita."),
            ("carried_by", "concept/actor-group/municipalities"),
            ("based_on", "2015/410/luku/5/pykala/22"),
            ("steered_by", "VM"),
            ("topic", "p10727"),
        ),
        "tasks.csv:2",
    )
    law = "http://data.finlex.fi/eli/sd/2015/410"
    ours = "https://w3id.org/kaupunkigraafi/id/"
    labels = labels_of(
        [
            (law, Label("Kuntalaki", "fi")),
            (f"{law}/luku/5/pykala/22", Label("22 § Osallistuminen", "fi")),
            (f"{ours}ministry/VM", Label("valtiovarainministeriö", "fi")),
            (f"{ours}concept/actor-group/municipalities", Label("kunnat", "fi")),
            (f"{ours}concept/actor-group/municipalities", Label("kommunerna", "sv")),
        ]
    )
    (document,) = task_reading([record], labels).documents
    assert document.id == "task-410-2015-22"
    assert document.text.split("\n\n") == [
        "Asukkaiden kuuleminen.",
        "Kunta kuulee asukkaita.",
        "Vastuussa: kunnat.",
        "Ohjaava ministeriö: valtiovarainministeriö.",
        "Perusta: Kuntalaki (410/2015), 22 § Osallistuminen.",
        "På svenska: hörande av invånare (kommunerna).",
        "In English: hearing residents (kunnat).",
    ]
    firsts = [document.text[span.start : span.end].split("\n\n")[0] for span in document.sections]
    assert firsts == ["Asukkaiden kuuleminen.", "På svenska: hörande av invånare (kommunerna)."]
    assert document.concerns == (
        f"{ours}task/410-2015/22",
        f"{law}/luku/5/pykala/22",
        law,
        f"{ours}concept/actor-group/municipalities",
        f"{ours}ministry/VM",
    )
    assert document.subjects == ("http://www.yso.fi/onto/yso/p10727",)


def test_tasks_of_a_body_and_tasks_without_words_become_no_document() -> None:
    bare = Record("tasks", (("id", "x/1"), ("based_on", "2015/410/pykala/1")), "tasks.csv:3")
    assert task_reading([bare], labels_of([])).documents == ()
