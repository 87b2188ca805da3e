"""The search page: what is asked stands in the address; a table of the same for a spreadsheet."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from kaupunkigraafi.answer import Answer, Hit, Mode
from kaupunkigraafi.errors import (
    EntityAmbiguous,
    EntityUnknown,
    GraphError,
    KaupunkigraafiError,
    SearchError,
)
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity
from kaupunkigraafi_service.faults import faults_of
from kaupunkigraafi_service.pages.address import address, state_of
from kaupunkigraafi_service.pages.citing import ROW, row_of
from kaupunkigraafi_service.pages.hit_view import hit_views
from kaupunkigraafi_service.pages.namesakes import apart_in
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.search_view import EXAMPLES, search_view
from kaupunkigraafi_service.pages.sheets import csv_response
from kaupunkigraafi_service.pages.spelling import nearer
from kaupunkigraafi_service.pages.standing import standings_of
from kaupunkigraafi_service.pages.strip import strip_of
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.parameters import PageOfSearch, Search
from kaupunkigraafi_service.problems import type_of
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import ParametersInvalid
from kaupunkigraafi_service.searches import answer_of, checked_answers
from kaupunkigraafi_service.serving import serving_of

_KINDS = ("ministry", "law", "task", "body")
_MOST = 50  # hits on a page for people
_DATED = 100  # as many of the best passages are put in the order of their dates

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a search could not be run; said above the form, which stays as it was."""

    slug: str
    detail: str
    status: HTTPStatus


@pages.get("/")
def search(request: Request) -> HTMLResponse:
    """Show the search field, and what was found."""
    serving = serving_of(request)
    asked, trouble = _asked(request)
    texts = Texts(asked.lang)
    with serving.generations.pinned() as reading:
        kg = reading.kg
        answer, failed = _search(kg, asked)
        answer = apart_in(answer, reading.namesakes)
        things = () if failed or trouble else strip_of(kg, asked, texts, reading.namesakes)
        trouble = trouble or failed
        empty = not trouble and answer.total == 0
        near = _count(kg, Search(q=asked.q, mode=Mode.HYBRID, lang=asked.lang)) if empty else None
        return page(
            request,
            "search.html",
            generation=kg.generation,
            status=trouble.status.value if trouble else HTTPStatus.OK,
            view=search_view(
                asked,
                answer,
                texts,
                named=_named(kg, asked),
                hits=hit_views(kg, answer, texts, reading.namesakes),
                namesakes=reading.namesakes,
            ),
            near_standings=standings_of(kg, (hit.document for hit in near or ()), texts),
            things=things,
            every_thing=address("/things", {"q": asked.q, "lang": asked.lang}),
            trouble=trouble,
            examples=EXAMPLES[asked.lang],
            near=near,
            searched=kg.search("", 1).total if empty else 0,
            spelling=() if trouble else _spelling(asked, near or answer),
            semantic=address("/", {**state_of(asked), "mode": "semantic"}),
        )


def _asked(request: Request) -> tuple[PageOfSearch, Trouble | None]:
    values = {**request.query_params, "lang": spoken(request)}
    try:
        return PageOfSearch.model_validate(values), None
    except ValidationError as error:
        found = ParametersInvalid(
            *faults_of([{**e, "loc": ("query", *e["loc"])} for e in error.errors()])
        )
        return PageOfSearch.model_validate({"lang": values["lang"]}), _trouble(found)


def _trouble(error: KaupunkigraafiError) -> Trouble:
    kind = type_of(error)
    # The page is there; it is the name in a filter that is not.
    status = HTTPStatus(422) if isinstance(error, GraphError) else kind.status
    return Trouble(kind.slug, str(error), status)


def _search(kg: Kaupunkigraafi, asked: PageOfSearch) -> tuple[Answer, Trouble | None]:
    try:
        if asked.q.strip() and asked.sort == "date":
            return _by_date(kg, asked), None
        return answer_of(kg, asked.model_copy(update={"limit": min(asked.limit, _MOST)})), None
    except (SearchError, GraphError) as error:
        return Answer(asked.q, Mode(asked.mode), kg.generation, 0, 0.0, ()), _trouble(error)


def _by_date(kg: Kaupunkigraafi, asked: PageOfSearch) -> Answer:
    """Order the best passages by their documents' dates; the cursor is a place among them."""
    answer = answer_of(kg, asked.model_copy(update={"limit": _DATED, "cursor": None}))
    hits = sorted(answer.hits, key=_issued, reverse=True)
    text = asked.cursor or ""
    start = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000") else 0
    end = start + min(asked.limit, _MOST)
    return replace(
        answer,
        total=len(hits),
        hits=tuple(hits[start:end]),
        next=str(end) if end < len(hits) else None,
    )


def _issued(hit: Hit) -> tuple[date, float]:
    return hit.document.issued or date.min, hit.score


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


def _count(kg: Kaupunkigraafi, asked: Search) -> Answer:
    return kg.search(asked.q, 3, mode=asked.mode)


def _spelling(asked: PageOfSearch, answer: Answer) -> tuple[tuple[str, str], ...]:
    text = nearer(asked.q, answer)
    return ((text, address("/", {**state_of(asked), "q": text})),) if text else ()


@router.get("/search.csv")
def table(request: Request) -> Response:
    """Return the hits of the page as a table: one row a passage, with where it is to be read."""
    serving = serving_of(request)
    asked, _ = _asked(request)
    asked = asked.model_copy(
        update={"limit": max(asked.limit, _MOST), "cursor": None, "what": "passage", "kind": None}
    )
    with serving.generations.pinned() as reading:
        (answer,) = checked_answers(reading.kg, [asked], serving.settings.search_max_limit)
        assert isinstance(answer, Answer)  # noqa: S101  passages were asked for
        hits = answer.hits
        if asked.sort == "date" and asked.q.strip():
            hits = tuple(sorted(hits, key=_issued, reverse=True))
        root = root_of(request)
        rows = [row_of(hit.document, hit.passage, root, answer.generation) for hit in hits]
        return csv_response("kaupunkigraafi-search.csv", ROW, rows, answer.generation)
