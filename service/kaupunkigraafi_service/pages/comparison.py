"""Two to four municipalities → what they share, where they differ, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.compared import Part, parts_of
from kaupunkigraafi_service.pages.map_view import Map, map_of
from kaupunkigraafi_service.pages.sheets import Cell
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import entity_label


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison.

    Attributes:
        unknown: names that name no municipality.
        names: of all municipalities, to choose from.
    """

    cities: tuple[tuple[Label, str], ...]
    parts: tuple[Part, ...]
    unknown: tuple[str, ...]
    names: tuple[Label, ...]
    map: Map | None
    table: str
    workbook: str


def comparison_of(kg: Kaupunkigraafi, given: Sequence[str], texts: Texts) -> Comparison:
    """Compare municipalities.

    Args:
        kg: the graph.
        given: names, codes or ids.
        texts: of the page's language.

    Returns:
        The comparison; without parts where fewer than two were given.
    """
    language = texts.language
    named, names = _all_names(kg, language)
    cities, unknown = _cities(kg, given, named)
    labels = [(entity_label(each, language), entity_address(each.id, language)) for each in cities]
    compared = len(cities) > 1
    query = [("city", each.id.partition("/")[2]) for each in cities]
    files = "&".join(f"{name}={key}" for name, key in query)
    tail = f"?{files}" + (f"&lang={language}" if language != "fi" else "")
    return Comparison(
        cities=tuple(labels),
        parts=tuple(parts_of(kg, cities, texts)) if compared else (),
        unknown=unknown,
        names=names,
        map=map_of(kg, [(each.iri, entity_label(each, language)) for each in cities])
        if compared
        else None,
        table=f"/compare.csv{tail}",
        workbook=f"/compare.xlsx{tail}",
    )


def _cities(
    kg: Kaupunkigraafi, given: Sequence[str], names: Mapping[str, str]
) -> tuple[list[Entity], tuple[str, ...]]:
    """Find what was named; a name means the municipality, though a region is called alike."""
    found: dict[str, Entity] = {}
    unknown = []
    for name in given:
        key = names.get(name.casefold(), f"municipality/{name.removeprefix('municipality/')}")
        try:
            entity = kg.entity(key)
        except (EntityUnknown, EntityAmbiguous):
            unknown.append(name)
            continue
        if entity.kind == "municipality":
            found[entity.iri] = entity
        else:
            unknown.append(name)
    return list(found.values()), tuple(unknown)


def _all_names(kg: Kaupunkigraafi, language: str) -> tuple[dict[str, str], tuple[Label, ...]]:
    """Return names → IRIs in every language, and a name of each to choose from."""
    query = "SELECT ?m ?l WHERE { ?m a kg:Municipality ; skos:prefLabel ?l } ORDER BY ?l"
    named: dict[str, str] = {}
    shown: dict[str, Label] = {}
    for row in getattr(kg.sparql(query), "rows", ()):
        iri, label = str(row["m"]), Label(str(row["l"]), row["l"].language or "")
        named.setdefault(label.text.casefold(), iri)
        if iri not in shown or label.language == language:
            shown[iri] = label
    return named, tuple(sorted(shown.values(), key=lambda label: label.text.casefold()))


def rows_of(
    found: Comparison, texts: Texts
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Lay a comparison out as a table.

    Args:
        found: of ``comparison_of``.
        texts: of the page's language.

    Returns:
        The header, and a row for each line.
    """
    header = (
        texts("compare.part"),
        texts("compare.thing"),
        *(name.text for name, _ in found.cities),
    )
    rows = tuple(
        (part.name, line.label.text, *(cell.label.text for cell in line.cells))
        for part in found.parts
        for line in part.lines
    )
    return header, rows
