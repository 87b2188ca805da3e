"""A page of a PDF → its lines, each with where it stands and how it is set.

Built on PDFium: what it takes for text, in its order. Only numbers that layout needs are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as engine

# What PDFium writes where a line ends within a word, for the hyphen and the line's end.
_CUT = "\x02"
_MOST_SIGNS = 500_000  # on a page
_BOLD = 600
_EDGE = 0.08  # of the page's height


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, in points from the page's lower left corner.

    Attributes:
        text: as PDFium gives it, a word cut by the line's end with its hyphen and ``\\n``.
        size: of the letters.
        bold: set so from its first letter to its last.
        top: of its first letter.
        end: top of its last letter, which stands lower where a word was cut.
        edge: it stands where headers and footers do.
    """

    text: str
    size: float
    bold: bool
    left: float
    right: float
    top: float
    end: float
    edge: bool = False


class TooLong(Exception):
    """A page has more signs than any page."""


def lines_of(page: pdfium.PdfPage) -> list[Line]:
    """Return the lines of a page.

    Args:
        page: of an open document.

    Returns:
        In the order of the page's content, without empty ones.

    Raises:
        TooLong: the page has more signs than are read.
    """
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > _MOST_SIGNS:
            raise TooLong
        height = page.get_height()
        return [_line(text, start, codes, height) for start, codes in _split(text, count)]
    finally:
        text.close()


def has_pictures(page: pdfium.PdfPage) -> bool:
    """Tell whether a page shows pictures, as a scanned one does.

    Args:
        page: of an open document.

    Returns:
        True where there is one.
    """
    return next(page.get_objects(filter=[engine.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None


def _split(text: pdfium.PdfTextPage, count: int) -> Iterator[tuple[int, list[int]]]:
    """Yield the lines' first places and codes."""
    start, codes = 0, list[int]()
    for place in range(count):
        code = engine.FPDFText_GetUnicode(text, place)
        if code not in (10, 13):
            codes.append(code)
            continue
        if codes:
            yield start, codes
        start, codes = place + 1, []
    if codes:
        yield start, codes


def _line(text: pdfium.PdfTextPage, start: int, codes: list[int], height: float) -> Line:
    # Codes above the first plane come as two halves, as in UTF-16.
    raw = b"".join(code.to_bytes(4, "little") for code in codes)
    halves = raw.decode("utf-32-le", "surrogatepass").encode("utf-16-le", "surrogatepass")
    words = halves.decode("utf-16-le", "replace").replace(_CUT, "-\n").replace("\x00", "")
    seen = [place for place, code in enumerate(codes, start) if chr(code).strip()]
    first, last = (seen[0], seen[-1]) if seen else (start, start)
    begins, ends = _box(text, first), _box(text, last)
    return Line(
        text=words,
        size=float(engine.FPDFText_GetFontSize(text, first)) or 1.0,
        bold=min(engine.FPDFText_GetFontWeight(text, place) for place in (first, last)) >= _BOLD,
        left=begins.left,
        right=ends.right,
        top=begins.top,
        end=ends.top,
        edge=not _EDGE * height < begins.top < (1 - _EDGE) * height,
    )


def _box(text: pdfium.PdfTextPage, place: int) -> engine.FS_RECTF:
    """Return where a sign stands, as high as its font is."""
    box = engine.FS_RECTF()
    engine.FPDFText_GetLooseCharBox(text, place, box)
    return box
