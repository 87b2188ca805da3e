"""What an operator's probes ask: is the process alive, can it answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from kaupunkigraafi_service import schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(prefix="/health", tags=["Health"])
_FRESH = {"Cache-Control": "no-store"}


@router.get(
    "/live",
    summary="Tell that the process answers",
    response_model=schemas.Live,
    responses=answers("live"),
)
async def live() -> JSONResponse:
    """Return at once, whatever the graph does; restart the process where this does not answer."""
    return JSONResponse({"status": "live"}, headers=_FRESH)


@router.get(
    "/ready",
    summary="Tell that the graph, the encoder and the query workers are there",
    response_model=schemas.Ready,
    responses={**answers("ready"), 503: {"model": schemas.Ready, "description": "Not ready"}},
)
def ready(request: Request) -> JSONResponse:
    """Return 200 where searches and queries are answered, else 503 and what is missing."""
    generations = serving_of(request).generations
    with generations.pinned() as reading:
        status = reading.endpoint.status()
        told = reading.about
        generation = reading.kg.generation
    notes = [*status.notes, *([generations.trouble] if generations.trouble else [])]
    body = {
        "status": "ready" if status.workers else "degraded",
        "generation": generation,
        "encoder": told["encoder"],
        "workers": status.workers,
        "notes": notes,
    }
    return JSONResponse(body, 200 if status.workers else 503, headers=_FRESH)
