"""What is only suggested, for programs: read here, judged on the command line."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from kaupunkigraafi.suggested import suggestions_to_plain
from kaupunkigraafi_service import suggestion_schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.parameters import Suggested, only
from kaupunkigraafi_service.routes.api import answered
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(prefix="/api/v1", tags=["API"])


@router.get(
    "/suggestions",
    summary="List links that are suggested by meaning and that nobody has reviewed",
    response_model=suggestion_schemas.Suggestions,
    responses=answers("suggestions", 404, 422),
    dependencies=[Depends(only(Suggested))],
)
def suggestions(request: Request, asked: Annotated[Suggested, Query()]) -> JSONResponse:
    """Return what documents may be about, the surest first; none of it is stated."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.suggestions(
            asked.document, kind=asked.kind, limit=asked.limit, offset=asked.offset
        )
        return answered(suggestions_to_plain(found, asked.lang), found.generation)
