"""A hit → which words of its text the query's words found, inflected forms included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.search.bridge import Translation
from kaupunkigraafi.search.text import BEGINNING, SHORT, Word, grams, telling, words

_SHARED = 0.5  # of the shorter word's 5-grams: kaavoitus/kaavoituksesta share 5 of 8


@dataclass(frozen=True, slots=True)
class Matched:
    """What matched in a text.

    Attributes:
        spans: of the words, in characters of the text, in order.
        terms: the words as the text has them, each form once, in order; ``boende → asumisen``
            where a translation found it.
    """

    spans: tuple[tuple[int, int], ...]
    terms: tuple[str, ...]


def explain(query: str, text: str, translations: Sequence[Translation] = ()) -> Matched:
    """Find the words of a text that a query's words match.

    Args:
        query: what was asked.
        text: of the passage.
        translations: of the query's words; what they found is told with the word asked for.

    Returns:
        Spans and forms.

    >>> explain("kaavoitus", "Kunta vastaa kaavoituksesta.").terms
    ('kaavoituksesta',)
    >>> explain("boende", "Asumisen tuki", [Translation("boende", "asuminen", 0.6)]).terms
    ('boende → Asumisen',)
    """
    wanted = dict.fromkeys(telling([word.folded for word in words(query)]), "")
    for each in translations:
        wanted.setdefault(each.translated, each.word)
    known = [(word, origin, frozenset(grams(word))) for word, origin in wanted.items()]
    spans, terms = [], []
    for word in words(text):
        origin = next((o for w, o, g in known if _matches(word, w, g)), None)
        if origin is not None:
            spans.append((word.start, word.end))
            form = text[word.start : word.end]
            terms.append(f"{origin} → {form}" if origin else form)
    return Matched(tuple(spans), tuple(dict.fromkeys(terms)))


def _matches(word: Word, wanted: str, wanted_grams: frozenset[str]) -> bool:
    if word.folded == wanted:
        return True
    if min(len(word.folded), len(wanted)) <= SHORT:
        return False
    own = frozenset(grams(word.folded))
    shorter = min(len(word.folded), len(wanted))
    # asuminen and asumisen differ in the middle: few 5-grams are shared, the beginning is.
    if _beginning(word.folded, wanted) >= max(SHORT + 1, BEGINNING * shorter):
        return True
    return len(own & wanted_grams) >= _SHARED * min(len(own), len(wanted_grams))


def _beginning(first: str, second: str) -> int:
    """Return how many letters two words begin with together."""
    pairs = zip(first, second, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
