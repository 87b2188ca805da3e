"""The requests of ``requests/``, written out to the byte, each with the statuses it may get.

A file is a first line, a request line, headers, an empty line and a body. ``\\x00``, ``\\r``,
``\\n`` and ``\\\\`` are bytes. Version, Host, Connection and Content-Length are put in where
they are missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.hostile.queries import FOLDER, written_out

_FIRST = re.compile(r"# expect: ([\d ]+); tries: .+")
_ADDRESS = re.compile(rb"127\.0\.0\.1:1\b")
_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|r|n|\\)")
_BYTES = {b"r": b"\r", b"n": b"\n", b"\\": b"\\"}


@dataclass(frozen=True)
class Request:
    """One request, and the statuses that are right for it."""

    name: str
    statuses: frozenset[int]
    head: bytes
    body: bytes

    def wire(self, address: str) -> bytes:
        """Write it as it goes over the wire, with the address that must not be connected to."""
        head, body = (_ADDRESS.sub(address.encode(), part) for part in (self.head, self.body))
        line, *headers = head.split(b"\n")
        names = {each.partition(b":")[0].lower() for each in headers}
        line += b"" if b" HTTP/" in line else b" HTTP/1.1"
        if b"host" not in names:
            headers.append(b"Host: localhost")
        if b"connection" not in names:
            headers.append(b"Connection: close")
        if body and not {b"content-length", b"transfer-encoding"} & names:
            headers.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join([line, *headers, b"", body])


@cache
def every_request() -> tuple[Request, ...]:
    """Read all requests."""
    files = sorted((FOLDER / "requests").glob("*.txt"))
    return tuple(_request(path.stem, path.read_text("utf-8")) for path in files)


def _request(name: str, text: str) -> Request:
    first, _, rest = text.partition("\n")
    found = _FIRST.fullmatch(first)
    assert found, f"the first line of {name} says not what it tries"
    head, _, body = written_out(rest.removesuffix("\n")).partition("\n\n")
    return Request(name, frozenset(map(int, found[1].split())), _bytes(head), _bytes(body))


def _bytes(text: str) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return _BYTES.get(sign) or bytes([int(sign[1:], 16)])

    return _ESCAPE.sub(one, text.encode())
