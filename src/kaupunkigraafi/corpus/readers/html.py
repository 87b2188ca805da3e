"""HTML → Document: the main text with its headings; no scripts, no navigation.

Done with lxml, which is here already. Where a page marks its main text, that is it; elsewhere what
is called a menu, or is links and little else, falls away. Why not trafilatura:
docs/decisions/020-formats.md.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from lxml import etree
from lxml import html as parser

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File, upload
from kaupunkigraafi.corpus.readers.encodings import encoding_of
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import LANGUAGES, Reading

_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_DROPPED = (
    "script", "style", "noscript", "template", "nav", "aside", "button", "select", "textarea",
    "svg", "iframe", "object", "dialog", "head",
)  # fmt: skip
# A page's own; an article's header may hold its title.
_DROPPED_OUTSIDE_MAIN = ("header", "footer")
_FRAMES = ("div", "ul", "ol", "table", "section", "form", "p")
_FRAME_NAMES = frozenset(
    (
        "breadcrumb", "breadcrumbs", "cookie", "cookies", "footer", "header", "menu", "nav",
        "navbar", "navigation", "navi", "share", "sharing", "sidebar", "skip", "social", "toolbar",
    )
)  # fmt: skip
_FRAME_SHARE = 0.4  # of a page's text
_NAME = re.compile(r"[a-z]+")
_FEWEST_LINKS = 3
_LINKED = 0.8
_HIDDEN = "//*[@hidden or @aria-hidden='true' or @role='navigation']"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main",
        "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
        "tr", "ul",
    )
)  # fmt: skip
# A row with one of these in it is a page's layout, not data.
_NO_DATA = frozenset(("table", "ul", "ol", "pre")) | _HEADINGS
_HEAD = 8192
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BREAK = "\v"
_TOO_DEEP = "Excessive depth"


class Html:
    """Reads web pages."""

    name = "HTML"
    suffixes = (".html", ".htm", ".xhtml")

    def accepts(self, file: File) -> bool:
        """Accept pages by how they begin or by their suffix.

        Args:
            file: any.

        Returns:
            True where it looks like HTML.
        """
        return is_page(file) or file.path.suffix.lower() in self.suffixes

    def read(self, file: File) -> Reading:
        """Read the page.

        Args:
            file: HTML.

        Returns:
            One document.

        Raises:
            UnreadableDocument: there is no text in it.
        """
        tree = _parse(file)
        title = one_line(tree.findtext(".//title") or "")
        stated = (tree.get("lang") or "").lower()[:2]
        layout = _layout(_main(tree))
        text = layout.text()
        if not text:
            raise UnreadableDocument(
                f"{file.path.name} has no text outside its navigation and scripts; "
                "save the page as text"
            )
        sections = layout.sections()
        heading = next((section.heading for section in sections), "")
        document = upload(
            file,
            heading or title or file.path.stem,
            text,
            type="web-page",
            language=stated if stated in (*LANGUAGES, "se") else "",
            sections=sections,
        )
        return Reading((document,))


def page_text(file: File) -> str:
    """Return the main text of a page, for readers that know its shape.

    Args:
        file: HTML.

    Returns:
        Blocks with blank lines between; empty where there is none.

    Raises:
        UnreadableDocument: it is no HTML.
    """
    return _layout(_main(_parse(file))).text()


def is_page(file: File) -> bool:
    """Tell a web page by how it begins.

    Args:
        file: any.

    Returns:
        True for HTML.
    """
    return bool(_BEGINS.match(file.data[:_HEAD]))


def _parse(file: File) -> parser.HtmlElement:
    # Decoded here: the parser does not know every name that Python and the web do.
    data = file.data.decode(_encoding(file.data), "replace").encode()
    # A "huge" tree may still be 2048 elements deep and no more.
    reading = parser.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        tree = parser.document_fromstring(data, parser=reading)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(
            f"{file.path.name} is not HTML ({error}); save the page anew, or as text"
        ) from error
    if any(_TOO_DEEP in entry.message for entry in reading.error_log):
        raise UnreadableDocument(
            f"{file.path.name} has elements nested deeper than is read; save the page as text"
        )
    return tree


def _encoding(data: bytes) -> str:
    """Return a page's encoding: found where that is sure, else declared, else the likeliest."""
    found = encoding_of(data)
    declared = _CHARSET.search(data[:_HEAD])
    if found.startswith("utf") or declared is None:
        return found
    try:
        name = codecs.lookup(declared[1].decode("ascii", "replace")).name
    except LookupError:
        return found
    # The web takes Latin-1 and ASCII for Windows' table, which has signs where they have none;
    # and a page that is no UTF-8 is none, whatever it declares.
    return found if name in ("iso8859-1", "ascii") or name.startswith("utf") else name


def _main(tree: parser.HtmlElement) -> parser.HtmlElement:
    """Return the element of the main text, rid of what is no text."""
    _drop(tree, list(tree.iter(*_DROPPED)))
    hidden = tree.xpath(_HIDDEN)
    _drop(tree, hidden if isinstance(hidden, list) else [])
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = tree.findall(path)
        if len(found) == 1 and found[0].text_content().strip():
            return found[0]
    _drop(tree, list(tree.iter(*_DROPPED_OUTSIDE_MAIN)))
    most = _FRAME_SHARE * len(tree.text_content())
    _drop(tree, [each for each in tree.iter(*_FRAMES) if _is_frame(each, most)])
    return tree


def _is_frame(element: parser.HtmlElement, most: float) -> bool:
    """Tell what surrounds a page's text: it is called so, or it is links and little else."""
    # "content has-sidebar" is called after what it is not; a frame is small and has no title.
    if next(element.iter("h1"), None) is not None or len(element.text_content()) > most:
        return False
    called = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if _FRAME_NAMES.intersection(_NAME.findall(called)):
        return True
    if element.tag not in ("ul", "ol", "table"):
        return False
    links = [len(one_line(each.text_content())) for each in element.iter("a")]
    return len(links) >= _FEWEST_LINKS and sum(links) >= _LINKED * len(
        one_line(element.text_content())
    )


def _drop(tree: parser.HtmlElement, doomed: list[parser.HtmlElement]) -> None:
    for each in doomed:
        if each is not tree and each.getparent() is not None:
            each.drop_tree()


class _Page:
    """Gathers running text into blocks."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._loose: list[str] = []
        self._mark = ""
        self._items: Counter[parser.HtmlElement] = Counter()

    def add(self, text: str | None) -> None:
        self._loose.append(text or "")

    def flush(self, *, lines: bool = False) -> None:
        raw = "".join(self._loose)
        self._loose.clear()
        text = clean(raw) if lines else "\n".join(filter(None, map(one_line, raw.split(_BREAK))))
        if text:
            self.layout.add(self._mark + text, gap="\n" if self._mark else "\n\n")
            self._mark = ""

    def head(self, level: int) -> None:
        heading = one_line("".join(self._loose))
        self._loose.clear()
        self._mark = ""
        self.layout.head(level, heading)

    def item(self, element: parser.HtmlElement) -> None:
        around = element.getparent()
        if around is not None and around.tag == "ol":
            self._items[around] += 1
            self._mark = f"{self._items[around]}. "
        else:
            self._mark = "– "

    def row(self, element: parser.HtmlElement) -> None:
        cells = [one_line(" ".join(map(str, cell.itertext()))) for cell in element]
        self.layout.add(" | ".join(filter(None, cells)), gap="\n")


def _layout(root: parser.HtmlElement) -> Layout:
    """Lay out blocks in order; without recursion, since pages may be nested a thousand deep."""
    page = _Page()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            _end(page, element, root)
        elif element.tag == "tr" and next(element.iter(*_NO_DATA), None) is None:
            page.flush()
            page.row(element)
            walk.skip_subtree()
        else:
            _start(page, element)
    page.flush()
    return page.layout


def _start(page: _Page, element: parser.HtmlElement) -> None:
    if element.tag in _BLOCKS or element.tag in _HEADINGS:
        page.flush()
    if element.tag == "li":
        page.item(element)
    page.add(_BREAK if element.tag == "br" else element.text)


def _end(page: _Page, element: parser.HtmlElement, root: parser.HtmlElement) -> None:
    tag = str(element.tag)
    if tag in _HEADINGS:
        page.head(int(tag[1]))
    elif tag in _BLOCKS:
        page.flush(lines=tag == "pre")
    if element is not root:
        page.add(element.tail)
