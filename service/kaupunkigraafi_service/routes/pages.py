"""Document and entity for people, and how a document is cited; no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Document, Entity, Label
from kaupunkigraafi.vocabulary import iri_of
from kaupunkigraafi_service.pages import citing, machines
from kaupunkigraafi_service.pages.document_view import blocks_of, contents_of
from kaupunkigraafi_service.pages.entity_view import entity_view
from kaupunkigraafi_service.pages.links import told_apart
from kaupunkigraafi_service.pages.namesakes import namesakes_of
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.sheets import attachment
from kaupunkigraafi_service.pages.standing import mentioned_in, similar_to, standings_of
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.pages.words import label_in
from kaupunkigraafi_service.problems import ProblemType
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import PageMissing
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_GUESSES = 8
_Line: TypeAlias = tuple[Label, str, str, int]
_QUERY = """SELECT ?property ?value WHERE {{
  <{iri}> ?property ?value
}}"""


@pages.get("/document/{id}")
def document(request: Request, id: str) -> HTMLResponse:  # noqa: A002  as in the API
    """Show a document with its text and what is known about it."""
    texts = Texts(spoken(request))
    with serving_of(request).generations.pinned() as reading:
        kg = reading.kg
        found = kg.document(id)
        cited = _cited(request, kg, found)
        return page(
            request,
            "document.html",
            generation=kg.generation,
            document=found,
            iri=iri_of(f"document/{found.id}"),
            type=_type_label(kg, found.type, texts.language),
            standing=standings_of(kg, [found], texts)[found.id],
            contents=contents_of(found),
            blocks=blocks_of(found, kg.passages(id), mentioned_in(kg, found, texts.language)),
            concerned=_concerned(kg, kg.entities_of(id), texts),
            suggested=_suggested(kg, found, texts),
            similar=similar_to(kg, found, texts.language),
            citation=citing.plain(cited, texts),
            bibtex=citing.bibtex(cited),
            thing=machines.document_thing(found, iri_of(f"document/{found.id}")),
            linked_generation=_linked(request, kg),
            block_about=iri_of(f"document/{found.id}"),
        )


def _concerned(
    kg: Kaupunkigraafi, entities: Sequence[Entity], texts: Texts
) -> tuple[tuple[Label, str, str], ...]:
    """Return what a document concerns: label, address, and kind in words."""
    links = told_apart(entities, texts.language, namesakes_of(kg, entities))
    return tuple(
        (label, href, texts.known(f"kind.{each.kind}", each.kind))
        for each, (label, href) in zip(entities, links, strict=True)
    )


def _suggested(kg: Kaupunkigraafi, found: Document, texts: Texts) -> tuple[_Line, ...]:
    """Return what it may concern by a program's guess: label, address, kind, confidence in %."""
    guesses = kg.suggestions(found.id, limit=_GUESSES).suggestions
    lines = _concerned(kg, [each.entity for each in guesses], texts)
    return tuple(
        (*line, round(100 * each.suggestion.confidence))
        for line, each in zip(lines, guesses, strict=True)
    )


def _linked(request: Request, kg: Kaupunkigraafi) -> str:
    """Return the generation that a permalink was made from, where it is not the one read now."""
    named = request.query_params.get("generation", "")
    known = named.isascii() and named.isdigit() and len(named) <= len(kg.generation)
    return named if known and named != kg.generation else ""


def _cited(request: Request, kg: Kaupunkigraafi, found: Document) -> citing.Citation:
    link = citing.permalink(root_of(request), found.id, None, kg.generation)
    return citing.Citation(found, None, link, kg.generation, datetime.now(UTC).date())


def _type_label(kg: Kaupunkigraafi, type_: str, language: str) -> Label:
    try:
        labels = kg.entity(f"concept/document-type/{type_}").labels
    except EntityUnknown:
        labels = ()
    return label_in(labels, language, type_)


@router.get("/document/{id}/cite.{form}")
def citation(request: Request, id: str, form: str) -> Response:  # noqa: A002  as in the API
    """Return how a document is cited, as a file for a reference manager."""
    forms = {
        "bib": (citing.bibtex, "application/x-bibtex"),
        "ris": (citing.ris, "application/x-research-info-systems"),
    }
    if form not in forms:
        raise PageMissing(f"citations are written as .bib and .ris, not as .{form[:10]}")
    write, media_type = forms[form]
    with serving_of(request).generations.pinned() as reading:
        found = reading.kg.document(id)
        text = write(_cited(request, reading.kg, found))
        name = f"{found.id}.{form}"
        return attachment(text.encode(), media_type, name, reading.kg.generation)


@pages.get("/entity/{kind}/{key:path}")
def entity(request: Request, kind: str, key: str) -> HTMLResponse:
    """Show what the graph states about one thing."""
    texts = Texts(spoken(request))
    with serving_of(request).generations.pinned() as reading:
        view = entity_view(reading.kg, reading.kg.entity(f"{kind}/{key}"), texts)
        return page(
            request,
            "entity.html",
            generation=reading.kg.generation,
            view=view,
            data=f"/id/{view.entity.id}",
            thing=machines.entity_thing(view.entity),
            query=_QUERY.format(iri=view.entity.iri),
            block_about=view.entity.iri,
        )


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
