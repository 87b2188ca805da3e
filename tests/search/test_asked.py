"""Quotation marks and minus signs: what must stand in a passage, and what may not."""

from __future__ import annotations

import numpy as np
import pytest

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.search.asked import read
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.writing import Addition, write_index

TEXTS = (
    "Kaupunki päättää tonttien luovutuksesta.",
    "Tonttien hinta ja luovutus ovat eri asioita. Pysäköinnin hinta on oma asiansa.",
    "Lähiö 2030 -ohjelma tukee tonttien kaavoitusta.",
    "Kumppanuus-malli: kaupunkien kumppanuus mallina.",
)
HEADINGS = ("", "", "", "4 § Tonttien luovutus")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    directory = tmp_path_factory.mktemp("index")
    added = [
        Addition(text, "", heading, text, row)
        for row, (text, heading) in enumerate(zip(TEXTS, HEADINGS, strict=True))
    ]
    write_index(directory, None, rows=len(TEXTS), added=added, removed=(), known={}, encoder=None)
    return Index.open(directory, None, np.ones(len(TEXTS), dtype=bool))


def found(index: Index, text: str) -> set[int]:
    return {each.row for each in index.search(text, limit=10, mode=Mode.LEXICAL).scored}


def test_a_quoted_phrase_must_stand_in_the_passage_or_its_heading(index: Index) -> None:
    assert found(index, "tonttien luovutus") == {0, 1, 2}
    assert found(index, '"tonttien luovutuksesta"') == {0}
    assert found(index, "”tonttien hinta” luovutus") == {1}
    assert found(index, '"tonttien luovutus" kumppanuus') == {3}
    assert found(index, '"luovutus tonttien"') == set()


def test_an_unwanted_word_is_left_out_in_every_form_and_said(index: Index) -> None:
    assert found(index, "tonttien hinta -pysäköinti") == {0, 2}
    assert found(index, 'tonttien -"luovutuksesta"') == {1, 2}
    notes = index.search("tontit -pysäköinti", limit=5, mode=Mode.HYBRID).notes
    assert "left out: passages with 'pysäköinti'" in notes


def test_the_hyphen_of_a_finnish_name_is_not_a_minus(index: Index) -> None:
    assert found(index, "Lähiö 2030 -ohjelma") == {2}
    assert found(index, "kumppanuus -malli") == {3}, "the index has the words one after another"
    assert found(index, "sote-uudistus tontit") == found(index, "tontit")


@pytest.mark.parametrize("text", ["-pysäköinti", ' -"tonttien hinta" '])
def test_a_query_that_only_says_what_is_not_wanted_is_refused(index: Index, text: str) -> None:
    with pytest.raises(QueryTextInvalid, match="add what is looked for"):
        index.search(text, limit=5, mode=Mode.HYBRID)


@pytest.mark.parametrize("text", ['"', '""', "“ ”", "a - b", "--", "-", "5-3", '"kesken', "−"])
def test_a_sign_without_its_pair_is_a_character_like_any_other(index: Index, text: str) -> None:
    assert read(text).phrases == ()
    assert read(text).without == ()
    index.search(text, limit=5, mode=Mode.HYBRID)
