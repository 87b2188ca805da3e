"""The body of a request to the graph store → triples as they were sent, each with its format."""

from __future__ import annotations

from starlette.requests import Request

from kaupunkigraafi.endpoint.writing import Payload
from kaupunkigraafi_service.multipart import MULTIPART, Part, parts
from kaupunkigraafi_service.refusals import MediaTypeUnsupported

FORMATS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
}
_SUFFIXES = {".ttl": "turtle", ".nt": "ntriples", ".rdf": "rdfxml", ".jsonld": "jsonld"}


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
    if kind == MULTIPART:
        return tuple(_payload(part) for part in parts(declared, await request.body()))
    _check_charset(declared)
    return (Payload(_format(kind), await request.body()),)


def _payload(part: Part) -> Payload:
    _check_charset(part.declared)
    return Payload(_suffix(part.name) or _format(part.kind), part.body)


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
