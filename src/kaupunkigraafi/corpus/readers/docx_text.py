"""The body of a Word document → its text: paragraphs, headings, rows of tables, notes.

What was deleted with changes tracked is not there; what was inserted is. Fields show what they
last showed. A picture has no words; a text box has.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.docx_styles import Styles, attribute, level_of, value
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.corpus.readers.xml import local

# Deleted, a field's recipe, the copy of a box for older programs, a picture's own description.
_UNSEEN = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "sdtPr", "docPr"))
_NOTE_MARKS = frozenset(("footnoteReference", "endnoteReference"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OUTER_LEVELS = 9


class Body:
    """Lays a document's body out."""

    def __init__(self, styles: Styles) -> None:
        """Start with nothing.

        Args:
            styles: of the document.
        """
        self.layout = Layout()
        self.titles: list[str] = []
        self._styles = styles

    def lay_out(self, parent: etree._Element) -> None:
        """Lay out what an element holds.

        Args:
            parent: the body, or what is within it: a content control, a cell with a table.
        """
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name not in _UNSEEN and name not in ("pPr", "tblPr", "sectPr"):
                self.lay_out(child)

    def notes(self, root: etree._Element | None) -> None:
        """Lay out footnotes or endnotes.

        Args:
            root: of their part; None: there is none.
        """
        for note in root if root is not None else ():
            number, kind = attribute(note, "id"), attribute(note, "type")
            if local(note).endswith("note") and kind in ("", "normal"):
                text = one_line(" ".join(_words(p) for p in note.iter() if local(p) == "p"))
                self.layout.add(f"[{number}] {text}" if text else "", gap="\n")

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = next((each for each in paragraph if local(each) == "pPr"), None)
        style = value(properties, "pStyle") if properties is not None else ""
        text = clean(_words(paragraph))
        level = self._level(properties, style)
        if self._styles.is_title(style) and text:
            self.titles.append(one_line(text))
            level = level or 1
        if level:
            self.layout.head(level, one_line(text))
        elif self._is_item(properties, style):
            self.layout.add(f"– {text}" if text else "", gap="\n")
        else:
            self.layout.add(text)
        for box in _boxes(paragraph):
            self.lay_out(box)

    def _level(self, properties: etree._Element | None, style: str) -> int:
        stated = level_of(properties) if properties is not None else None
        if stated is not None:
            return stated + 1 if stated < _OUTER_LEVELS else 0
        return self._styles.level(style)

    def _is_item(self, properties: etree._Element | None, style: str) -> bool:
        stated = (
            [each for each in properties if local(each) == "numPr"]
            if properties is not None
            else ()
        )
        if stated:
            return value(stated[0], "numId") != "0"
        return self._styles.is_item(style)

    def _table(self, table: etree._Element) -> None:
        for row in (each for each in table if local(each) == "tr"):
            cells = [each for each in row.iterchildren() if local(each) in ("tc", "sdt")]
            if any(local(each) == "tbl" for cell in cells for each in cell.iter()):
                for cell in cells:  # a table within makes this one a layout
                    self.lay_out(cell)
                continue
            texts = (
                one_line(" ".join(_words(p) for p in cell.iter() if local(p) == "p"))
                for cell in cells
            )
            self.layout.add(" | ".join(filter(None, texts)), gap="\n")


def _words(paragraph: etree._Element) -> str:
    """Return what is read in a paragraph, its boxes apart."""
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield "\f" if attribute(child, "type") == "page" else _SIGNS[name]
        elif name in _NOTE_MARKS:
            yield f" [{attribute(child, 'id')}]"
        elif name == "r" and _is_hidden(child):
            continue
        elif name not in _UNSEEN and name not in ("txbxContent", "pPr", "rPr"):
            yield from _pieces(child)


def _is_hidden(run: etree._Element) -> bool:
    properties = next((each for each in run if local(each) == "rPr"), None)
    if properties is None:
        return False
    return any(
        local(each) == "vanish" and attribute(each, "val") not in ("0", "false")
        for each in properties
    )


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraph's text boxes, those within others not by themselves."""
    for child in paragraph:
        if local(child) == "txbxContent":
            yield child
        elif local(child) not in _UNSEEN:
            yield from _boxes(child)
