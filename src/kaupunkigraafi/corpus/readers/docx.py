"""Word's DOCX → Document: headings by their styles, tables row by row; macros are not looked at.

Read with lxml from the parts that hold words. A DOCX has no pages until a program lays it out,
so none are told.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from kaupunkigraafi.corpus.readers.archive import MARK, Archive
from kaupunkigraafi.corpus.readers.contract import File, upload
from kaupunkigraafi.corpus.readers.docx_styles import Styles
from kaupunkigraafi.corpus.readers.docx_text import Body
from kaupunkigraafi.corpus.readers.titles import title_of
from kaupunkigraafi.corpus.readers.xml import local
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

_LINKS = "_rels/.rels"
_MAIN = "/officeDocument"
_USUAL = "word/document.xml"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older container, also around a locked document


class Docx:
    """Reads Word documents."""

    name = "Word"
    suffixes = (".docx", ".docm", ".dotx", ".dotm")

    def accepts(self, file: File) -> bool:
        """Accept what has a Word document's parts, whatever it is called.

        Args:
            file: any.

        Returns:
            True for a ZIP with those, and for the older container, to say so.
        """
        packed = file.data.startswith(MARK) and (
            b"word/" in file.data or file.path.suffix.lower() in self.suffixes
        )
        return packed or file.data.startswith(_OLD)

    def read(self, file: File) -> Reading:
        """Read the document.

        Args:
            file: DOCX.

        Returns:
            One document.

        Raises:
            UnreadableDocument: it is none, broken, locked, or without text.
        """
        if file.data.startswith(_OLD):
            raise UnreadableDocument(
                f"{file.path.name} is of the older Office, or locked by a password; "
                "save it as .docx without one"
            )
        archive = Archive(file)
        main = _main(archive)
        root = archive.xml(main)
        found = None if root is None else next((e for e in root if local(e) == "body"), None)
        if found is None:
            raise UnreadableDocument(
                f"{file.path.name} is a ZIP without a Word document in it; add what is in it"
            )
        body = _body(archive, posixpath.dirname(main), found)
        text = body.layout.text()
        if not text:
            raise UnreadableDocument(
                f"{file.path.name} has no text; letters in its pictures are not guessed: "
                "run text recognition over it first"
            )
        sections = body.layout.sections()
        headings = (*body.titles, _stated(archive), *(each.heading for each in sections))
        title = title_of(file, "", headings)
        return Reading((upload(file, title, text, type="text", sections=sections),))


def _main(archive: Archive) -> str:
    """Return the name of the part that holds the body."""
    links = archive.xml(_LINKS)
    for link in links if links is not None else ():
        if str(link.get("Type", "")).endswith(_MAIN):
            return str(link.get("Target", "")).lstrip("/")
    return _USUAL


def _body(archive: Archive, home: str, found: etree._Element) -> Body:
    body = Body(Styles(archive.xml(f"{home}/styles.xml")))
    body.lay_out(found)
    for notes in ("footnotes", "endnotes"):
        body.notes(archive.xml(f"{home}/{notes}.xml"))
    return body


def _stated(archive: Archive) -> str:
    """Return the title that the document's properties state."""
    root = archive.xml("docProps/core.xml")
    for each in root if root is not None else ():
        if local(each) == "title":
            return each.text or ""
    return ""
