"""A word in one language → the words that stand for it in the others, learned from labels.

Encoders of this size are weak from Swedish to Finnish; a dictionary learned from the labels of
YSO and the parallel headings of statutes is strong, and can say what it did. It is made by
``benchmarks/training/bridge.py``; YSO and Finlex are under CC BY 4.0.
Source: Brown et al. 1993 (IBM model 1).
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

_DATA = "data/bridge.tsv.gz"
# Endings that a word in a text has and a label has not, the longest first.
_ENDINGS = {
    "sv": ("ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "ers", "ars", "ns",
           "en", "et", "er", "ar", "or", "na", "as", "es", "s", "n", "t", "a", "r"),
    "en": ("ies", "ing", "es", "ed", "s"),
    "fi": (),
}  # fmt: skip
_JOINTS = {"sv": ("", "s"), "en": (), "fi": ()}
_SHORTEST = 4
_PART = 0.7  # how sure the translation of a part is, of the whole word's


@dataclass(frozen=True, slots=True)
class Translation:
    """One word and what stands for it elsewhere.

    Attributes:
        weight: how surely, 0 to 1.
    """

    word: str
    translated: str
    weight: float


class Bridge:
    """The learned dictionary; read from the package at the first question."""

    @cached_property
    def _lines(self) -> list[bytes]:
        """The dictionary's lines, sorted: a word is found by bisection, and no other parsed."""
        packaged = resources.files("kaupunkigraafi.search").joinpath(_DATA)
        return gzip.decompress(packaged.read_bytes()).splitlines()

    def _entries(self, language: str, word: str) -> list[tuple[str, float]]:
        key = f"{language}\t{word}\t".encode()
        found = []
        place = bisect_left(self._lines, key)
        while place < len(self._lines) and self._lines[place].startswith(key):
            _, _, _, translated, weight = self._lines[place].decode().split("\t")
            found.append((translated, float(weight)))
            place += 1
        return found

    def translate(self, words: Sequence[str]) -> tuple[Translation, ...]:
        """Return what stands for the words of a query in other languages.

        Args:
            words: folded, of one query; its language is the one whose dictionary knows most.

        Returns:
            Translations in the order of the words; empty where no dictionary knows one.

        >>> [(t.word, t.translated) for t in Bridge().translate(["konkurrenskraft"])][:1]
        [('konkurrenskraft', 'kilpailukyky')]
        """
        known = {language: self._known(language, words) for language in _ENDINGS}
        most = max((len(found) for found in known.values()), default=0)
        if not most:
            return ()
        return tuple(
            Translation(word, translated, weight)
            for found in known.values()
            if len(found) == most
            for word, options in found.items()
            for translated, weight in options
        )

    def _known(self, language: str, words: Sequence[str]) -> dict[str, list[tuple[str, float]]]:
        found = {}
        for word in dict.fromkeys(words):
            options = self._look_up(language, word)
            if options:
                found[word] = options
        return found

    def _look_up(self, language: str, word: str) -> list[tuple[str, float]]:
        for form in _forms(language, word):
            entries = self._entries(language, form)
            if entries:
                return entries
        return self._parts(language, word)

    def _parts(self, language: str, word: str) -> list[tuple[str, float]]:
        """Translate a compound by its two parts, the longest first part that is known."""
        for joint in _JOINTS[language]:
            for cut in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
                first, second = word[:cut], word[cut:]
                if not first.endswith(joint):
                    continue
                start = self._entries(language, first[: len(first) - len(joint)])
                rest = (self._entries(language, form) for form in _forms(language, second))
                end = next((entries for entries in rest if entries), []) if start else []
                if end:
                    return [(t, w * _PART) for t, w in (*start[:1], *end[:1])]
        return []


def _forms(language: str, word: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS[language]:
        stem = word[: len(word) - len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST:
            yield stem
            if language == "sv":
                yield stem + "a"
                yield stem + "e"
            if ending == "ies":
                yield stem + "y"
