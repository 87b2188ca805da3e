"""An Entity and its neighbours → what a person reads: names, facts, a timeline, connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES, Entity, Fact, Label
from kaupunkigraafi.vocabulary import id_of
from kaupunkigraafi_service.pages.address import address, entity_address, licence_name
from kaupunkigraafi_service.pages.facts import (
    NAMES,
    SOURCE,
    FactGroup,
    fact_groups,
    predicate_labels,
    predicate_name,
)
from kaupunkigraafi_service.pages.links import told_apart
from kaupunkigraafi_service.pages.map_view import Map, map_of
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart, namesakes_of
from kaupunkigraafi_service.pages.neighbourhood import Group, Picture, picture_of
from kaupunkigraafi_service.pages.standing import amended_in_words, amendments_of
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.timeline import Moment, timeline_of
from kaupunkigraafi_service.pages.words import day, entity_label, label_in

_MOST = 60  # connections of a tie; a region has dozens, a class has thousands
_DOCUMENTS = 8
_SEARCHED = {
    "municipality": "city", "ministry": "ministry", "law": "law", "task": "task", "body": "body",
}  # fmt: skip
_SIMILAR = 5
_READ = """SELECT ?s ?day ?licence WHERE {
  VALUES ?s { %s } OPTIONAL { ?s dcterms:date ?day } OPTIONAL { ?s dcterms:license ?licence }
}"""
_APART = ("passage", "concept", "source", "document", "topic")


@dataclass(frozen=True, slots=True)
class Tie:
    """A neighbour that has a name, and the predicate between."""

    entity: Entity
    predicate: str
    is_inward: bool


@dataclass(frozen=True, slots=True)
class Connections:
    """Neighbours that are tied in one way, and whether the tie comes from them."""

    name: Label
    kind: str
    is_inward: bool
    count: int
    shown: tuple[tuple[Label, str], ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """A source that the facts rest on, when it was read, and under which licence."""

    label: Label
    href: str
    read: str
    licence: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """The whole page of an entity."""

    entity: Entity
    title: Label
    kind: str
    names: tuple[Label, ...]
    facts: tuple[FactGroup, ...]
    sources: tuple[Rest, ...]
    badge: str
    has_many_sources: bool
    timeline: tuple[Moment, ...]
    connections: tuple[Connections, ...]
    picture: Picture | None
    map: Map | None
    similar: tuple[tuple[Label, str], ...]
    documents: tuple[tuple[Label, str], ...]
    document_count: int
    searching: str


def entity_view(kg: Kaupunkigraafi, entity: Entity, texts: Texts) -> EntityView:
    """Return what the page of an entity shows.

    Args:
        kg: to ask for its neighbours.
        entity: with facts.
        texts: of the page's language.

    Returns:
        The view.
    """
    language = texts.language
    related = [
        Tie(each.entity, each.predicate, not each.forward)
        for each in kg.related(entity.iri)
        if each.entity.labels
    ]
    labels = predicate_labels(
        kg, [*(fact.predicate for fact in entity.facts), *(each.predicate for each in related)]
    )
    namesakes = namesakes_of(kg)
    connections = _connections(related, labels, texts, namesakes)
    groups = fact_groups(entity.facts, labels, texts, namesakes)
    parameter = _SEARCHED.get(entity.kind)
    title = apart(entity_label(entity, language), entity.iri, namesakes)
    documents = _documents(related, language)
    return EntityView(
        entity=entity,
        title=title,
        kind=texts.known(f"kind.{entity.kind}", entity.kind),
        names=_names(entity.facts),
        facts=groups,
        sources=_sources(kg, entity.facts, texts),
        badge=_badge(kg, entity, texts),
        has_many_sources=len({v.source for group in groups for v in group.values}) > 1,
        timeline=timeline_of(kg, entity, texts),
        connections=connections,
        picture=_picture(title, connections, texts),
        map=map_of(kg, [(entity.iri, title)]) if entity.kind == "municipality" else None,
        similar=_similar(kg, entity, language),
        documents=documents[:_DOCUMENTS],
        document_count=len(documents),
        searching=address("/", {parameter: entity.id, "lang": language}) if parameter else "",
    )


def _similar(kg: Kaupunkigraafi, entity: Entity, language: str) -> tuple[tuple[Label, str], ...]:
    """Return the tasks that mean much the same as a task; other things are not compared."""
    if entity.kind != "task":
        return ()
    return tuple(
        (entity_label(each.entity, language), entity_address(each.entity.id, language))
        for each in kg.similar(entity.iri, _SIMILAR)
    )


def _names(facts: Sequence[Fact]) -> tuple[Label, ...]:
    """Return all names, preferred ones first, in the order of the languages."""
    found = sorted(
        (NAMES.index(fact.predicate), _place(fact.language), fact.value, fact.language)
        for fact in facts
        if fact.predicate in NAMES
    )
    return tuple(dict.fromkeys(Label(text, language) for *_, text, language in found))


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _badge(kg: Kaupunkigraafi, entity: Entity, texts: Texts) -> str:
    """Say how often a law was amended, or that nobody tells; nothing of other things."""
    if entity.kind != "law":
        return ""
    return amended_in_words(amendments_of(kg, [entity.iri]).get(entity.iri), texts)


def _sources(kg: Kaupunkigraafi, facts: Sequence[Fact], texts: Texts) -> tuple[Rest, ...]:
    found = {}
    for fact in facts:
        if fact.predicate == SOURCE and fact.labels:
            id_ = id_of(fact.value)
            label = label_in(fact.labels, texts.language, id_)
            found[fact.value] = Rest(label, entity_address(id_, texts.language), "", "")
    if not found:
        return ()
    values = " ".join(f"<{iri}>" for iri in found)
    for row in getattr(kg.sparql(_READ % values), "rows", ()):
        licence = "" if row["licence"] is None else licence_name(str(row["licence"]))
        read = "" if row["day"] is None else day(str(row["day"]), texts.language)
        found[str(row["s"])] = replace(found[str(row["s"])], read=read, licence=licence)
    return tuple(found.values())


def _documents(related: Sequence[Tie], language: str) -> tuple[tuple[Label, str], ...]:
    """Return the documents about it, those in the page's language first."""
    found = {each.entity.iri: each.entity for each in related if each.entity.kind == "document"}
    labelled = [
        (label_in(each.labels, language, each.id), entity_address(each.id, language))
        for each in found.values()
    ]
    return tuple(sorted(labelled, key=lambda pair: pair[0].language != language))


def _connections(
    related: Sequence[Tie],
    labels: Mapping[str, tuple[Label, ...]],
    texts: Texts,
    namesakes: Namesakes,
) -> tuple[Connections, ...]:
    ties: dict[tuple[str, bool, str], dict[str, Entity]] = {}
    for each in related:
        if each.entity.kind not in _APART:
            key = (each.predicate, each.is_inward, each.entity.kind)
            ties.setdefault(key, {})[each.entity.iri] = each.entity
    return tuple(
        Connections(
            name=predicate_name(predicate, labels, texts),
            kind=texts.known(f"kind.{kind}", kind),
            is_inward=inward,
            count=len(entities),
            shown=told_apart(list(entities.values())[:_MOST], texts.language, namesakes),
        )
        for (predicate, inward, kind), entities in ties.items()
    )


def _picture(title: Label, connections: Sequence[Connections], texts: Texts) -> Picture | None:
    groups = [
        Group(f"{each.kind} · {each.name.text}{' ←' if each.is_inward else ' →'}",
              each.shown, each.count)
        for each in connections
    ]  # fmt: skip
    return picture_of(title.text, groups, texts("entity.picture-more"))
