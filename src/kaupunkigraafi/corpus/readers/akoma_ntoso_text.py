"""The elements of an Akoma Ntoso statute → its text, laid out so that it can be read.

Nothing that is printed is left out. Only the act's own sections get an IRI: not those of
another law that are quoted, amended or attached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.layout import Layout

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_HEADED = frozenset(("part", "chapter", "title", "book", "article", "division", "subchapter"))
_POINTS = frozenset(("paragraph", "subparagraph", "point", "item", "indent", "alinea"))
_LINES = frozenset(("p", "block", "signature"))
_QUOTING = frozenset(("quotedStructure", "embeddedStructure", "attachment", "attachments"))
_ENDS = frozenset(("conclusions", "entryIntoForce", "signatures", "preliminaryWork"))
_SKIPPED = frozenset(("", "meta", "num", "heading"))
# What the statute book prints where an amending act leaves the old wording as it is.
_OMISSION = "— — —"
# Finlex breaks lines around references, also where print has no space.
_LOOSE = re.compile(r"(?<=\() | (?=[),;])")
_ORDINAL = re.compile(r"(\d+)\s*([a-zåäö]?)\s*(?:§|luku|kap\.?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: how deep, in which chapter, and whether it is the act's own text."""

    level: int = 1
    chapter: str = ""
    own: bool = True

    def deeper(self) -> _Place:
        return replace(self, level=self.level + 1)


class Text:
    """Walks elements in order; the parser bounds their depth."""

    def __init__(self, layout: Layout, law: str) -> None:
        """Begin a text.

        Args:
            layout: takes the lines.
            law: IRI that the sections' IRIs begin with; empty where they get none.
        """
        self._layout = layout
        self._law = law
        self._seen: set[str] = set()

    def lay_out(self, element: etree._Element) -> None:
        """Lay out what is below an element.

        Args:
            element: a preamble, a body, attachments.
        """
        self._children(element, _Place(own=name_of(element) not in _QUOTING))

    def _children(self, element: etree._Element, place: _Place) -> None:
        for child in element:
            self._element(child, place)

    def _element(self, element: etree._Element, place: _Place) -> None:
        name = name_of(element)
        if name in _SKIPPED:
            return
        if name == "section":
            self._section(element, place)
        elif name in _HEADED or (name == "hcontainer" and _child(element, "heading")):
            self._headed(element, place)
        elif name in _POINTS:
            self._point(element, place)
        elif name == "crossHeading":
            self._layout.head(place.level, words_in(element))
        elif name == "tr":
            self._layout.add(" | ".join(words_in(cell) for cell in element), gap="\n")
        elif element.get("name") == "omission":
            self._layout.add(_OMISSION)
        else:
            self._plain(element, name, place)

    def _plain(self, element: etree._Element, name: str, place: _Place) -> None:
        if element.get("name") in _ENDS:
            self._layout.end()
        if name in _LINES and not _holds_lines(element):
            self._layout.add(words_in(element))
            return
        quoting = name in _QUOTING
        within = replace(place, own=False, level=place.level + 1) if quoting else place
        self._layout.add(one_line(element.text or ""))
        for child in element:
            self._element(child, within)
            self._layout.add(one_line(child.tail or ""))
        if quoting:
            self._layout.end(within.level)

    def _headed(self, element: etree._Element, place: _Place) -> None:
        number = _child(element, "num")
        self._layout.head(place.level, _child(element, "heading"), number=number)
        chapter = ordinal_of(number) if name_of(element) == "chapter" else place.chapter
        self._children(element, replace(place.deeper(), chapter=chapter))

    def _section(self, element: etree._Element, place: _Place) -> None:
        number = _child(element, "num")
        iri = self._iri(number, place)
        self._layout.head(place.level, _child(element, "heading"), number=number, iri=iri)
        self._children(element, place.deeper())
        self._layout.end(place.level)

    def _iri(self, number: str, place: _Place) -> str | None:
        """Return the section's ELI; Finlex leaves the part's level out of it."""
        ordinal = ordinal_of(number)
        if not self._law or not place.own or not ordinal:
            return None
        within = f"luku/{place.chapter}/" if place.chapter else ""
        iri = f"{self._law}/{within}pykala/{ordinal}"
        if iri in self._seen:
            return None  # the number is printed twice; the first one keeps the name
        self._seen.add(iri)
        return iri

    def _point(self, element: etree._Element, place: _Place) -> None:
        number = _child(element, "num")
        for child in element:
            name = name_of(child)
            if name in _SKIPPED:
                continue
            if name in ("content", "intro", "wrapUp", "p") and number:
                self._layout.add(f"{number} {words_in(child)}".strip(), gap="\n")
                number = ""
            else:
                self._element(child, place)


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace; comments and instructions have none.

    Args:
        element: any node.

    Returns:
        The local name, empty for what is no element.
    """
    return str(element.tag).removeprefix(AKN) if isinstance(element.tag, str) else ""


def words_in(element: etree._Element) -> str:
    """Return the text of an element and all below it.

    Args:
        element: any.

    Returns:
        One line.
    """
    return _LOOSE.sub("", one_line("".join(str(text) for text in element.itertext())))


def ordinal_of(number: str) -> str:
    """Return a section's or chapter's number as Finlex writes it in an ELI.

    Args:
        number: as printed.

    Returns:
        Empty where it is not the number of one section or chapter.

    >>> ordinal_of("4 a §"), ordinal_of("10 a luku"), ordinal_of("4 luku"), ordinal_of("1 kap.")
    ('4a', '10a', '4', '1')
    >>> ordinal_of("12–14 §"), ordinal_of("I OSA")
    ('', '')
    """
    match = _ORDINAL.fullmatch(number.strip())
    return match[1] + match[2].lower() if match else ""


def _holds_lines(element: etree._Element) -> bool:
    below = (name_of(each) for each in element.iterdescendants())
    return any(name in _LINES or name in _QUOTING for name in below)


def _child(element: etree._Element, name: str) -> str:
    found = element.find(f"{AKN}{name}")
    return "" if found is None else words_in(found)
