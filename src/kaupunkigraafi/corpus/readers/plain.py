"""Plain text → Document: the encoding found, the first line as title."""

from __future__ import annotations

from textwrap import shorten

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File, upload
from kaupunkigraafi.corpus.readers.encodings import encoding_of
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

_KEPT_CONTROLS = "\t\n\r\f\x85"
_MOST_CONTROLS = 0.01
_LONGEST_TITLE = 120


def decode(file: File) -> str:
    """Return a file's bytes as text.

    Args:
        file: any.

    Returns:
        The text, in the encoding that is found.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    return _checked(file, _strict(file, encoding_of(file.data)))


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
