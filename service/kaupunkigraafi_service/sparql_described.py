"""What OpenAPI says of the SPARQL endpoint: it reads its parameters itself, so this tells them."""

from __future__ import annotations

from typing import Any

from kaupunkigraafi_service.describing import examples, refusals
from kaupunkigraafi_service.protocol import FORM, QUERY, UPDATE

# Any: OpenAPI's own JSON, which FastAPI types so.
Described = dict[str, Any]


def parameter(name: str, description: str, **schema: Any) -> Described:
    """Return what OpenAPI says of a parameter in the address.

    Args:
        name: of the parameter.
        description: what it means.
        **schema: of its value; none: a text.

    Returns:
        JSON.
    """
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
    }


_MANY = {"type": "array", "items": {"type": "string", "format": "iri"}}
_GRAPHS = [
    parameter("default-graph-uri", "a graph of the default graph; may be repeated", **_MANY),
    parameter("named-graph-uri", "a graph that GRAPH may name; may be repeated", **_MANY),
]
FORMAT = parameter("format", "json, xml, csv, tsv; turtle, ntriples, rdfxml, jsonld")
ANSWER: dict[int | str, Described] = {
    200: {
        "description": "Rows or a Boolean (JSON, XML, CSV, TSV), or triples (Turtle, N-Triples, "
        "RDF/XML, JSON-LD), as Accept asks; without a query, a description of the service",
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
_WRITTEN = {"application/json": {"example": {"generation": "000042", "quads": 120, "took_ms": 31}}}
ANSWER_TO_POST: dict[int | str, Described] = {
    **ANSWER,
    200: {
        "description": f"{ANSWER[200]['description']}; of an update, the new generation as JSON",
        "content": {**ANSWER[200]["content"], **_WRITTEN},
    },
    **refusals(401, 403, 412, 413, 415),
}
GET: Described = {
    "parameters": [
        {
            **parameter("query", "SELECT, ASK, CONSTRUCT or DESCRIBE; none: what the service can"),
            "example": "SELECT ?s WHERE { ?s a kg:City } LIMIT 3",
        },
        *_GRAPHS,
        FORMAT,
    ]
}
_USING = [
    parameter("using-graph-uri", "of an update: a graph of the default graph", **_MANY),
    parameter("using-named-graph-uri", "of an update: a graph that GRAPH may name", **_MANY),
]
_FIELDS = {
    "type": "object",
    "properties": {
        "query": {"type": "string"},
        "update": {"type": "string", "description": "instead of a query; needs a token"},
        "default-graph-uri": _MANY,
        "named-graph-uri": _MANY,
        "format": {"type": "string"},
    },
}
POST: Described = {
    "parameters": [*_GRAPHS, *_USING, FORMAT],
    "requestBody": {
        "required": True,
        "content": {
            QUERY: {"schema": {"type": "string"}, "example": "ASK { ?city a kg:City }"},
            UPDATE: {
                "schema": {"type": "string"},
                "example": "INSERT DATA { GRAPH <https://w3id.org/kaupunkigraafi/graph/user/me> "
                "{ <urn:s> <urn:p> 1 } }",
            },
            FORM: {"schema": _FIELDS, "example": {"query": "ASK { ?city a kg:City }"}},
        },
    },
}
