"""A folder of hostile files, written when they are needed: none of their bytes lie here."""

from __future__ import annotations

import io
import os
import random
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.corpus.readers.docx_samples import W, docx, paragraph
from tests.corpus.readers.pdf_samples import PICTURE, page, pdf
from tests.corpus.readers.samples import AKN

GOOD = "hyva.md"
_MIB = 2**20
_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_LAUGHING = f'<!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>'
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


def _act(inner: str, *, before: str = "") -> bytes:
    return f'{before}<akomaNtoso xmlns="{AKN}"><act>{inner}</act></akomaNtoso>'.encode()


def _packed(content: bytes, times: int) -> bytes:
    """A stream that unpacks to a content so many times over, without being so large here."""
    pack = zlib.compressobj(9)
    return b"".join(pack.compress(content) for _ in range(times)) + pack.flush()


def _docx_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", "<Relationships/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(200):
                part.write(b" " * _MIB)
    return packed.getvalue()


def _docx_of_many_parts() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place in range(11_000):
            archive.writestr(f"word/{place}.xml", "")
    return packed.getvalue()


def _xlsx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def _pdf_bomb() -> bytes:
    """Twice packed: the content of a page that unpacks to 700 MiB."""
    twice = zlib.compress(_packed(b"q Q " * (_MIB // 4), 700), 9)
    # The picture's stream begins with its type, and stays as it is.
    return pdf(twice).replace(b"<< /Length", b"<< /Filter [/FlateDecode /FlateDecode] /Length")


def _pdf_without_end(tree: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n" + tree
        + b"\nendobj\ntrailer << /Root 1 0 R /Size 3 >>\n%%EOF\n"
    )  # fmt: skip


CONTENT: dict[str, Callable[[], bytes]] = {
    # Office documents.
    "bomb.docx": _docx_bomb,
    "many-parts.docx": _docx_of_many_parts,
    "laughs.docx": lambda: docx(parts={"word/footnotes.xml": f"{_LAUGHING}<a>&a9;</a>"}),
    "deep.docx": lambda: docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000),
    "cut.docx": lambda: docx(paragraph("Tori."))[:400],
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    "program.docx": lambda: b"MZ" + bytes(2_000),
    "pictures.docx": lambda: docx(paragraph()),
    "circle.docx": lambda: docx(
        parts={"word/endnotes.xml": f'<w:endnotes xmlns:w="{W}">' + "<w:p>" * 3_000}
    ),
    "table.xlsx": _xlsx,
    # PDF.
    "bomb.pdf": _pdf_bomb,
    "circle.pdf": lambda: _pdf_without_end(b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
    "countless.pdf": lambda: _pdf_without_end(b"<< /Type /Pages /Kids [] /Count 2147483647 >>"),
    "deep.pdf": lambda: _pdf_without_end(b"[" * 300_000 + b"]" * 300_000),
    "locked.pdf": lambda: pdf(page("Salaisuus."), password="x" * 8),
    "cut.pdf": lambda: pdf(page("Tori on auki."))[:150],
    "mark.pdf": lambda: b"%PDF-1.7\n",
    "scanned.pdf": lambda: pdf(PICTURE, PICTURE),
    "picture.pdf": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "text.pdf": lambda: b"Tori on auki.",
    # XML and RDF.
    "laughs.xml": lambda: _act("<p>&a9;</p>", before=_LAUGHING),
    "outside.xml": lambda: _act(
        "<p>&x;</p>", before='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "foreign.xml": lambda: _act(
        "<p>&x;</p>", before='<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]>'
    ),
    "quadratic.xml": lambda: _act(
        "&q;" * 5_000, before=f'<!DOCTYPE x [<!ENTITY q "{"q" * 100_000}">]>'
    ),
    "deep.xml": lambda: _act("<p>" * 200_000),
    "encoding.xml": lambda: b'<?xml version="1.0" encoding="no-such"?>' + _act("<p/>"),
    "other.xml": lambda: b"<?xml version='1.0'?><invoice/>",
    "laughs.rdf": f"{_LAUGHING}<rdf:RDF {_RDF}>&a9;</rdf:RDF>".encode,
    "elsewhere.jsonld": lambda: b'{"@context": "http://127.0.0.1/c", "@id": "urn:x"}',
    "deep.ttl": lambda: b"<urn:a> <urn:b> " + b"(" * 1_000_000,
    "deep.json": lambda: b'{"tunnus": "OM012:00/2018", "a": ' + b"[" * 1_000_000,
    # Text.
    "empty.txt": lambda: b"",
    "white.txt": lambda: b" \n\t\r\n" * 1_000,
    "zeros.txt": lambda: bytes(100_000),
    "chance.txt": lambda: random.Random(7).randbytes(100_000),  # noqa: S311  no secret
    "packed.txt": lambda: b"\x1f\x8b\x08" + bytes(100),
    "deep.html": lambda: b"<html><body>" + b"<div>" * 200_000 + b"tori",
    "scripts.html": lambda: b"<html><script>document.write('tori')</script></html>",
    "aliases.md": lambda: b"---\ntitle: &a [x]\nsubjects: [*a, *a]\n---\nTori.",
    "front.md": lambda: b"---\ntitle: " + b"x" * 100_000 + b"\n---\nTori.",
    "database.md": lambda: b"SQLite format 3\0" + bytes(1_000),
}  # fmt: skip


def write_hostile(home: Path) -> set[str]:
    """Write the files, and one good one among them; return the names that reports should have."""
    home.mkdir()
    (home / GOOD).write_text("---\nid: hyva\n---\n# Hyvä\n\nTori on auki.\n", encoding="utf-8")
    for name, content in CONTENT.items():
        (home / name).write_bytes(content())
    return {*CONTENT, *_odd_files(home), *_odd_names(home)}


def _odd_files(home: Path) -> set[str]:
    with (home / "film.txt").open("wb") as film:
        film.truncate(500 * _MIB)
    os.mkfifo(home / "pipe.txt")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(home)  # a socket's path may have no more than a hundred signs
    listening.bind("socket.txt")
    os.chdir(here)
    listening.close()
    (home / "out.txt").symlink_to("/etc/passwd")
    (home / "device.txt").symlink_to("/dev/zero")
    (home / "loop.txt").symlink_to(home / "loop.txt")
    (home / "up").symlink_to(home.parent)
    return {"film.txt", "pipe.txt", "socket.txt", "out.txt", "device.txt", "loop.txt", "up"}


def _odd_names(home: Path) -> set[str]:
    names = {
        b"line\nend.txt": "line\ufffdend.txt",
        b"latin-\xe4.txt": "latin-\ufffd.txt",
        b"\x1b[2Jscreen.txt": "\ufffd[2Jscreen.txt",
        "kääntö\u202etxt.exe.txt".encode(): "kääntö\ufffdtxt.exe.txt",
    }
    for raw in names:
        with open(os.fsencode(home) + b"/" + raw, "wb") as file:  # noqa: PTH123  no Path has it
            file.write(b"Tori on auki.")
    return set(names.values())
