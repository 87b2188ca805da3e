"""The files of the prepared questions: whole, runnable as they stand, and in three languages."""

from __future__ import annotations

import re
import unicodedata

import pytest
from tests.graph.meaning_world import World

from kaupunkigraafi.errors import (
    EntityUnknown,
    ParameterInvalid,
    QuestionBroken,
    QuestionUnknown,
)
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi.questions.form import Question, load_questions, question_of
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import KINDS

QUESTIONS = load_questions()
_KINDS = {kind.name for kind in KINDS} | {"date", "year", "text"}


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 30


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda q: q.name)
def test_a_question_has_all_its_words_in_three_languages(question: Question) -> None:
    for labels in (
        question.titles,
        question.about,
        question.empty,
        *(each.labels for each in question.parameters),
        *(each.labels for each in question.columns),
    ):
        assert [label.language for label in labels] == list(LANGUAGES)
        assert all(label.text.strip() == label.text for label in labels)
        assert all(unicodedata.is_normalized("NFC", label.text) for label in labels)
    assert all(label.text.endswith("?") for label in question.titles)
    assert {each.kind for each in question.parameters} <= _KINDS


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda q: q.name)
def test_a_file_is_sparql_that_runs_as_it_stands_and_has_the_columns_it_names(
    question: Question,
) -> None:
    store = Store.in_memory()
    store.ask_meaning_of(World(0, 1))
    result = store.query(question.text)
    assert [n for n in result.variables if n != "reason"] == [
        each.name for each in question.columns
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda q: q.name)
def test_every_parameter_is_used_and_none_is_left_over(question: Question) -> None:
    assert set(re.findall(r"\$(\w+)", question.text)) == {p.name for p in question.parameters}
    assert all(each.default for each in question.parameters)


def test_a_file_without_its_words_is_refused() -> None:
    with pytest.raises(QuestionBroken, match="has no title in en, sv; write a line '# title-en"):
        question_of("half", "# title-fi: Mikä?\nSELECT ?x {}")


def test_an_unknown_question_is_told(records_kg: Kaupunkigraafi) -> None:
    with pytest.raises(QuestionUnknown, match="no question is named 'nothing'"):
        records_kg.question("nothing")


@pytest.mark.parametrize(
    ("name", "given", "error", "message"),
    [
        ("laws-in-force", {"day": "31.12.2020"}, ParameterInvalid, "write it as 2024-12-31"),
        ("body-cities", {"bodi": "x"}, ParameterInvalid, "no parameter bodi; its parameters: body"),
        ("body-cities", {"body": "nobody"}, EntityUnknown, "no body is called 'nobody'"),
        ("law-title", {"law": "> } #"}, EntityUnknown, "no law is called"),
        ("law-ministry", {"law": "municipality/091"}, EntityUnknown, "no law is called"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    records_kg: Kaupunkigraafi,
    name: str,
    given: dict[str, str],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        records_kg.question(name, **given)


def test_a_name_in_another_language_is_understood(records_kg: Kaupunkigraafi) -> None:
    answer = records_kg.question("municipality-memberships", municipality="Tammerfors")
    assert dict(answer.given) == {"municipality": "municipality/837"}


def test_the_files_say_what_they_are_and_carry_no_byte_order_mark() -> None:
    for path in (ontology_dir() / "questions").glob("*.rq"):
        assert path.read_text(encoding="utf-8").startswith("# title-fi: "), path.name
