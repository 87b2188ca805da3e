"""Markdown with YAML front matter → Document: headings kept, marks taken away."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as parser
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.front_matter import FrontMatter, split
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading

# The document types of ontology/concepts.ttl; a test holds them together.
TYPES = (
    "agreement", "decision", "programme", "project-page", "proposal", "report", "statement",
    "statute", "strategy", "summary", "task", "text", "web-page",
)  # fmt: skip
_LANGUAGES = ("fi", "sv", "en", "se", "und")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_ANY_KEY = "letters a–z, digits, '.', '_' and '-', at most 120 of them"
_DEEPEST = 100


class Markdown:
    """Reads Markdown, with or without front matter."""

    name = "Markdown"
    suffixes = (".md", ".markdown")

    def accepts(self, file: File) -> bool:
        """Accept Markdown by suffix.

        Args:
            file: any.

        Returns:
            True for ``.md`` and ``.markdown``.
        """
        return file.path.suffix.lower() in self.suffixes

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: Markdown.

        Returns:
            One document.

        Raises:
            UnreadableDocument: the front matter has an unknown key or a wrong value, or there
                is no text below it.
        """
        front, body = split(file, decode(file))
        layout = _layout(body)
        if not len(layout):
            raise UnreadableDocument(
                f"{file.path.name} has no text below its front matter; there is nothing to add"
            )
        return Reading((_document(file, front, layout),))


def _document(file: File, front: FrontMatter, layout: Layout) -> Document:
    stated = front.text("id")
    if stated is not None and not _KEY.fullmatch(stated):
        front.refuse("id", stated, _ANY_KEY)
    text = layout.text()
    heading = next((section.heading for section in layout.sections()), "")
    authority = front.choice("authority", tuple(Authority))
    return Document(
        id=stated or file.id,
        origin=f"front-matter:{stated}" if stated else file.origin,
        title=front.text("title") or heading or file.path.stem,
        text=text,
        type=front.choice("type", TYPES) or "text",
        language=front.choice("language", _LANGUAGES) or language_of(text),
        authority=Authority(authority) if authority else Authority.OWN_UPLOAD,
        source=front.text("source") or file.path.name,
        licence=front.licence(),
        issued=front.day("issued"),
        as_of=front.day("as_of"),
        publisher=front.text("publisher"),
        subjects=front.iris("subjects"),
        concerns=front.iris("concerns"),
        expresses=next(iter(front.iris("expresses")), None),
        summarises=next(iter(front.iris("summarises")), None),
        sections=layout.sections(),
    )


class _Marks:
    """Walks Markdown's tokens and lays their text out."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._heading = 0
        self._mark = ""
        self._row: list[str] | None = None

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.type == "heading_open":
            self._heading = int(token.tag[1:])
        elif token.type == "heading_close":
            self._heading = 0
        elif token.type == "list_item_open":
            # An ordered item's info is its number.
            self._mark = f"{token.info}{token.markup} " if token.info else "– "
        elif token.type == "tr_open":
            self._row = []
        elif token.type == "tr_close":
            self.layout.add(" | ".join(self._row or ()), gap="\n")
            self._row = None
        elif token.type == "inline":
            self._line(clean(_inline(token)))
        elif token.type in ("fence", "code_block"):
            self._line(clean(token.content))
        elif token.type == "html_block":
            self._line(clean(_seen(token.content)))

    def _line(self, line: str) -> None:
        if self._row is not None:
            self._row.append(one_line(line))
        elif self._heading:
            self.layout.head(self._heading, one_line(line))
        elif line:
            self.layout.add(self._mark + line, gap="\n" if self._mark else "\n\n")
            self._mark = ""


def _layout(body: str) -> Layout:
    marks = _Marks()
    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    for token in reader.parse(body):
        marks.take(token)
    return marks.layout


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)


def _seen(markup: str) -> str:
    """Return the words of a stretch of HTML."""
    reading = parser.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    tree = parser.document_fromstring(f"<html>{markup}</html>", parser=reading)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return " ".join(str(text) for text in tree.itertext())
