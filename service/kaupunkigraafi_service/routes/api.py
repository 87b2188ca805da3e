"""The verbs for programs: each route asks the facade and returns what ``plain`` makes of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from kaupunkigraafi import plain
from kaupunkigraafi.entity_plain import found_to_plain, similar_to_plain
from kaupunkigraafi.mentioning import mentions_to_plain
from kaupunkigraafi.obliging import duties_to_plain
from kaupunkigraafi_service import entity_schemas, schemas, text_schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.parameters import Batch, Labels, Likeness, Neighbours, Search, only
from kaupunkigraafi_service.refusals import MediaTypeUnsupported
from kaupunkigraafi_service.searches import checked_answers, next_link
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(prefix="/api/v1", tags=["API"])

_Kind = Annotated[str, Path(description="kind of entity", examples=["municipality"])]
_Key = Annotated[str, Path(description="its key; a section's has slashes in it", examples=["091"])]


_TEXT = {"text": "Lahden kaupunki noudattaa kuntalain (410/2015) 7 §:ää.", "language": "fi"}
_SECTION = {"text": "Kunnan on järjestettävä esiopetusta.", "language": "fi"}
_BATCH = {"queries": [{"q": "kuka vastaa kaavoituksesta"}, {"q": "MAL", "limit": 3}]}


def answered(body: object, generation: str) -> JSONResponse:
    """Return plain data with the generation they were read from.

    Args:
        body: of ``kaupunkigraafi.plain``.
        generation: that was pinned.

    Returns:
        The response.
    """
    return JSONResponse(body, headers={"Kaupunkigraafi-Generation": generation})


@router.get(
    "/search",
    summary="Find passages by meaning and by words, or the things that they tell of",
    response_model=schemas.Answer | entity_schemas.EntityAnswer,
    responses=answers("search", 422, 503),
    dependencies=[Depends(only(Search))],
)
def search(request: Request, asked: Annotated[Search, Query()]) -> JSONResponse:
    """Return a page of hits with reasons, and facets over what was found.

    With ``what=entity`` the hits are tasks, laws, ministries and other things of the graph.
    """
    serving = serving_of(request)
    most = serving.settings.search_max_limit
    with serving.generations.pinned() as reading:
        (answer,) = checked_answers(reading.kg, [asked], most)
        response = answered(found_to_plain(answer, asked.lang), answer.generation)
    if answer.next:
        response.headers["Link"] = next_link(request.url, answer.next)
    return response


@router.post(
    "/search",
    summary="Find passages for several questions at once",
    response_model=entity_schemas.Answers,
    responses=answers("searches", 400, 413, 422, 429, 503),
    dependencies=[Depends(only())],
    openapi_extra={"requestBody": {"content": {"application/json": {"example": _BATCH}}}},
)
def searches(request: Request, batch: Annotated[Batch, Body()]) -> Response:
    """Answer up to 100 searches from one generation, in order; one that cannot be fails all."""
    serving = serving_of(request)
    most = serving.settings.search_max_limit
    with serving.generations.pinned() as reading:
        found = checked_answers(reading.kg, batch.queries, most, place="body")
        body = {
            "generation": reading.kg.generation,
            "answers": [
                found_to_plain(answer, asked.lang)
                for answer, asked in zip(found, batch.queries, strict=True)
            ],
        }
        return answered(body, reading.kg.generation)


@router.get(
    "/entity/{kind}/{key:path}",
    summary="Return what the graph states about one thing",
    response_model=schemas.Entity,
    responses=answers("entity", 404, 409, 422),
    dependencies=[Depends(only(Labels))],
)
def entity(
    request: Request, kind: _Kind, key: _Key, asked: Annotated[Labels, Query()]
) -> JSONResponse:
    """Return an entity, its names in all languages, and its facts with who states them."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.entity(f"{kind}/{key}")
        return answered(plain.entity_to_plain(found, asked.lang), reading.kg.generation)


@router.get(
    "/related/{kind}/{key:path}",
    summary="Return the direct neighbours of one thing",
    response_model=list[schemas.Related],
    responses=answers("related", 404, 409, 422),
    dependencies=[Depends(only(Neighbours))],
)
def related(
    request: Request, kind: _Kind, key: _Key, asked: Annotated[Neighbours, Query()]
) -> JSONResponse:
    """Return neighbours with the predicate between; ``?kind=`` keeps those of one kind."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.related(f"{kind}/{key}", kind=asked.kind)
        return answered(plain.related_to_plain(found, asked.lang), reading.kg.generation)


@router.get(
    "/similar/{kind}/{key:path}",
    summary="Return the tasks or documents that mean much the same",
    response_model=list[entity_schemas.Similar],
    responses=answers("similar", 404, 409, 422),
    dependencies=[Depends(only(Likeness))],
)
def similar(
    request: Request,
    kind: Annotated[str, Path(description="task or document", examples=["task"])],
    key: Annotated[str, Path(description="its key", examples=["410-2015/22"])],
    asked: Annotated[Likeness, Query()],
) -> JSONResponse:
    """Return what is most like a task, or a document, nearest first."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.similar(f"{kind}/{key}", asked.limit)
        return answered(similar_to_plain(found, asked.lang), reading.kg.generation)


@router.get(
    "/document/{id}",
    summary="Return a document with its text",
    response_model=schemas.Document,
    responses=answers("document", 404, 422),
    dependencies=[Depends(only(Labels))],
)
def document(
    request: Request,
    id: Annotated[str, Path(description="its id", examples=["law-410-2015-fi"])],  # noqa: A002
    asked: Annotated[Labels, Query()],
) -> JSONResponse:
    """Return a document, its text, sections, passages, and the entities it leads to."""
    with serving_of(request).generations.pinned() as reading:
        kg = reading.kg
        body = plain.document_to_plain(
            kg.document(id), kg.passages(id), kg.entities_of(id), asked.lang
        )
        return answered(body, kg.generation)


@router.get(
    "/about",
    summary="Tell what the graph knows and what it does not",
    response_model=schemas.About,
    responses=answers("about", 422),
    dependencies=[Depends(only())],
)
def about(request: Request) -> JSONResponse:
    """Return counts by class and by source, versions, and the known gaps."""
    with serving_of(request).generations.pinned() as reading:
        return answered(reading.hashed, reading.kg.generation)


@router.post(
    "/mentions",
    summary="Find what a text mentions",
    response_model=list[text_schemas.Mention],
    responses=answers("mentions", 400, 413, 422, 429, 503),
    dependencies=[Depends(only())],
    openapi_extra={"requestBody": {"content": {"application/json": {"example": _TEXT}}}},
)
def mentions(request: Request, asked: Annotated[text_schemas.Text, Body()]) -> JSONResponse:
    """Return the municipalities, ministries, laws and undertakings of a text, with their spans."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.mentions(asked.text, asked.language)
        return answered(mentions_to_plain(found), reading.kg.generation)


@router.post(
    "/duties",
    summary="Find the duties that a statute's text lays on public bodies",
    response_model=list[text_schemas.Duty],
    responses=answers("duties", 400, 413, 422, 429, 503),
    dependencies=[Depends(only())],
    openapi_extra={"requestBody": {"content": {"application/json": {"example": _SECTION}}}},
)
def duties(request: Request, asked: Annotated[text_schemas.Text, Body()]) -> JSONResponse:
    """Return where a Finnish or Swedish text obliges a public body to act, and which kind."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.duties(asked.text, asked.language)
        return answered(duties_to_plain(found), reading.kg.generation)


_TURTLE = ("text/turtle", "application/x-turtle")
_GRAPH = (
    "@prefix kg: <https://w3id.org/kaupunkigraafi/ontology#> .\n"
    "<https://example.org/x> a kg:Municipality .\n"
)


@router.post(
    "/validate",
    summary="Check a graph against the ontology's rules",
    response_model=schemas.Validation,
    responses=answers("validate", 400, 413, 415, 422, 503, 504),
    dependencies=[Depends(only(Labels))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {_TURTLE[0]: {"schema": {"type": "string"}, "example": _GRAPH}},
        }
    },
)
async def validate(request: Request, asked: Annotated[Labels, Query()]) -> JSONResponse:
    """Return whether the Turtle in the body keeps the rules, and what breaks which of them."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _TURTLE:
        raise MediaTypeUnsupported(
            f"the body is {media_type or 'of no declared type'}; send Turtle as {_TURTLE[0]}"
        )
    body = await request.body()
    serving = serving_of(request)

    def run() -> JSONResponse:
        with serving.generations.pinned() as reading:
            found = reading.endpoint.validate(body, asked.lang)
            return answered(found, reading.kg.generation)

    return await serving.validations.run(run)
