"""SPARQL 1.1 Protocol, the query half: GET, POST of a form, POST of the query itself.

Source: W3C SPARQL 1.1 Protocol, 2.1 (query operation) and 2.2 (update operation, refused here).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kaupunkigraafi.endpoint import Question
from kaupunkigraafi_service.describing import examples, refusals
from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.refusals import MediaTypeUnsupported, ProtocolInvalid, UpdateRefused
from kaupunkigraafi_service.serving import Serving, serving_of

router = APIRouter(tags=["SPARQL"])

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 1_000
_EXAMPLE = """PREFIX kg: <https://w3id.org/kaupunkigraafi/ontology#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?ministry (COUNT(?law) AS ?laws) WHERE {
  ?law a eli:LegalResource ; eli:responsibility_of_agent ?agent .
  ?agent skos:prefLabel ?ministry .
  FILTER(LANG(?ministry) = "fi")
}
GROUP BY ?ministry
ORDER BY DESC(?laws)
"""

Pairs = Sequence[tuple[str, str]]


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
    }


_MANY = {"type": "array", "items": {"type": "string", "format": "iri"}}
_GRAPHS = [
    _parameter("default-graph-uri", "a graph of the default graph; may be repeated", **_MANY),
    _parameter("named-graph-uri", "a graph that GRAPH may name; may be repeated", **_MANY),
]
_FORMAT = _parameter("format", "json, xml, csv, tsv; turtle, ntriples, rdfxml, jsonld")
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Rows or a Boolean (JSON, XML, CSV, TSV), or triples (Turtle, N-Triples, "
        "RDF/XML, JSON-LD), as Accept asks",
        "content": {
            "application/sparql-results+json": {"example": examples()["sparql"]},
            "text/csv": {"example": "label\r\nHelsinki\r\n"},
            "text/turtle": {
                "example": "<http://data.finlex.fi/eli/sd/2015/410> "
                "a <http://data.europa.eu/eli/ontology#LegalResource> ."
            },
        },
    },
    **refusals(400, 403, 406, 503, 504),
}
_GET = {
    "parameters": [
        {
            **_parameter("query", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
            "required": True,
            "example": "SELECT ?s WHERE { ?s a kg:City } LIMIT 3",
        },
        *_GRAPHS,
        _FORMAT,
    ]
}
_FIELDS = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string"},
        "default-graph-uri": _MANY,
        "named-graph-uri": _MANY,
        "format": {"type": "string"},
    },
}
_POST = {
    "parameters": [*_GRAPHS, _FORMAT],
    "requestBody": {
        "required": True,
        "content": {
            _QUERY: {"schema": {"type": "string"}, "example": "ASK { ?city a kg:City }"},
            _FORM: {"schema": _FIELDS, "example": {"query": "ASK { ?city a kg:City }"}},
        },
    },
}


@router.get(
    "/sparql",
    summary="Ask the graph in SPARQL 1.1",
    response_class=Response,
    responses=_ANSWER,
    openapi_extra=_GET,
)
async def query_by_get(request: Request) -> Response:
    """Run a query given in the address; without one, a browser gets a form to write it in."""
    pairs = request.query_params.multi_items()
    names = {name for name, _ in pairs}
    if not names - {"lang"} and "text/html" in request.headers.get("accept", ""):
        return _form(request, serving_of(request))
    return await _answer(request, _one_query(pairs), pairs)


@router.post(
    "/sparql",
    summary="Ask the graph in SPARQL 1.1, the query in the body",
    response_class=Response,
    responses={**_ANSWER, **refusals(413, 415)},
    openapi_extra=_POST,
)
async def query_by_post(request: Request) -> Response:
    """Run a query sent as a form or as ``application/sparql-query``."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = media_type.strip().lower()
    if kind == _UPDATE:
        raise _no_update()
    if kind not in (_FORM, _QUERY):
        raise MediaTypeUnsupported(
            f"the body is {kind or 'of no declared type'}; send the query as {_QUERY}, "
            f"or as {_FORM} with a field query"
        )
    text = _decoded(await request.body(), parameters)
    if kind == _QUERY:
        return await _answer(request, text, request.query_params.multi_items())
    pairs = _fields(text)
    return await _answer(request, _one_query(pairs), pairs)


def _decoded(body: bytes, parameters: str) -> str:
    charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise MediaTypeUnsupported(f"the body is in {charset[:40]}; send UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProtocolInvalid(f"the body is not UTF-8 at byte {error.start}; send UTF-8") from error


def _fields(text: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except UnicodeDecodeError as error:
        raise ProtocolInvalid("a field of the form is not UTF-8; send UTF-8") from error
    except ValueError as error:
        raise ProtocolInvalid(f"the form has more than {_MOST_FIELDS} fields") from error


def _one_query(pairs: Pairs) -> str:
    if any(name == "update" for name, _ in pairs):
        raise _no_update()
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise ProtocolInvalid(f"there are {len(queries)} parameters query; give exactly one")
    return queries[0]


def _no_update() -> UpdateRefused:
    return UpdateRefused(
        "this service only reads; change a graph of your own with: kaupunkigraafi add"
    )


def _all(pairs: Pairs, wanted: str) -> tuple[str, ...]:
    found = tuple(value for name, value in pairs if name == wanted)
    for value in found:
        if ":" not in value or any(sign in value for sign in ' <>"{}|\\^`'):
            raise ProtocolInvalid(f"{wanted} is {value[:80]!r}; give an absolute IRI")
    return found


async def _answer(request: Request, text: str, pairs: Pairs) -> Response:
    if len(text) > LIMITS.query_characters:
        raise ProtocolInvalid(
            f"the query has {len(text)} characters; at most {LIMITS.query_characters} are read"
        )
    formats = [value for name, value in pairs if name in ("format", "output") and value]
    question = Question(
        text=text,
        accept=", ".join(request.headers.getlist("accept")),
        format=formats[0] if formats else "",
        default_graphs=_all(pairs, "default-graph-uri"),
        named_graphs=_all(pairs, "named-graph-uri"),
    )
    serving = serving_of(request)
    return await serving.queries.run(lambda: _run(serving, question))


def _run(serving: Serving, question: Question) -> Response:
    with serving.generations.pinned() as reading:
        reply = reading.endpoint.query(question)
        headers = {"Vary": "Accept", "Kaupunkigraafi-Generation": reading.kg.generation}
    if reply.truncated:
        headers["Kaupunkigraafi-Truncated"] = reply.truncated
    return Response(reply.body, headers=headers, media_type=reply.media_type)


def _form(request: Request, serving: Serving) -> Response:
    response = page(
        request,
        "sparql.html",
        example=_EXAMPLE,
        seconds=f"{serving.settings.query_deadline_s:g}",
        rows=serving.settings.query_max_rows,
        formats=("json", "csv", "tsv", "xml", "turtle", "jsonld"),
    )
    response.headers["Vary"] = "Accept"
    return response
