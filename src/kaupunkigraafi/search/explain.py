"""A hit → which words of its text the query's words found, inflected forms included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.search.text import Word, grams, words

_SHARED = 0.5  # of the shorter word's 5-grams: kaavoitus/kaavoituksesta share 5 of 8
_SHORT = 4  # words up to this length match whole or not at all


@dataclass(frozen=True, slots=True)
class Matched:
    """What matched in a text.

    Attributes:
        spans: of the words, in characters of the text, in order.
        terms: the words as the text has them, each form once, in order.
    """

    spans: tuple[tuple[int, int], ...]
    terms: tuple[str, ...]


def explain(query: str, text: str, extra: Sequence[str] = ()) -> Matched:
    """Find the words of a text that a query's words match.

    Args:
        query: what was asked.
        text: of the passage.
        extra: further words that were searched for, such as translations.

    Returns:
        Spans and forms.

    >>> explain("kaavoitus", "Kunta vastaa kaavoituksesta.").terms
    ('kaavoituksesta',)
    """
    asked = [word.folded for word in words(" ".join((query, *extra)))]
    wanted = [(word, frozenset(grams(word))) for word in dict.fromkeys(asked)]
    found = [word for word in words(text) if any(_matches(word, w, g) for w, g in wanted)]
    return Matched(
        tuple((word.start, word.end) for word in found),
        tuple(dict.fromkeys(text[word.start : word.end] for word in found)),
    )


def _matches(word: Word, wanted: str, wanted_grams: frozenset[str]) -> bool:
    if word.folded == wanted:
        return True
    if min(len(word.folded), len(wanted)) <= _SHORT:
        return False
    own = frozenset(grams(word.folded))
    return len(own & wanted_grams) >= _SHARED * min(len(own), len(wanted_grams))
