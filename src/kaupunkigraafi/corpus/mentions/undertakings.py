"""Text → bodies and project numbers, agreements, programmes, governments."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.corpus.mentions.scanning import places

_YEARS = re.compile(r"\s*(\d{4})\s?[–—-]\s?(\d{4})$")
_YEARS_BEHIND = re.compile(r",?\s*(?:vuosille |för åren |för |for )?(\d{4})\s?[–—-]\s?(\d{4})")
_PROJECT = re.compile(
    r"(?<!\w)(?:TEM|YM|VM|STM|OKM|LVM|MMM|SM|UM|OM|PLM|VNK)\d{3}:\d{2}/\d{4}(?!\w)"
)
_BEFORE, _BEHIND = 120, 90  # characters around a part within which the whole name is
_LONG = 9
_SURE, _NUMBERED, _BY_NAME, _NEWEST = 0.99, 0.9, 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A body, an agreement, a programme or a government found in what is seen of a text."""

    start: int
    end: int
    kind: str
    key: str
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class _Named:
    """Things of one name, oldest first; years tell rounds apart."""

    kind: str
    rounds: tuple[tuple[str, str], ...]  # (years, key)


class Undertakings:
    """Finds what towns and ministries undertake together, by its name or number."""

    def __init__(
        self,
        named: Iterable[tuple[str, str, str]],
        numbers: Mapping[str, str],
        governments: Iterable[tuple[str, str]],
        programmes: Mapping[str, str],
    ) -> None:
        """Make one pattern of all names.

        Args:
            named: (kind, key, name) oldest first; years at a name's end tell rounds apart.
            numbers: number of a body as printed → its key.
            governments: (key, the Prime Minister's surname in the genitive: *Orpon*).
            programmes: government's key → key of its programme.
        """
        rounds: dict[str, list[tuple[str, str, str]]] = {}
        parts: dict[str, str] = {}
        for kind, key, name in named:
            years = _YEARS.search(name)
            base = name[: years.start()] if years else name
            told = f"{years[1]}–{years[2]}" if years else ""
            rounds.setdefault(base.lower(), []).append((kind, told, key))
            parts[base.lower()] = _part(base)
        self._rounds = {
            base: _Named(all_[0][0], tuple((told, key) for _, told, key in all_))
            for base, all_ in rounds.items()
        }
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for base in sorted(self._rounds, key=len, reverse=True):
            self._patterns.setdefault(parts[base], []).append((base, _pattern(base)))
        self._numbers = dict(numbers)
        self._governments = {surname: key for key, surname in governments}
        surnames = "|".join(map(re.escape, self._governments)) or "(?!)"
        bare = "|".join(re.escape(_bare(each)) for each in self._governments) or "(?!)"
        self._cabinet = re.compile(
            rf"(?:(?:[Pp]ääministeri\s+)?(?:[A-ZÅÄÖ][a-zåäö-]+\s+)?\b(?P<fi>{surnames})\s+"
            r"(?P<what>hallitusohjelm\w*|hallituksen\s+ohjelm\w*|hallitu[sk]\w*)"
            rf"|\b[Rr]egeringen\s+(?P<sv>{bare})s?\b"
            rf"|\b[Ss]tatsminister\s+(?:[A-Z][\w-]+\s+)?(?P<sv2>{bare})s\s+regering\w*"
            rf"|\b(?:Prime Minister\s+)?(?:[A-Z][\w-]+\s+)?(?P<en>{bare})(?:['’]s)?\s+Government"
            r"(?P<programme> Programme)?)"
        )
        self._programmes = dict(programmes)

    @classmethod
    def load(cls, records: Path) -> Undertakings:
        """Read names and numbers from the records.

        Args:
            records: the folder of ``bodies.csv``, ``agreements.csv`` and so on.

        Returns:
            Ready to find.
        """
        named, numbers = [], {}
        for kind, table in (("body", "bodies"), ("agreement", "agreements"),
                            ("programme", "programmes")):  # fmt: skip
            for row in _rows(records / f"{table}.csv"):
                named += [
                    (kind, row["id"], row[column])
                    for column in ("name_fi", "name_sv", "name_en")
                    if row[column]
                ]
                if row.get("number"):
                    numbers[row["number"]] = row["id"]
        programmes = {
            row["government"]: row["id"]
            for row in _rows(records / "programmes.csv")
            if row["government"]
        }
        governments = [
            (row["key"], row["name_fi"].split()[0]) for row in _rows(records / "governments.csv")
        ]
        return cls(named, numbers, governments, programmes)

    def find(self, text: str) -> Iterator[Undertaking]:
        """Yield what is named or numbered in a text.

        Args:
            text: as seen.

        Yields:
            By kind of finding, not in the order of the text.
        """
        yield from self._by_number(text)
        yield from self._by_name(text)
        for surname in self._governments:
            part = _bare(surname)[:3]
            for place in places(text, part):
                match = self._cabinet.search(text, max(0, place - _BEFORE), place + _BEHIND)
                if match and match.start() <= place < match.end():
                    yield self._of_cabinet(match)

    def _by_number(self, text: str) -> Iterator[Undertaking]:
        for slash in places(text, "/"):
            match = _PROJECT.search(text, max(0, slash - 11), slash + 6)
            if text[slash - 3 : slash - 2] != ":" or not match:
                continue
            key = self._numbers.get(match[0], match[0].replace(":", "-").replace("/", "-"))
            known = _SURE if match[0] in self._numbers else _NUMBERED
            yield Undertaking(match.start(), match.end(), "body", key, known, "number")
        for number, key in self._numbers.items():
            if not _PROJECT.fullmatch(number):
                place = text.find(number)
                while place >= 0:
                    end = place + len(number)
                    yield Undertaking(place, end, "body", key, _SURE, "number")
                    place = text.find(number, end)

    def _by_name(self, text: str) -> Iterator[Undertaking]:
        told = {key for number, key in self._numbers.items() if number in text}
        done = -1
        for place, part in sorted(
            (at, each) for each in self._patterns for at in places(text, each)
        ):
            for base, pattern in self._patterns[part]:
                match = pattern.search(text, max(0, place - _BEFORE), place + _BEHIND)
                if match and match.start() >= done and match.start() <= place < match.end():
                    done = match.end()
                    yield _of_round(text, match, self._rounds[base], told)
                    break

    def _of_cabinet(self, match: re.Match[str]) -> Undertaking:
        surname = match["fi"] or next(
            full for full in self._governments
            if _bare(full) == (match["sv"] or match["sv2"] or match["en"])
        )  # fmt: skip
        government = self._governments[surname]
        programme = self._programmes.get(government)
        wanted = match["programme"] or "ohjelm" in (match["what"] or "")
        kind, key = ("programme", programme) if wanted and programme else ("government", government)
        return Undertaking(match.start(), match.end(), kind, key, _BY_NAME, "name")


def _of_round(text: str, match: re.Match[str], named: _Named, told: set[str]) -> Undertaking:
    years = _YEARS_BEHIND.match(text, match.end())
    if years:
        wanted = f"{years[1]}–{years[2]}"
        for each, key in named.rounds:
            if each == wanted:
                return Undertaking(match.start(), years.end(), named.kind, key, _SURE, "name")
    for _, key in named.rounds:
        if key in told:
            return Undertaking(match.start(), match.end(), named.kind, key, _BY_NAME, "name")
    key = named.rounds[-1][1]
    confidence = _BY_NAME if len(named.rounds) == 1 else _NEWEST
    return Undertaking(match.start(), match.end(), named.kind, key, confidence, "name")


_ADJECTIVES = {"kansallinen": "kansalli(?:nen|sen|sta|sessa|sesta|seen|sella|selle|sena|seksi)"}
_STEM = re.compile(r"[^\W\d_]{6,}$")


def _pattern(name: str) -> re.Pattern[str]:
    """Make a pattern of a name whose last word, and a leading adjective, may be inflected."""
    words = name.split()
    parts = [_ADJECTIVES.get(word, re.escape(word)) for word in words]
    last = words[-1]
    if _STEM.search(last) and len(words) > 1:
        parts[-1] = re.escape(last[:-2]) + r"[^\W\d_]{0,9}"
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)


def _part(name: str) -> str:
    """Return a part of a name that all its forms have: of its last long word, else its longest."""
    words = name.split()
    longest = max(words, key=len)
    if len(words[-1]) >= _LONG or longest == words[-1] or longest.lower() in _ADJECTIVES:
        word = words[-1] if len(words[-1]) >= _LONG else longest
        return word[1:-3]
    return longest[1:]


def _bare(genitive: str) -> str:
    """Return a Prime Minister's surname of its Finnish genitive."""
    if genitive in _STEMS:
        return _STEMS[genitive]
    return genitive.removesuffix("in") if genitive.endswith(("nin", "bbin")) else genitive[:-1]


_STEMS = {"Rinteen": "Rinne", "Kataisen": "Katainen"}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
