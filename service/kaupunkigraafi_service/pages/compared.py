"""Municipalities that are compared → lines of what each has: areas, bodies, tasks, documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi.vocabulary import KG, id_of, iri_of
from kaupunkigraafi_service.pages.address import address, entity_address
from kaupunkigraafi_service.pages.facts import predicate_labels, predicate_name
from kaupunkigraafi_service.pages.namesakes import apart, namesakes_of
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import count, entity_label

_DIVISIONS = tuple(
    KG + name
    for name in (
        "urbanClass", "languageStatus", "inRegion", "inSubRegion", "inWellbeingServicesCounty",
        "inEmploymentArea",
    )
)  # fmt: skip
_POPULATION = KG + "population"
_THEMES = 12
_EVERYBODY = iri_of("concept/actor-group/municipalities")
# Absence can be concluded from a whole list alone; a city region that is a party must have one too.
_WHOLLY = """SELECT DISTINCT ?x WHERE {
  ?roll kg:rollOf ?x ; kg:rollProperty ?p ; kg:completeness ?c .
  FILTER(?p IN (org:hasMember, kg:party)) FILTER(STRENDS(STR(?c), "/complete"))
  FILTER NOT EXISTS { ?x kg:party ?region . ?region a kg:CityRegion
    FILTER NOT EXISTS { ?other kg:rollOf ?region ; kg:rollProperty org:hasMember ;
      kg:completeness ?whole . FILTER(STRENDS(STR(?whole), "/complete")) } } }"""
_TASKS = f"SELECT (COUNT(DISTINCT ?t) AS ?n) WHERE {{ ?t kg:carriedBy <{_EVERYBODY}> }}"
_TOPICS = """SELECT ?m ?topic (COUNT(DISTINCT ?d) AS ?n) WHERE {
  VALUES ?m { %s } ?d a foaf:Document ; kg:concerns ?m ; dcterms:subject ?topic .
} GROUP BY ?m ?topic"""


class Has(StrEnum):
    """Whether a municipality has something; a list that is not whole cannot say no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Held:
    """A cell: a value, or whether there is one."""

    label: Label
    href: str = ""
    has: Has | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared.

    Attributes:
        is_shared: all have it alike.
    """

    label: Label
    href: str
    cells: tuple[Held, ...]
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of one sort."""

    name: str
    lines: tuple[Line, ...]
    note: str = ""


def parts_of(kg: Kaupunkigraafi, cities: Sequence[Entity], texts: Texts) -> Iterator[Part]:
    """Compare municipalities, part by part.

    Args:
        kg: the graph.
        cities: two or more, with facts.
        texts: of the page's language.

    Yields:
        Areas, bodies, agreements, tasks, documents by theme.
    """
    yield Part(texts("compare.divisions"), tuple(_divisions(kg, cities, texts)))
    wholly = {str(row["x"]) for row in getattr(kg.sparql(_WHOLLY), "rows", ())}
    for name, question in (
        ("bodies", "municipality-memberships"),
        ("agreements", "municipality-agreements"),
    ):
        lines = tuple(_memberships(kg, cities, question, wholly, texts))
        doubtful = any(cell.has is Has.UNKNOWN for line in lines for cell in line.cells)
        note = texts("compare.partly") if doubtful else ""
        yield Part(texts(f"compare.{name}"), lines, note or _none(lines, texts))
    yield _tasks(kg, cities, texts)
    yield Part(
        texts("compare.themes"),
        lines := tuple(_themes(kg, cities, texts)),
        _none(lines, texts) or texts("compare.themes-note"),
    )


def _none(lines: Sequence[Line], texts: Texts) -> str:
    return "" if lines else texts("compare.none")


def _divisions(kg: Kaupunkigraafi, cities: Sequence[Entity], texts: Texts) -> Iterator[Line]:
    names = predicate_labels(kg, [*_DIVISIONS, _POPULATION])
    unknown = Held(Label(texts("document.unknown")), has=Has.UNKNOWN)
    for predicate in _DIVISIONS:
        cells = [_division(city, predicate, texts) or unknown for city in cities]
        same = len({cell.label for cell in cells}) == 1 and unknown not in cells
        yield Line(predicate_name(predicate, names, texts), "", tuple(cells), same)
    numbers = [
        next((fact.value for fact in city.facts if fact.predicate == _POPULATION), "")
        for city in cities
    ]
    told = tuple(
        Held(Label(count(int(number), texts.language))) if number.isdigit() else unknown
        for number in numbers
    )
    yield Line(predicate_name(_POPULATION, names, texts), "", told, is_shared=False)


def _division(city: Entity, predicate: str, texts: Texts) -> Held | None:
    for fact in city.facts:
        if fact.predicate == predicate and fact.labels:
            value = Entity(id_of(fact.value), fact.value, "", fact.labels)
            return Held(
                entity_label(value, texts.language), entity_address(value.id, texts.language)
            )
    return None


def _memberships(
    kg: Kaupunkigraafi,
    cities: Sequence[Entity],
    question: str,
    wholly: set[str],
    texts: Texts,
) -> Iterator[Line]:
    things: dict[str, Entity] = {}
    held: list[set[str]] = []
    for city in cities:
        rows = kg.question(question, municipality=city.id).rows
        found = [row[0] for row in rows if isinstance(row[0], Entity)]
        things |= {each.iri: each for each in found}
        held.append({each.iri for each in found})
    namesakes = namesakes_of(kg, things.values())
    for iri, thing in things.items():
        label = apart(entity_label(thing, texts.language), iri, namesakes)
        cells = tuple(_whether(iri, each, wholly, texts) for each in held)
        shared = all(cell.has is Has.YES for cell in cells)
        yield Line(label, entity_address(thing.id, texts.language), cells, shared)


def _whether(iri: str, held: set[str], wholly: set[str], texts: Texts) -> Held:
    has = Has.YES if iri in held else Has.NO if iri in wholly else Has.UNKNOWN
    return Held(Label(texts(f"compare.{has.value}")), has=has)


def _tasks(kg: Kaupunkigraafi, cities: Sequence[Entity], texts: Texts) -> Part:
    """Tasks of all municipalities are one line; those that name one of the cities are told."""
    rows = getattr(kg.sparql(_TASKS), "rows", ())
    everybody = int(str(rows[0]["n"])) if rows else 0
    key = cities[0].id
    href = address("/questions/municipality-tasks", {"municipality": key, "lang": texts.language})
    yes = Held(Label(texts("compare.yes")), has=Has.YES)
    label = Label(texts("compare.everybody", count=everybody))
    lines = [Line(label, href, (yes,) * len(cities), is_shared=True)] if everybody else []
    own: dict[str, Entity] = {}
    held = []
    for city in cities:
        mine = {each.entity.iri: each.entity for each in kg.related(city.id, kind="task")}
        own |= mine
        held.append(set(mine))
    for iri, task in own.items():
        cells = tuple(_whether(iri, each, set(), texts) for each in held)
        shared = all(cell.has is Has.YES for cell in cells)
        name = entity_label(task, texts.language)
        lines.append(Line(name, entity_address(task.id, texts.language), cells, shared))
    return Part(texts("compare.tasks"), tuple(lines), texts("compare.tasks-note"))


def _themes(kg: Kaupunkigraafi, cities: Sequence[Entity], texts: Texts) -> Iterator[Line]:
    values = " ".join(f"<{city.iri}>" for city in cities)
    counts: dict[str, dict[str, int]] = {}
    for row in getattr(kg.sparql(_TOPICS % values), "rows", ()):
        counts.setdefault(str(row["topic"]), {})[str(row["m"])] = int(str(row["n"]))
    best = sorted(counts.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))[:_THEMES]
    for iri, by_city in best:
        with suppress(EntityUnknown, EntityAmbiguous):
            topic = kg.entity(iri)
            cells = tuple(Held(Label(str(by_city.get(city.iri, 0)))) for city in cities)
            name = entity_label(topic, texts.language)
            href = entity_address(topic.id, texts.language)
            yield Line(name, href, cells, is_shared=False)
