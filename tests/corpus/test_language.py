"""The language of a text: right where there is enough of it, not known where there is not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaupunkigraafi.corpus.language import language_of

CUT = 120


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kaupunki kaavoittaa alueita ja rakentaa katuja asukkaiden tarpeisiin.", "fi"),
        ("KUNTA PÄÄTTÄÄ PALVELUISTA JA VASTAA NIIDEN JÄRJESTÄMISESTÄ", "fi"),
        ("Staden planlägger områden och bygger gator för invånarnas behov.", "sv"),
        ("Kommunen ansvarar för tjänsterna. Ett beslut fattas av fullmäktige.", "sv"),
        ("The city plans its areas and builds streets for the people who live there.", "en"),
        ("Who is responsible for the integration of immigrants in a municipality?", "en"),
        ("Gielda galgá ordnet bálvalusaid ja dat lea mearriduvvon lágas.", "se"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "410/2015", "§ 4 – 5 %", "xyz qqq", "— — —"])
def test_what_tells_nothing_is_not_known_or_as_the_document(text: str) -> None:
    assert language_of(text) == "und"
    assert language_of(text, default="sv") == "sv"


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert language_of(text) in ("fi", "sv", "en", "se", "und")


def test_sections_of_real_statutes_are_told_apart(shared: Path) -> None:
    path = shared / "data" / "training" / "parallel_sections.jsonl"
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::20]
    chosen = random.Random(1)  # noqa: S311  where to cut is no secret
    wrong, unknown, total = [], 0, 0
    for row in rows:
        for language in ("fi", "sv"):
            text = row[f"text_{language}"]
            start = chosen.randrange(max(1, len(text) - CUT))
            cut = text[start : start + CUT]
            if len(cut) < CUT:
                continue
            total += 1
            found = language_of(cut)
            unknown += found == "und"
            if found not in (language, "und"):
                wrong.append((language, found, cut))
    assert total > 500
    assert not wrong
    assert unknown <= total * 0.01
