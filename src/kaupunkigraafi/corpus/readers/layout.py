"""Blocks of text → one text with spans: what readers of structured formats build on."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.model import SectionSpan


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a section begins, while a text is being laid out."""

    start: int
    level: int
    heading: str
    number: str = ""
    iri: str | None = None
    ends: bool = False


class Layout:
    """Gathers paragraphs into one text and remembers where sections begin.

    >>> layout = Layout()
    >>> layout.head(1, "Johdanto")
    >>> layout.add("Kunta päättää.")
    >>> layout.text()
    'Johdanto\\n\\nKunta päättää.'
    """

    def __init__(self) -> None:
        """Start with an empty text."""
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []

    def add(self, paragraph: str, *, gap: str = "\n\n") -> None:
        """Add a paragraph.

        Args:
            paragraph: cleaned; an empty one is left out.
            gap: what stands between it and what came before.
        """
        if not paragraph:
            return
        if self._parts:
            self._parts.append(gap)
            self._length += len(gap)
        self._parts.append(paragraph)
        self._length += len(paragraph)

    def head(self, level: int, heading: str, *, number: str = "", iri: str | None = None) -> None:
        """Add a heading, which begins a section.

        Args:
            level: 1 is the highest; a section ends where one of its level or a higher begins.
            heading: its words; may be empty where there is a number.
            number: as ``4 §``.
            iri: of the section, where it has one.
        """
        line = " ".join(part for part in (number, heading) if part)
        if not line:
            return
        start = self._length + (2 if self._parts else 0)
        self.add(line)
        self._headings.append(Heading(start, level, heading, number, iri))

    def end(self, level: int = 0) -> None:
        """End open sections here: what follows belongs to none of them.

        Args:
            level: sections of this level and below end; 0 ends all.
        """
        self._headings.append(Heading(self._length, level, "", ends=True))

    def __len__(self) -> int:
        """Return the number of characters so far."""
        return self._length

    def text(self) -> str:
        """Return the whole text.

        Returns:
            Paragraphs with blank lines between.
        """
        return "".join(self._parts)

    def sections(self) -> tuple[SectionSpan, ...]:
        """Return the sections, in order of their beginnings.

        Returns:
            Spans that nest by level.
        """
        found = []
        for index, each in enumerate(self._headings):
            if each.ends:
                continue
            following = self._headings[index + 1 :]
            end = next((h.start for h in following if h.level <= each.level), self._length)
            found.append(SectionSpan(each.start, end, each.number, each.heading, each.iri))
        return tuple(found)
