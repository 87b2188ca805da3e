"""Text → statutes cited by name alone: *rikoslain*, *X annetun lain*, *språklagen*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaupunkigraafi.corpus.mentions.cited import Bound, Statute
from kaupunkigraafi.corpus.mentions.scanning import word_start
from kaupunkigraafi.corpus.mentions.statutes import FINNISH, HEAD, Statutes, base_of

_ENACTED = re.compile(r"\s+annet(?:tu|un|tua|ussa|usta|tuun|ulla|ulle|uksi|ut|tujen)\s+$")
_ENACTED_AT = re.compile(r"annet(?:tu|un|tua|ussa|usta|tuun|ulla|ulle|uksi|ut|tujen)\s")
_GIVES_A_NAME = re.compile(r"(?:jäljempänä|nedan|hereinafter)\s+[*\"”'’(]*$")
_ENGLISH = re.compile(r"\b(?:Act|Code|Constitution|Decree)\b")
_ABBREVIATION = re.compile(r"\b(?:MRL|AKL|YVAL)(?=[\s:])(?::\w+)?")
_WORD = re.compile(r"[\w-]+")
_REACH = 260
_MOST_WORDS = 7
_MOST_BOUND = 16
_BY_NAME, _BY_TITLE, _BOUND = 0.85, 0.9, 0.92
_SV_OPENINGS = (" om ", " angående ")


class LawNames:
    """Finds statutes by their names."""

    def __init__(self, statutes: Statutes) -> None:
        """Keep the names.

        Args:
            statutes: what statutes are called.
        """
        self._statutes = statutes

    def named(self, text: str, bound: Bound) -> Iterator[Statute]:
        """Yield the statutes that a text names.

        Args:
            text: as seen.
            bound: names that the text binds itself; they outrank what is known.

        Yields:
            In the order of the text, Finnish and Swedish ones before English ones.
        """
        for match in HEAD.finditer(text):
            start = word_start(text, match.start())
            compound = start < match.start()
            found = (
                self._compound(text, start, match.end(), bound)
                if compound
                else self._title(text, start, match.end(), bound)
            )
            # "jäljempänä X-laki" belongs to the number before.
            if found and not _GIVES_A_NAME.search(text, max(0, start - 30), start):
                yield found
        if "Act" in text or "Co" in text:
            yield from self._english(text)
        for match in _ABBREVIATION.finditer(text):
            number = self._statutes.named(match[0].partition(":")[0].lower())
            if number:
                yield Statute(match.start(), match.end(), number, "fi", _BY_NAME, "abbreviation")

    def widened(self, text: str, statute: Statute) -> Statute:
        """Return a statute with its whole title: *holhoustoimesta annetun lain (442/1999)*.

        Args:
            text: as seen.
            statute: cited by number.

        Returns:
            The same, beginning where its title does where that is known.
        """
        enacted = _ENACTED_AT.match(text, statute.start)
        if not enacted:
            return statute
        whole = self._enacted(text, statute.start - 1, statute.end, Bound())
        return replace(statute, start=whole.start) if whole else statute

    def _compound(self, text: str, start: int, end: int, bound: Bound) -> Statute | None:
        name = base_of(text[start:end].lower())
        language = "fi" if name.endswith(tuple(FINNISH)) else "sv"
        words = [
            (match.start(), match[0].lower())
            for match in _WORD.finditer(text, max(0, start - 60), start)
        ][-2:]
        for count in (2, 1):
            if len(words) < count:
                continue
            begin = words[-count][0]
            longer = " ".join([*(word for _, word in words[-count:]), name])
            number = bound.numbers.get(longer) or self._statutes.named(longer)
            if number:
                return Statute(begin, end, number, language, _BY_TITLE, "name")
        if len(words) == 2 and words[0][1].endswith("-"):  # noqa: PLR2004
            return None  # half of a name that is not known
        own = bound.numbers.get(name)
        if own:
            return Statute(start, end, own, language, _BOUND, "name-in-text")
        number = self._statutes.named(name)
        return Statute(start, end, number, language, _BY_NAME, "name") if number else None

    def _title(self, text: str, start: int, end: int, bound: Bound) -> Statute | None:
        language = "fi" if base_of(text[start:end]) in FINNISH else "sv"
        if language == "fi":
            enacted = _ENACTED.search(text, max(0, start - 20), start)
            if enacted:
                return self._enacted(text, enacted.start(), end, bound)
        elif not text.startswith(_SV_OPENINGS, end):
            return None
        words = list(_WORD.finditer(text, end, end + _REACH))
        if not words or text[end : words[0].start()] != " ":
            return None
        lower = [word[0].lower() for word in words]
        for length in range(min(len(lower), _MOST_BOUND), 1, -1):
            own = bound.numbers.get(" ".join(lower[:length]))
            if own:
                last = words[length - 1].end()
                return Statute(start, last, own, language, _BOUND, "name-in-text")
        found = self._statutes.titled(lower, ending=False)
        if found is None or (language == "fi" and found[1] < 2):  # noqa: PLR2004
            return None
        number, length = found
        return Statute(start, words[length - 1].end(), number, language, _BY_TITLE, "title")

    def _enacted(self, text: str, place: int, end: int, bound: Bound) -> Statute | None:
        words = list(_WORD.finditer(text, max(0, place - _REACH), place))
        own = bound.titled([word[0].lower() for word in words])
        if own:
            return Statute(words[-1].start(), end, own, "fi", _BOUND, "name-in-text")
        found = self._statutes.titled([word[0].lower() for word in words], ending=True)
        if found is None:
            return None
        number, length = found
        return Statute(words[-length].start(), end, number, "fi", _BY_TITLE, "title")

    def _english(self, text: str) -> Iterator[Statute]:
        for match in _ENGLISH.finditer(text):
            before = list(_WORD.finditer(text, max(0, match.start() - 90), match.start()))
            behind = list(_WORD.finditer(text, match.end(), match.end() + 140))
            found = self._english_at(match, before, behind)
            if found:
                yield found

    def _english_at(
        self,
        head: re.Match[str],
        before: Sequence[re.Match[str]],
        behind: Sequence[re.Match[str]],
    ) -> Statute | None:
        names = self._statutes.english
        for length in range(min(len(behind), 14), 0, -1):
            part = behind[:length]
            number = names.get(" ".join([head[0], *(word[0] for word in part)]).lower())
            if number:
                return Statute(head.start(), part[-1].end(), number, "en", _BY_TITLE, "title")
        for length in range(min(len(before), _MOST_WORDS), 0, -1):
            part = before[-length:]
            number = names.get(" ".join([*(word[0] for word in part), head[0]]).lower())
            if number:
                return Statute(part[0].start(), head.end(), number, "en", _BY_NAME, "name")
        return None
