"""A search query → what it names: as in a text, and as people type: without capitals.

A query is no sentence. Who types *turussa* means the town, where a text would have the capital;
a word that means something else without one (*salo*, *lahti*) still needs it. What is told here
is offered to a person as a filter, so that it may be less sure than a mention that is stated.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.corpus.mentions.inflection import forms_of
from kaupunkigraafi.corpus.mentions.places import Places
from kaupunkigraafi.corpus.mentions.seen import see
from kaupunkigraafi.corpus.mentions.traits import Trait
from kaupunkigraafi.corpus.mentions.wordlists import words
from kaupunkigraafi.model import Mention
from kaupunkigraafi.vocabulary import iri_of

# "410/2015", "410/2015 22 §", "410/2015, 22 a §".
_STATUTE = re.compile(
    r"(?<![\w/:])(?P<number>\d{1,4}[a-z]?)/(?P<year>\d{4})\b(?:,? (?P<section>\d+ ?[a-z]?) ?§)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Words of Finnish and Swedish that are some municipality's name, or a form of one, when they have
# a capital; ``traits`` tells surnames and waters, not these.
_COMMON = words(
    "aura auran auraa eura euran euraa geta hamina haminan hanko hangon ii iin ingå itis kaavi "
    "kaavin kannus kemi kemin kolari kolarin kotka kotkan kotkaa lahti lahden lahdessa lahdesta "
    "lahteen lahdella lappi lapin laukaa laukaan lemi lieto liedon loppi lopen lopella luoto "
    "luodon luodolla malax masku multia muonio nokia nokian pargas pello pellon pellossa pellolla "
    "perho pori porin reso rusko ruskon salla salo salon salossa salolla sievi sievin simo somero "
    "sulkava sund sysmä sysmän vaala vaalan vasa varkaus varkauden virrat virtojen"
)
_SHORTEST = 3
_NUMBER, _SMALL, _FORMER = 0.95, 0.8, 0.75


class QueryNames:
    """Finds what queries name; made once, used for many."""

    def __init__(self, detector: Detector, places: Places, former: Iterable[tuple[str, str]]):
        """Compute forms of the names of municipalities that have ceased.

        Args:
            detector: what finds mentions in texts.
            places: the municipalities of today.
            former: (key, name) of those that have ceased, in every language.
        """
        self._detector = detector
        self._places = places
        self._former: dict[str, str] = {}
        for key, name in former:
            for form in forms_of(name):
                if places.reading(form.text) is None:
                    self._former.setdefault(form.text, key)

    @classmethod
    def load(cls, detector: Detector, corpus: Path) -> QueryNames:
        """Read names from the records.

        Args:
            detector: of the same corpus.
            corpus: the packaged corpus, or one like it.

        Returns:
            Ready for use.
        """
        records = corpus / "records"
        with (records / "former_municipalities.csv").open(encoding="utf-8", newline="") as file:
            former = [
                (row["key"], row[column])
                for row in csv.DictReader(file)
                for column in ("name_fi", "name_sv")
                if row[column] and " " not in row[column]
            ]
        return cls(detector, Places.load(records), former)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Find what a query names.

        Args:
            text: as typed.

        Returns:
            In the order of the text, no two of them at one place; offsets are indices into it.
        """
        found: list[Mention] = []
        for each in (*self._numbered(text), *self._detector.mentions(text), *self._small(text)):
            if not any(each.start < other.end and other.start < each.end for other in found):
                found.append(each)
        return tuple(sorted(found, key=lambda each: each.start))

    def _numbered(self, text: str) -> Iterator[Mention]:
        """Yield statutes by their numbers alone: in a text a number needs more around it."""
        for match in _STATUTE.finditer(text):
            id_ = f"law/{match['number']}-{match['year']}"
            section = (match["section"] or "").replace(" ", "") or None
            yield Mention(
                start=match.start(), end=match.end(), text=match[0], kind="law", id=id_,
                iri=iri_of(id_), law=f"{match['number']}/{match['year']}", section=section,
                confidence=_NUMBER, method="number",
            )  # fmt: skip

    def _small(self, text: str) -> Iterator[Mention]:
        seen = see(text)
        for match in _WORD.finditer(seen.text):
            found = self._place(match[0])
            if found:
                start, end = seen.span(match.start(), match.end())
                yield replace(found, start=start, end=end, text=text[start:end])

    def _place(self, word: str) -> Mention | None:
        capital = word[0].upper() + word[1:]
        if word in self._former:
            return _municipality(self._former[word], _FORMER, "former-name")
        if len(word) < _SHORTEST or word != word.lower() or word in _COMMON:
            return None
        reading = self._places.reading(capital)
        if reading is None or reading.trait & ~(Trait.OUTER | Trait.DISTRICT):
            return None
        return _municipality(reading.code, _SMALL, "small-letters")


def _municipality(key: str, confidence: float, method: str) -> Mention:
    id_ = f"municipality/{key}"
    return Mention(
        start=0, end=0, text="", kind="municipality", id=id_, iri=iri_of(id_),
        confidence=confidence, method=method,
    )  # fmt: skip
