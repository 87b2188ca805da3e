"""A stretch of text → pieces of a wanted length: whole sentences where that can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from math import ceil

from kaupunkigraafi.corpus.sentences import sentence_ends

_SLACK = 1.15  # a lone sentence may be this much too long before it is cut itself
_TOO_SHORT = 90  # a last half line is no piece of its own
_LONGEST_HEADING = 160
_STOPS = ".!?…:;,"
_CLAUSE = re.compile(r"(?<=[;:,–—])\s")
_SPACE = re.compile(r"\s")

Span = tuple[int, int]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return a span without the white space at its ends.

    Args:
        text: the whole text.
        start: of the span.
        end: of the span.

    Returns:
        The smaller span; None where there is only white space.

    >>> trimmed(" ab ", 0, 4)
    (1, 3)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def gathered(text: str, start: int, end: int, *, wanted: int) -> list[Span]:
    """Gather the sentences of a stretch into pieces of about one length.

    Args:
        text: the whole text.
        start: of the stretch.
        end: of the stretch.
        wanted: characters a piece should have at most; one sentence may have a little more.

    Returns:
        Spans in order, without white space at their ends.

    >>> text = "Kunta päättää. Valtio maksaa. Maakunta neuvoo."
    >>> [text[a:b] for a, b in gathered(text, 0, len(text), wanted=32)]
    ['Kunta päättää. Valtio maksaa.', 'Maakunta neuvoo.']
    """
    sentences = [
        part for sentence in _sentences(text, start, end) for part in _parts(text, sentence, wanted)
    ]
    if not sentences:
        return []
    # Pieces of equal length rather than full ones and a short rest.
    length = sentences[-1][1] - sentences[0][0]
    goal = length / ceil(length / wanted)
    found = [sentences[0]]
    for first, last in sentences[1:]:
        begun, reached = found[-1]
        if _goes_on(last - begun, reached - begun, last - first, (goal, wanted)):
            found[-1] = (begun, last)
        else:
            found.append((first, last))
    return _without_short_end(found, wanted)


def _goes_on(joined: int, reached: int, added: int, limits: tuple[float, int]) -> bool:
    """Tell whether a sentence of a length joins the piece that has reached a length."""
    goal, wanted = limits
    if joined > wanted:
        return reached < _TOO_SHORT and joined <= wanted * _SLACK
    return reached < _TOO_SHORT or joined <= goal or goal - reached > added / 2


def _without_short_end(spans: Sequence[Span], wanted: int) -> list[Span]:
    if len(spans) > 1:
        (begun, _), (first, last) = spans[-2:]
        if last - first < _TOO_SHORT and last - begun <= wanted * _SLACK:
            return [*spans[:-2], (begun, last)]
    return list(spans)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences; what looks like a heading is part of the one that follows it."""
    begin = start
    for place in (*sentence_ends(text, start, end), end):
        span = trimmed(text, begin, place)
        if span is not None and place < end and _heads(text, span, place):
            continue
        if span is not None:
            yield span
        begin = place


def _heads(text: str, span: Span, place: int) -> bool:
    first, last = span
    alone = text.startswith("\n\n", place) and last - first <= _LONGEST_HEADING
    return alone and text[last - 1] not in _STOPS


def _parts(text: str, span: Span, wanted: int) -> Iterator[Span]:
    """Cut a sentence that is too long at clauses, else at words, else where it must be."""
    start, end = span
    parts = ceil((end - start) / wanted)
    while end - start > wanted * _SLACK:
        size = min(wanted, ceil((end - start) / parts * _SLACK))
        cut = _last(_CLAUSE, text, start + size // 2, start + size)
        cut = cut or _last(_SPACE, text, start + size // 2, start + size)
        cut = cut or _between_signs(text, start, start + size)
        part = trimmed(text, start, cut)
        if part is not None:
            yield part
        start, parts = cut, max(parts - 1, 1)
    part = trimmed(text, start, end)
    if part is not None:
        yield part


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    ends = [match.end() for match in pattern.finditer(text, start, end)]
    return ends[-1] if ends else None


def _between_signs(text: str, start: int, place: int) -> int:
    """Return a place not behind a letter's own accents, the wanted one where there is none."""
    earlier = place
    while earlier > start + 1 and unicodedata.combining(text[earlier]):
        earlier -= 1
    return earlier if earlier > start + 1 else place
