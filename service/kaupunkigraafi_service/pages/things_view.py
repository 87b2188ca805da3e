"""An EntityAnswer → what the page of things shows: each with its reasons, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.entity_answer import EntityAnswer, EntityHit, Evidence
from kaupunkigraafi.model import Label, best_label
from kaupunkigraafi_service.pages.address import address, entity_address
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import entity_label

_PASSAGES = 2
PATH = "/things"


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that speaks of a thing: its document, and the way from there in words."""

    title: Label
    href: str
    way: str


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing as a person reads it."""

    kind: str
    label: Label
    href: str
    named: bool
    words: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind, how many there are, and the address that keeps it or lets it go."""

    name: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ThingsView:
    """The whole page of things."""

    query: str
    total: int
    things: tuple[ThingView, ...]
    kinds: tuple[KindLine, ...]
    next: str
    passages: str
    data: str


def things_view(
    answer: EntityAnswer, kind: str | None, texts: Texts, namesakes: Namesakes
) -> ThingsView:
    """Return what the page of things shows.

    Args:
        answer: of the library.
        kind: the only one that was asked for; None: all.
        texts: of the page's language.
        namesakes: what tells things of one name apart.

    Returns:
        The view.
    """
    language = texts.language
    state = {"q": answer.query, "kind": kind, "lang": language}
    return ThingsView(
        query=answer.query,
        total=answer.total,
        things=tuple(_thing(hit, texts, namesakes) for hit in answer),
        kinds=tuple(
            KindLine(
                texts.known(f"kind.{name}", name),
                count,
                address(PATH, {**state, "kind": None if kind else name}),
                name == kind,
            )
            for name, count in answer.kinds
        ),
        next=address(PATH, {**state, "cursor": answer.next}) if answer.next else "",
        passages=address("/", {"q": answer.query, "lang": language}),
        data=address("/api/v1/search", {**state, "what": "entity"}),
    )


def _thing(hit: EntityHit, texts: Texts, namesakes: Namesakes) -> ThingView:
    language = texts.language
    # The best passage of each document: two of one would say the same.
    told: dict[str, Evidence] = {}
    for each in hit.evidence:
        told.setdefault(each.document.id, each)
    forms = [form for _, each in (hit.named.matched if hit.named else ()) for form in each]
    return ThingView(
        kind=texts.known(f"kind.{hit.entity.kind}", hit.entity.kind),
        label=apart(entity_label(hit.entity, language), hit.entity.iri, namesakes),
        href=entity_address(hit.entity.id, language),
        named=hit.understood,
        words=", ".join(dict.fromkeys(forms)),
        told=tuple(
            Told(
                Label(each.document.title, each.document.language),
                address(f"/document/{each.document.id}", {"lang": language})
                + f"#p{each.passage.number}",
                best_label(each.path.labels, language),
            )
            for each in list(told.values())[:_PASSAGES]
        ),
    )
