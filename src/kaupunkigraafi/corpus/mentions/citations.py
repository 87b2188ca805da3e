"""Text → citations of statutes: by number, by name and number, by name alone, by *saman lain*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kaupunkigraafi.corpus.mentions import sections
from kaupunkigraafi.corpus.mentions.cited import Bound, Citation, Statute
from kaupunkigraafi.corpus.mentions.law_names import LawNames
from kaupunkigraafi.corpus.mentions.law_numbers import numbered
from kaupunkigraafi.corpus.mentions.sections import Cited
from kaupunkigraafi.corpus.mentions.statutes import Statutes

_SAME = re.compile(
    r"\b(?P<fi>[Ss]aman|[Ss]anotun|[Mm]ainitun|viimeksi mainitun|kyseisen)\s+"
    r"(?P<what>lain|asetuksen|kaaren|luvun)\b(?=\s+\d)"
    r"|\bi\s+(?:samma|nämnda|sagda|den nämnda|ovannämnda|den)\s+(?P<sv>lag|lagen|balk|förordning)\b"
    r"|\b(?:the same|that|the said|the aforementioned)\s+(?P<en>Act|Code|Decree)\b"
)
_FAR = 700  # characters: "saman lain" does not reach further back
_ANAPHORA = 0.75


class Citations:
    """Finds citations in a text."""

    def __init__(self, statutes: Statutes) -> None:
        """Keep the names.

        Args:
            statutes: what statutes are called.
        """
        self._names = LawNames(statutes)

    def find(self, text: str, language_at: Callable[[int], str]) -> Iterator[Citation]:
        """Yield the citations of a text.

        Args:
            text: as seen.
            language_at: the language at a place; ``und`` where it cannot be told.

        Yields:
            One a section that is cited, else one a statute; in the order of the text.
        """
        bound = Bound()
        by_number = [self._names.widened(text, each) for each in numbered(text, language_at, bound)]
        by_name = _apart(self._names.named(text, bound), by_number)
        statutes: list[Statute | re.Match[str]] = [*by_number, *by_name]
        if statutes:
            statutes += _SAME.finditer(text)
        last: Citation | None = None
        for each in sorted(statutes, key=_place):
            statute = _same(each, last) if isinstance(each, re.Match) else each
            if statute is None or (last is not None and statute.start < last.start):
                continue
            found = list(_with_sections(text, statute, last))
            if isinstance(each, re.Match) and not (found[0].section or found[0].chapter):
                continue
            yield from found
            last = found[-1]


def _place(each: Statute | re.Match[str]) -> int:
    return each.start() if isinstance(each, re.Match) else each.start


def _apart(named: Iterator[Statute], numbered: Sequence[Statute]) -> Iterator[Statute]:
    """Leave out the names that stand inside a citation by number, and names within names."""
    taken = sorted((each.start, each.end) for each in numbered)
    place, done = 0, -1
    for each in sorted(named, key=lambda statute: (statute.start, -statute.end)):
        while place < len(taken) and taken[place][1] <= each.start:
            place += 1
        inside = place < len(taken) and taken[place][0] < each.end
        if not inside and each.start >= done:
            done = each.end
            yield each


def _same(match: re.Match[str], last: Citation | None) -> Statute | None:
    if last is None or match.start() - last.end > _FAR:
        return None
    language = "fi" if match["fi"] else "sv" if match["sv"] else "en"
    start = match.start() if language == "fi" else match.end() - len(match[0].split(maxsplit=1)[-1])
    return Statute(start, match.end(), last.law, language, _ANAPHORA, "anaphora")


def _with_sections(text: str, statute: Statute, last: Citation | None) -> Iterator[Citation]:
    cited = _cited(text, statute)
    whole_chapter = statute.method == "anaphora" and "luvun" in text[statute.start : statute.end]
    if not cited:
        yield _citation(statute, statute.start, statute.end, None, None)
        return
    for place, each in enumerate(cited):
        chapter = last.chapter if whole_chapter and last and not each.chapter else each.chapter
        start, end = each.start, each.end
        if each.start >= statute.end:
            start = statute.start if place == 0 else each.start
        elif place == len(cited) - 1:
            end = statute.end
        yield _citation(statute, start, end, chapter, each.section)


def _cited(text: str, statute: Statute) -> list[Cited]:
    behind = sections.after(text, statute.end, statute.language)
    if behind or statute.language == "fi":
        return behind
    return sections.before(text, statute.start, statute.language)


def _citation(
    statute: Statute, start: int, end: int, chapter: str | None, section: str | None
) -> Citation:
    return Citation(start, end, statute.law, chapter, section, statute.confidence, statute.method)
