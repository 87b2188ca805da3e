"""A Word document's headings are its sections, its tables are rows, its macros are nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx as writing
import pytest
from tests.corpus.readers.docx_samples import W, docx, paragraph, run, table

from kaupunkigraafi.corpus.passages import passages
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Document


def document_of(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    (document,) = read(path).documents
    return document


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return document_of(
        tmp_path / "muistio.docx",
        docx(
            paragraph("Torin muistio", "Nimi"),
            paragraph("Lähtökohdat", "Oma"),
            paragraph("Kaupunki kunnostaa kaupunki\u00adtorin."),
            paragraph("Rahoitus", "Alaotsikko"),
            paragraph("kaupunki", "Luettelo"),
            paragraph("valtio", properties='<w:numPr><w:numId w:val="2"/></w:numPr>'),
            table(("kunta", "osuus"), ("Turku", "10")),
            paragraph("Jatko", properties='<w:outlineLvl w:val="0"/>'),
            paragraph("Tori avataan."),
        ),
    )


def test_paragraphs_items_and_rows_are_kept_in_order(document: Document) -> None:
    assert document.text == (
        "Torin muistio\n\nLähtökohdat\n\nKaupunki kunnostaa kaupunkitorin.\n\nRahoitus\n"
        "– kaupunki\n– valtio\nkunta | osuus\nTurku | 10\n\nJatko\n\nTori avataan."
    )


def test_headings_are_sections_by_style_by_its_base_and_by_level(document: Document) -> None:
    headings = [span.heading for span in document.sections]
    assert headings == ["Torin muistio", "Lähtökohdat", "Rahoitus", "Jatko"]
    whole, part = document.sections[1], document.sections[2]
    assert whole.start < part.start < part.end <= whole.end, "a lower heading lies in the higher"
    assert [(p.heading, p.page) for p in passages(document)][-1] == ("Jatko", None)


@pytest.mark.parametrize(
    ("first", "stated", "title"),
    [
        (paragraph("Torin muistio", "Nimi"), "Vanha pohja", "Torin muistio"),
        (paragraph("Johdanto", "Otsikko1"), "Torin historia", "Torin historia"),
        (paragraph("Johdanto", "Otsikko1"), "Word-malli", "Johdanto"),
        ("", "", "muistio"),
    ],
)
def test_the_title_is_the_titles_paragraph_else_the_property_else_a_heading(
    tmp_path: Path, first: str, stated: str, title: str
) -> None:
    data = docx(first, paragraph("Tori on auki."), title=stated)
    assert document_of(tmp_path / "muistio.docx", data).title == title


def test_what_was_deleted_or_hidden_is_not_text_and_what_was_inserted_is(tmp_path: Path) -> None:
    inner = (
        "<w:del><w:r><w:delText>poistettu</w:delText></w:r></w:del>"
        f"<w:ins>{run('lisätty')}</w:ins>{run('piilossa', '<w:vanish/>')}"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:t>maa</w:t><w:noBreakHyphen/><w:t>alue</w:t><w:br/><w:t>rivi</w:t></w:r>"
    )
    document = document_of(tmp_path / "a.docx", docx(paragraph("Alku ", inner=inner)))
    assert document.text == "Alku lisättymaa-alue\nrivi"


def test_boxes_and_footnotes_are_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + paragraph("Laatikko") + "</w:txbxContent>"
    choice = f"<Choice>{box}</Choice><Fallback>{box}</Fallback>"
    both = f"<w:r><AlternateContent>{choice}</AlternateContent></w:r>"
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0">'
        f'{paragraph("viiva")}</w:footnote><w:footnote w:id="2">{paragraph("Ks. liite.")}'
        "</w:footnote></w:footnotes>"
    )
    data = docx(paragraph("Teksti", inner=both + mark), parts={"word/footnotes.xml": notes})
    text = document_of(tmp_path / "a.docx", data).text
    assert text == "Teksti [2]\n\nLaatikko\n[2] Ks. liite."


def test_a_table_within_a_table_is_a_layout(tmp_path: Path) -> None:
    inner = table(("a", "b"))
    data = docx(f"<w:tbl><w:tr><w:tc>{paragraph('Alku.')}{inner}</w:tc></w:tr></w:tbl>")
    assert document_of(tmp_path / "a.docx", data).text == "Alku.\na | b"


def test_macros_are_not_looked_at_and_content_decides_over_the_name(tmp_path: Path) -> None:
    data = docx(
        paragraph("Tori on auki."), main="word/document2.xml", parts={"word/vbaProject.bin": b"\0"}
    )
    for name in ("a.docm", "a.txt", "a.pdf"):
        assert document_of(tmp_path / name, data).text == "Tori on auki."


def test_what_another_program_writes_is_read(tmp_path: Path) -> None:
    made = writing.Document()
    made.add_heading("Torin kunnostus", 0)
    made.add_heading("Aikataulu", 1)
    made.add_paragraph("Työt alkavat keväällä.")
    made.add_paragraph("kiveys", "List Bullet")
    made.save(str(tmp_path / "a.docx"))
    (document,) = read(tmp_path / "a.docx").documents
    assert document.title == "Torin kunnostus"
    assert document.text == "Torin kunnostus\n\nAikataulu\n\nTyöt alkavat keväällä.\n– kiveys"


def locked() -> bytes:
    """The flag of a locked part, set in both of the ZIP's tables."""
    data = bytearray(docx(paragraph("Tori.")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    return bytes(data)


REFUSED = {
    "cut off": (docx(paragraph("Tori."))[:-100], "broken or cut off ZIP"),
    "older": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Office, or locked"),
    "text": (b"Tori on auki.", "does not begin as Word does"),
    "locked": (locked(), "locked by a password"),
    "no text": (docx(paragraph()), "has no text"),
    "no document": (docx(link="word/absent.xml"), "without"),
    "entities": (
        docx(parts={"word/footnotes.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
        "declares entities",
    ),
    "broken part": (docx(parts={"word/endnotes.xml": "<a>"}), "not well-formed"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_readable_document_is_refused_by_name(tmp_path: Path, name: str) -> None:
    data, reason = REFUSED[name]
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(UnreadableDocument, match=reason) as raised:
        read(tmp_path / "a.docx")
    assert str(raised.value).startswith("a.docx")


def test_a_part_that_unpacks_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaupunkigraafi.corpus.readers.archive._LARGEST", 10_000)
    data = docx(parts={"word/endnotes.xml": b" " * 20_000})
    assert len(data) < 5_000
    with pytest.raises(UnreadableDocument, match="unpacks to more than"):
        document_of(tmp_path / "a.docx", data)


def test_an_archive_of_other_things_is_of_no_format(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Tori.")
    with pytest.raises(UnreadableDocument, match="is a ZIP archive, of which no text is read"):
        read(tmp_path / "a.zip")
