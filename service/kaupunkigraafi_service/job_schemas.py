"""The shape of a job, as OpenAPI tells it."""

from __future__ import annotations

from pydantic import Field

from kaupunkigraafi.endpoint.jobs import Job as Followed
from kaupunkigraafi.endpoint.jobs import State
from kaupunkigraafi_service.problems import detail_of, type_of
from kaupunkigraafi_service.shape import Shape


class NotTaken(Shape):
    """A file that was not taken."""

    name: str = Field(examples=["minutes.bin"])
    reason: str = Field(examples=["minutes.bin is of no format that is read here"])


class JobProblem(Shape):
    """Why nothing of a job was done."""

    type: str = Field(examples=["/problems/folder-locked"])
    detail: str = Field(examples=["the folder is being written by another process"])


class Job(Shape):
    """Documents that were sent, and what becomes of them."""

    id: str = Field(description="to be followed at /api/v1/jobs/{id}")
    state: State = Field(description="failed: nothing was taken")
    names: list[str] = Field(description="of the files that were sent")
    created: str = Field(description="when they were sent, UTC")
    ended: str | None = Field(description="when that was; null until then")
    generation: str | None = Field(description="that holds them; null until it is done")
    added: list[str] = Field(description="ids of new documents")
    replaced: list[str] = Field(description="ids of documents that are others now")
    unchanged: list[str] = Field(description="ids of documents that were there already")
    failed: list[NotTaken] = Field(description="files that were not taken, and why")
    notes: list[str] = Field(description="what the sender should know")
    problem: JobProblem | None = Field(description="why nothing was done, where nothing was")

    @classmethod
    def of(cls, job: Followed) -> Job:
        """Write a job down.

        Args:
            job: any.

        Returns:
            What is answered.
        """
        report, error = job.report, job.error
        return cls(
            id=job.id,
            state=job.state,
            names=list(job.names),
            created=job.created.isoformat(timespec="milliseconds"),
            ended=job.ended.isoformat(timespec="milliseconds") if job.ended else None,
            generation=report.generation if report else None,
            added=list(report.added) if report else [],
            replaced=list(report.replaced) if report else [],
            unchanged=list(report.unchanged) if report else [],
            failed=[NotTaken(name=f.name, reason=f.reason) for f in report.failed]
            if report
            else [],
            notes=list(report.notes) if report else [],
            problem=JobProblem(type=f"/problems/{type_of(error).slug}", detail=detail_of(error))
            if error
            else None,
        )
