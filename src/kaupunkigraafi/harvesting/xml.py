"""What a source answered in XML → its root, by the parser that strangers' files get."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.xml import parsed
from kaupunkigraafi.errors import FetchRefused, UnreadableDocument


def root_of(url: str, data: bytes) -> etree._Element:
    """Parse an answer.

    Args:
        url: that gave it, for messages.
        data: XML.

    Returns:
        The root.

    Raises:
        FetchRefused: it is no XML, or XML that attacks its reader.

    >>> root_of("https://example.org/a", b"<a>1</a>").text
    '1'
    """
    try:
        return parsed(File(Path(url), data), data, "check the address")
    except UnreadableDocument as error:
        raise FetchRefused(f"{url}: {error}") from error
