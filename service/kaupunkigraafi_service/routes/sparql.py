"""The SPARQL endpoint: a query by GET, in a form or as the body; without one, what there is.

Source: W3C SPARQL 1.1 Protocol; W3C SPARQL 1.1 Service Description.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from kaupunkigraafi import endpoint
from kaupunkigraafi.endpoint import Cord, Question
from kaupunkigraafi.endpoint.access import Scope
from kaupunkigraafi.endpoint.writing import Change, Verb
from kaupunkigraafi_service import protocol, sparql_described
from kaupunkigraafi_service.admission import admit
from kaupunkigraafi_service.conditional import GENERATION
from kaupunkigraafi_service.leaving import run_while_there
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import ProtocolInvalid
from kaupunkigraafi_service.routes.moved import moved
from kaupunkigraafi_service.serving import Serving, serving_of
from kaupunkigraafi_service.written import written

router = APIRouter(tags=["SPARQL"])


@router.get("/sparql/", include_in_schema=False)
@router.get(
    "/sparql",
    summary="Ask the graph in SPARQL 1.1",
    response_class=Response,
    responses=sparql_described.ANSWER,
    openapi_extra=sparql_described.GET,
)
async def query_by_get(request: Request) -> Response:
    """Run a query given in the address; without one, a browser is led to a form to write it in."""
    pairs = protocol.pairs_of(request)
    names = {name for name, _ in pairs}
    if not names - {"lang"}:
        accept = ", ".join(request.headers.getlist("accept"))
        # A program that takes all gets the description; a browser says that it wants HTML.
        kinds = (
            "text/turtle",
            "text/html",
            "application/ld+json",
            "application/n-triples",
            "application/rdf+xml",
        )
        if endpoint.preferred(accept, kinds) == "text/html":
            form = moved(request)
            form.headers["Vary"] = "Accept, Accept-Language"
            return form
        return await run_in_threadpool(_described, request, accept)
    if "update" in names and serving_of(request).writer:
        raise ProtocolInvalid("an update comes by POST, as a form or as its body")
    return await _answer(request, protocol.the_query(pairs), pairs)


@router.post("/sparql/", include_in_schema=False)
@router.post(
    "/sparql",
    summary="Ask the graph in SPARQL 1.1, the query in the body; or change it",
    response_class=Response,
    responses=sparql_described.ANSWER_TO_POST,
    openapi_extra=sparql_described.POST,
)
async def query_by_post(request: Request) -> Response:
    """Run a query, or an update where the service takes them, sent as a form or as itself."""
    body = await protocol.posted(request)
    pairs = protocol.pairs_of(request)
    if body.kind == protocol.FORM:
        # Clients put the graphs of a posted form in the address as well as in the form.
        pairs = [*pairs, *protocol.fields(body.text)]
    if protocol.is_update(body, pairs):
        return await _update(request, body, pairs)
    if body.kind == protocol.FORM:
        return await _answer(request, protocol.the_query(pairs), pairs)
    protocol.the_query([*pairs, ("query", body.text)])
    return await _answer(request, body.text, pairs)


async def _update(request: Request, body: protocol.Body, pairs: protocol.Pairs) -> Response:
    admit(request, Scope.UPDATE)
    text, using = protocol.the_update(body, pairs)
    change = Change(Verb.UPDATE, text, base=f"{root_of(request)}/sparql", using=using)
    return await written(request, change)


async def _answer(request: Request, text: str, pairs: protocol.Pairs) -> Response:
    accept = ", ".join(request.headers.getlist("accept"))
    question = protocol.question_of(pairs, text, accept, f"{root_of(request)}/sparql")
    serving = serving_of(request)
    return await run_while_there(
        request, serving.queries, lambda cord: _run(serving, question, cord)
    )


def _run(serving: Serving, question: Question, cord: Cord) -> Response:
    with serving.generations.pinned() as reading:
        reply = reading.endpoint.query(question, cord)
        headers = {"Vary": "Accept", GENERATION: reading.kg.generation}
    if reply.truncated:
        headers["Kaupunkigraafi-Truncated"] = reply.truncated
    if reply.fleeting:
        headers["Cache-Control"] = "no-store"
    return Response(reply.body, headers=headers, media_type=reply.media_type)


def _described(request: Request, accept: str) -> Response:
    serving = serving_of(request)
    strict = serving.settings.default_graph == "strict"
    with serving.generations.pinned() as reading:
        triples = endpoint.service_description(
            reading.kg,
            f"{root_of(request)}/sparql",
            strict=strict,
            writable=serving.writer is not None,
        )
        body, kind = endpoint.written(triples, accept)
        headers = {"Vary": "Accept", GENERATION: reading.kg.generation}
    return Response(body, headers=headers, media_type=kind)
