"""Text → the places where its sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What ends in a full stop without ending a sentence, in Finnish, Swedish and English.
_ABBREVIATIONS = (
    "mm esim ks s nro n:o ym yms jne ts eli ent mom kohd art luku prof fil toht os e.g i.e t.ex "
    "bl.a d.v.s dvs m.m m.fl jfr st kap p nr no etc vs mr ms dr milj mrd kk v klo puh tel co ltd "
    "oy ab siht em ko vrt muk"
)
_SHORT = frozenset(_ABBREVIATIONS.split(" "))
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)")
_BEFORE = re.compile(r"(\S+)$")


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the sentences of a stretch end.

    Args:
        text: the whole text.
        start: of the stretch.
        end: of the stretch.

    Yields:
        Offsets behind the last character of each sentence but the last; ends of lines count.

    >>> list(sentence_ends("Ks. 4 §. Kunta päättää 16.1.2020. Se on mm. nyt.", 0, 48))
    [8, 33]
    """
    for match in re.finditer(r"\n+|" + _END.pattern, text[start:end]):
        place = start + match.start()
        if match.group().startswith("\n"):
            yield place
        elif not _abbreviates(text[start:place], text[start + match.end() : end]):
            yield start + match.end()


def _abbreviates(before: str, after: str) -> bool:
    word = _BEFORE.search(before)
    last = word.group(1).lower().lstrip("(\"”'[") if word else ""
    following = after.lstrip()[:1]
    if following.islower():
        return True
    # "5. luku" goes on in lower case; "1. Kunta" is a list's number, which belongs to its item.
    return last in _SHORT or last.isdigit() or (len(last) == 1 and last.isalpha())
