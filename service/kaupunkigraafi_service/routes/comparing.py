"""Two to four municipalities side by side, as a page and as a table to keep."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kaupunkigraafi_service.pages.comparison import Comparison, comparison_of, rows_of
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.sheets import csv_response, xlsx_response
from kaupunkigraafi_service.pages.texts import Texts, language_of
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_MOST = 4
_LONGEST = 80


def _given(request: Request) -> list[str]:
    values = (value.strip()[:_LONGEST] for value in request.query_params.getlist("city"))
    return list(dict.fromkeys(value for value in values if value))[:_MOST]


@pages.get("/compare")
def compare(request: Request) -> HTMLResponse:
    """Show what municipalities share and where they differ."""
    texts = Texts(spoken(request))
    given = _given(request)
    with serving_of(request).generations.pinned() as reading:
        found = comparison_of(reading.kg, given, texts)
        return page(
            request,
            "compare.html",
            generation=reading.kg.generation,
            status=422 if found.unknown else 200,
            view=found,
            given=[*given, *[""] * (_MOST - len(given))],
        )


@router.get("/compare.{form}")
def compare_file(request: Request, form: str) -> Response:
    """Return the comparison as CSV or XLSX."""
    texts = Texts(language_of(request.query_params.get("lang")))
    write = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if write is None:
        raise PageMissing(f"a comparison is written as .csv and .xlsx, not as .{form[:10]}")
    with serving_of(request).generations.pinned() as reading:
        generation = reading.kg.generation
        found: Comparison = comparison_of(reading.kg, _given(request), texts)
        header, rows = rows_of(found, texts)
    return write(f"kaupunkigraafi-compare.{form}", header, rows, generation)
