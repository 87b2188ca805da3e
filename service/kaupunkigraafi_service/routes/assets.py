"""Style, scripts and the mark: packed once, kept by browsers for as long as they stay the same."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kaupunkigraafi_service.packing import chosen
from kaupunkigraafi_service.pages.rendering import asset
from kaupunkigraafi_service.refusals import PageMissing

router = APIRouter(include_in_schema=False)

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _Asset:
    """A file of ``static/``, as it is and packed."""

    plain: bytes
    packed: bytes
    tag: str
    kind: str


@cache
def _assets() -> dict[str, _Asset]:
    """Read all files; they come with the program and never change while it runs."""
    found = {}
    for each in files("kaupunkigraafi_service.pages").joinpath("static").iterdir():
        kind = _KINDS.get(f".{each.name.rpartition('.')[2]}")
        if kind and each.is_file():
            held = each.read_bytes()
            tag = f'"{hashlib.sha256(held).hexdigest()[:32]}"'
            found[each.name] = _Asset(held, gzip.compress(held, 9, mtime=0), tag, kind)
    return found


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """Return a file; where its address names its content, it may be kept for ever."""
    found = _assets().get(name)
    if found is None:
        raise PageMissing(f"there is no file {name[:80]!r} among those of the pages")
    headers = {"ETag": found.tag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if str(request.query_params) and asset(name).endswith(f"?{request.url.query}"):
        headers["Cache-Control"] = _FOR_EVER
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if known & {found.tag, f"W/{found.tag}"}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = found.plain
    if chosen(request.headers.get("accept-encoding", ""), ("gzip",)) and len(body) > len(
        found.packed
    ):
        headers["Content-Encoding"] = "gzip"
        body = found.packed
    return Response(body, headers=headers, media_type=found.kind)
