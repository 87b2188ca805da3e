"""Text → ministries: their names in three languages, in every case, and their abbreviations."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.corpus.mentions.scanning import places, word_start

# What follows "ministeri" where the word is a ministry, not a minister.
_ENDING = re.compile(
    r"(?:ö(?:n|tä|ssä|stä|ön|llä|ltä|lle|nä|ksi|ttä|t|iden|itä|issä|istä|ihin|ille)?"
    r"(?:kin|kään|hän|kö|pä)?|ets?)(?![^\W_])",
    re.IGNORECASE,
)
_FIRST_HALF = re.compile(r"(?<![\w-])(\w+)- (?:ja|sekä|tai|och|samt|eller) $")
_CHANCELLERY = re.compile(
    r"\bvaltioneuvoston kansli(?:an?|aa|assa|asta|alla|alta|alle|ana|aksi)(?:kin|kaan|han)?\b"
    r"|\bstatsrådets kansli(?:et|ets|s)?\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?P<code>[LMOPSTUVY](?<![\w/-].)[A-Z]{1,2})(?P<case>:(?:n|ää|tä|ta|ssä|ssa|stä|sta|ään|iin|hen|seen|llä|"
    r"lla|ltä|lta|lle|nä|na|ksi|s))?(?![\w:-])(?!-\w)(?!/\d)"
)
# Names until they were changed; the ministry is the same.
_RENAMED = {"ulkoasiain": "UM", "sisäasiain": "SM"}
# Abbreviations that are championships, volts or the like as often: they need company.
_DOUBTFUL = frozenset(("SM", "VM", "OM", "UM"))
_NAME, _SHORT, _BOTH = 0.98, 0.9, 0.95
_SLASHED = re.compile(r"[A-Z]{2,3}(?:/|, | ja | och | and | & )$|\($")


@dataclass(frozen=True, slots=True)
class Ministry:
    """A ministry found in what is seen of a text."""

    start: int
    end: int
    code: str
    confidence: float
    method: str


class Ministries:
    """Finds ministries in a text."""

    def __init__(self, names: Iterator[tuple[str, str, str, str]]) -> None:
        """Sort the names by what they are found by.

        Args:
            names: (abbreviation, Finnish, Swedish, English name) of each.
        """
        self._stems: dict[str, str] = dict(_RENAMED)
        self._codes: set[str] = set()
        english: dict[str, str] = {}
        for code, finnish, swedish, name in names:
            self._codes.add(code)
            self._stems[finnish.removesuffix("ministeriö")] = code
            self._stems[swedish.removesuffix("ministeriet")] = code
            english[name.lower().replace("’", "'")] = code
        self._english = english
        longest = sorted(map(re.escape, english), key=len, reverse=True)
        names_ = "|".join(longest).replace("'", "['’]") or "(?!)"
        self._english_names = re.compile(rf"(?:{names_})\b", re.IGNORECASE)

    @classmethod
    def load(cls, records: Path) -> Ministries:
        """Read the names from the records.

        Args:
            records: the folder of ``ministries.csv``.

        Returns:
            Ready to find.
        """
        with (records / "ministries.csv").open(encoding="utf-8", newline="") as file:
            return cls(
                (row["code"], row["name_fi"], row["name_sv"], row["name_en"])
                for row in csv.DictReader(file)
            )

    def find(self, text: str) -> Iterator[Ministry]:
        """Yield the ministries of a text.

        Args:
            text: as seen.

        Yields:
            In the order of the text.
        """
        named = sorted(self._named(text), key=lambda each: each.start)
        short = self._abbreviated(text, {each.code for each in named})
        yield from sorted([*named, *short], key=lambda each: each.start)

    def _named(self, text: str) -> Iterator[Ministry]:
        for ministry in ("ministeri", "MINISTERI"):
            for place in places(text, ministry):
                ending = _ENDING.match(text, place + len(ministry))
                if ending:
                    yield from self._of_word(text, place, ending.end())
        for opening in ("Ministry of", "ministry of", "Prime Minister"):
            for place in places(text, opening):
                match = self._english_names.match(text, place)
                if match:
                    code = self._english[match[0].lower().replace("’", "'")]
                    yield Ministry(place, match.end(), code, _NAME, "name")
        for place in places(text, "kansli"):
            match = _CHANCELLERY.search(text, max(0, place - 20), place + 20)
            if match:
                yield Ministry(match.start(), match.end(), "VNK", _NAME, "name")

    def _of_word(self, text: str, place: int, end: int) -> Iterator[Ministry]:
        start = word_start(text, place)
        stem = text[start:place].lower()
        half = _FIRST_HALF.search(text, max(0, start - 40), start)
        whole = half and self._stems.get(half[0].lower() + stem)
        if half and whole:
            yield Ministry(half.start(), end, whole, _NAME, "name")
            return
        first = half and self._stems.get(half[1].lower())
        if half and first:  # "ympäristö- ja valtiovarainministeriö" are two
            yield Ministry(half.start(), half.end(1) + 1, first, _BOTH, "name")
        code = self._stems.get(stem)
        if code:
            yield Ministry(start, end, code, _NAME, "name")

    def _abbreviated(self, text: str, named: set[str]) -> Iterator[Ministry]:
        found = [match for match in _ABBREVIATION.finditer(text) if match["code"] in self._codes]
        sure = {match["code"] for match in found} - _DOUBTFUL
        for match in found:
            code = match["code"]
            if code in _DOUBTFUL:
                before = text[max(0, match.start() - 8) : match.start()]
                company = code in named or (match["case"] and match["case"] != ":s")
                if not (company or (sure and _SLASHED.search(before))):
                    continue
            yield Ministry(match.start(), match.end(), code, _SHORT, "abbreviation")
