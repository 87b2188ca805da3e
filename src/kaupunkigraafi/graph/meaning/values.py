"""Rows that answer a block → VALUES, which stands in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.graph.meaning.blocks import Block
from kaupunkigraafi.graph.meaning.contract import Snippet
from kaupunkigraafi.graph.meaning.engine import Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a thing, the text it was weighed against, and what it scored.

    Attributes:
        row: of its best passage.
    """

    subject: str
    text: Cell
    score: float
    row: int
    snippet: Snippet = Snippet("", "")  # noqa: RUF009  immutable


def columns_of(block: Block, *, with_snippet: bool) -> tuple[str, ...]:
    """Return the variables that a block binds.

    Args:
        block: of the query.
        with_snippet: the snippets among them.

    Returns:
        Names.
    """
    snippet = block.snippet if with_snippet else ""
    names = (block.subject_variable, block.text_variable, block.score, snippet)
    return tuple(name for name in names if name)


def values_of(block: Block, entries: Sequence[Entry], *, with_snippet: bool) -> str:
    """Write rows down.

    Args:
        block: that they answer.
        entries: the rows.
        with_snippet: the snippets too.

    Returns:
        What can stand in the block's place.
    """
    columns = columns_of(block, with_snippet=with_snippet)
    if not columns:
        return "{}" if entries else "FILTER(false)"
    lines = []
    for each in entries:
        cells = [f"<{each.subject}>"] if block.subject_variable else []
        cells += [each.text.written] if block.text_variable else []
        cells += [_double(each.score)] if block.score else []
        cells += [_literal(each.snippet)] if block.snippet and with_snippet else []
        lines.append(f"({' '.join(cells)})")
    names = " ".join(f"?{name}" for name in columns)
    # A sub-SELECT, because the engine walks through plain VALUES anew for each solution beside
    # it: 16 s for 10,000 rows beside 17,000 solutions, and 0.2 s like this.
    return f"{{ SELECT {names} {{ VALUES ({names}) {{ {' '.join(lines)} }} }} }}"


def _double(score: float) -> str:
    """Write a score as SPARQL's double; a small one has an exponent of its own.

    >>> _double(0.25), _double(-0.00005)
    ('0.25e0', '-5e-05')
    """
    text = repr(score)
    return text if "e" in text else f"{text}e0"


def _literal(snippet: Snippet) -> str:
    # JSON's escapes are among those of SPARQL, but for the sign it writes as it is.
    text = json.dumps(snippet.text, ensure_ascii=False).replace("\x7f", "\\u007F")
    return f"{text}@{snippet.language}" if snippet.language else text
