"""documents.sqlite gives back what was put in, row by row, and forgets what was removed."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.model import (
    Authority,
    Document,
    Label,
    Link,
    PageSpan,
    Passage,
    SectionSpan,
)

TEXT = "1 § Tehtävät\nKunta järjestää palvelut. Palvelut ovat lähellä."
LAW = Document(
    id="act-1",
    origin="http://example.org/eli/1",
    title="Laki palveluista",
    text=TEXT,
    type="statute",
    language="fi",
    authority=Authority.STATUTE_AS_ENACTED,
    source="http://example.org/eli/1",
    licence="https://creativecommons.org/licenses/by/4.0/",
    issued=date(2015, 4, 10),
    concerns=("https://example.org/kunta",),
    sections=(SectionSpan(0, len(TEXT), "1 §", "Tehtävät", "http://example.org/eli/1/pykala/1"),),
    pages=(PageSpan(0, len(TEXT), 1),),
)
PASSAGES = (
    Passage("act-1", 1, 13, 38, TEXT[13:38], "fi", 1, "http://example.org/eli/1/pykala/1", "1 §"),
    Passage("act-1", 2, 39, 61, TEXT[39:61], "fi", 1, "http://example.org/eli/1/pykala/1", "1 §"),
)
NOTE = Document(
    id="note",
    origin="/home/me/note.txt",
    title="Muistio",
    text="Muistiinpano.",
    type="text",
    language="fi",
    authority=Authority.OWN_UPLOAD,
    source="note.txt",
    licence="not stated",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "documents.sqlite"
    writer = DocumentsWriter(path)
    assert writer.add(LAW, PASSAGES, [b"one", b"two"]) == (0, 1)
    assert writer.add(NOTE, [Passage("note", 1, 0, 13, NOTE.text, "fi")], [b"one"]) == (2,)
    writer.set_links("act-1", [Link("urn:kunta", "municipality", ("urn:d", "urn:p", "urn:kunta"))])
    writer.set_entities(
        [("urn:kunta", "municipality")],
        [
            ("urn:kunta", Label("Åbo", "sv"), True),
            ("urn:kunta", Label("Turku", "fi"), True),
            ("urn:kunta", Label("853"), False),
        ],
    )
    writer.commit()
    writer.close()
    return path


def test_documents_and_passages_come_back_as_they_were(path: Path) -> None:
    documents = Documents(path)
    assert documents.document("act-1") == LAW
    assert documents.document("nothing") is None
    assert documents.passages_of("act-1") == PASSAGES
    assert documents.passages([1, 99]) == {1: PASSAGES[1]}
    assert [document.id for document in documents.documents()] == ["act-1", "note"]
    assert documents.count() == (2, 3)


def test_the_outline_tells_each_rows_document(path: Path) -> None:
    outline = Documents(path).outline()
    assert outline.ids == ("act-1", "note")
    assert outline.position.tolist() == [0, 0, 1]
    assert outline.issued == ("2015-04-10", "")
    assert [link.entity for link in outline.links[0]] == ["urn:kunta"]


def test_rows_are_never_given_twice(path: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.sqlite"
    writer = DocumentsWriter(later, path)
    assert writer.remove("act-1") == (0, 1)
    assert writer.remove("act-1") == ()
    assert writer.add(LAW, PASSAGES, [b"one", b"three"]) == (3, 4)
    writer.commit()
    writer.close()
    assert Documents(later).outline().position.tolist() == [-1, -1, 0, 1, 1]
    assert Documents(later).rows_by_hash() == {b"one": 2, b"three": 4}
    assert Documents(path).passages_of("act-1") == PASSAGES, "the parent's file is untouched"


def test_labels_are_found_whatever_their_case_and_preferred_ones_are_shown(path: Path) -> None:
    documents = Documents(path)
    assert documents.named("åbo") == (("urn:kunta", "municipality", True),)
    assert documents.named("853") == (("urn:kunta", "municipality", True),)
    assert documents.labels_of(["urn:kunta", "urn:x"]) == {
        "urn:kunta": (Label("Åbo", "sv"), Label("Turku", "fi"))
    }
    assert documents.kind_of("urn:kunta") == "municipality"
    assert documents.kind_of("urn:x") == ""


def test_several_threads_may_read_at_once(path: Path) -> None:
    documents = Documents(path)
    found: list[object] = []

    def read() -> None:
        found.extend(documents.passages([0, 1, 2]).values())
        documents.close()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 24


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FolderCorrupt, match="kaupunkigraafi repair"):
        Documents(tmp_path / "documents.sqlite")
