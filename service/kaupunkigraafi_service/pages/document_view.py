"""A Document and its passages → what a person reads: headings, paragraphs, places to link to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kaupunkigraafi.model import Document, Passage, SectionSpan

_BLOCK = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_HIGHEST, _LOWEST = 2, 3  # the title is the page's only heading of the first level


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text, and where a thing that they name is read about; empty: nowhere."""

    text: str
    href: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A span of a document's text that names a thing."""

    start: int
    end: int
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a block that is one passage, or none.

    Attributes:
        anchor: ``p12`` where passage 12 begins here.
        words: the text again, cut where it names a thing.
        language: of the passage, where it is another than the document's.
    """

    text: str
    anchor: str = ""
    words: tuple[Words, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading.

    Attributes:
        level: of a heading, 2 or 3; 0 is a paragraph.
        anchor: ``s3`` of the third section.
        page: number of the printed page that begins with it; 0: none does.
    """

    stretches: tuple[Stretch, ...]
    level: int = 0
    anchor: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a section's heading is shown."""

    title: str
    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    text: str
    anchor: str


def title_of(section: SectionSpan) -> str:
    """Return how a section is cited.

    Args:
        section: of a document.

    Returns:
        Number and heading.

    >>> title_of(SectionSpan(0, 9, "4 §", "Kunta"))
    '4 § Kunta'
    """
    return " ".join(part for part in (section.number, section.heading) if part)


def contents_of(document: Document) -> tuple[Entry, ...]:
    """Return the table of contents.

    Args:
        document: any.

    Returns:
        A line for each section that has a name.
    """
    return tuple(
        Entry(title_of(section), f"s{number}")
        for number, section in enumerate(document.sections, 1)
        if title_of(section)
    )


def blocks_of(
    document: Document, passages: Sequence[Passage], mentioned: Sequence[Mentioned] = ()
) -> tuple[Block, ...]:
    """Cut a text into headings and paragraphs.

    Args:
        document: any.
        passages: of the document, in order.
        mentioned: things that the text names, in order.

    Returns:
        Blocks in order; together they hold the whole text, but for blank lines.
    """
    cuts = _Cuts(document, passages)
    sections = dict(_headings(document.sections))
    pages = list(reversed(document.pages))
    found: list[Block] = []
    for match in _BLOCK.finditer(document.text):
        begin, end = match.span()
        page = 0
        while pages and pages[-1].start <= begin:
            page = pages.pop().number
        first = len(found)
        opening = next((sections[at] for at in range(begin, end) if at in sections), None)
        if opening is not None and opening.title:
            # A list may follow its heading on the next line.
            line = document.text[begin:end].partition("\n")[0]
            printed = " ".join(line.split()) == " ".join(opening.title.split())
            stop = begin + len(line) if printed else begin
            words = cuts.stretches(begin, stop) if printed else ()
            found.append(
                Block(
                    tuple(each for each, _ in words) or (Stretch(opening.title),),
                    opening.level,
                    opening.anchor,
                )
            )
            begin = stop + printed
        if begin < end:
            stretches = cuts.stretches(begin, end)
            found.append(Block(tuple(_named(each, at, mentioned) for each, at in stretches)))
        found[first] = replace(found[first], page=page)
    return tuple(found)


def _headings(sections: Sequence[SectionSpan]) -> Iterator[tuple[int, _Opening]]:
    """Yield where each section begins; one that lies within another is a level deeper."""
    open_ends: list[int] = []
    for number, section in enumerate(sections, 1):
        open_ends = [end for end in open_ends if end > section.start]
        level = min(_HIGHEST + len(open_ends), _LOWEST)
        yield section.start, _Opening(title_of(section), level, f"s{number}")
        open_ends.append(section.end)


class _Cuts:
    """Where passages begin in a text, and which are in another language than its own."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self._text = document.text
        self._starts = {each.start: f"p{each.number}" for each in reversed(passages)}
        self._tongues = [
            (each.start, each.end, each.language)
            for each in passages
            if each.language not in (document.language, "und", "")
        ]

    def stretches(self, begin: int, end: int) -> Iterator[tuple[Stretch, int]]:
        """Yield each stretch and where it begins."""
        cuts = [begin, *sorted(at for at in self._starts if begin < at < end), end]
        for first, last in pairwise(cuts):
            anchor = self._starts.get(first, "")
            yield Stretch(self._text[first:last], anchor, language=self._tongue(first)), first

    def _tongue(self, at: int) -> str:
        return next((each for start, end, each in self._tongues if start <= at < end), "")


def _named(stretch: Stretch, begin: int, mentioned: Sequence[Mentioned]) -> Stretch:
    """Cut a stretch where it names things; a name that runs over its end stays words."""
    end, place, words = begin + len(stretch.text), begin, []
    for each in mentioned:
        if each.start >= place and each.end <= end:
            words.append(Words(stretch.text[place - begin : each.start - begin]))
            named = stretch.text[each.start - begin : each.end - begin]
            words.append(Words(named, each.href, each.name))
            place = each.end
    words.append(Words(stretch.text[place - begin :]))
    return replace(stretch, words=tuple(each for each in words if each.text))
