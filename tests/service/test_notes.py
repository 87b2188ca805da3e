"""Editorial notes are told in the language of the page."""

from __future__ import annotations

from string import Formatter

import httpx
import pytest
from tests.service.test_pages import found, page, text

from kaupunkigraafi.corpus.records import load_records
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi_service.pages.notes import note_in, sentences


def all_notes() -> set[str]:
    return {
        value
        for record in load_records(corpus_dir() / "records")
        for name, value in record.values
        if name == "note" and value
    }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_note_of_ours_is_known_in_every_language(language: str) -> None:
    notes = all_notes()
    assert len(notes) > 100
    assert [note for note in notes if note_in(note, language).language != language] == []


def test_no_sentence_is_without_a_use_or_lacks_its_place() -> None:
    notes = " ".join(all_notes())
    for english, told in sentences().items():
        parts = english.split("{0}")
        assert all(part in notes for part in parts), english
        assert set(told) == {"fi", "sv"}
        for each in told.values():
            places = [name for _, name, _, _ in Formatter().parse(each) if name is not None]
            assert places == ["0"] * (len(parts) - 1), english


def test_clauses_are_joined_as_a_person_would() -> None:
    note = "Repealed, as the consolidated text says. Earlier heading: Lataus."
    assert note_in(note, "sv").text == (
        "Upphävd, som den uppdaterade texten säger. Tidigare rubrik: Lataus."
    )
    assert note_in("Unknown. section 9 of the law", "fi").text == "Unknown. section 9 of the law"


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "Ohjaava ministeriö on se, joka vastaa laista."),
     ("sv", "Det styrande ministeriet är det som ansvarar för lagen."),
     ("en", "The steering ministry is the one that administers the law.")],
)  # fmt: skip
def test_the_page_of_a_task_tells_its_note(real: httpx.Client, language: str, said: str) -> None:
    tree = page(real, f"/{language}/entity/task/410-2015/22")
    cells = [each for each in found(tree, "//table//td") if text(each, ".") == said]
    assert len(cells) == 1
    assert not found(cells[0], ".//*[@lang]")
