"""A question and what was found → a nearer spelling of the question, where one is at hand."""

from __future__ import annotations

import difflib
import re

from kaupunkigraafi.answer import Answer

_WORD = re.compile(r"[^\W\d_]{5,}")
_CUTOFF = 0.84
_STEM = 5
_ENDING = 4  # letters at the end of a word in which its forms differ


def nearer(text: str, answer: Answer) -> str:
    """Suggest a spelling: a word that nothing found has, and that is almost one found.

    Args:
        text: that was asked.
        answer: found for it, however far off.

    Returns:
        The question with nearer words; empty where there is none, or nothing to mend.
    """
    if not answer.hits or _all_found(text, answer):
        return ""
    texts = (
        text
        for hit in answer.hits
        for text in (
            hit.document.title,
            hit.passage.text,
            *(entity.label() for entity in hit.entities),
        )
    )
    found = {word.casefold() for each in texts for word in _WORD.findall(each)}
    mended = _WORD.sub(lambda match: _near(match[0], found), text)
    return "" if mended == text else mended


def _all_found(text: str, answer: Answer) -> bool:
    """Tell whether each word was found as it is, which is told with the hits already."""
    told = {
        term.casefold() for hit in answer.hits if hit.why.lexical for term in hit.why.lexical.terms
    }
    words = [word.casefold() for word in _WORD.findall(text)]
    return all(any(term.startswith(_stem(word)) for term in told) for word in words)


def _stem(word: str) -> str:
    return word[: max(_STEM, len(word) - _ENDING)]


def _near(word: str, found: set[str]) -> str:
    small = word.casefold()
    if any(each.startswith(_stem(small)) for each in found):
        return word
    near = difflib.get_close_matches(small, found, n=1, cutoff=_CUTOFF)
    return near[0] if near else word
