"""Passages that a person collected: a page with their citations, and files of the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi_service.pages import citing
from kaupunkigraafi_service.pages.address import translated
from kaupunkigraafi_service.pages.citing import ROW, Citation
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.sheets import attachment, csv_response
from kaupunkigraafi_service.pages.standing import standings_of
from kaupunkigraafi_service.pages.texts import Texts, language_of
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.pages.word import DOCX, docx_of
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_MOST = 100


@dataclass(frozen=True, slots=True)
class Collected:
    """A passage, how it is cited, and the key by which the address names it."""

    key: str
    cited: Citation
    words: str


@pages.get("/collection")
def collection(request: Request) -> HTMLResponse:
    """Show the passages that the address names."""
    texts = Texts(spoken(request))
    with serving_of(request).generations.pinned() as reading:
        found, missing = _collected(request, reading.kg, texts)
        return page(
            request,
            "collection.html",
            generation=reading.kg.generation,
            collected=found,
            standings=standings_of(reading.kg, (each.cited.document for each in found), texts),
            missing=missing,
            most=_MOST,
            files=[(form, _address(request, form)) for form in ("docx", "ris", "csv")],
            without={each.key: _address(request, "", each.key) for each in found},
        )


@router.get("/collection.{form}")
def collection_file(request: Request, form: str) -> Response:
    """Return them as Word, RIS or CSV."""
    texts = Texts(language_of(request.query_params.get("lang")))
    with serving_of(request).generations.pinned() as reading:
        generation = reading.kg.generation
        found, _ = _collected(request, reading.kg, texts)
    name = f"kaupunkigraafi.{form}"
    if form == "docx":
        told = [(each.cited, each.words) for each in found]
        return attachment(docx_of(told, texts), DOCX, name, generation)
    if form == "ris":
        text = "\r\n".join(citing.ris(each.cited) for each in found)
        return attachment(text.encode(), "application/x-research-info-systems", name, generation)
    if form == "csv":
        root = root_of(request)
        rows = [
            citing.row_of(each.cited.document, each.cited.passage, root, generation)
            for each in found
            if each.cited.passage
        ]
        return csv_response(name, ROW, rows, generation)
    raise PageMissing(f"a collection is written as .docx, .ris and .csv, not as .{form[:10]}")


def _collected(
    request: Request, kg: Kaupunkigraafi, texts: Texts
) -> tuple[list[Collected], list[str]]:
    found, missing = [], []
    root, today = root_of(request), datetime.now(UTC).date()
    for key in list(dict.fromkeys(request.query_params.getlist("p")))[:_MOST]:
        id_, _, text = key.rpartition("/")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < len("100000") else 0
        try:
            document = kg.document(id_)
            passage = next(each for each in kg.passages(id_) if each.number == number)
        except (EntityUnknown, StopIteration):
            missing.append(key[:80])
            continue
        link = citing.permalink(root, document.id, number, kg.generation)
        cited = Citation(document, passage, link, kg.generation, today)
        found.append(Collected(key, cited, citing.plain(cited, texts)))
    return found, missing


def _address(request: Request, form: str, without: str = "") -> str:
    pairs = request.query_params.multi_items()
    kept = [(n, v) for n, v in pairs if n == "p" and v != without]
    path = f"/collection.{form}" if form else "/collection"
    return translated(path, kept, spoken(request))
