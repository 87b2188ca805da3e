"""Documents that are sent: a job for each request, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from kaupunkigraafi.endpoint.access import Scope
from kaupunkigraafi_service.admission import admit
from kaupunkigraafi_service.describing import examples, refusals
from kaupunkigraafi_service.job_schemas import Job
from kaupunkigraafi_service.protocol import no_update
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.sent_files import KINDS, sent_files
from kaupunkigraafi_service.serving import serving_of
from kaupunkigraafi_service.sparql_described import parameter

router = APIRouter(prefix="/api/v1", tags=["API"])

_FRESH = {"Cache-Control": "no-store"}
_ANSWER: dict[str, Any] = {
    "model": Job,
    "content": {"application/json": {"example": examples()["job"]}},
}
_NOTE = "# Minutes\n\nThe city builds a tram line."
_BODY: dict[str, Any] = {
    "parameters": [parameter("name", "of the file, where the body is the file itself")],
    "requestBody": {
        "required": True,
        "content": {
            **{kind: {"schema": {"type": "string"}, "example": _NOTE} for kind in KINDS},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                },
                "example": {"file": _NOTE},
            },
        },
    },
}


@router.post(
    "/documents",
    summary="Add documents, in their own time",
    response_model=Job,
    status_code=202,
    responses={
        202: {**_ANSWER, "description": "They wait in line; follow the job"},
        **refusals(400, 401, 403, 413, 415, 429, 503),
    },
    openapi_extra=_BODY,
)
async def documents(request: Request) -> JSONResponse:
    """Take one file as the body, or up to 100 as a form; those of the same source are replaced."""
    admit(request, Scope.DOCUMENTS)
    jobs = serving_of(request).jobs
    if jobs is None:
        raise no_update()
    job = jobs.submit(await sent_files(request))
    headers = {**_FRESH, "Location": f"/api/v1/jobs/{job.id}", "Retry-After": "1"}
    return JSONResponse(Job.of(job).model_dump(mode="json"), 202, headers=headers)


@router.get(
    "/jobs/{id}",
    summary="Tell how far documents are that were sent",
    response_model=Job,
    responses={
        200: {**_ANSWER, "description": "How far it is"},
        **refusals(401, 403, 404, 422, 429),
    },
)
async def job(
    request: Request,
    id: Annotated[str, Path(description="of the job, as it was answered")],  # noqa: A002
) -> JSONResponse:
    """Return the state of a job; once it is done, the generation that holds its documents."""
    admit(request, Scope.DOCUMENTS)
    jobs = serving_of(request).jobs
    found = jobs.job(id) if jobs else None
    if found is None:
        raise PageMissing(
            f"there is no job {id[:80]!r}; the latest ones are kept as long as the service runs"
        )
    return JSONResponse(Job.of(found).model_dump(mode="json"), headers=_FRESH)
