"""All of a generation to take home: what there is, and each file of it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from kaupunkigraafi.endpoint.dumps import Dump
from kaupunkigraafi.exported import SUMS
from kaupunkigraafi_service import dump_schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.refusals import DumpUnavailable, PageMissing
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(tags=["Dumps"])

_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_AGAIN_S = "10"


@router.get("/dumps", include_in_schema=False)
@router.get("/dumps/", include_in_schema=False)
def newest(request: Request) -> Response:
    """Lead to the dump of what is served now."""
    current = serving_of(request).generations.current
    return RedirectResponse(f"/dumps/{current}/", 307, headers={"Cache-Control": "no-store"})


@router.get(
    "/dumps/{generation}/",
    summary="Take all of a generation home",
    response_model=dump_schemas.Dump,
    responses={
        **answers("dump", 404, 422, 503),
        202: {"model": dump_schemas.Dump, "description": "It is being made; ask again"},
    },
)
def listed(
    request: Request,
    generation: Annotated[str, Path(description="As an answer names it.", pattern="^[0-9]{6,9}$")],
) -> JSONResponse:
    """List the files: N-Quads, documents, a table a class, the crosswalk, hashes and licences."""
    serving = serving_of(request)
    found = serving.dumps.find(generation)
    if found is not None:
        return JSONResponse(_plain(found))
    current = serving.generations.current
    if generation != current:
        known = ", ".join(dict.fromkeys((*serving.dumps.names(), current)))
        raise PageMissing(f"there is no dump of generation {generation}; there are: {known}")
    if serving.dumps.trouble:
        trouble, serving.dumps.trouble = serving.dumps.trouble, ""
        serving.tell({"event": "dump", "error": trouble})
        raise DumpUnavailable(
            "the dump could not be made, and the operator's log says why; ask again later, "
            "or have it made: kaupunkigraafi export DIR"
        )
    serving.dumps.make()
    body = {"generation": generation, "status": "making", "content": "", "files": []}
    return JSONResponse(body, 202, headers={"Retry-After": _AGAIN_S, "Cache-Control": "no-store"})


@router.get("/dumps/{generation}/{path:path}", include_in_schema=False)
def file(request: Request, generation: str, path: str) -> Response:
    """Return a file of a dump; parts of it too (RFC 9110, 14)."""
    found = serving_of(request).dumps.find(generation)
    # Only what the dump itself names is sent, whatever the path leads to.
    names = {each.path for each in found.files} | {SUMS} if found else set()
    if found is None or path not in names:
        raise PageMissing(f"there is no file {path[:120]!r} in a dump of {generation[:20]!r}")
    kind = next((kind for end, kind in _KINDS.items() if path.endswith(end)), "text/plain")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(found.directory / path, media_type=kind, headers=headers)


def _plain(dump: Dump) -> dict[str, object]:
    base = f"/dumps/{dump.generation}/"
    files = [
        {"path": each.path, "href": base + quote(each.path), "bytes": each.bytes,
         "sha256": each.sha256}
        for each in dump.files
    ]  # fmt: skip
    return {
        "generation": dump.generation, "status": "ready", "content": dump.content, "files": files
    }  # fmt: skip
