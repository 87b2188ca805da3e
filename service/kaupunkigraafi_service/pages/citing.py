"""A Document or a Passage → how it is cited: plain words, BibTeX, RIS, and a row of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kaupunkigraafi.model import Authority, Document, Passage
from kaupunkigraafi.vocabulary import iri_of
from kaupunkigraafi_service.pages.address import web_link
from kaupunkigraafi_service.pages.sheets import Cell
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import day

ROW = (
    "title", "section", "page", "text", "type", "issued", "as_of", "publisher", "authority",
    "language", "licence", "source", "permalink", "iri", "generation",
)  # fmt: skip
_STATUTES = (Authority.STATUTE_AS_ENACTED, Authority.STATUTE_CONSOLIDATED)
_TEX = str.maketrans({each: f"\\{each}" for each in "&%$#_{}"} | {"\\": "/", "~": "-", "^": "-"})


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation rests on.

    Attributes:
        permalink: where it is read here, with the generation it was read from.
        read: the day it was read.
    """

    document: Document
    passage: Passage | None
    permalink: str
    generation: str
    read: date

    @property
    def section(self) -> str:
        """Number and heading of the passage's section; empty where there is none."""
        return self.passage.heading if self.passage else ""

    @property
    def page(self) -> int | None:
        """The printed page that the passage is on, where it is known."""
        return self.passage.page if self.passage else None

    def place(self, texts: Texts) -> str:
        """Return section and page.

        Args:
            texts: of the language of the citation.

        Returns:
            Both in words; empty where neither is known.
        """
        page = texts("cite.page", number=self.page) if self.page else ""
        return ", ".join(part for part in (self.section, page) if part)


def permalink(root: str, document: str, number: int | None, generation: str) -> str:
    """Return the address of a document or a passage that says what it was read from.

    Args:
        root: of the service.
        document: its id.
        number: of a passage, or None.
        generation: that was read.

    Returns:
        An absolute address.

    >>> permalink("https://example.org", "a", 3, "000001")
    'https://example.org/document/a?generation=000001#p3'
    """
    anchor = f"#p{number}" if number else ""
    return f"{root}/document/{document}?generation={generation}{anchor}"


def plain(cited: Citation, texts: Texts) -> str:
    """Return a citation in words.

    Args:
        cited: what.
        texts: of the language it is written in.

    Returns:
        One line.
    """
    document = cited.document
    issued = day(document.issued, texts.language)
    parts = [document.publisher or "", document.title, cited.place(texts), issued]
    said = ". ".join(part.rstrip(".") for part in parts if part)
    read = texts("cite.read", day=day(cited.read, texts.language))
    own = texts(f"authority.{document.authority.value}")
    generation = texts("cite.generation", name=cited.generation)
    return f"{said}. {own}. {cited.permalink} ({read}, {generation})."


def bibtex(cited: Citation) -> str:
    """Return an entry of BibTeX.

    Args:
        cited: what.

    Returns:
        ``@misc{…}``.
    """
    document = cited.document
    number = f"-p{cited.passage.number}" if cited.passage else ""
    fields = {
        "title": "{" + document.title.translate(_TEX) + "}",
        "author": "{" + document.publisher.translate(_TEX) + "}" if document.publisher else "",
        "year": str(document.issued.year) if document.issued else "",
        "pages": str(cited.page or ""),
        "note": "; ".join(filter(None, (cited.section, f"generation {cited.generation}"))),
        "language": document.language,
        "url": cited.permalink,
        "urldate": cited.read.isoformat(),
    }
    lines = [
        f"  {name} = {{{value if name in ('title', 'author', 'url') else value.translate(_TEX)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{document.id}{number},", *lines, "}", ""])


def ris(cited: Citation) -> str:
    """Return a record of RIS.

    Args:
        cited: what.

    Returns:
        Lines that end with ``ER``.
    """
    document = cited.document
    lines = [
        ("TY", "STAT" if document.authority in _STATUTES else "GOVDOC"),
        ("TI", document.title),
        ("AU", document.publisher or ""),
        ("PY", str(document.issued.year) if document.issued else ""),
        ("DA", document.issued.strftime("%Y/%m/%d") if document.issued else ""),
        ("SE", cited.section),
        ("SP", str(cited.page or "")),
        ("LA", document.language),
        ("UR", cited.permalink),
        ("L2", web_link(document.source)),
        ("Y2", cited.read.strftime("%Y/%m/%d")),
        ("N1", f"Kaupunkigraafi, generation {cited.generation}"),
    ]
    said = [f"{tag}  - {_one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*said, "ER  - ", ""])


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def row_of(document: Document, passage: Passage, root: str, generation: str) -> tuple[Cell, ...]:
    """Return a passage as a row of a table.

    Args:
        document: its document.
        passage: any.
        root: of the service.
        generation: that was read.

    Returns:
        Cells, one for each name of ``ROW``.
    """
    return (
        document.title,
        passage.heading,
        passage.page,
        passage.text,
        document.type,
        document.issued.isoformat() if document.issued else "",
        document.as_of.isoformat() if document.as_of else "",
        document.publisher or "",
        document.authority.value,
        passage.language,
        document.licence,
        web_link(document.source),
        permalink(root, document.id, passage.number, generation),
        iri_of(f"passage/{passage.document}/{passage.number}"),
        generation,
    )
