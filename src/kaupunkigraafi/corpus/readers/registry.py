"""Path → Reading: the first reader that accepts the file reads it."""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.corpus.readers.akoma_ntoso import AkomaNtoso
from kaupunkigraafi.corpus.readers.contract import File, Reader
from kaupunkigraafi.corpus.readers.html import Html
from kaupunkigraafi.corpus.readers.markdown import Markdown
from kaupunkigraafi.corpus.readers.plain import Plain
from kaupunkigraafi.corpus.readers.project_page import ProjectPage
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

# The order matters: content decides before suffixes, and a project page is plain text too.
READERS: tuple[Reader, ...] = (AkomaNtoso(), ProjectPage(), Html(), Markdown(), Plain())


def read(path: Path) -> Reading:
    """Read a file of any format that is known.

    Args:
        path: the file.

    Returns:
        What it holds.

    Raises:
        UnreadableDocument: no reader can; the message has the name, the reason and the remedy.
    """
    return read_file(File.open(path))


def read_file(file: File) -> Reading:
    """Read what was a file, its bytes in memory.

    Args:
        file: of any format that is known.

    Returns:
        What it holds.

    Raises:
        UnreadableDocument: no reader can.
    """
    for reader in READERS:
        if reader.accepts(file):
            return reader.read(file)
    formats = ", ".join(f"{reader.name} ({reader.suffixes[0]})" for reader in READERS)
    raise UnreadableDocument(
        f"{file.path.name} is of no format that is read here; save it as one of: {formats}"
    )
