"""The application: routes, middleware and the one place where errors become answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from kaupunkigraafi import __version__
from kaupunkigraafi.endpoint.access import Tokens
from kaupunkigraafi.endpoint.dumps import Dumps
from kaupunkigraafi.endpoint.jobs import Jobs
from kaupunkigraafi.endpoint.readers import Readers, readers_of
from kaupunkigraafi.endpoint.writing import Report, Upload, Writer
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service import describing, elsewhere, headers, telling
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
    dumps,
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
            dumps=Dumps(kg.folder),
            write=app.state.lines.write,
        )
        generations.watch(moved)
        started()
        try:
            yield
        finally:
            for each in (app.state.serving.dumps, jobs, writer):
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
    for each in (
        sparql,
        api,
        documents,
        questions,
        graph_store,
        linked,
        health,
        suggestions,
        dumps,
    ):
        app.include_router(each.router)
    for router in _PAGES:
        app.include_router(router, prefix=PREFIX)
    for module in (assets, search, pages, asking, comparing, collection, crawled):
        app.include_router(module.router)
    app.include_router(moved.without_language(_PAGES))
    app.add_exception_handler(KaupunkigraafiError, telling.told)
    app.add_exception_handler(RequestValidationError, telling.told)
    app.add_exception_handler(HTTPException, telling.told)
    app.add_exception_handler(Exception, telling.told)
    if settings:
        app.state.lines = Lines()
    # The last one added is the outermost.
    large = ("/graphs", "/api/v1/documents") if settings and settings.writable else ()
    most = settings.write_max_bytes if settings else 0
    app.add_middleware(BodyLimit, larger=dict.fromkeys(large, most))
    app.add_middleware(Conditional, current=_current, salt=salt)
    app.add_middleware(Packing)
    if readers:
        app.add_middleware(
            Private, readers=readers, refused=telling.refused, write=app.state.lines.write
        )
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
