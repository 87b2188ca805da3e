"""A Hit → what a result says: whose words, where, which ones, about what, and why it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaupunkigraafi.answer import Answer, Hit, Why
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label, best_label
from kaupunkigraafi.vocabulary import iri_of
from kaupunkigraafi_service.pages.address import address, entity_address
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.standing import standings_of
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import (
    Piece,
    bent,
    entity_label,
    label_in,
    marked,
    words_of,
)

_ENTITIES = 5
_WORDS = 4
_NEAR = 20  # the rank by meaning up to which we say that the meaning is the same


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as a person reads it."""

    hit: Hit
    href: str
    type: Label
    standing: str
    place: str
    anchor: str
    iri: str
    pieces: tuple[Piece, ...]
    entities: tuple[tuple[Label, str], ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What all hits of a page are shown with."""

    asked: tuple[str, ...]
    types: Mapping[str, tuple[Label, ...]]
    standings: Mapping[str, str]
    namesakes: Namesakes


def hit_views(
    kg: Kaupunkigraafi, answer: Answer, texts: Texts, namesakes: Namesakes
) -> tuple[HitView, ...]:
    """Return what the results of a page say.

    Args:
        kg: the graph, which knows how often laws were amended.
        answer: of a search.
        texts: of the page's language.
        namesakes: what tells things of one name apart.

    Returns:
        A view of each hit, in the same order.
    """
    around = _Surroundings(
        words_of(answer.query),
        {bucket.id: bucket.labels for bucket in dict(answer.facets).get("type", ())},
        standings_of(kg, (hit.document for hit in answer.hits), texts),
        namesakes,
    )
    return tuple(_hit(hit, around, texts) for hit in answer.hits)


def _hit(hit: Hit, around: _Surroundings, texts: Texts) -> HitView:
    language = texts.language
    base = address(f"/document/{hit.document.id}", {"lang": language})
    page = texts("search.page", number=hit.passage.page) if hit.passage.page else ""
    shown = [each for each in hit.entities if each.kind != "document"][:_ENTITIES]
    return HitView(
        hit=hit,
        href=f"{base}#p{hit.passage.number}",
        type=label_in(around.types.get(hit.document.type, ()), language, hit.document.type),
        standing=around.standings[hit.document.id],
        anchor=f"{hit.document.id}/{hit.passage.number}",
        iri=iri_of(f"passage/{hit.document.id}/{hit.passage.number}"),
        place=", ".join(part for part in (hit.passage.heading, page) if part),
        pieces=marked(hit.passage.text, hit.highlights, heading=hit.passage.heading),
        entities=tuple(
            (
                apart(entity_label(each, language), each.iri, around.namesakes),
                entity_address(each.id, language),
            )
            for each in shown
        ),
        why=_why(hit.why, around.asked, texts),
    )


def _why(why: Why, asked: tuple[str, ...], texts: Texts) -> tuple[str, ...]:
    reasons = []
    if why.lexical and why.lexical.terms:
        words = list(dict.fromkeys(term.casefold() for term in why.lexical.terms))
        told = ", ".join(bent(word, asked) for word in words[:_WORDS])
        reasons.append(
            texts("search.why-words" if len(words) > 1 else "search.why-word", words=told)
        )
    if why.semantic:
        near = why.semantic.rank <= _NEAR
        reasons.append(texts("search.why-meaning" if near else "search.why-meaning-far"))
    for path in why.graph[:2]:
        label = best_label(path.labels, texts.language)
        reasons.append(texts("search.why-graph", path=label))
    return tuple(reasons)
