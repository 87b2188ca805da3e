"""The prepared questions: a list, and each answered, for programs and for people."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown, ParameterInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.questions.asking import QuestionAnswer
from kaupunkigraafi.questions.form import Question, named
from kaupunkigraafi.questions.plain import answer_to_plain, message, question_to_plain
from kaupunkigraafi_service import question_schemas as schemas
from kaupunkigraafi_service.describing import answers
from kaupunkigraafi_service.faults import Fault
from kaupunkigraafi_service.pages.query_view import share_of
from kaupunkigraafi_service.pages.question_view import question_view
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.parameters import Labels, only
from kaupunkigraafi_service.refusals import ParametersInvalid
from kaupunkigraafi_service.routes.api import answered
from kaupunkigraafi_service.serving import serving_of

router = APIRouter()
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_Name = Annotated[str, Path(description="of the question", examples=["rolls"])]


@router.get(
    "/api/v1/questions",
    tags=["API"],
    summary="List the prepared questions",
    response_model=list[schemas.Question],
    responses=answers("questions", 422),
    dependencies=[Depends(only(Labels))],
)
def questions(request: Request, asked: Annotated[Labels, Query()]) -> JSONResponse:
    """Return each question with its words, its parameters and its SPARQL."""
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.questions()
        body = [question_to_plain(each, asked.lang) for each in found]
        return answered(body, reading.kg.generation)


@router.get(
    "/api/v1/questions/{name}",
    tags=["API"],
    summary="Answer a prepared question",
    response_model=schemas.QuestionAnswer,
    responses=answers("question", 404, 409, 422),
)
def question(request: Request, name: _Name, asked: Annotated[Labels, Query()]) -> JSONResponse:
    """Return rows, and apart what cannot be said; the question's parameters are in the address."""
    with serving_of(request).generations.pinned() as reading:
        answer = _answer(reading.kg, name, _given(request))
        return answered(answer_to_plain(answer, asked.lang), reading.kg.generation)


def _given(request: Request) -> dict[str, str]:
    counts = Counter(name for name, _ in request.query_params.multi_items())
    twice = [
        Fault(name, "query", f"is given {n} times", "once") for name, n in counts.items() if n > 1
    ]
    if twice:
        raise ParametersInvalid(*twice)
    return {name: value for name, value in request.query_params.items() if name != "lang"}


def _answer(kg: Kaupunkigraafi, name: str, given: dict[str, str]) -> QuestionAnswer:
    try:
        return kg.question(name, **given)
    except (ParameterInvalid, EntityUnknown, EntityAmbiguous) as error:
        # The page is there; it is the value in the address that is not.
        fault = Fault(error.parameter, "query", str(error), error.allowed)
        raise ParametersInvalid(fault) from error


@pages.get("/questions")
def questions_page(request: Request) -> HTMLResponse:
    """List the questions for people."""
    with serving_of(request).generations.pinned() as reading:
        return page(
            request,
            "questions.html",
            generation=reading.kg.generation,
            questions=reading.kg.questions(),
        )


@pages.get("/questions/{name}")
def question_page(request: Request, name: str) -> HTMLResponse:
    """Show a question, a form for its parameters, and its answer."""
    language = spoken(request)
    with serving_of(request).generations.pinned() as reading:
        kg = reading.kg
        asked = named({each.name: each for each in kg.questions()}, name)
        given = _given(request)
        answer, trouble = _tried(kg, asked, given)
        return page(
            request,
            "question.html",
            generation=kg.generation,
            status=HTTPStatus(422) if trouble else HTTPStatus.OK,
            question=asked,
            given=given,
            view=question_view(answer, language) if answer else None,
            share=share_of(answer.query, language) if answer else {},
            told=message(answer, language) if answer else "",
            trouble=trouble,
        )


def _tried(
    kg: Kaupunkigraafi, asked: Question, given: dict[str, str]
) -> tuple[QuestionAnswer | None, str]:
    try:
        return kg.question(asked.name, **given), ""
    except (ParameterInvalid, EntityUnknown, EntityAmbiguous) as error:
        return None, str(error)
