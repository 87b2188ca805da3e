"""The styles of a Word document → which paragraphs are headings, and of which level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from kaupunkigraafi.corpus.readers.xml import local

# Word keeps the English names of its own styles, other programs do not.
_HEADING = re.compile(r"(?:heading|otsikko|rubrik|överskrift)\s*(\d)", re.IGNORECASE)
_TITLES = ("title", "otsikko", "rubrik")
_NO_LEVEL = 9  # Word's number for a paragraph of the text
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class _Style:
    """One style: what it says of itself, and whose it starts from."""

    name: str
    base: str
    level: int | None
    listed: bool


class Styles:
    """Levels of paragraphs by their styles."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the styles.

        Args:
            root: of ``styles.xml``; None: there is none.
        """
        self._styles: Mapping[str, _Style] = {
            attribute(style, "styleId"): _Style(
                value(style, "name"),
                value(style, "basedOn"),
                level_of(style),
                next((True for each in style.iter() if local(each) == "numPr"), False),
            )
            for style in (root if root is not None else ())
            if local(style) == "style"
        }

    def level(self, style: str) -> int:
        """Return the level of a heading.

        Args:
            style: of a paragraph; empty where it has none.

        Returns:
            1 is the highest; 0: no heading.
        """
        for each in self._line(style):
            named = _HEADING.fullmatch(each.name.strip())
            level = each.level if each.level is not None else named and int(named[1]) - 1
            if level is not None:
                return level + 1 if level < _NO_LEVEL else 0
        # A document without styles still names them as Word does.
        named = _HEADING.fullmatch(style) if style not in self._styles else None
        return int(named[1]) if named else 0

    def is_title(self, style: str) -> bool:
        """Tell whether a paragraph is the document's title.

        Args:
            style: of it.

        Returns:
            True for the style of titles, and those that start from it.
        """
        names = [each.name.strip().lower() for each in self._line(style)] or [style.lower()]
        return any(name in _TITLES for name in names)

    def is_item(self, style: str) -> bool:
        """Tell whether a paragraph is an item of a list.

        Args:
            style: of it.

        Returns:
            True where its style numbers or marks it.
        """
        return any(each.listed for each in self._line(style))

    def _line(self, style: str) -> list[_Style]:
        """Return a style and those it starts from; a circle ends."""
        found: list[_Style] = []
        while style in self._styles and len(found) < _DEEPEST:
            found.append(self._styles[style])
            style = found[-1].base
        return found


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute, whichever of Word's namespaces it is in.

    Args:
        element: any.
        name: without namespace.

    Returns:
        Empty where there is none.
    """
    for key, text in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(text)
    return ""


def value(element: etree._Element, name: str) -> str:
    """Return what a child says: ``<w:name w:val="…"/>``.

    Args:
        element: the child's parent.
        name: of the child.

    Returns:
        Empty where there is none.
    """
    return next((attribute(child, "val") for child in element if local(child) == name), "")


def level_of(element: etree._Element) -> int | None:
    """Return the outline level that a style or a paragraph states itself.

    Args:
        element: with paragraph properties, or those.

    Returns:
        0 is the highest; None where nothing is stated.
    """
    for child in element:
        if local(child) == "pPr":
            return level_of(child)
        if local(child) == "outlineLvl" and attribute(child, "val").isdecimal():
            return min(int(attribute(child, "val")), _NO_LEVEL)
    return None
