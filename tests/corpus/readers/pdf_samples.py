"""PDF written by hand, so that every byte of it is known: pages of lines, locked ones, bombs."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from typing import NamedTuple

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold"}


class Words(NamedTuple):
    """A line of a page: its words, where they stand, how they are set."""

    text: str
    y: float = 700
    size: float = 11
    font: str = "plain"
    x: float = 72


def page(*lines: Words | str, top: float = 740, pitch: float = 14) -> bytes:
    """The content of a page; plain strings follow each other from the top."""
    y, found = top, []
    for line in lines:
        words = Words(line, y) if isinstance(line, str) else line
        y = words.y - pitch
        raw = words.text.encode("cp1252").replace(b"\\", rb"\\")
        raw = raw.replace(b"(", rb"\(").replace(b")", rb"\)")
        font = b"/F1" if words.font == "plain" else b"/F2"
        place = f" {words.size} Tf 1 0 0 1 {words.x} {words.y} Tm (".encode()
        found.append(b"BT " + font + place + raw + b") Tj ET")
    return b"\n".join(found)


PICTURE = b"q 500 0 0 700 50 50 cm /Im1 Do Q"


def pdf(*pages: bytes, title: str = "", password: str | None = None, packed: bool = False) -> bytes:
    """A PDF of some pages' contents; locked where there is a password, be it empty."""
    first = 6
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    grey = b"\x80" * 100
    bodies: list[tuple[bytes, bytes | None]] = [
        (b"<< /Type /Catalog /Pages 2 0 R >>", None),
        (f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(), None),
        *((_font(name), None) for name in _FONTS.values()),
        (b"<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray "
         b"/BitsPerComponent 8", grey),
    ]  # fmt: skip
    for place, content in enumerate(pages):
        bodies.append((
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font "
            b"<< /F1 3 0 R /F2 4 0 R >> /XObject << /Im1 5 0 R >> >> /Contents %d 0 R >>"
            % (first + 2 * place + 1), None,
        ))  # fmt: skip
        body = zlib.compress(content, 9) if packed else content
        bodies.append((b"<< /Filter /FlateDecode" if packed else b"<<", body))
    return _assembled(bodies, title, password)


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
    )


def _assembled(
    bodies: Sequence[tuple[bytes, bytes | None]], title: str, password: str | None
) -> bytes:
    key, locked = _lock(password) if password is not None else (None, b"")
    if title:
        bodies = [
            *bodies,
            (b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().encode(), None),
        ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, (head, stream) in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + head
        if stream is not None:
            data = _rc4(_of_object(key, number), stream) if key else stream
            out += b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
        out += b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    stated = b" /Info %d 0 R" % len(places) if title else b""
    out += b"trailer << /Size %d /Root 1 0 R%s%s >>\n" % (len(places) + 1, stated, locked)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def _lock(password: str) -> tuple[bytes, bytes]:
    """The standard's first way to lock: 40 bits of RC4 (PDF 1.4, algorithms 3.2 to 3.4)."""
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    rights, mark = (-4).to_bytes(4, "little", signed=True), b"0123456789abcdef"
    key = hashlib.md5(padded + owner + rights + mark, usedforsecurity=False).digest()[:5]
    user = _rc4(key, _PAD)
    text = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<%s> <%s>]"
    hexed = (each.hex().encode() for each in (owner, user, mark, mark))
    return key, text % tuple(hexed)


def _of_object(key: bytes, number: int) -> bytes:
    salted = key + number.to_bytes(3, "little") + b"\0\0"
    return hashlib.md5(salted, usedforsecurity=False).digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
