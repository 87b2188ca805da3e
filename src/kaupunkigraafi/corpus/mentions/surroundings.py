"""A name's place in a text → the words before and behind it, as far as they tell what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

_REACH = 160
_LONGEST_CHAIN = 400  # a law lists all municipalities of a region before it says "kunnat"
_TOLD = 8  # conjuncts that are looked at
# What is joined, where in it a name stands, and the words behind the last of it.
Chain: TypeAlias = tuple[list[str], int, tuple[str, ...]]
_GAPS = (" ", "\n")
_PARTING = (*' \n,;:!?)]}"”»–—', "")
_OPENING = "([{\"”’'»–—"
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
        chains: what is known of joined names, by where each ends; shared over a text.
    """

    text: str
    start: int
    end: int
    chains: dict[int, Chain] = field(default_factory=dict)

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
        return _last_word(self.before)

    @cached_property
    def earlier(self) -> str:
        """The word before ``previous``, where nothing but a space parts them; else empty."""
        return _last_word(self._before_previous)

    @cached_property
    def _before_previous(self) -> str:
        return self.before[: -len(self.previous) - 1] if self.previous else ""

    @cached_property
    def starts_sentence(self) -> bool:
        """Whether the capital letter may be the sentence's, not the name's."""
        return _starts(self.before)

    @cached_property
    def previous_starts_sentence(self) -> bool:
        """Whether the word before is a sentence's first."""
        return _starts(self._before_previous)

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
        known = self.chains.get(self.end)
        if known is None:
            known = self._read_chain()
        words, place, heads = known
        return tuple(words[place : place + _TOLD]), heads

    def _read_chain(self) -> Chain:
        """Read what is joined, and keep it for the names that are joined here."""
        words: list[str] = []
        ends = [self.end]
        while (join := _JOIN.match(self.text, ends[-1])) and len(words) < _LONGEST_CHAIN:
            word = _CONJUNCT.match(self.text, join.end())
            if not word:
                break
            words.append(word[0])
            ends.append(word.end())
        heads = _words(self.text[ends[-1] : ends[-1] + _REACH])
        for place, end in enumerate(ends):
            self.chains.setdefault(end, (words, place, heads))
        return words, 0, heads


def _last_word(before: str) -> str:
    """Return the word that a text ends in, where a single space is behind it; else nothing."""
    if before[-1:] not in _GAPS or before[-2:-1] in _PARTING:
        return ""
    start = max(before.rfind(" ", 0, -1), before.rfind("\n", 0, -1)) + 1
    return before[start:-1].lstrip(_OPENING)


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
