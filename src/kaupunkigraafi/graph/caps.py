"""A query and its answer, held to a number of rows and bytes, and what was cut said.

The engine writes its answers itself, which is fast, but to the end; so the query is given a
LIMIT one above the cap, and an answer that is longer is cut behind its last whole row.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence

from kaupunkigraafi.graph.tokens import CLOSERS, Kind, Token

_OPENERS = frozenset(CLOSERS.values())
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_JSON_SIGN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}"]')
_XML_END = b"</results></sparql>"


class Full(Exception):
    """As many bytes as may be."""


class Sink:
    """A file that keeps what is written to it, up to a number of bytes.

    >>> sink = Sink(3)
    >>> sink.write(b"ab")
    2
    >>> sink.write(b"cd")
    Traceback (most recent call last):
        ...
    kaupunkigraafi.graph.caps.Full
    """

    def __init__(self, most: int) -> None:
        """Start empty.

        Args:
            most: bytes.
        """
        self._most = most
        self.kept = bytearray()

    def write(self, data: bytes, /) -> int:
        """Keep some bytes.

        Args:
            data: what the engine wrote.

        Returns:
            Their number.

        Raises:
            Full: together they are too many; what fits is kept.
        """
        room = self._most - len(self.kept)
        self.kept += data[:room]
        if len(data) > room:
            raise Full
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is here already."""


def limit_at(tokens: Sequence[Token], rows: int) -> tuple[int, int, str] | None:
    """Find where a SELECT needs a LIMIT so that it gives at most one row too many.

    Args:
        tokens: of the query, without white space and comments.
        rows: the cap.

    Returns:
        (start, end, text to put there); None where the query's own LIMIT is low enough.

    >>> from kaupunkigraafi.graph.guard import check
    >>> limit_at(check("SELECT * {} LIMIT 9000000").tokens, 10)
    (18, 25, '11')
    >>> limit_at(check("SELECT * {} # all").tokens, 10)
    (11, 11, ' LIMIT 11 ')
    """
    depth, end = 0, tokens[-1].end
    for place, token in enumerate(tokens):
        if token.kind is Kind.SIGN:
            depth += (token.text in _OPENERS) - (token.text in CLOSERS)
        elif depth == 0 and token.kind is Kind.WORD:
            word = token.text.upper()
            if word == "VALUES":  # comes after LIMIT
                end = tokens[place - 1].end
                break
            if word == "LIMIT" and place + 1 < len(tokens):
                number = tokens[place + 1]
                # What is no number is no LIMIT either: the engine says so.
                if not number.text.isdecimal() or int(number.text[:12]) <= rows:
                    return None
                return number.start, number.end, str(rows + 1)
    return end, end, f" LIMIT {rows + 1} "


def rows_in(body: bytes, name: str) -> int:
    """Count the rows of an answer as the engine writes it.

    Args:
        body: whole.
        name: ``json``, ``xml``, ``csv`` or ``tsv``.

    Returns:
        Their number.

    >>> rows_in(b'{"head":{"vars":["x"]},"results":{"bindings":[{},{}]}}', "json")
    2
    """
    if name == "xml":
        return body.count(b"<result>")
    if name == "tsv":
        return body.count(b"\n") - 1
    if name == "csv":
        if b'"' not in body:
            return body.count(b"\r\n") - 1
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    if b"{}" in body:  # perhaps a row without values, perhaps in a text
        return len(json.loads(body)["results"]["bindings"])
    # In a text a quote has a backslash before it, so this stands between rows only.
    return body.count(b'},{"') + (b'"bindings":[]' not in body)


def cut(body: bytes, name: str, rows: int) -> bytes:
    """Cut an answer behind one of its rows, so that it can be read.

    Args:
        body: an answer as the engine writes it, perhaps only its beginning.
        name: ``json``, ``xml``, ``csv`` or ``tsv``.
        rows: at most so many are kept.

    Returns:
        A whole answer; in JSON it says ``"truncated": true``, which readers ignore.

    Raises:
        Full: not even the head of the answer is there.

    >>> cut(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{}},{"x":{"ty', "json", 5)
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{}}]},"truncated":true}'
    """
    if name == "json":
        start = _after(body, b'"bindings":[')
        return body[: _end_of_json(body, start, rows)] + b']},"truncated":true}'
    if name == "xml":
        places = [match.end() for match in re.finditer(b"</result>", body)][:rows]
        return body[: places[-1] if places else _after(body, b"<results>")] + _XML_END
    if name == "tsv":
        _after(body, b"\n")
        return body[: [match.end() for match in re.finditer(b"\n", body)][: rows + 1][-1]]
    _after(body, b"\r\n")
    return body[: _end_of_csv(body, rows)]


def readable_xml(body: bytes) -> bytes:
    """Replace what the engine writes into XML though XML cannot hold it.

    Args:
        body: SPARQL results in XML.

    Returns:
        Well-formed XML.

    >>> readable_xml(b"<literal>a\\x01b\\r</literal>")
    b'<literal>a\\xef\\xbf\\xbdb&#13;</literal>'
    """
    return _NOT_XML.sub(b"\xef\xbf\xbd", body).replace(b"\r", b"&#13;")


def _after(body: bytes, mark: bytes) -> int:
    place = body.find(mark)
    if place < 0:
        raise Full
    return place + len(mark)


def _end_of_json(body: bytes, start: int, rows: int) -> int:
    """Walk over whole rows: braces within texts count for nothing."""
    depth, end, count = 0, start, 0
    for match in _JSON_SIGN.finditer(body, start):
        sign = match.group()
        if sign == b"{":
            depth += 1
        elif sign == b"}":
            depth -= 1
            if depth == 0:
                count, end = count + 1, match.end()
        if sign == b'"' or depth < 0 or count >= rows:  # a text that was cut; the end; enough
            break
    return end


def _end_of_csv(body: bytes, rows: int) -> int:
    """A line ends a row only where no quote is open."""
    end = quotes = count = place = 0
    for match in re.finditer(b"\r\n", body):
        quotes += body.count(b'"', place, match.start())
        place = match.end()
        if quotes % 2 == 0:
            end, count = place, count + 1
            if count == rows + 1:
                break
    return end
