"""Path → Reading: the first reader that accepts the file reads it."""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.corpus.readers.akoma_ntoso import AkomaNtoso
from kaupunkigraafi.corpus.readers.contract import File, Reader
from kaupunkigraafi.corpus.readers.docx import Docx
from kaupunkigraafi.corpus.readers.html import Html
from kaupunkigraafi.corpus.readers.markdown import Markdown
from kaupunkigraafi.corpus.readers.pdf import Pdf
from kaupunkigraafi.corpus.readers.plain import Plain
from kaupunkigraafi.corpus.readers.project_json import ProjectJson
from kaupunkigraafi.corpus.readers.project_page import ProjectPage
from kaupunkigraafi.corpus.readers.rdf import Rdf
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

# The order matters: content decides before suffixes, and a project page is plain text too.
READERS: tuple[Reader, ...] = (
    Pdf(),
    Docx(),
    Rdf(),
    AkomaNtoso(),
    ProjectJson(),
    ProjectPage(),
    Html(),
    Markdown(),
    Plain(),
)

_SAVE_AS = "save it as one of: " + ", ".join(f"{r.name} ({r.suffixes[0]})" for r in READERS)
# What others often send; by their first bytes, whatever they are called.
_OTHERS = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "packed (gzip)"),
    (b"BZh", "packed (bzip2)"),
    (b"\xfd7zXZ", "packed (xz)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
)


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
            return _read_by(reader, file)
    raise UnreadableDocument(f"{file.path.name} {_what_it_is(file)}")


def _read_by(reader: Reader, file: File) -> Reading:
    try:
        return reader.read(file)
    except UnreadableDocument as error:
        # What is no text though its name says so may be something that has a name.
        if isinstance(reader, Plain | Markdown) and _known(file):
            raise UnreadableDocument(f"{file.path.name} {_what_it_is(file)}") from error
        raise


def _known(file: File) -> str:
    return next((words for mark, words in _OTHERS if file.data.startswith(mark)), "")


def _what_it_is(file: File) -> str:
    """Say why no reader takes a file, and what to do."""
    known = _known(file)
    suffix = file.path.suffix.lower()
    claimed = next((reader.name for reader in READERS if suffix in reader.suffixes), "")
    if known:
        return f"is {known}, of which no text is read; {_SAVE_AS}"
    if claimed:
        return (
            f"is called {suffix} but does not begin as {claimed} does; "
            "give it the suffix of what it is, or save it anew"
        )
    return f"is of no format that is read here; {_SAVE_AS}"
