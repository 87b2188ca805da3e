"""The application: routes, middleware and the one place where errors become answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from kaupunkigraafi import __version__
from kaupunkigraafi.endpoint.access import Tokens
from kaupunkigraafi.endpoint.jobs import Jobs
from kaupunkigraafi.endpoint.readers import Readers, readers_of
from kaupunkigraafi.endpoint.writing import Report, Upload, Writer
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service import describing, elsewhere, faults, headers, problems, refusals
from kaupunkigraafi_service.conditional import Conditional
from kaupunkigraafi_service.fairness import Fairness
from kaupunkigraafi_service.generations import Generations
from kaupunkigraafi_service.limits import LIMITS, BodyLimit, Gate
from kaupunkigraafi_service.metrics import Metrics
from kaupunkigraafi_service.packing import Packing
from kaupunkigraafi_service.pages.tongue import PREFIX
from kaupunkigraafi_service.privacy import Private
from kaupunkigraafi_service.routes import (
    api,
    asking,
    assets,
    collection,
    comparing,
    crawled,
    documents,
    graph_store,
    health,
    linked,
    moved,
    pages,
    questions,
    search,
    sparql,
    suggestions,
    things,
    told,
)
from kaupunkigraafi_service.serving import Serving
from kaupunkigraafi_service.watching import Lines, Watching

_PAGES = tuple(
    each.pages
    for each in (
        search,
        pages,
        things,
        questions,
        asking,
        comparing,
        collection,
        told,
        linked,
        crawled,
    )
)
_FOR_PROGRAMS = ("/api/", "/sparql", "/health/", "/graphs", "/.well-known/")


def create_app(
    kg: Kaupunkigraafi,
    settings: Settings | None = None,
    *,
    started: Callable[[], None] = lambda: None,
    moved: Callable[[str], None] = lambda generation: None,  # noqa: ARG005  named for its meaning
) -> FastAPI:
    """Make the application that serves a graph.

    Args:
        kg: an open graph; the application closes it at its end, and opens what is published
            into its folder meanwhile.
        settings: of the workers and limits; None: from the environment.
        started: called once everything is there.
        moved: called with the name of each generation moved on to.

    Returns:
        An ASGI application.

    Raises:
        TokensInvalid: it asks for tokens, and the file of tokens is not to be had.
        KaupunkigraafiError: it is private, and nobody could read it.
    """
    chosen = settings or Settings()
    readers = readers_of(chosen) if chosen.private else None
    guarded = chosen.writable or chosen.private
    tokens = Tokens(chosen.token_file) if guarded and chosen.token_file else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        generations = Generations(kg, chosen)
        writer = Writer(kg, chosen) if chosen.writable else None
        jobs = Jobs(partial(_added, writer, generations)) if writer else None
        app.state.serving = Serving(
            generations,
            chosen,
            queries=Gate(chosen.query_workers, LIMITS.waiting, chosen.query_deadline_s),
            validations=Gate(LIMITS.validations, LIMITS.waiting, chosen.query_deadline_s),
            writes=Gate(1, LIMITS.waiting, chosen.write_deadline_s),
            writer=writer,
            jobs=jobs,
            tokens=tokens,
        )
        generations.watch(moved)
        started()
        try:
            yield
        finally:
            for each in (jobs, writer):
                if each:
                    each.close()
            generations.close()
            app.state.lines.close()

    return _bare(lifespan, chosen, salt=f"{__version__} {chosen!r}", tokens=tokens, readers=readers)


def _bare(
    lifespan: Callable[[FastAPI], Any] | None = None,
    settings: Settings | None = None,
    *,
    salt: str = "",
    tokens: Tokens | None = None,
    readers: Readers | None = None,
) -> FastAPI:
    app = FastAPI(
        title="Kaupunkigraafi",
        summary=describing.SUMMARY,
        description=describing.DESCRIPTION,
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # FastAPI's pages load scripts from elsewhere; ours is /api/v1/docs
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    # Routes are tried in this order, which costs: what is asked most often comes first.
    for each in (sparql, api, documents, questions, graph_store, linked, health, suggestions):
        app.include_router(each.router)
    for router in _PAGES:
        app.include_router(router, prefix=PREFIX)
    for module in (assets, search, pages, asking, comparing, collection, crawled):
        app.include_router(module.router)
    app.include_router(moved.without_language(_PAGES))
    app.add_exception_handler(KaupunkigraafiError, _told)
    app.add_exception_handler(RequestValidationError, _told)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(Exception, _told)
    if settings:
        app.state.lines = Lines()
    # The last one added is the outermost.
    large = ("/graphs", "/api/v1/documents") if settings and settings.writable else ()
    most = settings.write_max_bytes if settings else 0
    app.add_middleware(BodyLimit, larger=dict.fromkeys(large, most))
    app.add_middleware(Conditional, current=_current, salt=salt)
    app.add_middleware(Packing)
    if readers:
        app.add_middleware(Private, readers=readers, refused=_refused, write=app.state.lines.write)
    by_token = bool(settings and settings.writable and settings.token_file)
    if settings:
        app.add_middleware(
            Fairness,
            per_s=settings.rate_per_s,
            burst=settings.rate_burst,
            **({"holder": tokens.name_of} if tokens else {}),
        )
    if not readers:
        elsewhere.open_to_all(app, by_token)
    if settings:
        app.state.public_url = settings.public_url.rstrip("/")
        app.state.metrics = Metrics()
        app.add_middleware(
            Watching, metrics=app.state.metrics, log=settings.log, write=app.state.lines.write
        )
    app.add_middleware(headers.Outermost)
    return app


def _added(writer: Writer, generations: Generations, uploads: tuple[Upload, ...]) -> Report:
    """Add documents, and serve them before their sender is told."""
    report = writer.add(uploads)
    generations.refresh()
    return report


def _current(scope: Scope) -> str:
    serving: Serving = scope["app"].state.serving
    return serving.generations.current


def described() -> dict[str, Any]:
    """Return what the API says of itself, without a graph.

    Returns:
        OpenAPI.
    """
    return _bare().openapi()


def routes_of_api() -> dict[str, set[str]]:
    """Return the routes of the API and their parameters, without a graph.

    Returns:
        path → names of its parameters in the query string and the path.
    """
    paths = described()["paths"]
    return {
        path: {
            parameter["name"]
            for operation in operations.values()
            for parameter in operation.get("parameters", ())
        }
        for path, operations in paths.items()
    }


def _refused(request: Request, error: Exception) -> Response:
    """Answer somebody who may not read; a browser asks its user for a name and a token."""
    response = _answered(request, error)
    if _is_person(request) and isinstance(error, refusals.TokenNeeded):
        response.headers["WWW-Authenticate"] = problems.BASIC
    return response


async def _told(request: Request, error: Exception) -> Response:
    """Answer an error that a route or the framework raised."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        error.headers = {"Allow": ", ".join(_methods(request))}
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=error.headers)
    response = _answered(request, error)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _answered(request: Request, error: Exception) -> Response:
    """Answer an error: a problem for programs, a page for people."""
    known = _translated(request, error)
    kind = problems.type_of(known)
    response: Response
    if _is_person(request):
        response = pages.failed(request, kind, problems.detail_of(known))
        response.headers.update(problems.headers_of(known))
    else:
        response = problems.problem(known, request.scope)
    # A fault is answered outside all middleware.
    for name, value in headers.SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def _methods(request: Request) -> list[str]:
    """Return the methods that an address knows; one route a method each knows but its own."""
    known = [
        method
        for method in ("GET", "POST", *elsewhere.WRITING)
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    return [*known, *(["HEAD"] if "GET" in known else []), "OPTIONS"]


def _is_person(request: Request) -> bool:
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def _translated(request: Request, error: Exception) -> Exception:
    if isinstance(error, RequestValidationError):
        return refusals.ParametersInvalid(*faults.faults_of(error.errors()))
    if not isinstance(error, HTTPException):
        return error
    where = f"{request.method} {request.url.path[:200]}"
    if error.status_code == HTTPStatus.NOT_FOUND:
        return refusals.PageMissing(f"there is nothing at {request.url.path[:200]!r}")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "other methods")
        return refusals.MethodRefused(f"{where} is not possible; allowed: {allowed}")
    return refusals.RequestInvalid(f"{where}: {error.detail}")
