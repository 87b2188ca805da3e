"""PDF → Document: the text of each page with its number; a page that is a picture is named.

PDFium reads it, the engine of Chromium. Letters in pictures are not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File, upload
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.corpus.readers.titles import title_of
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import PageSpan, Reading

if TYPE_CHECKING:
    import pypdfium2 as pdfium

    from kaupunkigraafi.corpus.readers.pdf_lines import Line

_MARK = b"%PDF-"
_HEAD = 1024  # the standard lets so many bytes stand before the mark
_MOST_PAGES = 5_000
_MOST_TEXT = 20_000_000
_UNKNOWN_SHARE = 0.2
_LATER = 100  # a heading of another page than the first is a title only where that has none
_PASSWORD = "password"  # noqa: S105  a word of PDFium's message


class Pdf:
    """Reads PDF."""

    name = "PDF"
    suffixes = (".pdf",)

    def accepts(self, file: File) -> bool:
        """Accept PDF by its mark, whatever the file is called.

        Args:
            file: any.

        Returns:
            True where the mark is near the beginning.
        """
        return _MARK in file.data[:_HEAD]

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: PDF.

        Returns:
            One document with its pages; notes on pages that are pictures.

        Raises:
            UnreadableDocument: it is broken, locked by a password, too long, or has no text.
        """
        with _opened(file) as pdf:
            stated = pdf.get_metadata_value("Title")
            pages, pictures = _pages(file, pdf)
        layout, spans, headings = _laid_out(pages)
        text = layout.text()
        if not text:
            raise UnreadableDocument(
                f"{file.path.name} has no text on its {len(pages)} pages: they are pictures or "
                "empty, and letters in pictures are not guessed; run text recognition over it first"
            )
        document = upload(
            file,
            title_of(file, stated, headings),
            text,
            type="text",
            sections=layout.sections(),
            pages=spans,
        )
        notes = (_note(file, pictures),) if pictures else ()
        return Reading((document,), notes=notes)


@contextmanager
def _opened(file: File) -> Iterator[pdfium.PdfDocument]:
    import pypdfium2 as engine  # noqa: PLC0415  loads slowly, and not every file is a PDF

    try:
        # A file that is only kept from being printed opens with the empty password.
        pdf = engine.PdfDocument(file.data)
    except engine.PdfiumError as error:
        if _PASSWORD in str(error).lower():
            raise UnreadableDocument(
                f"{file.path.name} is locked by a password; save it without one"
            ) from error
        raise UnreadableDocument(
            f"{file.path.name} is a broken PDF ({one_line(str(error))}); "
            "take it anew from where it comes from, or save it anew"
        ) from error
    try:
        yield pdf
    except engine.PdfiumError as error:
        raise UnreadableDocument(
            f"{file.path.name} has a page that cannot be read ({one_line(str(error))}); "
            "save it anew, or as text"
        ) from error
    finally:
        pdf.close()


def _pages(file: File, pdf: pdfium.PdfDocument) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of each page, and the numbers of pages that are pictures."""
    from kaupunkigraafi.corpus.readers.pdf_lines import (  # noqa: PLC0415  brings PDFium
        TooLong,
        has_pictures,
        lines_of,
    )

    count = len(pdf)
    if not 0 < count <= _MOST_PAGES:
        raise UnreadableDocument(
            f"{file.path.name} has {count} pages; 1 to {_MOST_PAGES} are read: split it, "
            "or save it anew"
        )
    found: list[list[Line]] = []
    pictures: list[int] = []
    signs = 0
    for number in range(1, count + 1):
        page = pdf[number - 1]
        try:
            lines = lines_of(page)
        except TooLong:
            signs = _MOST_TEXT
        signs += sum(len(line.text) for line in lines)
        if signs > _MOST_TEXT:
            raise UnreadableDocument(
                f"{file.path.name} has more text than is read, {_MOST_TEXT} signs; split it"
            )
        readable = _is_readable(lines)
        if not readable and (lines or has_pictures(page)):
            pictures.append(number)
        found.append(lines if readable else [])
        page.close()
    return found, pictures


def _is_readable(lines: Sequence[Line]) -> bool:
    """Tell text from none, and from signs whose font does not say what letters they are."""
    text = "".join(line.text for line in lines)
    seen = [char for char in text if not char.isspace()]
    unknown = sum(char == "\ufffd" or not char.isprintable() for char in seen)
    return bool(seen) and unknown <= _UNKNOWN_SHARE * len(seen)


def _laid_out(
    pages: Sequence[Sequence[Line]],
) -> tuple[Layout, tuple[PageSpan, ...], list[str]]:
    """Return the text, its pages, and what may be its title: the largest words come first."""
    from kaupunkigraafi.corpus.readers.pdf_blocks import blocks_of  # noqa: PLC0415  brings PDFium

    layout, spans, headings = Layout(), list[PageSpan](), list[tuple[int, str]]()
    for number, blocks in enumerate(blocks_of(pages), start=1):
        start = len(layout)
        for block in blocks:
            # Cleaning joins what the line's end cut; what is left of line ends is none of ours.
            text = one_line(clean(block.text))
            if block.level:
                layout.head(block.level, text)
                headings.append((block.level if not spans else _LATER, text))
            else:
                layout.add(text)
        if len(layout) > start:
            spans.append(PageSpan(start, len(layout), number))
    return layout, tuple(spans), [text for _, text in sorted(headings, key=lambda each: each[0])]


def _note(file: File, pages: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return (
        f"{file.path.name}: no text could be read on page {shown}: pictures, whose letters are not "
        "guessed; run text recognition over the file to have them"
    )
