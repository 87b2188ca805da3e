"""Document → Passage: cut a text where its sentences, sections and pages end.

A passage is what a search finds and a reader cites, so it never runs from one section or page
into the next. Encoders read 100 to 130 tokens best; a token of Finnish and Swedish legal prose
is 4.0 characters (measured over 60 statutes with the default encoder's tokenizer).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.sentences import sentence_ends
from kaupunkigraafi.model import Document, Passage, SectionSpan

_WANTED = {"fi": 460, "sv": 450, "en": 480}
_DEFAULT_WANTED = 440
_SLACK = 1.2  # a sentence may stand out this far before it is cut itself
_TOO_SHORT = 60  # a lone heading or a last half line joins its neighbour
_LANGUAGE_NEEDS = 80
_CLAUSE = re.compile(r"[;:,–—]\s|\s")


def passages(document: Document) -> tuple[Passage, ...]:
    """Cut a document into passages.

    Args:
        document: with its sections and pages.

    Returns:
        Passages in order, not overlapping, without white space at their ends; together they
        hold all the text but the headings of sections that hold others.

    >>> from kaupunkigraafi.model import Authority
    >>> note = Document("n", "n", "Note", "Kunta päättää. Valtio maksaa.", "text", "fi",
    ...                 Authority.OWN_UPLOAD, "n.txt", "not stated")
    >>> [(p.number, p.start, p.end) for p in passages(note)]
    [(1, 0, 29)]
    """
    found: list[Passage] = []
    borders = _borders(document)
    for start, end in pairwise(borders):
        section = _section_at(document.sections, start)
        if section is not None and _is_heading(document.text[start:end], section):
            continue  # a chapter's heading alone answers nobody; its sections' passages do
        for first, last in _cut(document.text, start, end, document.language):
            found.append(_passage(document, len(found) + 1, (first, last), section))
    return tuple(found)


def _borders(document: Document) -> list[int]:
    spans = [(s.start, s.end) for s in document.sections]
    spans += [(p.start, p.end) for p in document.pages]
    inside = {place for span in spans for place in span if 0 < place < len(document.text)}
    return [0, *sorted(inside), len(document.text)]


def _section_at(sections: Sequence[SectionSpan], place: int) -> SectionSpan | None:
    """Return the innermost section around a place."""
    around = [each for each in sections if each.start <= place < each.end]
    return min(around, key=lambda each: each.end - each.start) if around else None


def _is_heading(text: str, section: SectionSpan) -> bool:
    """Tell whether a stretch is nothing but its section's number and heading."""
    head = " ".join(part for part in (section.number, section.heading) if part)
    return section.end - section.start > len(text) and text.strip() == head


def _passage(
    document: Document, number: int, span: tuple[int, int], section: SectionSpan | None
) -> Passage:
    start, end = span
    text = document.text[start:end]
    starts = [page.start for page in document.pages]
    page = document.pages[bisect_right(starts, start) - 1].number if starts else None
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
        page=page,
        section=section.iri if section else None,
        heading=" ".join(part for part in (section.number, section.heading) if part)
        if section
        else "",
    )


def _cut(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield the passages of one stretch: sentences gathered up to the wanted length."""
    wanted = _WANTED.get(language, _DEFAULT_WANTED)
    pieces = [
        piece
        for sentence in _sentences(text, start, end)
        for piece in _split_long(text, sentence, wanted)
    ]
    gathered: list[tuple[int, int]] = []
    for first, last in pieces:
        if gathered and (
            last - gathered[-1][0] <= wanted
            or (last - first < _TOO_SHORT and last - gathered[-1][0] <= wanted * _SLACK)
        ):
            gathered[-1] = (gathered[-1][0], last)
        else:
            gathered.append((first, last))
    yield from gathered


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for place in (*sentence_ends(text, start, end), end):
        trimmed = _trim(text, begin, place)
        if trimmed is not None:
            yield trimmed
        begin = place


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _split_long(text: str, span: tuple[int, int], wanted: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that is too long at clauses, else at words, else where it must be."""
    start, end = span
    while end - start > wanted * _SLACK:
        places = [m.end() for m in _CLAUSE.finditer(text, start + wanted // 2, start + wanted)]
        clauses = [p for p in places if not text[p - 2].isalnum()]
        cut = (clauses or places or [start + wanted])[-1]
        trimmed = _trim(text, start, cut)
        if trimmed is not None:
            yield trimmed
        start = cut
    trimmed = _trim(text, start, end)
    if trimmed is not None:
        yield trimmed
