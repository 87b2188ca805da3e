"""The page of things: what of the graph a question finds, with the reasons."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.entity_answer import EntityAnswer
from kaupunkigraafi.errors import SearchError
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.things_view import PATH, things_view
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.parameters import Search
from kaupunkigraafi_service.problems import type_of
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_SHOWN = 20
_WRONG = HTTPStatus(422)


@pages.get(PATH)
def things(request: Request) -> HTMLResponse:
    """Show the things that a question finds, best first."""
    texts = Texts(spoken(request))
    given = request.query_params
    slug, detail = "", ""
    with serving_of(request).generations.pinned() as reading:
        kg = reading.kg
        answer = EntityAnswer("", Mode.HYBRID, kg.generation, 0, 0.0, ())
        kind = None
        try:
            asked = Search(q=given.get("q", ""), kind=given.get("kind"), cursor=given.get("cursor"))
            kind = asked.kind
            if asked.q.strip():
                answer = kg.search(asked.q, _SHOWN, what="entity", kind=kind, cursor=asked.cursor)
        except SearchError as error:
            slug, detail = type_of(error).slug, str(error)
        except ValidationError as error:
            slug = "parameters-invalid"
            detail = "; ".join(str(each["msg"]) for each in error.errors())
        return page(
            request,
            "things.html",
            generation=kg.generation,
            status=_WRONG if slug else HTTPStatus.OK,
            view=things_view(answer, kind, texts, reading.namesakes),
            own=PATH,
            slug=slug,
            detail=detail,
        )
