"""The query page: SPARQL in the address or the body, its answer as a table, and a drawing of it."""

from __future__ import annotations

import secrets
import time
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from kaupunkigraafi.endpoint import Cord, Question
from kaupunkigraafi.errors import GraphError
from kaupunkigraafi_service import headers, protocol
from kaupunkigraafi_service.leaving import run_while_there
from kaupunkigraafi_service.pages.query_view import (
    Answered,
    answered_of,
    examples_of,
    share_of,
)
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.terms import terms_of
from kaupunkigraafi_service.pages.texts import Texts, language_of
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.problems import detail_of, type_of
from kaupunkigraafi_service.refusals import Busy, MediaTypeUnsupported
from kaupunkigraafi_service.routes.api import answered
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"

EXAMPLE = """PREFIX kg: <https://w3id.org/kaupunkigraafi/ontology#>
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


@pages.get("/query")
async def query(request: Request) -> Response:
    """Show the form, and the answer to the query in the address."""
    return await _asked(request, request.query_params.get("query", ""))


@pages.post("/query")
async def posted_query(request: Request) -> Response:
    """Lead to the address of the answer; where it would be too long, show the answer itself."""
    body = await protocol.posted(request)
    if body.kind != protocol.FORM:
        raise MediaTypeUnsupported("the page takes a form; programs post to /sparql")
    fields = dict(protocol.fields(body.text))
    text = fields.get("query", "")
    place = share_of(text, spoken(request)).get("page")
    if place:
        return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": place})
    return await _asked(request, text)


async def _asked(request: Request, text: str) -> Response:
    """Return the form and the answer; its policy lets in the editor's own style elements alone."""
    serving = serving_of(request)
    texts = Texts(spoken(request))
    found, status, trouble = await _run(request, text, texts) if text.strip() else (None, 200, "")
    nonce = secrets.token_urlsafe(16)
    with serving.generations.pinned() as reading:
        response = page(
            request,
            "sparql.html",
            generation=reading.kg.generation,
            status=status,
            text=text or EXAMPLE,
            found=found,
            trouble=trouble,
            share=share_of(text, texts.language) if text else {},
            examples=examples_of(reading.kg, texts.language),
            seconds=f"{serving.settings.query_deadline_s:g}",
            rows=serving.settings.query_max_rows,
            nonce=nonce,
        )
    # Its nonce is good once: a copy that is kept would have the policy of another.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = (
        f"{headers.POLICY}; style-src 'self' 'nonce-{nonce}'"
    )
    return response


async def _run(
    request: Request, text: str, texts: Texts
) -> tuple[Answered | None, int, tuple[str, str] | str]:
    serving = serving_of(request)
    begun = time.perf_counter()

    def run(cord: Cord) -> Answered:
        with serving.generations.pinned() as reading:
            reply = reading.endpoint.query(Question(text, accept=_ACCEPT), cord)
            took = time.perf_counter() - begun
            return answered_of(reply, took, texts)

    try:
        return await run_while_there(request, serving.queries, run), HTTPStatus.OK, ""
    except (GraphError, Busy) as error:
        kind = type_of(error)
        return None, kind.status, (kind.slug, detail_of(error))


@router.get("/query/terms.json")
def terms(request: Request) -> JSONResponse:
    """Return what the editor completes: our classes and properties with their labels."""
    language = language_of(request.query_params.get("lang"))
    with serving_of(request).generations.pinned() as reading:
        return answered(terms_of(reading.kg, language), reading.kg.generation)
