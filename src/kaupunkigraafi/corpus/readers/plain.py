"""Plain text → Document: the encoding found, the first line as title."""

from __future__ import annotations

import codecs
from textwrap import shorten

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File, upload
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

# UTF-32's little-endian mark begins with UTF-16's: the longer one is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KEPT_CONTROLS = "\t\n\r\f\x85"
_MOST_CONTROLS = 0.01
_LONGEST_TITLE = 120
_SAMPLE = 4096


def decode(file: File) -> str:
    """Return a file's bytes as text.

    Args:
        file: any.

    Returns:
        The text: by byte-order mark, else UTF-8, else UTF-16 where every second byte is zero,
        else Windows-1252, which old Finnish files are in.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if file.data.startswith(mark):
            return _checked(file, _strict(file, encoding))
    try:
        return _checked(file, file.data.decode("utf-8"))
    except (UnicodeDecodeError, UnreadableDocument):
        encoding = _without_mark(file.data[:_SAMPLE])
        return _checked(file, _strict(file, encoding))


def _without_mark(sample: bytes) -> str:
    half = len(sample) // 4
    if sample[1::2].count(0) > half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return "cp1252"


def _strict(file: File, encoding: str) -> str:
    try:
        return file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{file.path.name} is not {encoding} text (byte {error.start}); "
            "save it as UTF-8 text, HTML or Markdown"
        ) from error


def _checked(file: File, text: str) -> str:
    controls = sum(
        text.count(chr(code))
        for code in (*range(32), *range(127, 160))
        if chr(code) not in _KEPT_CONTROLS
    )
    if controls > _MOST_CONTROLS * len(text):
        raise UnreadableDocument(
            f"{file.path.name} is not text ({controls} control characters in {len(text)}); "
            "save it as UTF-8 text, HTML or Markdown"
        )
    return text


class Plain:
    """Reads plain text."""

    name = "plain text"
    suffixes = (".txt", ".text")

    def accepts(self, file: File) -> bool:
        """Accept text files by suffix; a file without one may be text.

        Args:
            file: any.

        Returns:
            True for ``.txt``, ``.text`` and no suffix.
        """
        return file.path.suffix.lower() in (*self.suffixes, "")

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: a text.

        Returns:
            One document.

        Raises:
            UnreadableDocument: it is no text, or nothing in it can be seen.
        """
        text = clean(decode(file))
        if not text:
            raise UnreadableDocument(
                f"{file.path.name} has no visible text; there is nothing to add"
            )
        title = shorten(one_line(text.split("\n", 1)[0]), _LONGEST_TITLE, placeholder=" …")
        return Reading((upload(file, title, text, type="text"),))
