"""Collected passages → a Word document: each with its citation and a link to where it is read."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from docx import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kaupunkigraafi_service.pages.citing import Citation
from kaupunkigraafi_service.pages.texts import Texts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BLANK_LINES = re.compile(r"\n\s*\n")
# What XML cannot hold, and what would turn the text around it.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def docx_of(collected: Sequence[tuple[Citation, str]], texts: Texts) -> bytes:
    """Write passages down.

    Args:
        collected: each passage with its citation in words.
        texts: of the language of the headings.

    Returns:
        A DOCX file.
    """
    word = Word()
    word.core_properties.title = texts("collection.heading")
    word.core_properties.author = "Kaupunkigraafi"
    word.add_heading(texts("collection.heading"), level=1)
    word.add_paragraph(texts("site.caution"))
    for cited, words in collected:
        word.add_heading(_clean(cited.document.title), level=2)
        if cited.place(texts):
            word.add_paragraph(_clean(cited.place(texts)), style="Intense Quote")
        text = cited.passage.text if cited.passage else cited.document.text
        for part in _BLANK_LINES.split(text):
            word.add_paragraph(_clean(part))
        before, _, after = words.partition(cited.permalink)
        paragraph = word.add_paragraph(style="Caption")
        paragraph.add_run(_clean(before))
        _link(paragraph, cited.permalink)
        paragraph.add_run(_clean(after))
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _link(paragraph: Paragraph, address: str) -> None:
    """Add a link; python-docx reads links and does not write them."""
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(address)
    link.append(run._r)
    paragraph._p.append(link)
