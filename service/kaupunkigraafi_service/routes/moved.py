"""Addresses without a language → the same page in the language that its reader speaks.

A link that somebody wrote down before, or that shall suit readers of every language, names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi_service.pages.address import translated
from kaupunkigraafi_service.pages.tongue import PREFIX, spoken

# Pages that had another name, too.
_RENAMED = {"/api/v1/docs": "/api", "/ontology.html": "/ontology", "/sparql": "/query"}


def moved(request: Request) -> Response:
    """Answer 308 where the address said the language in its own way, else 307.

    Args:
        request: to a page, without a language in the path.

    Returns:
        A redirect that keeps the method and all that was asked.
    """
    language = spoken(request)
    path = str(request.scope["path"])
    pairs = request.query_params.multi_items()
    place = translated(_RENAMED.get(path, path), pairs, language)
    headers = {"Location": place, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    said = request.query_params.get("lang") in LANGUAGES
    status = HTTPStatus.PERMANENT_REDIRECT if said else HTTPStatus.TEMPORARY_REDIRECT
    return Response(status_code=status, headers=headers)


def _to_the_slash(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    location = f"{request.url.path}/{query}"
    return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": location})


def without_language(routers: Sequence[APIRouter]) -> APIRouter:
    """Return routes for the addresses of pages that name no language.

    Args:
        routers: of pages, whose paths begin where the language ends.

    Returns:
        A router; each of its routes leads on.
    """
    leading = APIRouter(include_in_schema=False)
    for route in (each for router in routers for each in router.routes):
        if isinstance(route, APIRoute):
            leading.add_api_route(route.path, moved, methods=sorted(route.methods or ()))
    for path in _RENAMED:
        leading.add_api_route(path, moved, methods=["GET"])
    leading.add_api_route(PREFIX, _to_the_slash, methods=["GET"])
    return leading
