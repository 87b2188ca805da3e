"""An Entity and its neighbours → what a person reads: names, facts by predicate, connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES, Entity, Fact, Label
from kaupunkigraafi.vocabulary import (
    DERIVED_GRAPHS,
    DOCUMENT_GRAPHS,
    ID,
    ONTOLOGY_GRAPH,
    PREFIXES,
    id_of,
    shorten,
)
from kaupunkigraafi_service.pages.address import address, entity_address, is_ours, web_link
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import day, entity_label, label_in

_MOST = 60  # connections of a kind; a region has dozens, a class has thousands
_SEARCHED = {"municipality": "city", "ministry": "ministry", "law": "law", "task": "task"}
_NAMES = tuple(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel"))
_DATE = PREFIXES["xsd"] + "date"
_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a fact, with where to read more, and who states it."""

    label: Label
    href: str
    source: Label
    source_href: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All values of one predicate."""

    name: Label
    predicate: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Connections:
    """Neighbours of one kind."""

    kind: str
    count: int
    shown: tuple[tuple[Label, str], ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """The whole page of an entity."""

    entity: Entity
    title: Label
    kind: str
    names: tuple[Label, ...]
    facts: tuple[FactGroup, ...]
    connections: tuple[Connections, ...]
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
    parameter = _SEARCHED.get(entity.kind)
    searching = address("/", {parameter: entity.id, "lang": language}) if parameter else ""
    return EntityView(
        entity=entity,
        title=entity_label(entity, language),
        kind=texts.known(f"kind.{entity.kind}", entity.kind),
        names=_names(entity.facts),
        facts=tuple(_facts(entity.facts, _predicate_labels(kg, entity.facts), texts)),
        connections=tuple(_connections(kg, entity.iri, texts)),
        searching=searching,
    )


def _names(facts: Sequence[Fact]) -> tuple[Label, ...]:
    """Return all names, preferred ones first, in the order of the languages."""
    found = sorted(
        (_NAMES.index(fact.predicate), _place(fact.language), fact.value, fact.language)
        for fact in facts
        if fact.predicate in _NAMES
    )
    return tuple(dict.fromkeys(Label(text, language) for *_, text, language in found))


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _predicate_labels(kg: Kaupunkigraafi, facts: Sequence[Fact]) -> Mapping[str, tuple[Label, ...]]:
    """Ask the ontology what the predicates are called; a reused term may have no label there."""
    iris = sorted({fact.predicate for fact in facts})
    values = " ".join(f"<{iri}>" for iri in iris)
    answer = kg.sparql(
        f"SELECT ?p ?label WHERE {{ VALUES ?p {{ {values} }} ?p rdfs:label|skos:prefLabel ?label }}"
    )
    found: dict[str, list[Label]] = {}
    for row in getattr(answer, "rows", ()):
        label = row["label"]
        found.setdefault(str(row["p"]), []).append(Label(str(label), label.language or ""))
    return {iri: tuple(labels) for iri, labels in found.items()}


def _facts(
    facts: Sequence[Fact], labels: Mapping[str, tuple[Label, ...]], texts: Texts
) -> list[FactGroup]:
    groups: dict[str, dict[tuple[str, str], Value]] = {}
    for fact in facts:
        if fact.predicate not in (*_NAMES, _TYPE):
            values = groups.setdefault(fact.predicate, {})
            values.setdefault((fact.value, fact.language), _value(fact, texts))
    return [
        FactGroup(_named(predicate, labels, texts), shorten(predicate), tuple(values.values()))
        for predicate, values in groups.items()
    ]


def _named(predicate: str, labels: Mapping[str, tuple[Label, ...]], texts: Texts) -> Label:
    short = shorten(predicate)
    own = texts.known(f"predicate.{short}", "")
    return Label(own) if own else label_in(labels.get(predicate, ()), texts.language, short)


def _value(fact: Fact, texts: Texts) -> Value:
    source, href = _source(fact.graph, texts)
    if not fact.is_iri:
        text = day(fact.value, texts.language) if fact.datatype == _DATE else fact.value
        return Value(Label(text, fact.language), web_link(fact.value), source, href)
    label = label_in(fact.labels, texts.language, id_of(fact.value))
    if fact.labels and is_ours(fact.value):
        return Value(label, entity_address(id_of(fact.value), texts.language), source, href)
    # What has no name here has no page here; elsewhere it may.
    elsewhere = "" if fact.value.startswith(ID) else web_link(fact.value)
    return Value(label, elsewhere, source, href)


def _source(graph: str, texts: Texts) -> tuple[Label, str]:
    if graph.startswith(DOCUMENT_GRAPHS):
        key = graph.removeprefix(DOCUMENT_GRAPHS)
        return Label(texts("entity.document")), entity_address(f"document/{key}", texts.language)
    if graph.startswith(DERIVED_GRAPHS):
        return Label(texts("entity.derived")), ""
    known = "ontology" if graph == ONTOLOGY_GRAPH else "records"
    return Label(texts(f"entity.{known}")), ""


def _connections(kg: Kaupunkigraafi, iri: str, texts: Texts) -> list[Connections]:
    kinds: dict[str, dict[str, Entity]] = {}
    for related in kg.related(iri):
        # What the entity points at is among its facts already.
        if related.forward or not related.entity.labels:
            continue
        kinds.setdefault(related.entity.kind, {})[related.entity.iri] = related.entity
    return [
        Connections(
            kind=texts.known(f"kind.{kind}", kind),
            count=len(entities),
            shown=_shown(list(entities.values()), texts.language),
        )
        for kind, entities in kinds.items()
        if kind not in ("passage", "concept", "source")
    ]


def _shown(entities: list[Entity], language: str) -> tuple[tuple[Label, str], ...]:
    """Label entities; those of one name are told apart by their keys."""
    labels = [entity_label(each, language) for each in entities[:_MOST]]
    same = Counter(label.text for label in labels)
    return tuple(
        (
            Label(f"{label.text} ({each.id.partition('/')[2]})", label.language)
            if same[label.text] > 1
            else label,
            entity_address(each.id, language),
        )
        for each, label in zip(entities, labels, strict=False)
    )
