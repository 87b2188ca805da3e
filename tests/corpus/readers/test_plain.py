"""Text is read in the encodings it comes in; what is no text is refused by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.corpus.readers.samples import document_of, reading_of

from kaupunkigraafi.corpus.readers import contract
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority

TEXT = "Äänekosken torilla oli åttio ihmistä.\nTori on suuri.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    assert document_of(tmp_path / "a.txt", TEXT.encode(encoding)).text == TEXT.strip()


def test_an_upload_shows_its_name_and_hides_its_path(tmp_path: Path) -> None:
    document = document_of(tmp_path / "muistio.txt", TEXT)
    assert document.authority is Authority.OWN_UPLOAD
    assert document.title == "Äänekosken torilla oli åttio ihmistä."
    assert (document.source, document.licence) == ("muistio.txt", "not stated")
    shown = (document.id, document.title, document.source, document.text)
    assert not any(str(tmp_path) in words for words in shown)


def test_a_changed_file_keeps_its_id_and_another_path_has_another(tmp_path: Path) -> None:
    (tmp_path / "toinen").mkdir()
    first = document_of(tmp_path / "a.txt", TEXT)
    changed = document_of(tmp_path / "a.txt", TEXT + "Lisää tekstiä.")
    other = document_of(tmp_path / "toinen" / "a.txt", TEXT)
    assert (first.id, first.origin) == (changed.id, changed.origin)
    assert other.id != first.id


def test_a_long_first_line_is_shortened_for_a_title(tmp_path: Path) -> None:
    title = document_of(tmp_path / "a.txt", "sana " * 60).title
    assert len(title) <= 120
    assert title.endswith("sana …")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("kuva.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "a picture (PNG)"),
        ("nolla.txt", bytes(2000), "control characters"),
        ("tyhja.txt", b" \n\t ", "empty"),
        ("nakymaton.txt", "\u200b\u00ad".encode(), "no visible text"),
        ("rikki.txt", b"\xff\xfe\x00\xd8", "utf-16"),
        ("asiakirja.pdf", b"%PDF-1.7 ...", "broken PDF"),
        ("taulukko.xlsx", b"PK\x03\x04", "save it as"),
    ],
)
def test_what_is_no_text_is_refused_with_name_reason_and_remedy(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        reading_of(tmp_path / name, data)
    assert str(raised.value).startswith(name)
    assert reason in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "putki.txt")
    for path in (tmp_path / "putki.txt", tmp_path, tmp_path / "puuttuu.txt"):
        with pytest.raises(UnreadableDocument, match=path.name):
            read(path)


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "LARGEST", 2**20)
    with pytest.raises(UnreadableDocument, match=r"^suuri\.txt is larger than 1 MiB"):
        reading_of(tmp_path / "suuri.txt", b"a" * (2**20 + 1))
