"""Pages that explain: about, API, problems, status, accessibility, privacy, reporting errors."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kaupunkigraafi import __version__
from kaupunkigraafi.vocabulary import KINDS, shorten
from kaupunkigraafi_service.pages import machines
from kaupunkigraafi_service.pages.help import starts_of
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.problems import TYPES
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.reference import operations_of
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.serving import serving_of

pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_LONGEST = 500


@pages.get("/about")
def about(request: Request) -> HTMLResponse:
    """Show what the graph knows, from where, and what it does not know."""
    texts = Texts(spoken(request))
    with serving_of(request).generations.pinned() as reading:
        told = reading.hashed
        created = str(told["created"])
        return page(
            request,
            "about.html",
            generation=reading.kg.generation,
            about=told,
            kinds={shorten(kind.cls): kind.name for kind in reversed(KINDS)},
            thing=machines.dataset_thing(root_of(request), created, texts("site.tagline")),
        )


@pages.get("/status")
def status(request: Request) -> HTMLResponse:
    """Show whether the service can answer, and from what."""
    serving = serving_of(request)
    with serving.generations.pinned() as reading:
        workers = reading.endpoint.status()
        trouble = serving.generations.trouble
        response = page(
            request,
            "status.html",
            generation=reading.kg.generation,
            about=reading.about,
            version=__version__,
            workers=workers.workers,
            waiting=serving.queries.line,
            notes=[*workers.notes, *([trouble] if trouble else [])],
            now=datetime.now(UTC).strftime("%H:%M:%S UTC"),
            today=datetime.now(UTC).date(),
        )
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/accessibility")
async def accessibility(request: Request) -> HTMLResponse:
    """Show the accessibility statement that Act 306/2019 asks for."""
    return _prose(request, "accessibility")


@pages.get("/privacy")
async def privacy(request: Request) -> HTMLResponse:
    """Show what is kept of a visit."""
    return _prose(request, "privacy")


def _prose(request: Request, name: str) -> HTMLResponse:
    settings = serving_of(request).settings
    return page(
        request,
        f"{name}.html",
        contact=settings.contact,
        operator=settings.operator,
        log=settings.log,
        log_days=settings.log_days,
        private=settings.private,
        writable=settings.writable,
    )


@pages.get("/report")
def report(request: Request) -> HTMLResponse:
    """Show how to report an error in what is named in the address."""
    given = request.query_params
    settings = serving_of(request).settings
    subject, generation = given.get("about", "")[:_LONGEST], given.get("generation", "")[:20]
    texts = Texts(spoken(request))
    message = texts("report.message", about=subject or root_of(request), generation=generation)
    mail = ""
    if settings.contact:
        title = quote(texts("report.subject"), safe="")
        mail = f"mailto:{quote(settings.contact, safe='@')}?subject={title}&body={quote(message)}"
    return page(
        request, "report.html", about=subject, told=generation, message=message,
        mail=mail, contact=settings.contact,
    )  # fmt: skip


@pages.get("/api")
async def reference(request: Request) -> HTMLResponse:
    """Show the API for people."""
    root, settings = root_of(request), serving_of(request).settings
    return page(
        request,
        "reference.html",
        operations=operations_of(request.app.openapi(), root),
        starts=starts_of(root),
        endpoint=f"{root}/sparql",
        settings=settings,
        per_s=f"{settings.rate_per_s:g}" if settings.rate_per_s else "",
    )


@pages.get("/problems/{slug}")
async def problem_page(request: Request, slug: str) -> HTMLResponse:
    """Explain a kind of problem."""
    kinds = [kind for _, kind in TYPES]
    for kind in kinds:
        if kind.slug == slug:
            return page(request, "problem.html", kind=kind, detail="", kinds=kinds)
    raise PageMissing(f"there is no kind of problem called {slug[:80]!r}")
