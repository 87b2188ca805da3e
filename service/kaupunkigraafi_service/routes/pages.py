"""The verbs for people: search, document, entity, and pages that explain; no script is needed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from kaupunkigraafi.answer import Answer, Mode
from kaupunkigraafi.errors import (
    EntityAmbiguous,
    EntityUnknown,
    GraphError,
    KaupunkigraafiError,
    SearchError,
)
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi.vocabulary import KINDS, shorten
from kaupunkigraafi_service.faults import faults_of
from kaupunkigraafi_service.pages.address import address, state_of
from kaupunkigraafi_service.pages.document_view import blocks_of, contents_of
from kaupunkigraafi_service.pages.entity_view import entity_view
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.search_view import EXAMPLES, search_view
from kaupunkigraafi_service.pages.texts import Texts, language_of
from kaupunkigraafi_service.pages.words import label_in
from kaupunkigraafi_service.parameters import Search
from kaupunkigraafi_service.problems import TYPES, ProblemType, type_of
from kaupunkigraafi_service.reference import operations_of
from kaupunkigraafi_service.refusals import PageMissing, ParametersInvalid
from kaupunkigraafi_service.searches import answer_of
from kaupunkigraafi_service.serving import serving_of

_KINDS = ("ministry", "law", "task")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a search could not be run; said above the form, which stays as it was."""

    slug: str
    detail: str
    status: HTTPStatus


@router.get("/")
def search(request: Request) -> HTMLResponse:
    """Show the search field, and what was found."""
    serving = serving_of(request)
    asked, trouble = _asked(request)
    texts = Texts(asked.lang)
    with serving.generations.pinned() as reading:
        answer, failed = _search(reading.kg, asked)
        trouble = trouble or failed
        empty = not trouble and answer.total == 0
        return page(
            request,
            "search.html",
            generation=reading.kg.generation,
            status=trouble.status.value if trouble else HTTPStatus.OK,
            view=search_view(asked, answer, texts, named=_named(reading.kg, asked)),
            trouble=trouble,
            examples=EXAMPLES[asked.lang],
            wider=_count(reading.kg, Search(q=asked.q)) if empty and asked.q else 0,
            searched=_count(reading.kg, Search()) if empty else 0,
            semantic=address("/", {**state_of(asked), "mode": "semantic"}),
        )


def _asked(request: Request) -> tuple[Search, Trouble | None]:
    values = {**request.query_params, "lang": language_of(request.query_params.get("lang"))}
    try:
        return Search.model_validate(values), None
    except ValidationError as error:
        found = ParametersInvalid(
            *faults_of([{**e, "loc": ("query", *e["loc"])} for e in error.errors()])
        )
        return Search.model_validate({"lang": values["lang"]}), _trouble(found)


def _trouble(error: KaupunkigraafiError) -> Trouble:
    kind = type_of(error)
    # The page is there; it is the name in a filter that is not.
    status = HTTPStatus(422) if isinstance(error, GraphError) else kind.status
    return Trouble(kind.slug, str(error), status)


def _search(kg: Kaupunkigraafi, asked: Search) -> tuple[Answer, Trouble | None]:
    try:
        answer = answer_of(kg, asked.model_copy(update={"limit": min(asked.limit, 50)}))
    except (SearchError, GraphError) as error:
        return Answer(asked.q, Mode(asked.mode), kg.generation, 0, 0.0, ()), _trouble(error)
    return answer, None


def _named(kg: Kaupunkigraafi, asked: Search) -> dict[str, Entity]:
    """Find the entities that filters name by id or code, so that chips can say their labels."""
    found = {}
    for name, kind in (("city", "municipality"), *((each, each) for each in _KINDS)):
        value = getattr(asked, name)
        if value:
            key = value if value.startswith(("http", f"{kind}/")) else f"{kind}/{value}"
            with suppress(EntityUnknown, EntityAmbiguous):
                found[name] = kg.entity(key)
    return found


def _count(kg: Kaupunkigraafi, asked: Search) -> int:
    return kg.search(asked.q, 1, mode=asked.mode).total


@router.get("/document/{id}")
def document(request: Request, id: str) -> HTMLResponse:  # noqa: A002  as in the API
    """Show a document with its text and what is known about it."""
    language = language_of(request.query_params.get("lang"))
    with serving_of(request).generations.pinned() as reading:
        kg = reading.kg
        found = kg.document(id)
        return page(
            request,
            "document.html",
            generation=kg.generation,
            document=found,
            type=_type_label(kg, found.type, language),
            contents=contents_of(found),
            blocks=blocks_of(found, kg.passages(id)),
            entities=kg.entities_of(id),
        )


def _type_label(kg: Kaupunkigraafi, type_: str, language: str) -> Label:
    try:
        labels = kg.entity(f"concept/document-type/{type_}").labels
    except EntityUnknown:
        labels = ()
    return label_in(labels, language, type_)


@router.get("/entity/{kind}/{key:path}")
def entity(request: Request, kind: str, key: str) -> HTMLResponse:
    """Show what the graph states about one thing."""
    texts = Texts(language_of(request.query_params.get("lang")))
    with serving_of(request).generations.pinned() as reading:
        view = entity_view(reading.kg, reading.kg.entity(f"{kind}/{key}"), texts)
        return page(request, "entity.html", generation=reading.kg.generation, view=view)


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """Show what the graph knows, from where, and what it does not know."""
    with serving_of(request).generations.pinned() as reading:
        told = reading.about
        kinds = {shorten(kind.cls): kind.name for kind in reversed(KINDS)}
        return page(
            request, "about.html", generation=reading.kg.generation, about=told, kinds=kinds
        )


@router.get("/api/v1/docs")
async def reference(request: Request) -> HTMLResponse:
    """Show the API for people."""
    return page(request, "reference.html", operations=operations_of(request.app.openapi()))


@router.get("/problems/{slug}")
async def problem_page(request: Request, slug: str) -> HTMLResponse:
    """Explain a kind of problem."""
    kinds = [kind for _, kind in TYPES]
    for kind in kinds:
        if kind.slug == slug:
            return page(request, "problem.html", kind=kind, detail="", kinds=kinds)
    raise PageMissing(f"there is no kind of problem called {slug[:80]!r}")


def failed(request: Request, kind: ProblemType, detail: str) -> HTMLResponse:
    """Return the page that tells a person what went wrong.

    Args:
        request: that went wrong.
        kind: of the problem.
        detail: what a person may know of it.

    Returns:
        A page with the problem's status.
    """
    return page(
        request, "problem.html", status=kind.status.value, kind=kind, detail=detail, kinds=()
    )
