"""Raw text → the text that is kept: NFC, visible, joined where a line break cut a word."""

from __future__ import annotations

import re
import unicodedata

# Looks back and ahead a few letters only, so that a long word costs no more than a short one.
_CUT_WORD = re.compile(r"(?<=[^\W\d_])-\n(?=([^\W\d_]\w{0,9}))")
_LETTERS_BEFORE = 12
# "maa-\nja metsätalous": the hyphen stands for a part left out, not for a printer's cut.
_LEFT_OUT = re.compile(r"(?:ja|tai|sekä|eli|taikka|och|eller|samt|and|or)\b")
_SPACES = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|\x0b|\x85|\u2028")
_PARAGRAPH_ENDS = re.compile(r"[\x0c\u2029]")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_VOWELS = frozenset("aeiouyåäö")


def clean(text: str) -> str:
    """Return a text as documents keep it.

    Args:
        text: as a file has it.

    Returns:
        NFC; line ends ``\\n``; no control, soft hyphen or zero-width character; no-break spaces
        and hyphens as plain ones (Finlex prints ``3\\xa0§``, and a search for ``3 §`` must find
        it); runs of spaces single; at most one blank line between paragraphs. Cleaning a
        cleaned text changes nothing.

    >>> clean("3\\u00a0§  kau\\u00adpunki\\r\\nseu-\\ntu\\x00")
    '3 § kaupunki\\nseutu'
    """
    before = _once(text)
    # What falls away can bring together what then changes again (a letter and its accent, a
    # hyphen and a line's end); a few rounds settle it.
    while (after := _once(before)) != before:
        before = after
    return before


def _once(text: str) -> str:
    broken = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    seen = broken.translate({ord(char): _seen(char) for char in set(broken)})
    plain = unicodedata.normalize("NFC", seen)
    lines = (line.strip() for line in _SPACES.sub(" ", plain).split("\n"))
    return _BLANKS.sub("\n\n", _join("\n".join(lines))).strip()


def _seen(char: str) -> str:
    """Return what is seen of a character: itself, a space, a hyphen or nothing."""
    if char == "\n":
        return char
    if char.isspace():
        return " "
    if char == "\u2011":
        return "-"
    return "" if unicodedata.category(char) in _INVISIBLE else char


def _join(text: str) -> str:
    return _CUT_WORD.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    start, after = match.start(), match[1]
    if _LEFT_OUT.match(after):
        return match[0]
    before = match.string[max(0, start - _LETTERS_BEFORE) : start].split()[-1]
    # "Etelä-\nSavo" and "EU-\nrahoitus" keep the hyphen, and so does Finnish where one vowel
    # meets itself, as in "linja-\nauto".
    same_vowel = before[-1] in _VOWELS and before[-1] == after[0]
    return "" if after[0].islower() and not before.isupper() and not same_vowel else "-"


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
