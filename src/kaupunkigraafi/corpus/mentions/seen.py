"""Text as given → text as seen, and the way back: mentions are found in one, told in the other.

A text may come decomposed (NFD), with soft hyphens, no-break spaces and words cut at a line's
end. Detectors read what a person sees; spans are indices into what was given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

_SPACES = dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c", " ")
_DASHES = {"\u2010": "-", "\u2011": "-", "\u2212": "–", "\u2015": "–"}
_LIKE = _SPACES | _DASHES
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f"
# Any of these makes the two texts differ in length; most texts have none and are read as they are.
_ODD = re.compile(
    rf"(?P<gone>[{_INVISIBLE}]+)|(?P<letter>[^{_MARKS}][{_INVISIBLE}]*[{_MARKS}]+)"
    r"|(?P<cut>(?<=[^\W\d_])-\r?\n[ \t]*(?=[a-zåäö])(?!(?:ja|tai|sekä|och|eller|samt|and|or)\b))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as a reader sees it.

    Attributes:
        text: NFC letters, plain spaces and hyphens, nothing invisible; lines are kept.
        places: where in ``text`` stretches begin that are as long as in the text as given.
        origins: where these begin in the text as given.
        widths: place in ``text`` → characters of the letter there as given, where it is not one.
    """

    text: str
    places: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    widths: Mapping[int, int] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of what is seen as a span of what was given.

        Args:
            start: in ``text``.
            end: in ``text``, behind the last character; greater than ``start``.

        Returns:
            Start and end in the text as given; marks of the last letter belong to it, and what
            is invisible at either end does not.
        """
        return self._origin(start), self._origin(end - 1) + self.widths.get(end - 1, 1)

    def _origin(self, place: int) -> int:
        stretch = bisect_right(self.places, place) - 1
        return self.origins[stretch] + place - self.places[stretch]


def see(text: str) -> Seen:
    """Return a text as it is seen.

    Args:
        text: as given.

    Returns:
        The text to look for mentions in.

    >>> given = "Ja\\u0308rvenpa\\u0308a\\u0308n kau\\u00adpunki"
    >>> seen = see(given)
    >>> seen.text, given[slice(*seen.span(11, 17))]
    ('Järvenpään kaupunki', 'kau\\xadpun')
    """
    if not _is_unlike(text):
        return Seen(_like(text))
    parts: list[str] = []
    places, origins, widths = [0], [0], {}
    last = length = 0
    for match in _ODD.finditer(text):
        before, letter = text[last : match.start()], match["letter"]
        length += len(before)
        parts.append(before)
        if letter:
            kept = unicodedata.normalize("NFC", re.sub(f"[{_INVISIBLE}]", "", letter))
            parts.append(kept)
            places += range(length, length + len(kept))
            origins += [match.start()] * len(kept)
            widths.update(dict.fromkeys(range(length, length + len(kept)), len(letter)))
            length += len(kept)
        last = match.end()
        places.append(length)
        origins.append(last)
    parts.append(text[last:])
    return Seen(_like("".join(parts)), tuple(places), tuple(origins), widths)


def _is_unlike(text: str) -> bool:
    """Tell whether what is seen differs in length from what is given; most texts do not."""
    if text.isascii():
        return "-\n" in text or "-\r" in text
    parts = ("-\n", "-\r", *_INVISIBLE)
    return any(part in text for part in parts) or not unicodedata.is_normalized("NFC", text)


def _like(text: str) -> str:
    """Put plain spaces and hyphens for those that look so."""
    for char, plain in _LIKE.items():
        if char in text:
            text = text.replace(char, plain)
    return text
