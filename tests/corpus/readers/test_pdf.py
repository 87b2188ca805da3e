"""A PDF's text comes page by page, in paragraphs, with its headings; pictures are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.readers.pdf_samples import PICTURE, Words, page, pdf

from kaupunkigraafi.corpus.passages import passages
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Document, Reading

FIRST = page(
    Words("Torin kehittämissuunnitelma", 760, 20, "bold"),
    Words("1 Lähtökohdat", 720, 14, "bold"),
    Words("Kaupunki kunnostaa torin ja sen ympäristön yhdessä kaupunki-", 700),
    Words("seudun kuntien kanssa. Hankkeelle haetaan EU-", 686),
    Words("rahoitusta, ja torin maa- ja vesialueet selvitetään.", 672),
    Words("Toinen kappale alkaa täältä ja jatkuu", 640),
    Words("seuraavalle riville.", 626),
)
SECOND = page(
    Words("2 Kustannukset", 760, 14, "bold"),
    Words("Kunnostus maksaa miljoona euroa.", 740),
)


def read_pdf(path: Path, data: bytes) -> Reading:
    path.write_bytes(data)
    return read(path)


def document_of(path: Path, data: bytes) -> Document:
    (document,) = read_pdf(path, data).documents
    return document


def test_lines_become_paragraphs_and_cut_words_are_joined(tmp_path: Path) -> None:
    document = document_of(tmp_path / "a.pdf", pdf(FIRST, SECOND))
    assert document.text == (
        "Torin kehittämissuunnitelma\n\n1 Lähtökohdat\n\n"
        "Kaupunki kunnostaa torin ja sen ympäristön yhdessä kaupunkiseudun kuntien kanssa. "
        "Hankkeelle haetaan EU-rahoitusta, ja torin maa- ja vesialueet selvitetään.\n\n"
        "Toinen kappale alkaa täältä ja jatkuu seuraavalle riville.\n\n"
        "2 Kustannukset\n\nKunnostus maksaa miljoona euroa."
    )
    assert document.language == "fi"


def test_passages_have_their_page_and_their_section(tmp_path: Path) -> None:
    document = document_of(tmp_path / "a.pdf", pdf(FIRST, SECOND))
    found = [(each.page, each.heading) for each in passages(document)]
    assert found == [(1, "1 Lähtökohdat"), (2, "2 Kustannukset")]
    for span in document.pages:
        assert document.text[span.start : span.end].strip()


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Torien tulevaisuus – luonnos", "Torien tulevaisuus – luonnos"),
        ("", "Torin kehittämissuunnitelma"),
        ("Microsoft Word - torit_v3.docx", "Torin kehittämissuunnitelma"),
        ("PowerPoint-esitys", "Torin kehittämissuunnitelma"),
        ("torit.indd", "Torin kehittämissuunnitelma"),
    ],
)
def test_the_title_is_the_stated_one_unless_a_program_put_it_there(
    tmp_path: Path, stated: str, title: str
) -> None:
    assert document_of(tmp_path / "a.pdf", pdf(FIRST, title=stated)).title == title


def test_without_headings_the_title_is_the_files_name(tmp_path: Path) -> None:
    assert document_of(tmp_path / "muistio.pdf", pdf(page("Tori on auki."))).title == "muistio"


def test_what_stands_on_most_pages_is_their_frame(tmp_path: Path) -> None:
    pages = [
        page(
            Words("Kaupunginhallitus", 800),
            Words(f"Asia {each} käsitellään torilla.", 700),
            Words(f"{each} 000 2 000 3 000", 600),
            Words(f"Sivu {each} / 4", 40),
        )
        for each in range(1, 5)
    ]
    document = document_of(tmp_path / "a.pdf", pdf(*pages))
    assert "Kaupunginhallitus" not in document.text
    assert "Sivu" not in document.text
    for each in range(1, 5):
        assert f"Asia {each} käsitellään torilla." in document.text
        assert f"{each} 000 2 000 3 000" in document.text, "rows of numbers are data"
    assert [span.number for span in document.pages] == [1, 2, 3, 4]


def test_two_pages_have_no_frame(tmp_path: Path) -> None:
    document = document_of(tmp_path / "a.pdf", pdf(page("Sama lause."), page("Sama lause.")))
    assert document.text == "Sama lause.\n\nSama lause."


def test_pages_that_are_pictures_are_named_and_keep_their_numbers(tmp_path: Path) -> None:
    reading = read_pdf(tmp_path / "a.pdf", pdf(PICTURE, FIRST, PICTURE, PICTURE, page()))
    (note,) = reading.notes
    assert "a.pdf: no text could be read on page 1, 3–4:" in note
    assert [span.number for span in reading.documents[0].pages] == [2]


def test_a_scanned_document_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.pdf has no text on its 2 pages.*recognition"):
        read_pdf(tmp_path / "a.pdf", pdf(PICTURE, PICTURE))


def test_a_pdf_is_known_by_its_content(tmp_path: Path) -> None:
    assert document_of(tmp_path / "muistio.txt", b"\n\n" + pdf(FIRST)).pages
    with pytest.raises(UnreadableDocument, match="does not begin as PDF does"):
        read_pdf(tmp_path / "a.pdf", b"Tori on auki.")


def test_a_pdf_that_only_may_not_be_printed_is_read(tmp_path: Path) -> None:
    assert "Kaupunki" in document_of(tmp_path / "a.pdf", pdf(FIRST, password="")).text


def test_a_locked_pdf_is_refused_as_locked(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.pdf is locked by a password; save it"):
        read_pdf(tmp_path / "a.pdf", pdf(FIRST, password="x" * 9))


@pytest.mark.parametrize("size", [20, 200])
def test_a_pdf_cut_off_is_refused_or_read_as_far_as_it_goes(tmp_path: Path, size: int) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.pdf"):
        read_pdf(tmp_path / "a.pdf", pdf(FIRST)[:size])


def test_headings_of_the_table_of_contents_are_no_headings(tmp_path: Path) -> None:
    contents = page(
        Words("Sisällys", 760, 16), Words("1 Tori . . . . . . . . 3", 720, 16),
        Words("Torista kerrotaan myöhemmin tässä.", 690), Words("Ja vähän lisää siitä.", 676),
    )  # fmt: skip
    document = document_of(tmp_path / "a.pdf", pdf(contents))
    assert [span.heading for span in document.sections] == ["Sisällys"]


def test_columns_are_read_one_after_the_other_and_a_sentence_runs_over(tmp_path: Path) -> None:
    left = [
        Words("Vasen palsta alkaa tästä. Se jatkuu", 600, x=72),
        Words("seuraavalle riville. Lause kulkee", 586, x=72),
        Words("toiselle palstalle, jossa tori ja", 572, x=72),
    ]
    right = [
        Words("kauppahalli mainitaan. Oikea palsta", 600, x=320),
        Words("päättyy tähän.", 586, x=320),
        Words("Uusi kappale on lyhyt.", 560, x=320),
    ]
    document = document_of(tmp_path / "a.pdf", pdf(page(*left, *right)))
    assert document.text == (
        "Vasen palsta alkaa tästä. Se jatkuu seuraavalle riville. Lause kulkee toiselle palstalle, "
        "jossa tori ja kauppahalli mainitaan. Oikea palsta päättyy tähän.\n\nUusi kappale on lyhyt."
    )


def test_a_line_that_ends_early_ends_its_paragraph(tmp_path: Path) -> None:
    lines = (
        "Ensimmäinen kappale on niin pitkä, että se täyttää koko rivin leveyden",
        "ja päättyy tähän.",
        "Toinen kappale alkaa heti seuraavalta riviltä ilman väliä ja jatkuu vielä",
        "hieman.",
    )
    document = document_of(tmp_path / "a.pdf", pdf(page(*lines)))
    assert [block[:12] for block in document.text.split("\n\n")] == ["Ensimmäinen ", "Toinen kappa"]


def test_the_frame_of_two_pages_is_told_by_its_place(tmp_path: Path) -> None:
    pages = [page(Words("Torilautakunta", 810), Words(f"Asia {n}.", 600)) for n in (1, 2)]
    assert document_of(tmp_path / "a.pdf", pdf(*pages)).text == "Asia 1.\n\nAsia 2."
