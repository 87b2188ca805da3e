"""Municipalities in sentences that the rules were not written on, and in those they were."""

from __future__ import annotations

import csv

import pytest

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.corpus.mentions.places import Places
from kaupunkigraafi.resources import corpus_dir

from .conftest import Score, labelled

FLOORS = {"fi": 0.95, "sv": 0.93, "en": 0.93}


@pytest.mark.parametrize("kind", ["municipalities", "tune"])
@pytest.mark.parametrize("language", FLOORS)
def test_municipalities_are_found_and_namesakes_are_not(
    detector: Detector, language: str, kind: str
) -> None:
    score, wrong = Score(), []
    for sentence in labelled(f"{kind}-{language}"):
        wanted = {(start, end, f"municipality/{code}") for start, end, code in sentence.marks}
        found = {
            (each.start, each.end, each.id)
            for each in detector.mentions(sentence.text)
            if each.kind == "municipality"
        }
        score.right += len(wanted & found)
        score.extra += len(found - wanted)
        score.missed += len(wanted - found)
        wrong += [sentence.text] if wanted != found else []
    assert score.f1 >= FLOORS[language], wrong


def test_every_municipality_is_found_in_a_plain_sentence_in_each_language(
    detector: Detector,
) -> None:
    with (corpus_dir() / "records" / "municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sentences = {
        "name_fi": "Hankkeessa on mukana kaksi kuntaa: {} ja Helsinki.",
        "name_sv": "Två kommuner deltar i projektet: {} och Helsingfors.",
        "name_en": "Two municipalities take part in the project: {} and Helsinki.",
    }
    missed = [
        row[column]
        for row in rows
        for column, sentence in sentences.items()
        if f"municipality/{row['code']}"
        not in {each.id for each in detector.mentions(sentence.format(row[column]))}
    ]
    assert missed == []


def test_every_finnish_genitive_before_its_town_is_found(detector: Detector) -> None:
    places = Places.load(corpus_dir() / "records")
    genitives = {
        form: reading.code
        for form, reading in places.forms.items()
        if reading.case.value == "gen" and reading.languages == frozenset(("fi",))
    }
    missed = [
        form
        for form, code in genitives.items()
        if f"municipality/{code}"
        not in {each.id for each in detector.mentions(f"Asiasta päätti {form} kunnanvaltuusto.")}
    ]
    assert len({*genitives.values()}) >= 307
    assert missed == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Helsingissäkin", "091"),
        ("Turkuunko", "853"),
        ("Loppea", "433"),
        ("Vihdistäkään", "927"),
        ("Uudessakaupungissa", "895"),
        ("Kangasalla", "211"),
        ("Virroille", "936"),
        ("Pihtiputaalta", "601"),
        ("Juuasta", "176"),
        ("Hailuotoon", "072"),
        ("PORIIN", "609"),
    ],
)
def test_a_form_is_read_whatever_its_case_and_clitics(word: str, code: str) -> None:
    reading = Places.load(corpus_dir() / "records").reading(word)
    assert reading is not None
    assert reading.code == code
