"""What an operator's probes ask: is the process alive, can it answer."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from kaupunkigraafi_service import schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.metrics import MEDIA_TYPE, Gauge
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(tags=["Health"])
_FRESH = {"Cache-Control": "no-store"}


@router.get(
    "/health/live",
    summary="Tell that the process answers",
    response_model=schemas.Live,
    responses=answers("live"),
)
async def live() -> JSONResponse:
    """Return at once, whatever the graph does; restart the process where this does not answer."""
    return JSONResponse({"status": "live"}, headers=_FRESH)


@router.get(
    "/health/ready",
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


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Return what was done and how things are, for Prometheus."""
    text = request.app.state.metrics.text(tuple(_gauges(request)))
    return Response(text, headers=_FRESH, media_type=MEDIA_TYPE)


def _gauges(request: Request) -> Iterator[Gauge]:
    serving = serving_of(request)
    with serving.generations.pinned() as reading:
        status, created = reading.endpoint.status(), str(reading.about["created"])
        generation = reading.kg.generation
    age = datetime.now(UTC) - datetime.fromisoformat(created).astimezone(UTC)
    yield Gauge("generation", "The generation that is served.", int(generation))
    yield Gauge("generation_age_seconds", "Since it was built.", age.total_seconds())
    yield Gauge("queries_waiting", "SPARQL queries that wait for a worker.", serving.queries.line)
    yield Gauge("workers_ready", "Query workers that live.", status.workers)
    yield Gauge("workers_busy", "Query workers that answer a query.", status.busy)
    killed = "Query workers of this generation that a query cost their life."
    yield Gauge("workers_killed", killed, status.killed)
    dropped = "Lines of the log that nobody read in time."
    yield Gauge("log_lines_dropped_total", dropped, request.app.state.lines.dropped, counts_up=True)
    statm = Path("/proc/self/statm")
    if statm.is_file():
        pages = int(statm.read_text(encoding="ascii").split()[1])
        size = pages * resource.getpagesize()
        yield Gauge("resident_bytes", "Memory of this process.", size)
