"""A name's place in a text → the words before and behind it, as far as they tell what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_REACH = 160
_CHAIN_REACH = 2_000  # a law lists all municipalities of a region before it says "kunnat"
_GAPS = (" ", "\n")
_BEFORE = re.compile(r"([^\W_][\w.’'&:/-]*)([^\w]*)$")
# A line that goes on in small letters was broken by its width.
_NEXT = re.compile(r"(?: |\n(?=[a-zåäö]))([^\W_][\w’':&-]*)")
_MOST = 6
_JOIN = re.compile(
    r"(?:\s*,\s*(?:(?:ja|sekä|tai|och|samt|eller|and|or)\s+)?"
    r"|\s+(?:ja|sekä|tai|että|eli|kuin|och|samt|eller|and|or|&)\s+(?:myös\s+)?|\s*/\s*|\s*[–—]\s*)"
    r"(?=[A-ZÅÄÖ])"
)
_CONJUNCT = re.compile(r"(?:S:t )?[A-ZÅÄÖ][^\W\d_]*(?:[-:][^\W\d_]+)*(?: Tl)?")
_STOP = re.compile(r"[.!?…:;]$|^$")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:mm|esim|ks|vrt|ent|n|ns|nyk|os|s|kts|ym|t\.ex|bl\.a|jfr|f\.d|e\.g|i\.e|cf|vs|"
    r"incl|St|Dr|Mr|Mrs|Ms|[A-ZÅÄÖ])\.$"
)


@dataclass(frozen=True)
class Surroundings:
    """Where a name stands.

    Attributes:
        text: the whole text, as seen.
        start: of the name.
        end: of the name.
    """

    text: str
    start: int
    end: int

    @cached_property
    def before(self) -> str:
        """The text before the name, as far as it counts."""
        return self.text[max(0, self.start - _REACH) : self.start]

    @cached_property
    def after(self) -> str:
        """The text behind the name, as far as it counts."""
        return self.text[self.end : self.end + _REACH]

    @cached_property
    def previous(self) -> str:
        """The word before, where nothing but a space parts them; else empty."""
        match = _BEFORE.search(self.before)
        return match[1] if match and match[2] in _GAPS else ""

    @cached_property
    def earlier(self) -> str:
        """The word before ``previous``, where nothing but a space parts them; else empty."""
        rest = self.before.rstrip()[: -len(self.previous)] if self.previous else ""
        match = _BEFORE.search(rest)
        return match[1] if match and match[2] in _GAPS else ""

    @cached_property
    def starts_sentence(self) -> bool:
        """Whether the capital letter may be the sentence's, not the name's."""
        return _starts(self.before)

    @cached_property
    def previous_starts_sentence(self) -> bool:
        """Whether the word before is a sentence's first."""
        return _starts(self.before.rstrip()[: -len(self.previous)] if self.previous else "")

    @cached_property
    def sentence(self) -> str:
        """The sentence without the name, as far as it is near."""
        begin = max(self.before.rfind(stop) for stop in (". ", "! ", "? ", "\n\n"))
        ends = [at for stop in (". ", "! ", "? ", "\n\n") if (at := self.after.find(stop)) >= 0]
        return self.before[begin + 1 :] + " … " + self.after[: min(ends, default=None)]

    @cached_property
    def following(self) -> tuple[str, ...]:
        """The next words of the same stretch: up to six, none behind a comma or a full stop."""
        return _words(self.after)

    @cached_property
    def conjuncts(self) -> tuple[str, ...]:
        """Capitalised words that are joined to the name: *Hämeenlinnan ja Porvoon*."""
        return self._chain[0]

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The words behind the last of what is joined: *kaupungit*."""
        return self._chain[1]

    @cached_property
    def _chain(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        rest, found = self.text[self.end : self.end + _CHAIN_REACH], list[str]()
        while join := _JOIN.match(rest):
            word = _CONJUNCT.match(rest, join.end())
            if not word:
                break
            found.append(word[0])
            rest = rest[word.end() :]
        return tuple(found), _words(rest)


def _starts(before: str) -> bool:
    stripped = before.rstrip(" \"”’'»(–—•*-")
    if not stripped or stripped[-1] == "\n":
        return True
    return bool(_STOP.search(stripped)) and not _SHORT.search(stripped)


def _words(text: str) -> tuple[str, ...]:
    found, place = list[str](), 0
    while len(found) < _MOST and (word := _NEXT.match(text, place)):
        found.append(word[1])
        place = word.end()
    return tuple(found)
