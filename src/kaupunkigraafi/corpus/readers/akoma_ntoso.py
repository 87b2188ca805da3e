"""Akoma Ntoso 3.0 as Finlex serves it → a statute: its text, its sections, its wording.

Source: OASIS LegalDocML, Akoma Ntoso Version 1.0; Finlex's part level is left out of the
sections' IRIs, as Finlex itself prints them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading, Record
from kaupunkigraafi.vocabulary import FINLEX

_AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_FIN = "{http://data.finlex.fi/schema/finlex}"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_LANGUAGES = {"fin": "fi", "swe": "sv", "eng": "en", "sme": "se"}
_TYPES = {"act": "laki", "decree": "asetus"}
_ELI = re.compile(r"/eli/sd/(\d{4})/(\d+[a-z]?)/(alkup|ajantasa(?:/\d+)?)/(\w{3})")
_WORK = re.compile(r"/akn/fi/act/[\w-]+/(\d{4})/(\d+[a-z]?)")
_NUMBER = re.compile(r"(\d+)\s*([a-zåäö]?)")
_AMENDING = "amending-statute"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the meta block says.

    Attributes:
        amends: the statute changes others: its sections are theirs, in a new wording.
    """

    year: str
    number: str
    wording: str
    language: str
    title: str
    kind: str
    issued: date | None
    published: date | None
    version: date | None
    amends: bool

    @property
    def eli(self) -> str:
        """Year and number as ELI orders them."""
        return f"{self.year}/{self.number}"

    @property
    def law(self) -> str:
        """The IRI of the work."""
        return FINLEX + self.eli


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
        act = root.find(f"{_AKN}act")
        body = None if act is None else act.find(f"{_AKN}body")
        if act is None or body is None:
            raise UnreadableDocument(
                f"{file.path.name} is Akoma Ntoso without an act that has a body; "
                "statutes are read, other documents are not yet"
            )
        facts = _facts(file, act)
        layout = Layout()
        layout.add(" ".join(part for part in (f"{facts.number}/{facts.year}", facts.title) if part))
        preamble = act.find(f"{_AKN}preamble")
        if preamble is not None:
            for paragraph in preamble.iter(f"{_AKN}p"):
                layout.add(_words(paragraph))
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


def _facts(file: File, act: etree._Element) -> _Facts:
    meta = act.find(f"{_AKN}meta")
    if meta is None:
        raise UnreadableDocument(f"{file.path.name} has no meta block, so it is no known statute")
    work = _value(meta, "FRBRWork", "FRBRuri")
    named = _WORK.search(work)
    if not named:
        raise UnreadableDocument(
            f"{file.path.name} calls itself {work!r}, not a Finnish statute (/akn/fi/act/…)"
        )
    eli = _ELI.search(_value(meta, "FRBRExpression", "FRBRalias"))
    language = meta.find(f".//{_AKN}FRBRExpression/{_AKN}FRBRlanguage")
    code = language.get("language", "") if language is not None else ""
    if code not in _LANGUAGES:
        raise UnreadableDocument(
            f"{file.path.name} is in {code or 'no stated language'}; read are "
            f"{', '.join(_LANGUAGES)}"
        )
    version = _version(meta)
    consolidated = act.get("contains") != "originalVersion"
    wording = eli[3] if eli else "alkup"
    if consolidated and wording == "alkup":
        wording = f"ajantasa/{version:%Y%m%d}" if version else "ajantasa"
    title = act.find(f"{_AKN}preface//{_AKN}docTitle")
    return _Facts(
        year=named[1],
        number=named[2],
        wording=wording,
        language=code,
        title=_words(title) if title is not None else "",
        kind=_kind(meta),
        issued=_day(meta, "FRBRWork", "dateIssued"),
        published=_day(meta, "FRBRWork", "datePublished"),
        version=version if consolidated else None,
        amends=_AMENDING in _category(meta),
    )


def _value(meta: etree._Element, level: str, name: str) -> str:
    found = meta.find(f".//{_AKN}{level}/{_AKN}{name}")
    return "" if found is None else found.get("value", "")


def _day(meta: etree._Element, level: str, name: str) -> date | None:
    for each in meta.iterfind(f".//{_AKN}{level}/{_AKN}FRBRdate"):
        if each.get("name") == name:
            try:
                return date.fromisoformat(each.get("date", ""))
            except ValueError:
                return None
    return None


def _version(meta: etree._Element) -> date | None:
    """Return the day of a consolidated wording: ``…/fin@20260101`` or dateConsolidated."""
    match = re.search(r"@(\d{8})", _value(meta, "FRBRExpression", "FRBRuri"))
    if match:
        return date.fromisoformat(match[1])
    return _day(meta, "FRBRExpression", "dateConsolidated")


def _kind(meta: etree._Element) -> str:
    found = meta.find(f".//{_FIN}typeStatute")
    return _TYPES.get(found.get("refersTo", "").lstrip("#"), "") if found is not None else ""


def _category(meta: etree._Element) -> str:
    found = meta.find(f".//{_FIN}categoryStatute")
    return found.get("refersTo", "") if found is not None else ""


class _Body:
    """Lays out the body of an act: chapters, sections, subsections, points."""

    def __init__(self, layout: Layout, facts: _Facts) -> None:
        self._layout = layout
        self._facts = facts
        self._seen: set[str] = set()
        self._number = ""

    def lay_out(self, body: etree._Element) -> None:
        """Walk the elements in order; depth is bounded by the parser."""
        for element in body:
            self._element(element, chapter="", level=1)

    def _element(self, element: etree._Element, *, chapter: str, level: int) -> None:
        name = _name(element)
        if name == "section":
            self._section(element, chapter, level)
        elif name in ("part", "chapter"):
            number = _child(element, "num")
            self._layout.head(level, _child(element, "heading"), number=number)
            within = _ordinal(number) if name == "chapter" else chapter
            for child in element:
                self._element(child, chapter=within, level=level + 1)
        elif name == "subsection":
            self._subsection(element)
        elif name in ("paragraph", "subparagraph"):
            self._point(element)
        elif name in ("p", "block", "crossHeading"):
            self._layout.add(_words(element))
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
        number = _child(element, "num")
        iri = self._iri(number, chapter)
        self._layout.head(level + 1, _child(element, "heading"), number=number, iri=iri)
        for child in element:
            self._element(child, chapter=chapter, level=level + 1)
        self._layout.end(level + 1)

    def _iri(self, number: str, chapter: str) -> str | None:
        """Return the section's ELI; None for the sections of other statutes that are amended."""
        ordinal = _ordinal(number)
        if self._facts.amends or not ordinal:
            return None
        path = f"luku/{chapter}/pykala/{ordinal}" if chapter else f"pykala/{ordinal}"
        iri = f"{self._facts.law}/{path}"
        if iri in self._seen:
            return None  # the number is printed twice; the first one keeps the name
        self._seen.add(iri)
        return iri

    def _subsection(self, element: etree._Element) -> None:
        for child in element:
            self._element(child, chapter="", level=9)

    def _point(self, element: etree._Element) -> None:
        number = _child(element, "num")
        first = True
        for child in element:
            name = _name(child)
            if name in ("", "num", "heading"):
                continue
            if name in ("paragraph", "subparagraph"):
                self._point(child)
                continue
            line = _words(child)
            self._layout.add(f"{number} {line}".strip() if first else line, gap="\n")
            first = False

    def _table(self, element: etree._Element) -> None:
        for row in element.iter(f"{_AKN}tr"):
            cells = [_words(cell) for cell in row if _name(cell)]
            self._layout.add(" | ".join(cells), gap="\n")


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; comments and instructions have none."""
    return str(element.tag).removeprefix(_AKN) if not callable(element.tag) else ""


def _child(element: etree._Element, name: str) -> str:
    found = element.find(f"{_AKN}{name}")
    return "" if found is None else _words(found)


def _words(element: etree._Element) -> str:
    return one_line("".join(str(text) for text in element.itertext()))


def _ordinal(number: str) -> str:
    """Return ``4a`` of ``4 a §`` or ``4 a luku``."""
    match = _NUMBER.match(number)
    if not match:
        return ""
    # "4 luku" has a letter behind its number too; only a lone one belongs to it.
    lone = re.match(r"\d+\s*([a-zåäö])(?![a-zåäö])", number)
    return match[1] + (lone[1] if lone else "")


def _document(facts: _Facts, layout: Layout) -> Document:
    expression = f"{facts.law}/{facts.wording}/{facts.language}"
    enacted = facts.wording == "alkup"
    return Document(
        id="-".join(("act", facts.year, facts.number, *facts.wording.split("/"), facts.language)),
        origin=expression,
        title=f"{facts.title} ({facts.number}/{facts.year})",
        text=layout.text(),
        type="statute",
        language=_LANGUAGES[facts.language],
        authority=Authority.STATUTE_AS_ENACTED if enacted else Authority.STATUTE_CONSOLIDATED,
        source=expression,
        licence=_CC_BY,
        issued=facts.issued,
        as_of=facts.issued if enacted else facts.version,
        expresses=facts.law,
        sections=layout.sections(),
    )


def _records(facts: _Facts, document: Document) -> tuple[Record, ...]:
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
