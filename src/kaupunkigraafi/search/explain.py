"""A hit → which words of its text the query's words found, inflected forms included."""

from __future__ import annotations

import math
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
        forms: (word of the query, the forms of it in the text), in the order of the query.
    """

    spans: tuple[tuple[int, int], ...]
    terms: tuple[str, ...]
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Explaining:
    """Finds the words of texts that one query's words match.

    >>> told = Explaining("boende", [Translation("boende", "asuminen", 0.6)])
    >>> told.of("Asumisen tuki").terms
    ('boende → Asumisen',)
    """

    def __init__(self, query: str, translations: Sequence[Translation] = ()) -> None:
        """Say what is looked for.

        Args:
            query: what was asked.
            translations: of the query's words; what they found is told with the word asked for.
        """
        wanted = dict.fromkeys(telling([word.folded for word in words(query)]), "")
        for each in translations:
            wanted.setdefault(each.translated, each.word)
        self._wanted = [(word, origin, frozenset(grams(word))) for word, origin in wanted.items()]
        self._grams = frozenset(gram for _, _, own in self._wanted for gram in own)
        # Passages of an answer share most of their words: each is compared once.
        self._found: dict[str, tuple[str, str] | None] = {}

    def of(self, text: str, parsed: Sequence[Word] | None = None) -> Matched:
        """Find the words of a text that match.

        Args:
            text: of a passage.
            parsed: its words, where they are known.

        Returns:
            Spans and forms.
        """
        spans, terms = [], []
        forms: dict[str, dict[str, None]] = {origin or w: {} for w, origin, _ in self._wanted}
        for word in words(text) if parsed is None else parsed:
            found = self._asked(word.folded)
            if found is not None:
                asked, origin = found
                spans.append((word.start, word.end))
                form = text[word.start : word.end]
                terms.append(f"{origin} → {form}" if origin else form)
                forms[origin or asked][form] = None
        told = tuple((asked, tuple(each)) for asked, each in forms.items() if each)
        return Matched(tuple(spans), tuple(dict.fromkeys(terms)), told)

    def _asked(self, word: str) -> tuple[str, str] | None:
        """Return what matches a word, and of a translation the word asked for, else empty.

        None where nothing matches.
        """
        if word not in self._found:
            # Whatever matches shares a 5-gram, if only that of its beginning; most words do not.
            own = frozenset(grams(word))
            wanted = () if self._grams.isdisjoint(own) else self._wanted
            matching = ((w, o) for w, o, g in wanted if _matches(word, own, w, g))
            self._found[word] = next(matching, None)
        return self._found[word]


def explain(query: str, text: str, translations: Sequence[Translation] = ()) -> Matched:
    """Find the words of one text that a query's words match.

    Args:
        query: what was asked.
        text: of the passage.
        translations: of the query's words.

    Returns:
        Spans and forms.

    >>> explain("kaavoitus", "Kunta vastaa kaavoituksesta.").terms
    ('kaavoituksesta',)
    >>> explain("kaavoitus", "Kaavoituksesta ja kaavoituksen tavoitteista.").forms
    (('kaavoitus', ('Kaavoituksesta', 'kaavoituksen')),)
    """
    return Explaining(query, translations).of(text)


def _matches(word: str, own: frozenset[str], wanted: str, wanted_grams: frozenset[str]) -> bool:
    if word == wanted:
        return True
    shorter = min(len(word), len(wanted))
    if shorter <= SHORT:
        return False
    # asuminen and asumisen differ in the middle: few 5-grams are shared, the beginning is.
    beginning = max(SHORT + 1, math.ceil(BEGINNING * shorter))
    if word[:beginning] == wanted[:beginning]:
        return True
    return len(own & wanted_grams) >= _SHARED * min(len(own), len(wanted_grams))
