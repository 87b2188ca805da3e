"""The engine's complaint → which word of the query is wrong, with line and column.

The engine reports the furthest place it looked at, up to fourteen characters beyond the
fault, and a list of all that it could have read there. So this asks it about ever shorter
beginnings of the query: the fault is the first token that no beginning gets past.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kaupunkigraafi.graph.tokens import Kind, tokens, without_trivia
from kaupunkigraafi.graph.words import line_and_column

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# The engine's own sentences stand among the characters it expected.
_SENTENCE = re.compile(r"(?:^|, )([A-Z?][A-Za-z]*(?: [A-Za-z0-9*?]+){2,})(?=, |$)")
# More than the longest word the engine looks ahead for.
_PADDING = " " * 40
_STOP = "\x00"  # no query holds it, so no beginning is run by mistake


def fault(text: str, complaint: str, parse: Callable[[str], str | None]) -> tuple[str, int, int]:
    """Say what is wrong with a query that the engine could not parse.

    Args:
        text: the query; the guard has let it through.
        complaint: what the engine said.
        parse: gives the engine's complaint about a text, None where it has none.

    Returns:
        (message, line, column).
    """

    def passes(end: int) -> bool:
        """Tell whether the engine reads all of ``text[:end]``."""
        beginning = text[:end] + _PADDING
        match = _PLACE.match(parse(beginning + _STOP) or "")
        if match is None:
            return True
        return (int(match[1]), int(match[2])) >= line_and_column(beginning, len(beginning))

    found = without_trivia(tokens(text))
    good, bad = 0, len(found) + 1
    while bad - good > 1:
        middle = (good + bad) // 2
        if middle <= len(found) and passes(found[middle - 1].end):
            good = middle
        else:
            bad = middle
    token = found[good] if good < len(found) else None
    what = f"{token.text!r} cannot stand here" if token else "it ends too early"
    match = _PLACE.match(complaint)
    sentence = _SENTENCE.search(match[3].replace("\n", " ")) if match else None
    if token and token.kind is Kind.IRI and sentence:
        what = f"{token.text} is no absolute IRI; write it in full, or add BASE <…>"
    elif sentence:
        what = sentence[1]
    line, column = line_and_column(text, token.start if token else len(text.rstrip()))
    return f"not SPARQL: {what} (line {line}, column {column})", line, column
