"""Citations of statutes in sentences that the rules were not written on."""

from __future__ import annotations

import pytest

from kaupunkigraafi.corpus.mentions.detector import Detector

from .conftest import Labelled, Score, labelled

FLOORS = {"citations": 0.97, "citations-by-name": 0.9}
Told = tuple[str, str | None, str | None]


def told(label: str) -> Told:
    """Read ``39/1889 17:23``, ``410/2015 7``, ``39/1889 40:`` or ``434/2003``."""
    law, _, place = label.partition(" ")
    chapter, colon, section = place.rpartition(":")
    return law, chapter or None, (section if colon else place) or None


def scored(detector: Detector, sentence: Labelled, score: Score) -> bool:
    """Match by overlap, law and section, and by chapter where one is marked."""
    found = [each for each in detector.mentions(sentence.text) if each.kind == "law"]
    left = list(found)
    for start, end, label in sentence.marks:
        law, chapter, section = told(label)
        match = next(
            (
                each
                for each in left
                if each.start < end
                and start < each.end
                and (each.law, each.section) == (law, section)
                and chapter in (None, each.chapter)
            ),
            None,
        )
        if match:
            left.remove(match)
            score.right += 1
        else:
            score.missed += 1
    score.extra += len(left)
    return not left and len(found) == len(sentence.marks)


@pytest.mark.parametrize("name", FLOORS)
def test_citations_are_found_with_chapter_and_section(detector: Detector, name: str) -> None:
    score = Score()
    wrong = [each.text for each in labelled(name) if not scored(detector, each, score)]
    assert score.f1 >= FLOORS[name], wrong


def test_a_range_is_every_section_in_it(detector: Detector) -> None:
    found = detector.mentions("kuntalain 57–59 ja 62 a §:ssä", "fi")
    assert [each.section for each in found] == ["57", "58", "59", "62a"]


def test_a_text_says_itself_which_act_a_name_means(detector: Detector) -> None:
    text = "Kumottiin kuntalaki (365/1995). Kuntalain 5 §:ää sovelletaan vielä."
    assert [(each.law, each.section) for each in detector.mentions(text)] == [
        ("365/1995", None),
        ("365/1995", "5"),
    ]


def test_a_nickname_is_bound_by_the_text_that_gives_it(detector: Detector) -> None:
    text = (
        "Siitä säädetään erillisessä laissa (1234/2019), jäljempänä *raitiolaki*. "
        "Raitiolain 3 §:ssä säädetään luvista."
    )
    assert [(each.law, each.section) for each in detector.mentions(text)] == [
        ("1234/2019", None),
        ("1234/2019", "3"),
    ]


def test_an_old_act_has_the_iri_that_the_graph_has(detector: Detector) -> None:
    (found,) = detector.mentions("rikoslain 17 luvun 23 §", "fi")
    assert found.iri == "http://data.finlex.fi/eli/sd/1889/39-001"
    assert (found.law, found.chapter, found.section) == ("39/1889", "17", "23")
