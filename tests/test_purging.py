"""What is purged is in no file of the folder any more, whatever its answers said before."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kaupunkigraafi import Kaupunkigraafi, purge
from kaupunkigraafi.build import add, remove
from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.reports import Failure

WORDS = ("kvastikrampo", "zyrtolainen", "Möhnälä")
TEXT = (
    "---\nid: salainen\ntitle: Kvastikrampo\nlanguage: fi\n---\n"
    "Zyrtolainen kvastikrampo kaavoitetaan Möhnälään. " * 3
)


@pytest.fixture
def folder(own_folder: Path, tmp_path: Path) -> Path:
    """A folder with a document that has words of its own, changed once."""
    path = tmp_path / "salainen.md"
    for text in (TEXT, TEXT + "Zyrtolainen lisätään."):
        path.write_text(text, encoding="utf-8")
        add(own_folder, path, encoder="hashing")
    return own_folder


def files_with_a_word(folder: Path) -> set[str]:
    """The files that have any of the words, as they are or as 5-grams of the index."""
    wanted = [form.encode() for word in WORDS for form in (word, word.lower(), word.capitalize())]
    wanted += [unicodedata.normalize("NFC", "_möhn").encode(), b"_zyrt", b"ikram"]
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    }


def test_a_removed_document_leaves_traces_and_a_purged_one_none(folder: Path) -> None:
    remove(folder, "salainen")
    assert files_with_a_word(folder), "nothing to purge: the test would prove nothing"
    report = purge(folder, "salainen")
    assert report.removed == ("salainen",)
    assert files_with_a_word(folder) == set()
    assert [path.name for path in Folder(folder).generations.iterdir()] == [report.generation]
    assert Folder(folder).verify().whole


def places(kg: Kaupunkigraafi) -> list[tuple[str, int]]:
    found = kg.search("raitiotien rakentaminen", 100, mode="semantic")
    return [(hit.document.id, hit.passage.number) for hit in found]


def test_purging_removes_first_and_keeps_all_else(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        before = {hit.document.id for hit in kg.search("", 100)}
        facts = kg.about().quads
        expected = [place for place in places(kg) if place[0] != "salainen"]
    purge(folder, "document/salainen")
    with Kaupunkigraafi.open(folder) as kg:
        assert {hit.document.id for hit in kg.search("", 100)} == before - {"salainen"}
        assert kg.about().quads < facts
        assert places(kg) == expected
        assert kg.search("kvastikrampo", mode="lexical").total == 0


def test_an_open_graph_purges_its_own_folder_and_goes_on(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        report = kg.remove("salainen", purge=True)
        assert kg.generation == report.generation
        assert kg.search("kvastikrampo", mode="lexical").total == 0
    assert files_with_a_word(folder) == set()


def test_what_another_reader_holds_is_told_and_goes_the_next_time(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as reader:
        held = reader.generation
        report = purge(folder, "salainen")
        assert any(f"{held} is being read" in note for note in report.notes)
        assert any(held in name for name in files_with_a_word(folder))
    again = purge(folder, "salainen")
    assert not any("is being read" in note for note in again.notes)
    assert files_with_a_word(folder) == set()


def test_an_earlier_state_that_was_refused_leaves_the_quarantine(folder: Path) -> None:
    kept, path = Quarantine(folder), folder.parent / "salainen.md"
    kept.put(path, Failure("salainen.md", "it was cut off; send it whole"))
    other = folder.parent / "muu.md"
    other.write_text("Muu.", encoding="utf-8")
    kept.put(other, Failure("muu.md", "it was cut off; send it whole"))
    purge(folder, "salainen")
    assert [entry.name for entry in kept.entries()] == ["muu.md"]
    assert files_with_a_word(folder) == set()


def test_what_harvesting_remembers_is_told(folder: Path) -> None:
    assert not any("harvest" in note for note in purge(folder, "salainen").notes)
    (folder / "harvest" / "finlex").mkdir(parents=True)
    assert any(str(folder / "harvest") in note for note in purge(folder, "kaavoitus").notes)


@pytest.mark.parametrize("unknown", ["nonsense", "lainen", "records", "graph/user/salainen"])
def test_an_unknown_document_is_refused_and_nothing_changes(folder: Path, unknown: str) -> None:
    before = Folder(folder).current().name
    with pytest.raises(EntityUnknown, match="nothing was purged"):
        purge(folder, "salainen", unknown)
    assert Folder(folder).current().name == before
    assert files_with_a_word(folder)
