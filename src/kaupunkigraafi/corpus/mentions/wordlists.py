"""Lists of words as they are written down in this package: one text, words apart by spaces."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list.

    Args:
        text: words with white space between.

    Returns:
        Each once.

    >>> sorted(words("Salo Lahti"))
    ['Lahti', 'Salo']
    """
    return frozenset(text.split())
