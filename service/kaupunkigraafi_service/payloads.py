"""The body of a request to the graph store → triples as they were sent, each with its format."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import cast

from starlette.requests import Request

from kaupunkigraafi.endpoint.writing import Payload
from kaupunkigraafi_service.refusals import MediaTypeUnsupported, ProtocolInvalid

FORMATS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
}
_SUFFIXES = {".ttl": "turtle", ".nt": "ntriples", ".rdf": "rdfxml", ".jsonld": "jsonld"}
_MULTIPART = "multipart/form-data"
_MOST_PARTS = 100


async def payloads(request: Request) -> tuple[Payload, ...]:
    """Read the triples of a request.

    Args:
        request: a PUT or POST.

    Returns:
        One payload, or one for each file of a form.

    Raises:
        MediaTypeUnsupported: it is no format of triples that is read here, or packed.
        ProtocolInvalid: the form is broken.
    """
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("", "identity"):
        raise MediaTypeUnsupported(f"the body is packed as {packed[:40]!r}; send it as it is")
    declared = request.headers.get("content-type", "")
    kind = declared.partition(";")[0].strip().lower()
    if kind == _MULTIPART:
        return tuple(_parts(declared, await request.body()))
    _check_charset(declared)
    return (Payload(_format(kind), await request.body()),)


def _parts(declared: str, body: bytes) -> Iterator[Payload]:
    if "boundary=" not in declared.lower() or not declared.isprintable():
        raise ProtocolInvalid("the form has no boundary in its Content-Type; send one")
    head = f"Content-Type: {declared}\r\n\r\n".encode("latin-1", "replace")
    form = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    parts = cast("list[Message] | str", form.get_payload())
    if isinstance(parts, str) or not form.is_multipart() or form.defects:
        raise ProtocolInvalid("the form cannot be read; end it with its boundary and two dashes")
    if len(parts) > _MOST_PARTS:
        raise ProtocolInvalid(f"the form has {len(parts)} files; at most {_MOST_PARTS} are read")
    for part in parts:
        kind = part.get_content_type() if part["content-type"] else ""
        by_name = _suffix(part.get_filename() or "")
        _check_charset(part["content-type"] or "")
        yield Payload(by_name or _format(kind), cast("bytes", part.get_payload(decode=True) or b""))


def _suffix(name: str) -> str:
    return next((found for end, found in _SUFFIXES.items() if name.lower().endswith(end)), "")


def _format(kind: str) -> str:
    if kind not in FORMATS:
        raise MediaTypeUnsupported(
            f"the body is {kind[:80] or 'of no declared type'}; send triples as "
            f"{', '.join(each for each in FORMATS if 'x-' not in each)}"
        )
    return FORMATS[kind]


def _check_charset(declared: str) -> None:
    charset = declared.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise MediaTypeUnsupported(f"the body is in {charset[:40]}; send UTF-8")
