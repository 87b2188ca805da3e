"""What a file calls itself, its headings, its name → a title that a reader would give it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.contract import File

_LONGEST = 200
# What programs write where nobody wrote a title.
_EMPTY = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\s*-.*|untitled.*|nimet[öo]n.*|namnl[öo]s.*|"
    r"(?:word|document|dokumentti|asiakirja|esitys|presentation|powerpoint)[\s\d-]*"
    r"(?:-?(?:esitys|malli|dokumentti))?|.*\.(?:docx?|pdf|indd|rtf|odt|pptx?|xlsx?))",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]")


def title_of(file: File, stated: str, headings: Iterable[str] = ()) -> str:
    """Choose a title: what the file states, else its first heading, else its name.

    Args:
        file: that is read.
        stated: in its metadata; may be empty, or what a program put there.
        headings: in their order.

    Returns:
        One line, never empty.

    >>> from pathlib import Path
    >>> title_of(File(Path("a.pdf"), b""), "Microsoft Word - luonnos.doc", ["Torin historia"])
    'Torin historia'
    """
    for each in (stated, *headings):
        line = one_line(each)
        if _LETTERS.search(line) and not _EMPTY.fullmatch(line):
            return shorten(line, _LONGEST, placeholder=" …")
    return file.path.stem
