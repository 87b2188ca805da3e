"""The graph store's writing half: a graph put, added to, or deleted, by its name or address.

Source: W3C SPARQL 1.1 Graph Store HTTP Protocol, 5.3 (PUT) to 5.6 (POST).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kaupunkigraafi.endpoint.access import Scope
from kaupunkigraafi.endpoint.writing import USER_GRAPHS, Change, Verb
from kaupunkigraafi_service.admission import admit
from kaupunkigraafi_service.describing import refusals
from kaupunkigraafi_service.graph_names import graph_at, graph_named
from kaupunkigraafi_service.payloads import payloads
from kaupunkigraafi_service.protocol import pairs_of
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.serving import serving_of
from kaupunkigraafi_service.sparql_described import parameter
from kaupunkigraafi_service.written import Written, written

router = APIRouter(tags=["Linked data"])

_EXAMPLE = {"generation": "000042", "quads": 120, "took_ms": 31.2}
_JSON = {"model": Written, "content": {"application/json": {"example": _EXAMPLE}}}
_CREATED = {"description": "The graph is new", **_JSON}
_CHANGED = {"description": "The graph was there, and is changed", **_JSON}
_REFUSED = refusals(400, 401, 403, 412, 413, 415, 429, 503, 504)
_GRAPH = [
    parameter("graph", "a named graph's IRI", type="string", format="iri"),
    parameter("default", "with no value: the default graph"),
]
# Any: OpenAPI's own JSON, which FastAPI types so.
_SENT: dict[str, Any] = {
    "parameters": _GRAPH,
    "requestBody": {
        "required": True,
        "content": {
            "text/turtle": {"schema": {"type": "string"}, "example": "<urn:s> <urn:p> <urn:o> ."}
        },
    },
}


@router.put(
    "/graphs",
    summary="Make a graph hold what is sent",
    response_class=Response,
    responses={
        201: _CREATED,
        204: {"description": "The graph was there, and holds this now"},
        **_REFUSED,
    },
    openapi_extra=_SENT,
    status_code=201,
)
async def put(request: Request) -> Response:
    """Replace ``?graph=IRI`` or ``?default``; without a token for updates it is refused."""
    admit(request, Scope.UPDATE)
    return await _put(request, graph_named(request))


@router.put("/graphs/{rest:path}", include_in_schema=False)
async def put_by_address(request: Request, rest: str) -> Response:
    """Replace the graph whose name is this very address."""
    admit(request, Scope.UPDATE)
    return await _put(request, graph_at(request, rest))


@router.post(
    "/graphs",
    summary="Add what is sent to a graph",
    response_class=Response,
    responses={200: _CHANGED, 201: _CREATED, **_REFUSED},
    openapi_extra=_SENT,
)
async def post(request: Request) -> Response:
    """Add to ``?graph=IRI`` or ``?default``; where none is named, a new graph gets a name."""
    admit(request, Scope.UPDATE)
    if not {"graph", "default"} & {name for name, _ in pairs_of(request)}:
        return await _post(request, _new_graph(request))
    return await _post(request, graph_named(request))


@router.post("/graphs/{rest:path}", include_in_schema=False)
async def post_by_address(request: Request, rest: str) -> Response:
    """Add to the graph whose name is this very address."""
    admit(request, Scope.UPDATE)
    return await _post(request, graph_at(request, rest))


@router.delete(
    "/graphs",
    summary="Delete a graph",
    response_class=Response,
    responses={200: {**_CHANGED, "description": "The graph is gone"}, **refusals(404), **_REFUSED},
    openapi_extra={"parameters": _GRAPH},
)
async def delete(request: Request) -> Response:
    """Delete ``?graph=IRI``, or empty ``?default``."""
    admit(request, Scope.UPDATE)
    return await written(request, Change(Verb.DELETE, graph=graph_named(request)))


@router.delete("/graphs/{rest:path}", include_in_schema=False)
async def delete_by_address(request: Request, rest: str) -> Response:
    """Delete the graph whose name is this very address."""
    admit(request, Scope.UPDATE)
    return await written(request, Change(Verb.DELETE, graph=graph_at(request, rest)))


async def _put(request: Request, graph: str | None) -> Response:
    sent = await payloads(request)
    change = Change(Verb.PUT, graph=graph, payloads=sent, base=_base(request, graph))
    return await written(
        request, change, created=201, existing=204, location=_address(request, graph)
    )


async def _post(request: Request, graph: str | None) -> Response:
    sent = await payloads(request)
    change = Change(Verb.POST, graph=graph, payloads=sent, base=_base(request, graph))
    return await written(request, change, created=201, location=_address(request, graph))


def _new_graph(request: Request) -> str:
    """Return a name that no graph has: an address here, or one among users' graphs."""
    name = uuid4().hex
    with serving_of(request).generations.pinned() as reading:
        return f"{root_of(request)}/graphs/{name}" if reading.kg.free else USER_GRAPHS + name


def _address(request: Request, graph: str | None) -> str:
    """Return where a graph is read."""
    root = root_of(request)
    if graph is None:
        return f"{root}/graphs?default"
    if graph.startswith(f"{root}/graphs/"):
        return graph
    return f"{root}/graphs?graph={quote(graph, safe='')}"


def _base(request: Request, graph: str | None) -> str:
    """Return where relative IRIs start from: the graph's own name (RFC 3986, 5.1)."""
    return graph or f"{root_of(request)}/graphs"
