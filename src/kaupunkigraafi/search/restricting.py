"""Asked → which passages may be found: those with the phrases and without what is not wanted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Note
from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.search.asked import Without, read
from kaupunkigraafi.search.lexical import LexicalIndex


@dataclass(frozen=True, slots=True)
class Restricted:
    """A query that is ready to be searched.

    Attributes:
        text: what is searched by meaning and by words.
        rows: (rows,), True where a passage may be found.
        notes: what was left out, said to the reader.
    """

    text: str
    rows: NDArray[np.bool_]
    notes: tuple[Note, ...] = ()


def restrict(lexical: LexicalIndex, text: str, allowed: NDArray[np.bool_]) -> Restricted:
    """Read a query's quotation marks and minus signs.

    Args:
        lexical: the index, which knows what is a name.
        text: as typed.
        allowed: (rows,), True where a passage may be found.

    Returns:
        The query.

    Raises:
        QueryTextInvalid: the query only says what is not wanted.
    """
    asked = read(text)
    if not asked.phrases and not asked.without:
        return Restricted(text, allowed)
    unwanted = [each for each in asked.without if not _ends_a_name(lexical, each)]
    kept = [each.written for each in asked.without if each not in unwanted]
    free = " ".join((asked.text, *kept)).strip()
    if not free:
        raise QueryTextInvalid(
            f"the search text {text!r} only says what is not wanted; add what is looked for"
        ).about("q", "a text with something that is looked for")
    rows = allowed.copy()
    for phrase in asked.phrases:
        rows &= _mask(lexical.rows_with(phrase), len(rows))
    for each in unwanted:
        found = lexical.rows_with if each.exact else lexical.rows_beginning
        rows &= ~_mask(found(each.words), len(rows))
    notes = tuple(
        Note(f"left out: passages with {each.written!r}", kind="left-out", about=each.written)
        for each in unwanted
    )
    return Restricted(free, rows, notes)


def _ends_a_name(lexical: LexicalIndex, each: Without) -> bool:
    """Whether ``-ohjelma`` ends a name (``Lähiö 2030 -ohjelma``) instead of being unwanted."""
    if not each.after:
        return False
    return each.after.isdigit() or bool(len(lexical.rows_beginning((each.after, *each.words))))


def _mask(rows: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=np.bool_)
    mask[rows] = True
    return mask
