"""Linked data: what the graph says of itself, its graphs whole, and each thing by its IRI.

Source: W3C Cool URIs for the Semantic Web; W3C SPARQL 1.1 Graph Store HTTP Protocol, 5.2 (GET).
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import Markup

from kaupunkigraafi import endpoint, plain
from kaupunkigraafi.endpoint import Cord, Question, Reply
from kaupunkigraafi.errors import EntityUnknown, QueryInvalid
from kaupunkigraafi.vocabulary import ONTOLOGY_GRAPH, RECORDS_GRAPH, iri_of
from kaupunkigraafi_service import protocol
from kaupunkigraafi_service.conditional import GENERATION
from kaupunkigraafi_service.describing import refusals
from kaupunkigraafi_service.generations import Reading
from kaupunkigraafi_service.graph_names import graph_at, graph_named
from kaupunkigraafi_service.leaving import run_while_there
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.routes.api import answered
from kaupunkigraafi_service.routes.moved import moved
from kaupunkigraafi_service.serving import serving_of
from kaupunkigraafi_service.sparql_described import FORMAT, parameter

router = APIRouter(tags=["Linked data"])
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_PAGE = "text/html"
# What a client may ask for → the suffix of its address; a client that takes all gets the page.
_SUFFIXES = {
    _PAGE: "",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/json": ".json",
}
_FORMATS = {".ttl": "turtle", ".jsonld": "jsonld", ".nt": "ntriples", ".rdf": "rdfxml"}
_TURTLE = {"text/turtle": {"example": "<urn:s> <urn:p> <urn:o> ."}}


def _described(text: str, *statuses: int, status: int = 200) -> dict[int | str, dict[str, object]]:
    content = {"content": _TURTLE} if status == 200 else {}  # noqa: PLR2004  OK of HTTP
    return {status: {"description": text, **content}, **refusals(*statuses)}


@router.get(
    "/.well-known/void",
    summary="Describe the data in VoID and DCAT",
    response_class=Response,
    responses=_described("Turtle, N-Triples, RDF/XML or JSON-LD, as Accept asks"),
)
def void(request: Request) -> Response:
    """Return how many things of which class there are, where they are asked for, and how."""
    with serving_of(request).generations.pinned() as reading:
        triples = endpoint.dataset_description(reading.kg, root_of(request))
        body, kind = endpoint.written(triples, _accept(request))
        return _data(Reply(body, kind), reading)


@router.get(
    "/graphs",
    summary="Read a whole graph",
    response_class=Response,
    responses=_described("All triples of the graph", 400, 404, 406, 503, 504),
    openapi_extra={
        "parameters": [
            parameter(
                "graph",
                "a named graph's IRI",
                type="string",
                format="iri",
                examples=[RECORDS_GRAPH],
            ),
            parameter("default", "with no value: the default graph"),
            FORMAT,
        ]
    },
)
async def graph(request: Request) -> Response:
    """Return ``?graph=IRI`` or ``?default``, by the SPARQL 1.1 Graph Store HTTP Protocol."""
    return await _graph(request, graph_named(request))


@router.get("/graphs/{rest:path}", include_in_schema=False)
async def graph_by_address(request: Request, rest: str) -> Response:
    """Return the graph whose name is this very address."""
    return await _graph(request, graph_at(request, rest))


@router.get("/ontology", include_in_schema=False)
async def ontology(request: Request) -> Response:
    """Lead to the ontology's page or to its data."""
    return _elsewhere(request, "/ontology", page="/ontology.html")


@pages.get("/ontology")
def ontology_page(request: Request) -> HTMLResponse:
    """Show all classes, properties, concepts and rules for people."""
    return page(request, "ontology.html", reference=_reference(spoken(request)))


@router.get("/ontology.{suffix}", include_in_schema=False)
async def ontology_data(request: Request, suffix: str) -> Response:
    """Return the ontology's graph."""
    if suffix == "html":
        return moved(request)
    name = "jsonld" if suffix == "json" else _FORMATS.get(f".{suffix}", "")
    if not name:
        raise PageMissing(f"the ontology is not written as {suffix[:20]!r}; try .ttl")
    return await _graph(request, ONTOLOGY_GRAPH, name)


@router.get(
    "/id/{kind}/{key:path}",
    summary="Lead from a thing to its page or its data",
    response_class=Response,
    status_code=303,
    responses={
        **_described("What the graph states of it, where the address ends with .ttl, .nt, "
                     ".jsonld, .rdf or .json", 404, 409, 422, 503, 504),
        303: {"description": "To the page or to the data, as Accept asks"},
    },
)  # fmt: skip
async def thing(
    request: Request,
    kind: Annotated[str, Path(description="kind of thing", examples=["municipality"])],
    key: Annotated[str, Path(description="its key, with or without .ttl …", examples=["091"])],
) -> Response:
    """Answer 303 for the thing itself; with a suffix, return what the graph states of it."""
    stem, dot, suffix = key.rpartition(".")
    if dot + suffix in _SUFFIXES.values() and stem:
        return await _facts(request, f"{kind}/{stem}", dot + suffix)
    has_page = await run_in_threadpool(_has_page, request, f"{kind}/{key}")
    place = f"/id/{kind}/{quote(key, safe='/:@,;=')}"
    if not has_page:
        return _elsewhere(request, place, page=f"{place}.ttl")
    home = "document" if kind == "document" else f"entity/{kind}"
    return _elsewhere(request, place, page=f"/{home}/{quote(key, safe='/:@,;=')}")


def _elsewhere(request: Request, place: str, *, page: str) -> Response:
    """Answer 303: the thing itself does not go over the wire, only what is said of it."""
    kind = endpoint.preferred(_accept(request), tuple(_SUFFIXES)) or _PAGE
    target = page if kind == _PAGE else place + _SUFFIXES[kind]
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})


async def _facts(request: Request, id_: str, suffix: str) -> Response:
    serving = serving_of(request)

    def run(cord: Cord) -> Response:
        with serving.generations.pinned() as reading:
            iri, has_page = _known(reading, id_)
            if suffix == ".json":
                if not has_page:
                    raise EntityUnknown(f"{id_} has no JSON; try its .ttl or .jsonld")
                return _json(reading, id_)
            question = Question(f"DESCRIBE <{iri}>", format=_FORMATS[suffix])
            return _data(reading.endpoint.query(question, cord), reading)

    return await run_while_there(request, serving.queries, run)


def _json(reading: Reading, id_: str) -> JSONResponse:
    return answered(plain.entity_to_plain(reading.kg.entity(id_)), reading.kg.generation)


def _has_page(request: Request, id_: str) -> bool:
    with serving_of(request).generations.pinned() as reading:
        return _known(reading, id_)[1]


def _known(reading: Reading, id_: str) -> tuple[str, bool]:
    """Return a thing's IRI, and whether it has a page; what has a name but no label has none."""
    try:
        return reading.kg.entity(id_).iri, True
    except EntityUnknown:
        iri = iri_of(id_)
        with suppress(QueryInvalid):  # what is no IRI after all names nothing
            if protocol.is_iri(iri) and bool(reading.kg.sparql(f"ASK {{ <{iri}> ?p ?o }}")):
                return iri, False
        raise


async def _graph(request: Request, name: str | None, format_: str = "") -> Response:
    serving = serving_of(request)
    named = [v for n, v in protocol.pairs_of(request) if n in ("format", "output") and v]

    def run() -> Response:
        with serving.generations.pinned() as reading:
            chosen = format_ or (named[0] if named else "")
            return _data(reading.endpoint.graph(name, _accept(request), chosen), reading)

    return await serving.queries.run(run)


def _data(reply: Reply, reading: Reading) -> Response:
    told = {"Vary": "Accept", GENERATION: reading.kg.generation}
    if reply.truncated:
        told["Kaupunkigraafi-Truncated"] = reply.truncated
    return Response(reply.body, headers=told, media_type=reply.media_type)


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


@cache
def _reference(language: str) -> Markup:
    """Return what the reference says, without its own frame; the page has one."""
    body = endpoint.ontology_reference(language).partition("<body>")[2].partition("</body>")[0]
    for frame in ("header", "main"):
        body = body.replace(f"<{frame}>", "<div>").replace(f"</{frame}>", "</div>")
    return Markup(body)  # noqa: S704  written by our own template, which escapes the ontology
