"""Raw text → the text that is kept: NFC, visible, joined where a line break cut a word."""

from __future__ import annotations

import re
import unicodedata

# A hyphen at a line's end joins only when the next line goes on in lower case: "kau-\npunki",
# not "Etelä-\nSavo" and not "maa- \nja metsätalous".
_CUT_WORD = re.compile(
    r"(?<=[^\W\d_])-\n(?=[^\W\d_])(?!ja\b|tai\b|sekä\b|eller\b|och\b|and\b|or\b)"
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r"\n{3,}")
_KEPT_CONTROLS = "\n"


def clean(text: str) -> str:
    """Return a text as documents keep it.

    Args:
        text: as a file has it.

    Returns:
        NFC; line ends ``\\n``; no control, soft hyphen or zero-width character; no-break spaces
        are spaces (Finlex prints ``3\\xa0§``, and a search for ``3 §`` must find it); runs of
        spaces single; at most one blank line between paragraphs.

    >>> clean("3\\u00a0§  kau\\u00adpunki\\r\\nseu-\\ntu\\x00")
    '3 § kaupunki\\nseutu'
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\f", "\n\n")
    seen = "".join(_visible(char) for char in plain)
    lines = (line.strip() for line in _SPACES.sub(" ", seen).split("\n"))
    joined = _CUT_WORD.sub(_join, "\n".join(lines))
    # Removing what was between a letter and its accent can leave a pair that NFC composes.
    return unicodedata.normalize("NFC", _BLANKS.sub("\n\n", joined).strip())


def _visible(char: str) -> str:
    if char in _KEPT_CONTROLS or char == " ":
        return char
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char


def _join(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 1]
    return "" if following.islower() else "-"


def one_line(text: str) -> str:
    """Return a text as one line: a title, a heading, a cell.

    Args:
        text: any.

    Returns:
        Cleaned, white space single.

    >>> one_line(" Lain\\n tarkoitus ")
    'Lain tarkoitus'
    """
    return " ".join(clean(text).split())
