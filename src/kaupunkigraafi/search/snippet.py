"""A passage → the stretch of it that shows why it was found, short enough for a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaupunkigraafi.search.bridge import Translation
from kaupunkigraafi.search.text import telling, words

_LENGTH = 240
_BEFORE = 60
_SHORT = 4  # words up to this length are looked for whole
_BEGINNING = 0.6  # of a longer word: asuminen and asumisen begin alike
_REACH = 20  # characters that a cut may move to fall between words


class Snippets:
    """Cuts passages for one query.

    >>> Snippets("kaavoitus").of("Kunta vastaa kaavoituksesta.")
    'Kunta vastaa kaavoituksesta.'
    """

    def __init__(self, query: str, translations: Sequence[Translation] = ()) -> None:
        """Say what is looked for.

        Args:
            query: what was asked.
            translations: of the query's words.
        """
        wanted = telling([word.folded for word in words(query)])
        wanted += [each.translated for each in translations]
        beginnings = {_beginning(word) for word in wanted}
        either = "|".join(sorted(beginnings))
        self._wanted = re.compile(rf"\b(?:{either})", re.IGNORECASE) if either else None

    def of(self, text: str) -> str:
        """Return a stretch of a passage.

        Args:
            text: of the passage.

        Returns:
            Up to about 240 characters: from a little before the stretch that has most of the
            words looked for; white space single, an ellipsis where something was left out.
        """
        text = " ".join(text.split())
        if len(text) <= _LENGTH:
            return text
        start = self._start(text)
        end = start + _LENGTH
        if start > 0:
            space = text.find(" ", start, start + _REACH)
            start = start if space < 0 else space + 1
        if end < len(text):
            space = text.rfind(" ", end - _REACH, end)
            end = end if space < 0 else space
        return ("… " if start > 0 else "") + text[start:end] + (" …" if end < len(text) else "")

    def _start(self, text: str) -> int:
        if self._wanted is None:
            return 0
        found = [match.start() for match in self._wanted.finditer(text)]
        if not found:
            return 0
        within = _LENGTH - _BEFORE
        most = max(found, key=lambda at: (sum(at <= x < at + within for x in found), -at))
        return max(0, min(most - _BEFORE, len(text) - _LENGTH))


def _beginning(word: str) -> str:
    if len(word) <= _SHORT:
        return re.escape(word) + r"\b"
    return re.escape(word[: max(_SHORT + 1, int(_BEGINNING * len(word)))])
