"""Plain text → Document: the encoding found, the first line as title."""

from __future__ import annotations

import codecs

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CONTROLS = 0.01
_LONGEST_TITLE = 120


def decode(file: File) -> str:
    """Return a file's bytes as text.

    Args:
        file: any.

    Returns:
        The text, by byte-order mark, else UTF-8, else Windows-1252, which old Finnish files are.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if file.data.startswith(mark):
            return _strict(file, encoding)
    try:
        text = file.data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(file, "cp1252")
    controls = sum(char < " " and char not in "\t\n\r\f" for char in text)
    if controls > _MOST_CONTROLS * len(text):
        raise UnreadableDocument(
            f"{file.path.name} is not text ({controls} control characters in {len(text)}); "
            "save it as UTF-8 text, HTML or Markdown"
        )
    return text


def _strict(file: File, encoding: str) -> str:
    try:
        return file.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{file.path.name} is not {encoding} text (byte {error.start}); save it as UTF-8"
        ) from error


class Plain:
    """Reads plain text."""

    name = "plain text"

    def accepts(self, file: File) -> bool:
        """Accept text files by suffix.

        Args:
            file: any.

        Returns:
            True for ``.txt`` and ``.text``.
        """
        return file.path.suffix.lower() in (".txt", ".text", "")

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: a text.

        Returns:
            One document.
        """
        text = clean(decode(file))
        if not text:
            raise UnreadableDocument(f"{file.path.name} has no visible text")
        document = Document(
            id=file.id,
            origin=file.origin,
            title=one_line(text.split("\n", 1)[0])[:_LONGEST_TITLE],
            text=text,
            type="text",
            language=language_of(text),
            authority=Authority.OWN_UPLOAD,
            source=file.path.name,
            licence="not stated",
        )
        return Reading((document,))
