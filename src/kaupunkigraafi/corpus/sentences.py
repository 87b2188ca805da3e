"""Text → the places where its sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What ends in a full stop without ending a sentence, in Finnish, Swedish and English.
_ABBREVIATIONS = (
    "mm esim ks s ss nro n:o ym yms jne ts eli ent mom kohd art prof fil toht e.g i.e t.ex "
    "bl.a d.v.s dvs m.m m.fl o.s.v osv jfr st kap p nr no etc vs mr mrs ms dr milj mrd kk v klo "
    "puh tel co ltd siht em ko vrt muk tk kpl"
)
_SHORT = frozenset(_ABBREVIATIONS.split(" "))
_BREAK = re.compile(r"(?P<line>\n+)|(?P<stop>[.!?…]+)[\"”’')\]]*(?=\s)")
_LONGEST_WORD = 24
_OPENING = "(\"”’'[»"
# A line as long as a page is wide, without a stop, was broken by a typewriter, not by sense.
_WRAPPED_FROM = 50
_LINE_STOPS = ".!?…:;"
_ITEM = re.compile(r"(?:\d{1,3}|[a-zåäö])[.)]\s|[–—•·*-]\s")


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the sentences of a stretch end.

    Args:
        text: the whole text.
        start: of the stretch.
        end: of the stretch.

    Yields:
        Offsets behind the last character of each sentence but the last. The end of a line
        counts, unless the line was only wrapped there.

    >>> text = "Ks. 4 §. Kunta päättää 16.1.2020. Se on mm. nyt."
    >>> [text[:end][-10:] for end in sentence_ends(text, 0, len(text))]
    ['Ks. 4 §.', '16.1.2020.']
    """
    last = start
    for match in _BREAK.finditer(text, start, end):
        place = _end_of(text, start, match)
        if place is not None and place > last:  # a line's end behind a full stop ends nothing new
            yield place
            last = place


def _end_of(text: str, start: int, match: re.Match[str]) -> int | None:
    if match["line"]:
        wrapped = len(match["line"]) == 1 and _wrapped(text, match.start(), start)
        return None if wrapped else match.start()
    return match.end() if _ends(text, start, match) else None


def _wrapped(text: str, place: int, start: int) -> bool:
    begin = max(text.rfind("\n", start, place) + 1, start)
    if place - begin < _WRAPPED_FROM or text[place - 1] in _LINE_STOPS:
        return False
    return not _ITEM.match(text, place + 1)


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    following = _next(text, match.end())
    if following.islower():
        return False  # "5. luku", "mm. kunta": whatever stands before, the sentence goes on
    if match["stop"] != ".":
        return True
    before = text[max(start, match.start() - _LONGEST_WORD) : match.start()]
    words = before.split()
    if not words or before[-1].isspace():
        return True
    last = words[-1].lower().lstrip(_OPENING)
    if last.isdigit():
        # "1. Kunta" on a line of its own is a list's number, which belongs to its item.
        begin = match.start() - len(last)
        return begin > start and text[begin - 1] != "\n"
    return last not in _SHORT and not (len(last) == 1 and last.isalpha())


def _next(text: str, place: int) -> str:
    while place < len(text) and text[place].isspace():
        place += 1
    return text[place : place + 1]
