"""The body of a request that adds documents → files, each with a name that says its format."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from starlette.requests import Request

from kaupunkigraafi.endpoint.writing import Upload
from kaupunkigraafi_service.multipart import MULTIPART, Part, parts
from kaupunkigraafi_service.protocol import pairs_of
from kaupunkigraafi_service.refusals import MediaTypeUnsupported, ProtocolInvalid

# The suffix of a file whose sender gave it none.
KINDS = {
    "text/markdown": ".md",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "application/akn+xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/json": ".json",
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/ld+json": ".jsonld",
}
_ANY = "application/octet-stream"
_LONGEST = 200


async def sent_files(request: Request) -> tuple[Upload, ...]:
    """Read the files of a request.

    Args:
        request: a POST.

    Returns:
        One, or those of a form.

    Raises:
        MediaTypeUnsupported: the body is of another kind, or packed.
        ProtocolInvalid: a form is broken or empty, or a file has no name that tells its format.
    """
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("", "identity"):
        raise MediaTypeUnsupported(f"the body is packed as {packed[:40]!r}; send it as it is")
    declared = request.headers.get("content-type", "")
    kind = declared.partition(";")[0].strip().lower()
    named = [value for name, value in pairs_of(request) if name == "name"]
    if len(named) > 1:
        raise ProtocolInvalid(f"there are {len(named)} parameters name; give one at most")
    if kind == MULTIPART:
        found = parts(declared, await request.body())
        if not found:
            raise ProtocolInvalid("the form has no file; send one at least")
        return tuple(_upload(part) for part in found)
    if kind not in (*KINDS, _ANY):
        raise MediaTypeUnsupported(
            f"the body is {kind[:80] or 'of no declared type'}; send a document as "
            f"{', '.join(KINDS)}, or a form with files as {MULTIPART}"
        )
    return (_upload(Part(named[0] if named else "", declared, await request.body())),)


def _upload(part: Part) -> Upload:
    """Give a file a name without folders; its content is looked at elsewhere."""
    name = PureWindowsPath(PurePosixPath(part.name).name).name.strip()
    suffix = KINDS.get(part.kind, "")
    if not name and suffix:
        name = f"document{suffix}"
    if suffix and "." not in name:
        name += suffix
    if not name or len(name) > _LONGEST or not name.isprintable() or name.startswith("."):
        raise ProtocolInvalid(
            f"a file is called {part.name[:80]!r}; give it a name of at most {_LONGEST} characters "
            "that ends as its format does: ?name=minutes.md, or in the form"
        )
    return Upload(name, part.body)
