"""A document's text as a page shows it: nothing lost, headings as headings, passages as targets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kaupunkigraafi.model import Authority, Document, PageSpan, Passage, SectionSpan
from kaupunkigraafi_service.pages.document_view import Mentioned, blocks_of, contents_of

TEXT = "1 § Tarkoitus\n\nLain tarkoitus.\nToinen rivi.\n\n2 § Kunta\n\nKunta on kunta. Se päättää."


def document(text: str = TEXT, sections: tuple[SectionSpan, ...] = ()) -> Document:
    return Document(
        id="laki",
        origin="laki",
        title="Laki",
        text=text,
        type="statute",
        language="fi",
        authority=Authority.STATUTE_AS_ENACTED,
        source="laki.txt",
        licence="not stated",
        sections=sections,
    )


def passage(number: int, start: int, end: int) -> Passage:
    return Passage("laki", number, start, end, TEXT[start:end], "fi")


def test_a_section_whose_heading_is_in_the_text_becomes_a_heading_once() -> None:
    start = TEXT.index("2 §")
    sections = (
        SectionSpan(0, start, "1 §", "Tarkoitus"),
        SectionSpan(start, len(TEXT), "2 §", "Kunta"),
    )
    blocks = blocks_of(document(sections=sections), ())
    assert [(block.level, block.anchor) for block in blocks] == [
        (2, "s1"),
        (0, ""),
        (2, "s2"),
        (0, ""),
    ]
    assert [entry.text for entry in contents_of(document(sections=sections))] == [
        "1 § Tarkoitus",
        "2 § Kunta",
    ]


def test_a_section_whose_heading_is_not_in_the_text_is_given_one() -> None:
    sections = (SectionSpan(15, 44, "", "Johdanto"),)
    blocks = blocks_of(document(sections=sections), ())
    assert [block.stretches[0].text for block in blocks][:3] == [
        "1 § Tarkoitus",
        "Johdanto",
        "Lain tarkoitus.\nToinen rivi.",
    ]


def test_a_list_that_follows_its_heading_at_once_is_no_part_of_it() -> None:
    text = "Osallisuus\n– Asukas voi tehdä aloitteen."
    blocks = blocks_of(document(text, (SectionSpan(0, len(text), "", "Osallisuus"),)), ())
    assert [(block.level, block.stretches[0].text) for block in blocks] == [
        (2, "Osallisuus"),
        (0, "– Asukas voi tehdä aloitteen."),
    ]


def test_a_section_within_another_is_a_level_deeper() -> None:
    sections = (
        SectionSpan(0, len(TEXT), "1 §", "Tarkoitus"),
        SectionSpan(TEXT.index("2 §"), len(TEXT), "2 §", "Kunta"),
    )
    assert [block.level for block in blocks_of(document(sections=sections), ())] == [2, 0, 3, 0]


def test_a_passage_can_be_linked_to_where_it_begins() -> None:
    start = TEXT.index("Se päättää")
    blocks = blocks_of(document(), (passage(1, 0, start), passage(2, start, len(TEXT))))
    assert blocks[0].stretches[0].anchor == "p1"
    assert [(each.text, each.anchor) for each in blocks[-1].stretches] == [
        ("Kunta on kunta. ", ""),
        ("Se päättää.", "p2"),
    ]


@given(st.text(alphabet="ab§ \n", max_size=80), st.lists(st.integers(0, 80), max_size=5))
def test_no_character_but_blank_lines_is_lost(text: str, starts: list[int]) -> None:
    passages = tuple(
        Passage("laki", number, start, start + 1, "", "fi") for number, start in enumerate(starts)
    )
    shown = "".join(
        stretch.text for block in blocks_of(document(text), passages) for stretch in block.stretches
    )
    assert shown.replace("\n", "") == text.replace("\n", "")


def test_a_text_is_cut_where_it_names_things_and_loses_nothing() -> None:
    text = "Kunta vastaa kaavoituksesta Turussa.\n\nTurku kaavoittaa."
    named = [Mentioned(28, 35, "/a", "Turku"), Mentioned(30, 33, "/b", "x"),
             Mentioned(34, 43, "/c", "x"), Mentioned(38, 43, "/a", "Turku")]  # fmt: skip
    blocks = blocks_of(document(text), [passage(1, 0, 36), passage(2, 38, 55)], named)
    words = [each for block in blocks for stretch in block.stretches for each in stretch.words]
    assert "".join(each.text for each in words) == text.replace("\n", "")
    assert [(each.text, each.href) for each in words if each.href] == [
        ("Turussa", "/a"), ("Turku", "/a")
    ]  # fmt: skip


def test_a_printed_page_begins_with_its_number() -> None:
    start = TEXT.index("2 §")
    pages = (PageSpan(0, start - 2, 1), PageSpan(start - 2, len(TEXT), 3))
    blocks = blocks_of(replace(document(), pages=pages), ())
    assert [block.page for block in blocks] == [1, 0, 3, 0]


def test_a_passage_in_another_language_is_marked_from_its_beginning_to_its_end() -> None:
    text = "Kunta kaavoittaa.\n\nKommunen planerar.\n\nOch bygger.\n\nLopuksi."
    begin, end = text.index("Kommunen"), text.index("\n\nLopuksi")
    swedish = Passage("laki", 2, begin, end, text[begin:end], "sv")
    blocks = blocks_of(document(text), [passage(1, 0, begin - 2), swedish])
    assert [each.language for block in blocks for each in block.stretches] == ["", "sv", "sv", ""]
