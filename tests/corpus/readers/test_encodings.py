"""Old tables are told apart by the letters that Finnish, Swedish and Sámi have."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.readers.samples import document_of

from kaupunkigraafi.corpus.readers.encodings import encoding_of
from kaupunkigraafi.errors import UnreadableDocument

FINNISH = "Kaupunginhallitus päätti: “Åbo” – 5 € / käynti, § 12, šakki ja žetoni."
PLAIN = "Kokous pidettiin Åbossa. Läsnä olivat kaikki jäsenet, myös Öystilä."
SAMI = "Gielda galgá fuolahit čuovvovaš bálvalusain: oahpahus ja dearvvašvuohta, đ ŋ ŧ ž."


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_text_comes_as_it_was_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_bytes(FINNISH.encode(name))
    assert document_of(tmp_path / "a.txt", FINNISH.encode(name)).text == FINNISH


@pytest.mark.parametrize("name", ["cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman"])
def test_old_tables_are_told_apart(tmp_path: Path, name: str) -> None:
    assert document_of(tmp_path / "a.txt", PLAIN.encode(name)).text == PLAIN


def test_the_euro_sign_tells_the_table_that_has_it(tmp_path: Path) -> None:
    text = "Hinta on 5 €, määrä pieni."
    assert document_of(tmp_path / "a.txt", text.encode("iso8859-15")).text == text


def test_a_sami_text_is_read_in_its_table(tmp_path: Path) -> None:
    assert document_of(tmp_path / "a.txt", SAMI.encode("iso8859-10")).text == SAMI
    assert document_of(tmp_path / "b.txt", SAMI.encode("utf-8")).language == "se"


def test_a_french_name_does_not_make_a_text_sami() -> None:
    assert encoding_of("Hän näki áåntön pöydän ja söi ateriän.".encode("cp1252")) == "cp1252"


PAGE = "<html><head>{}<title>Tori</title></head><body><p>“Törmä” – € 5</p></body></html>"
META = '<meta charset="{}">'
OLD = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"), ("", "cp1252"), (META.format("iso-8859-1"), "cp1252"),
        (OLD.format("windows-1252"), "cp1252"), (META.format("macintosh"), "mac-roman"),
        (META.format("utf-8"), "cp1252"), (META.format("windows-1252"), "utf-8"),
        (META.format("no-such-thing"), "cp1252"), (META.format("utf-16"), "utf-8"),
        (META.format("utf-8"), "utf-16"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_encoding_it_is_in(tmp_path: Path, head: str, encoding: str) -> None:
    data = PAGE.format(head).encode(encoding)
    assert document_of(tmp_path / "a.html", data).text == "“Törmä” – € 5"


def test_bytes_of_chance_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="is not text"):
        document_of(tmp_path / "a.txt", bytes(range(1, 256)) * 20)
