"""Akoma Ntoso 3.0 as Finlex serves it → a statute: its text, its sections, its wording.

Source: OASIS LegalDocML, Akoma Ntoso Version 1.0; Finlex's part level is left out of the
sections' IRIs, as Finlex itself prints them.
"""

from __future__ import annotations

from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.readers.akoma_ntoso_meta import (
    AKN,
    LANGUAGES,
    Facts,
    facts_of,
    name_of,
    ordinal_of,
    words_in,
    words_of,
)
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading, Record

_CC_BY = "https://creativecommons.org/licenses/by/4.0/"


class AkomaNtoso:
    """Reads statutes."""

    name = "Akoma Ntoso"

    def accepts(self, file: File) -> bool:
        """Accept XML whose root is akomaNtoso.

        Args:
            file: any.

        Returns:
            True where the root's name is near the beginning.
        """
        return b"<akomaNtoso" in file.data[:4096]

    def read(self, file: File) -> Reading:
        """Read a statute in one language and one wording.

        Args:
            file: Akoma Ntoso.

        Returns:
            One document; a law, an expression and its sections as records.

        Raises:
            UnreadableDocument: not well-formed, or not a statute.
        """
        root = _parse(file)
        act = root.find(f"{AKN}act")
        body = None if act is None else act.find(f"{AKN}body")
        if act is None or body is None:
            raise UnreadableDocument(
                f"{file.path.name} is Akoma Ntoso without an act that has a body; "
                "statutes are read, other documents are not yet"
            )
        facts = facts_of(file, act)
        layout = Layout()
        layout.add(" ".join(part for part in (f"{facts.number}/{facts.year}", facts.title) if part))
        preamble = act.find(f"{AKN}preamble")
        if preamble is not None:
            for paragraph in preamble.iter(f"{AKN}p"):
                layout.add(words_in(paragraph))
        _Body(layout, facts).lay_out(body)
        document = _document(facts, layout)
        return Reading((document,), _records(facts, document))


def _parse(file: File) -> etree._Element:
    # Entities, DTDs and other hosts are how XML attacks its reader; none of them is needed.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(file.data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"{file.path.name} is not well-formed XML: {error.msg}") from error


class _Body:
    """Lays out the body of an act: chapters, sections, subsections, points."""

    def __init__(self, layout: Layout, facts: Facts) -> None:
        self._layout = layout
        self.facts_of = facts
        self._seen: set[str] = set()
        self._number = ""

    def lay_out(self, body: etree._Element) -> None:
        """Walk the elements in order; depth is bounded by the parser."""
        for element in body:
            self._element(element, chapter="", level=1)

    def _element(self, element: etree._Element, *, chapter: str, level: int) -> None:
        name = name_of(element)
        if name == "section":
            self._section(element, chapter, level)
        elif name in ("part", "chapter"):
            number = words_of(element, "num")
            self._layout.head(level, words_of(element, "heading"), number=number)
            within = ordinal_of(number) if name == "chapter" else chapter
            for child in element:
                self._element(child, chapter=within, level=level + 1)
        elif name == "subsection":
            self._subsection(element)
        elif name in ("paragraph", "subparagraph"):
            self._point(element)
        elif name in ("p", "block", "crossHeading"):
            self._layout.add(words_in(element))
        elif name in ("", "num", "heading"):
            return
        elif name == "table":
            self._table(element)
        else:
            if element.get("name") == "conclusions":
                self._layout.end()
            for child in element:
                self._element(child, chapter=chapter, level=level)

    def _section(self, element: etree._Element, chapter: str, level: int) -> None:
        number = words_of(element, "num")
        iri = self._iri(number, chapter)
        self._layout.head(level + 1, words_of(element, "heading"), number=number, iri=iri)
        for child in element:
            self._element(child, chapter=chapter, level=level + 1)
        self._layout.end(level + 1)

    def _iri(self, number: str, chapter: str) -> str | None:
        """Return the section's ELI; None for the sections of other statutes that are amended."""
        ordinal = ordinal_of(number)
        if self.facts_of.amends or not ordinal:
            return None
        path = f"luku/{chapter}/pykala/{ordinal}" if chapter else f"pykala/{ordinal}"
        iri = f"{self.facts_of.law}/{path}"
        if iri in self._seen:
            return None  # the number is printed twice; the first one keeps the name
        self._seen.add(iri)
        return iri

    def _subsection(self, element: etree._Element) -> None:
        for child in element:
            self._element(child, chapter="", level=9)

    def _point(self, element: etree._Element) -> None:
        number = words_of(element, "num")
        first = True
        for child in element:
            name = name_of(child)
            if name in ("", "num", "heading"):
                continue
            if name in ("paragraph", "subparagraph"):
                self._point(child)
                continue
            line = words_in(child)
            self._layout.add(f"{number} {line}".strip() if first else line, gap="\n")
            first = False

    def _table(self, element: etree._Element) -> None:
        for row in element.iter(f"{AKN}tr"):
            cells = [words_in(cell) for cell in row if name_of(cell)]
            self._layout.add(" | ".join(cells), gap="\n")


def _document(facts: Facts, layout: Layout) -> Document:
    expression = f"{facts.law}/{facts.wording}/{facts.language}"
    enacted = facts.wording == "alkup"
    return Document(
        id="-".join(("act", facts.year, facts.number, *facts.wording.split("/"), facts.language)),
        origin=expression,
        title=f"{facts.title} ({facts.number}/{facts.year})",
        text=layout.text(),
        type="statute",
        language=LANGUAGES[facts.language],
        authority=Authority.STATUTE_AS_ENACTED if enacted else Authority.STATUTE_CONSOLIDATED,
        source=expression,
        licence=_CC_BY,
        issued=facts.issued,
        as_of=facts.issued if enacted else facts.version,
        expresses=facts.law,
        sections=layout.sections(),
    )


def _records(facts: Facts, document: Document) -> tuple[Record, ...]:
    source = f"document/{document.id}"
    printed = f"{facts.number}/{facts.year}"
    other = "title_sv" if facts.language == "swe" else "title_fi"
    titled = {other: facts.title} if facts.language in ("fin", "swe") else {}
    law = {
        "eli": facts.eli,
        "number": printed,
        **titled,
        "type": facts.kind,
        "enacted": _iso(facts.issued),
        "published": _iso(facts.published),
        "source": source,
    }
    expression = {
        "eli": facts.eli,
        "language": facts.language,
        "wording": facts.wording,
        "title": facts.title,
        "version_date": _iso(facts.version or facts.issued),
        "source": source,
    }
    rows = [("laws", law), ("expressions", expression)]
    heading = "heading_sv" if facts.language == "swe" else "heading_fi"
    rows += [
        (
            "sections",
            {
                "eli": facts.eli,
                "path": each.iri.removeprefix(facts.law + "/"),
                "number": each.number,
                heading: each.heading,
                "source": source,
            },
        )
        for each in document.sections
        if each.iri
    ]
    return tuple(Record(table, tuple(row.items()), document.id) for table, row in rows)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
