"""What a person typed → what is asked: free text, phrases that must stand there, words left out.

``"tonttien luovutus"`` must stand in the passage as it is written, ``-pysäköinti`` may not, in
any form. Finnish writes a hyphen after a space in names too (``Lähiö 2030 -ohjelma``); whether
``-ohjelma`` is a name's end or a wish is for the index to say, which knows the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaupunkigraafi.search.text import words

_OPENING = '"“”„«»'
_PHRASE = re.compile(rf"(?P<minus>(?<!\S)[-−])?[{_OPENING}](?P<inside>[^{_OPENING}]*)[{_OPENING}]")
# A hyphen with white space before it and a letter behind it.
_WITHOUT = re.compile(r"(?:(?<=\s)|^)[-−](?P<word>[^\W\d_][\w:’'-]*)")

# No name ends with a statute's number, so what follows one is a wish.
_STATUTE = re.compile(r"\d/\d{4}$")


@dataclass(frozen=True, slots=True)
class Without:
    """A word or phrase that is not wanted.

    Attributes:
        words: folded; one, or a phrase's.
        after: the folded word that stood before it, "" where none did, or a statute's number.
        written: as typed.
        exact: it was quoted, so no other form of it is meant.
    """

    words: tuple[str, ...]
    after: str
    written: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, read.

    Attributes:
        text: without quotation marks and without what is not wanted.
        phrases: folded words that must follow one another in a passage.
        without: what a passage may not have.
    """

    text: str
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[Without, ...] = ()


def read(text: str) -> Asked:
    """Read what was typed.

    Args:
        text: anything; a mark without its pair is a character like any other.

    Returns:
        What is asked.

    >>> read('"tonttien luovutus" kaupungit -vuokra').phrases
    (('tonttien', 'luovutus'),)
    >>> read('"tonttien luovutus" kaupungit -vuokra').text
    'tonttien luovutus kaupungit'
    >>> [each.words for each in read("maa- ja metsätalous -metsätalous").without]
    [('metsätalous',)]
    >>> [each.after for each in read("410/2015 -valtuusto").without]
    ['']
    """
    phrases: list[tuple[str, ...]] = []
    without: list[Without] = []

    def phrase(match: re.Match[str]) -> str:
        inside = tuple(word.folded for word in words(match["inside"]))
        if match["minus"]:
            if inside:
                without.append(Without(inside, "", match["inside"], exact=True))
            return " "
        if inside:
            phrases.append(inside)
        return f" {match['inside']} "

    def word(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip()
        names = [] if _STATUTE.search(before) else [each.folded for each in words(before)]
        unwanted = tuple(each.folded for each in words(match["word"]))
        without.append(Without(unwanted, names[-1] if names else "", match["word"]))
        return " "

    free = _WITHOUT.sub(word, _PHRASE.sub(phrase, text))
    return Asked(" ".join(free.split()), tuple(dict.fromkeys(phrases)), tuple(without))
