"""A change that may be made → made, published and served; then the client is told.

The answer comes once this server reads the new generation, so a client reads what it wrote.
"""

from __future__ import annotations

import re
import time

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from kaupunkigraafi.endpoint.writing import Change, Revision
from kaupunkigraafi_service.conditional import GENERATION
from kaupunkigraafi_service.refusals import ProtocolInvalid
from kaupunkigraafi_service.serving import Serving, serving_of

_SEEN = re.compile(r'(?:W/)?"(\d{6,})(?:-[0-9a-f]*)?"')


class Written(BaseModel):
    """What a change became."""

    generation: str = Field(description="that holds it", examples=["000042"])
    quads: int = Field(description="in the named graphs of that generation", examples=[120])
    took_ms: float = Field(description="until it was served", examples=[31.2])


async def written(
    request: Request, change: Change, *, created: int = 200, existing: int = 200, location: str = ""
) -> Response:
    """Make a change and answer.

    Args:
        request: that was admitted.
        change: what is to be done.
        created: status where it made a graph.
        existing: status where the graph was there.
        location: of a graph that was made.

    Returns:
        The new generation, in the header and, but for 204, in the body.

    Raises:
        Busy: too many changes wait.
        KaupunkigraafiError: the change was not made.
    """
    serving, expected = serving_of(request), seen(request)
    begun = time.monotonic()
    revision = await serving.writes.run(lambda: _write(serving, change, expected))
    took_ms = round((time.monotonic() - begun) * 1000, 1)
    status = created if revision.created else existing
    headers = {GENERATION: revision.generation}
    if revision.created and location:
        headers["Location"] = location
    if status == 204:  # noqa: PLR2004  No Content of HTTP
        return Response(status_code=status, headers=headers)
    body = Written(generation=revision.generation, quads=revision.quads, took_ms=took_ms)
    return JSONResponse(body.model_dump(), status, headers=headers)


def _write(serving: Serving, change: Change, expected: str) -> Revision:
    assert serving.writer is not None  # noqa: S101  the request was admitted
    revision = serving.writer.write(change, expected=expected)
    serving.generations.refresh()
    return revision


def seen(request: Request) -> str:
    """Return the generation that a client saw, as If-Match tells with one of our tags.

    Our tags are weak, because an answer may be packed; yet each names one state of the graph,
    which is all that a lost update needs. So they are compared here nevertheless.

    Args:
        request: any.

    Returns:
        Its name; empty where the client does not mind.

    Raises:
        ProtocolInvalid: the header has another tag than ours.
    """
    header = request.headers.get("if-match", "").strip()
    if header in ("", "*"):
        return ""
    match = _SEEN.fullmatch(header)
    if not match:
        raise ProtocolInvalid(
            f"If-Match is {header[:80]!r}; send the ETag that this service gave, "
            'or a generation as "000042"'
        )
    return match[1]
