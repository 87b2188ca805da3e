"""HTML → Document: the main text with its headings; no scripts, no navigation."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as parser

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import LANGUAGES, Authority, Document, Reading

_LOOKS = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_DROPPED = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form",
    "button", "select", "svg", "iframe", "object", "dialog", "head",
)  # fmt: skip
_BLOCKS = frozenset(
    ("p", "li", "blockquote", "pre", "td", "th", "dt", "dd", "figcaption", "caption")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAIN = "//main | //*[@role='main'] | //article"


class Html:
    """Reads web pages."""

    name = "HTML"

    def accepts(self, file: File) -> bool:
        """Accept pages by their first bytes or their suffix.

        Args:
            file: any.

        Returns:
            True where it looks like HTML.
        """
        suffixes = (".html", ".htm", ".xhtml")
        return file.path.suffix.lower() in suffixes or bool(_LOOKS.search(file.data[:1024]))

    def read(self, file: File) -> Reading:
        """Read the page.

        Args:
            file: HTML.

        Returns:
            One document.

        Raises:
            UnreadableDocument: there is no text in it.
        """
        # No DTD, no entities of the page's own, no network: the HTML parser has none of these.
        try:
            tree = parser.document_fromstring(file.data, parser=_parser(file.data))
        except (etree.ParserError, ValueError) as error:
            raise UnreadableDocument(f"{file.path.name} is not HTML: {error}") from error
        title = one_line(tree.findtext(".//title") or "")
        stated = (tree.get("lang") or "").lower()[:2]
        mains = tree.xpath(_MAIN)
        first_main = mains[0] if isinstance(mains, list) and mains else None
        root = first_main if isinstance(first_main, parser.HtmlElement) else tree
        for doomed in [e for e in root.iter() if e.tag in _DROPPED]:
            if doomed is not root and isinstance(doomed, parser.HtmlElement):
                doomed.drop_tree()
        layout = Layout()
        _walk(root, layout)
        text = layout.text()
        if not text:
            raise UnreadableDocument(
                f"{file.path.name} has no text outside its navigation and scripts; "
                "save the page as text"
            )
        first = next(iter(layout.sections()), None)
        return Reading(
            (
                Document(
                    id=file.id,
                    origin=file.origin,
                    title=(first.heading if first else "") or title or file.path.stem,
                    text=text,
                    type="web-page",
                    language=stated if stated in (*LANGUAGES, "se") else language_of(text),
                    authority=Authority.OWN_UPLOAD,
                    source=file.path.name,
                    licence="not stated",
                    sections=layout.sections(),
                ),
            )
        )


def _parser(data: bytes) -> parser.HTMLParser:
    # Without a declared encoding lxml guesses Latin-1; the web of today is UTF-8.
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return parser.HTMLParser(no_network=True)
    return parser.HTMLParser(encoding="utf-8", no_network=True)


def _walk(root: parser.HtmlElement, layout: Layout) -> None:
    """Lay out blocks in order, without recursion: pages can be nested a thousand deep."""
    stack: list[parser.HtmlElement | str] = list(reversed(root))
    loose = [root.text or ""]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            loose.append(element)
            continue
        tail = element.tail or ""
        if not isinstance(element.tag, str):
            loose.append(tail)
            continue
        if element.tag in _HEADINGS or element.tag in _BLOCKS:
            _flush(loose, layout)
            line = clean(element.text_content())
            if element.tag in _HEADINGS:
                layout.head(int(element.tag[1]), one_line(line))
            elif element.tag == "li":
                layout.add(f"– {line}" if line else "", gap="\n")
            else:
                layout.add(line)
            loose.append(tail)
            continue
        if element.tag == "br" or element.tag in ("div", "section", "article", "ul", "ol", "tr"):
            _flush(loose, layout)
        loose.append(element.text or "")
        stack.append(tail)  # text waits its turn among elements
        stack.extend(reversed(element))
    _flush(loose, layout)


def _flush(loose: list[str], layout: Layout) -> None:
    layout.add(one_line(" ".join(loose)))
    loose.clear()
