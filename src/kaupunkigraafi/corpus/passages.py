"""Document → Passage: cut a text where its sentences, sections and pages end.

A passage is what a search finds and a reader cites, so it never runs from one section or page
into the next. Encoders read 100 to 130 tokens best; the budgets below are characters, which
cost nothing to count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.pieces import gathered, trimmed
from kaupunkigraafi.model import Document, Passage, SectionSpan

# Characters that hold about 115 tokens of the default encoder (multilingual E5).
_WANTED = {"fi": 520, "sv": 510, "en": 540}
_WANTED_ELSE = 440
# A text this long tells its language by itself; a shorter one has its document's.
_LANGUAGE_NEEDS = 80


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Between two borders: one section's, or part of it, on one page."""

    start: int
    end: int
    section: SectionSpan | None
    page: int | None


def passages(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages.

    Args:
        document: with its sections and pages.

    Returns:
        Passages in order, not overlapping, without white space at their ends; together they
        hold every character that is not white space. A heading with no text of its own (of a
        part, of a chapter) stands at the beginning of what follows it.

    >>> from kaupunkigraafi.model import Authority
    >>> note = Document("n", "n", "Note", "Kunta päättää. Valtio maksaa.", "text", "fi",
    ...                 Authority.OWN_UPLOAD, "n.txt", "not stated")
    >>> [(p.number, p.start, p.end) for p in passages(note)]
    [(1, 0, 29)]
    """
    wanted = _WANTED.get(document.language, _WANTED_ELSE)
    found: list[Passage] = []
    for stretch in _with_headings(document.text, _stretches(document)):
        for start, end in gathered(document.text, stretch.start, stretch.end, wanted=wanted):
            found.append(_passage(document, len(found) + 1, (start, end), stretch))
    return tuple(found)


def _stretches(document: Document) -> Iterator[_Stretch]:
    size = len(document.text)
    places = [place for section in document.sections for place in (section.start, section.end)]
    places += [place for page in document.pages for place in (page.start, page.end)]
    inside = {place for place in places if 0 < place < size}
    pages = sorted(document.pages, key=lambda page: page.start)
    starts = [page.start for page in pages]
    waiting = sorted(document.sections, key=lambda section: section.start, reverse=True)
    open_sections: list[SectionSpan] = []
    for start, end in pairwise([0, *sorted(inside), size]):
        while waiting and waiting[-1].start <= start:
            open_sections.append(waiting.pop())
        open_sections = [section for section in open_sections if section.end > start]
        before = bisect_right(starts, start)
        page = pages[before - 1].number if before and start < pages[before - 1].end else None
        yield _Stretch(start, end, _innermost(open_sections), page)


def _innermost(sections: Sequence[SectionSpan]) -> SectionSpan | None:
    return min(sections, key=lambda section: section.end - section.start, default=None)


def _with_headings(text: str, stretches: Iterator[_Stretch]) -> Iterator[_Stretch]:
    """Put a lone heading before the stretch that follows it on the same page.

    Alone it would be found for its words and tell the reader nothing.
    """
    held: _Stretch | None = None
    for stretch in stretches:
        if held is not None and held.page != stretch.page:
            yield held
            held = None
        joined = stretch if held is None else replace(stretch, start=held.start)
        span = trimmed(text, stretch.start, stretch.end)
        if span is None or _is_heading(text[slice(*span)], stretch.section):
            held = joined if span is not None or held is not None else None
        else:
            yield joined
            held = None
    if held is not None:
        yield held


def _is_heading(text: str, section: SectionSpan | None) -> bool:
    return section is not None and section.iri is None and text == _cited(section)


def _cited(section: SectionSpan) -> str:
    """Return a section as a reader would cite it: ``4 § Kunta``."""
    return " ".join(part for part in (section.number, section.heading) if part)


def _passage(document: Document, number: int, span: tuple[int, int], stretch: _Stretch) -> Passage:
    start, end = span
    text = document.text[start:end]
    language = document.language
    if len(text) >= _LANGUAGE_NEEDS or language == "und":
        language = language_of(text, default=document.language)
    return Passage(
        document=document.id,
        number=number,
        start=start,
        end=end,
        text=text,
        language=language,
        page=stretch.page,
        section=stretch.section.iri if stretch.section else None,
        heading=_cited(stretch.section) if stretch.section else "",
    )
