"""Lines of a PDF's pages → paragraphs and headings, as a reader's eye takes them.

A PDF knows letters and places. What belongs together is told by the distance of lines, their
size and their ends; what is repeated on most pages is the page's frame and no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kaupunkigraafi.corpus.readers.pdf_lines import Line

_LARGER = 1.12  # a heading's letters, to those of the text
_WIDER = 1.3  # the distance to the line before, to the usual one
_NEAR = 2.0  # lines further apart, in letters' heights, are no lines of one paragraph
_SHORT = 0.88  # of its column's width: a line that ends a sentence there ends the paragraph
_VERY_SHORT = 0.5  # any line that ends there does
_COLUMN = 40.0  # points by which lines of one column may be indented
_LONGEST_HEADING = 200
_MOST_LEVELS = 6
_FRAME_SHARE = 0.3  # headers of left and right pages may differ
_NUMBER = re.compile(r"\d+")
_ITEM = re.compile(r"(?:[•·▪‣–—-]|\(?(?:\d{1,3}|[a-zåäö])[.)])\s")
_STOPS = ".!?:;,"
_ENDS = ".!?:"
_LEADERS = re.compile(r"(?:\s?[.…·]){4,}")  # of a table of contents
# A row of numbers may stand at the edge of every page and be data.
_PAGE_NUMBER = re.compile(r"[^\w#]*(?:#[^\w#]*){1,2}")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading.

    Attributes:
        text: raw, lines ended by ``\\n``.
        level: of a heading, 1 the highest; 0: a paragraph.
    """

    text: str
    level: int = 0


def blocks_of(pages: Sequence[Sequence[Line]]) -> Iterator[list[Block]]:
    """Put lines together.

    Args:
        pages: lines of each page.

    Yields:
        The blocks of each page, in the order of its lines.
    """
    framed = _frame(pages)
    body, levels = _letters([line for page in pages for line in page])
    for page in pages:
        kept = [line for line in page if not (line.edge and _faceless(line) in framed)]
        yield [*_blocks(kept, body, levels)]


def _frame(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Return what stands at the top or the bottom of most pages, numbers apart."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_faceless(line) for line in page if line.edge})
    filled = sum(1 for page in pages if page)
    return {
        words
        for words, count in seen.items()
        if count > max(1, _FRAME_SHARE * filled)
        and (_LETTER.search(words) or _PAGE_NUMBER.fullmatch(words))
    }


def _faceless(line: Line) -> str:
    return " ".join(_NUMBER.sub("#", line.text).split())


def _letters(lines: Sequence[Line]) -> tuple[float, list[float]]:
    """Return the size of the text's letters, and those of headings from the largest down."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[_size(line)] += len(line.text)
    body = max(weights, key=lambda size: weights[size], default=0.0)
    larger = sorted((size for size in weights if size > body * _LARGER), reverse=True)
    return body, larger[: _MOST_LEVELS - 1]


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _blocks(lines: Sequence[Line], body: float, levels: Sequence[float]) -> Iterator[Block]:
    pitches = [a.end - b.top for a, b in pairwise(lines) if 0 < a.end - b.top <= _NEAR * b.size]
    usual = median(pitches) if pitches else _NEAR * body / _WIDER
    held: list[Line] = []
    for line in lines:
        if held and _parts(held[-1], line, usual):
            for paragraph in _paragraphs(held):
                yield _block(paragraph, body, levels)
            held = []
        held.append(line)
    for paragraph in _paragraphs(held):
        yield _block(paragraph, body, levels)


def _parts(before: Line, line: Line, usual: float) -> bool:
    """Tell whether a line stands apart from the one before it."""
    if abs(_size(before) - _size(line)) > 0.1 * _size(before) or before.bold != line.bold:
        return True
    pitch = before.end - line.top
    if pitch < -line.size:  # up to another column, into which a sentence may run
        return before.text.rstrip()[-1:] in _ENDS or not line.text[:1].islower()
    return pitch > usual * _WIDER or bool(_ITEM.match(line.text))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Part lines that follow each other where one ends before its column does."""
    edges: dict[int, float] = {}
    for line in lines:
        edges[_column(line)] = max(edges.get(_column(line), 0.0), line.right)
    held: list[Line] = []
    for line in lines:
        if held and _falls_short(held[-1], edges):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _column(line: Line) -> int:
    return int(line.left // _COLUMN)


def _falls_short(line: Line, edges: dict[int, float]) -> bool:
    column = _column(line)
    edge = max(edges.get(each, 0.0) for each in (column - 1, column, column + 1))
    share = (line.right - line.left) / max(edge - line.left, 1.0)
    # Lines of long words end raggedly; at the end of a sentence less is a sign.
    return share < (_SHORT if line.text.rstrip()[-1:] in _ENDS else _VERY_SHORT)


def _block(lines: Sequence[Line], body: float, levels: Sequence[float]) -> Block:
    text = "\n".join(line.text for line in lines)
    short = len(text) <= _LONGEST_HEADING and bool(_LETTER.search(text))
    if not short or text.rstrip()[-1:] in _STOPS or _LEADERS.search(text):
        return Block(text)
    size = _size(lines[0])
    if size in levels:
        return Block(text, levels.index(size) + 1)
    if size >= body and all(line.bold for line in lines):
        return Block(text, len(levels) + 1)
    return Block(text)
