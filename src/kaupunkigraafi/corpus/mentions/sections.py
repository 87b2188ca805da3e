"""*7 §:n 2 momentti*, *17 kap. 23 §*, *section 7(2)* → chapters and sections, with their places.

The grammar of three languages, as far as it stands beside a statute's name: lists, ranges,
letters, moments and points. A range of plain numbers is every section in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DASH = "[-–—―]"
_NUMBER = r"\d{1,3}(?:[ ]?[a-zåäö](?![^\W_]))?"
_AND_FI = r"(?:\s*,\s*(?:ja\s+|sekä\s+)?|\s+(?:ja|tai|sekä|taikka|eikä)\s+)"
_AND_SV = r"(?:\s*,\s*(?:och\s+)?|\s+(?:och|eller|samt|respektive)\s+)"
_AND_EN = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|to)\s+)"


def _list(joint: str) -> str:
    return rf"{_NUMBER}(?:(?:{joint}|\s?{_DASH}\s?){_NUMBER})*"


_MOMENT_FI = (
    rf"(?:\s+{_list(_AND_FI)}\s+(?:momen\w+|mom\.|kohda\w+|kohta\w*|kohti\w*|kohdi\w*|"
    r"alakohda\w+|virk\w+))*(?:\s+johdantokappale\w*)?"
)
_SECTIONS_FI = rf"(?P<sections>{_list(_AND_FI)})\s?§(?::\w+)?"
_CHAPTER_FI = (
    rf"(?P<chapters>{_list(_AND_FI)})\s+"
    r"lu(?:vun|vussa|vusta|kuun|ku|kua|vuissa|kujen|vuista|vut|vulla)\b"
)
AFTER_FI = re.compile(rf"\s*(?:{_CHAPTER_FI})?\s*(?:{_SECTIONS_FI}{_MOMENT_FI})?")
MORE_FI = re.compile(rf"{_AND_FI}(?=\d)(?:{_CHAPTER_FI}\s*)?(?:{_SECTIONS_FI}{_MOMENT_FI})?")
_MOMENT_SV = (
    rf"(?:\s+{_list(_AND_SV)}\s+(?:mom(?:\.|ent\w*)|punkt\w*|stycke\w*|meningen)"
    r"|\s+(?:första|andra|tredje)\s+(?:momentet|stycket|meningen))*"
)
_SECTIONS_SV = rf"(?P<sections>{_list(_AND_SV)})\s?§(?::\w+)?"
_CHAPTER_SV = rf"(?P<chapters>{_list(_AND_SV)})\s+kap(?:\.|itlet|itel)?"
AFTER_SV = re.compile(rf"\s*(?:{_CHAPTER_SV})?\s*(?:{_SECTIONS_SV}{_MOMENT_SV})?")
MORE_SV = re.compile(rf"{_AND_SV}(?=\d)(?:{_CHAPTER_SV}\s*)?(?:{_SECTIONS_SV}{_MOMENT_SV})?")
# What stands between "7 §" and the name: "i", "i den upphävda", "i nämnda".
_OF_SV = (
    r"(?:\s+(?:i|av|enligt))?\s+(?:den\s+|det\s+|nämnda\s+|upphävda\s+|gamla\s+|gällande\s+|tidigare\s+"
    r"|ovannämnda\s+)*$"
)
_OPENS_SV = re.compile(
    rf"(?<![\w§])(?={_list(_AND_SV)}\s?(?:kap|§))(?:{_CHAPTER_SV}\s*)?(?:{_SECTIONS_SV}{_MOMENT_SV})?"
)
_TAIL_SV = re.compile(_OF_SV)
_SUB_EN = r"(?:\s?\(\d+\w?\))*(?:,?\s+(?:sub)?(?:section|paragraph|point)s?\s+\d+)*"
_SECTIONS_EN = rf"[Ss]ections?\s+(?P<sections>{_list(_AND_EN)}){_SUB_EN}"
_CHAPTER_EN = rf"[Cc]hapters?\s+(?P<chapters>{_list(_AND_EN)})"
_OPENS_EN = re.compile(
    rf"\b(?=[Cc]hapters?\s+\d|[Ss]ections?\s+\d)(?:{_CHAPTER_EN}(?:,?\s+(?=[Ss]ec))?)?(?:{_SECTIONS_EN})?"
)
_TAIL_EN = re.compile(r",?\s+(?:of|in|under)\s+(?:the\s+)?(?:Finnish\s+)?$")
AFTER_EN = re.compile(rf"(?:,?\s+(?:under\s+)?{_CHAPTER_EN})?(?:,?\s+{_SECTIONS_EN})?")
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"({_NUMBER})\s?(?:{_DASH}|to)\s?({_NUMBER})")
_MOST = 20  # sections of one range; of a longer one its first and last are told


@dataclass(frozen=True, slots=True)
class Cited:
    """One chapter or section that is cited.

    Attributes:
        start: where its number begins.
        end: where its number ends; of a list's last one, where the phrase does.
    """

    start: int
    end: int
    chapter: str | None
    section: str | None


def number_of(text: str) -> str:
    """Return a section's number as its ELI has it.

    Args:
        text: as printed.

    Returns:
        Without spaces.

    >>> number_of("22 a")
    '22a'
    """
    return "".join(text.split())


def after(text: str, place: int, language: str) -> list[Cited]:
    """Return what is cited behind a statute's name or number.

    Args:
        text: as seen.
        place: where the name or number ends.
        language: of the grammar: ``fi``, ``sv`` or ``en``.

    Returns:
        In the order of the text; empty where nothing follows.

    >>> [each.section for each in after("kuntalain 7 ja 9–11 §:ssä", 9, "fi")]
    ['7', '9', '10', '11']
    """
    first, more = {
        "fi": (AFTER_FI, MORE_FI), "sv": (AFTER_SV, MORE_SV), "en": (AFTER_EN, None),
    }[language]  # fmt: skip
    match = first.match(text, place)
    if not match or not (match["chapters"] or match["sections"]):
        return []
    found = list(_cited(match, None))
    while more and (further := more.match(text, match.end())):
        if not (further["chapters"] or further["sections"]):
            break
        chapter = found[-1].chapter
        found += _cited(further, chapter)
        match = further
    return found


def before(text: str, place: int, language: str) -> list[Cited]:
    """Return what is cited in front of a statute's name, as Swedish and English put it.

    Args:
        text: as seen.
        place: where the name begins.
        language: ``sv`` or ``en``; Finnish puts nothing there.

    Returns:
        In the order of the text.

    >>> text = "enligt 17 kap. 1 a och 23 § i strafflagen"
    >>> [(each.chapter, each.section) for each in before(text, text.index("straff"), "sv")]
    [('17', '1a'), ('17', '23')]
    """
    opens, tail = {"sv": (_OPENS_SV, _TAIL_SV), "en": (_OPENS_EN, _TAIL_EN)}.get(
        language, (None, None)
    )
    if opens is None or tail is None:
        return []
    begin = max(0, place - 220)
    window = text[begin:place]
    joint = tail.search(window)
    if not joint:
        return []
    return _ending_at(text, begin, begin + joint.start(), language)


def _ending_at(text: str, begin: int, end: int, language: str) -> list[Cited]:
    """Return the run of sections that ends where the joint begins."""
    opens = _OPENS_SV if language == "sv" else _OPENS_EN
    runs: list[list[re.Match[str]]] = []
    place = begin
    while match := opens.search(text, place, end):
        gap = text[runs[-1][-1].end() : match.start()] if runs else None
        if gap is not None and re.fullmatch(_AND_SV if language == "sv" else _AND_EN, gap):
            runs[-1].append(match)
        else:
            runs.append([match])
        place = match.end()
    if not runs or runs[-1][-1].end() != end:
        return []
    found: list[Cited] = []
    for match in runs[-1]:
        chapter = found[-1].chapter if found else None
        found += _cited(match, chapter)
    return found


def _cited(match: re.Match[str], chapter: str | None) -> Iterator[Cited]:
    chapters = list(_items(match, "chapters")) if match["chapters"] else []
    if not match["sections"]:
        for place, (start, end, number) in enumerate(chapters):
            last = place == len(chapters) - 1
            yield Cited(start, match.end() if last else end, number, None)
        return
    if chapters:
        chapter = chapters[-1][2]
    items = list(_items(match, "sections"))
    opening = chapters[0][0] if chapters else items[0][0]
    if match[0][:1].isalpha():  # English has its "section" in front
        opening = match.start()
    for place, (start, end, number) in enumerate(items):
        last = place == len(items) - 1
        yield Cited(opening if place == 0 else start, match.end() if last else end, chapter, number)


def _items(match: re.Match[str], group: str) -> Iterator[tuple[int, int, str]]:
    text, offset = match[group], match.start(group)
    place = 0
    while place < len(text):
        ranged = _RANGE.match(text, place)
        one = ranged or _ONE.match(text, place)
        if one is None:
            place += 1
            continue
        numbers = _between(ranged[1], ranged[2]) if ranged else [number_of(one[0])]
        for number in numbers:
            yield offset + one.start(), offset + one.end(), number
        place = one.end()


def _between(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < _MOST:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [number_of(first), number_of(last)]
