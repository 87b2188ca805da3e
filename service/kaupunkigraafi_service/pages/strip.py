"""A question → the things of the graph that stand above its passages: a task, a law, a ministry."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.errors import SearchError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import entity_label
from kaupunkigraafi_service.parameters import Search

_MOST = 5
_OF_A_KIND = 2
_POOL = 12
_LEAST = 0.4  # of the score: what hardly fits would only be in the way


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing above the passages."""

    kind: str
    label: Label
    href: str


def strip_of(
    kg: Kaupunkigraafi, asked: Search, texts: Texts, namesakes: Namesakes
) -> tuple[Shown, ...]:
    """Find the things that a question is about.

    Args:
        kg: the graph.
        asked: what the address says.
        texts: of the page's language.
        namesakes: what tells things of one name apart.

    Returns:
        A few, of several kinds; none on later pages, with filters, or where nothing fits.
    """
    filtered = any(
        getattr(asked, each) is not None
        for each in ("city", "ministry", "law", "task", "body", "type", "cursor")
    )
    if filtered or not asked.q.strip():
        return ()
    try:
        found = kg.search(asked.q, _POOL, what="entity", mode=asked.mode)
    except SearchError:
        return ()
    if found.unanswered:
        return ()
    shown: list[Shown] = []
    kinds: dict[str, int] = {}
    for hit in found:
        kind = hit.entity.kind
        kinds[kind] = kinds.get(kind, 0) + 1
        if hit.score < _LEAST or not hit.entity.labels or kinds[kind] > _OF_A_KIND:
            continue
        name = texts.known(f"kind.{kind}", kind)
        href = entity_address(hit.entity.id, texts.language)
        label = apart(entity_label(hit.entity, texts.language), hit.entity.iri, namesakes)
        shown.append(Shown(name, label, href))
    return tuple(shown[:_MOST])
