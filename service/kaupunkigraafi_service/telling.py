"""An error → what is answered: a problem for programs, a page for people."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from kaupunkigraafi_service import elsewhere, faults, headers, problems, refusals
from kaupunkigraafi_service.routes import pages

_FOR_PROGRAMS = ("/api/", "/sparql", "/health/", "/graphs", "/.well-known/", "/dumps")


def refused(request: Request, error: Exception) -> Response:
    """Answer somebody who may not read; a browser asks its user for a name and a token.

    Args:
        request: that was made.
        error: why it is refused.

    Returns:
        401 or 403.
    """
    response = _answered(request, error)
    if _is_person(request) and isinstance(error, refusals.TokenNeeded):
        response.headers["WWW-Authenticate"] = problems.BASIC
    return response


async def told(request: Request, error: Exception) -> Response:
    """Answer an error that a route or the framework raised.

    Args:
        request: that was made.
        error: that was raised.

    Returns:
        A problem for programs, a page for people.
    """
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
