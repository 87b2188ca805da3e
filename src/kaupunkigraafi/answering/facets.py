"""Documents found → facets: how many there are of each city, ministry, law, task, type …"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kaupunkigraafi.answer import Bucket
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.narrowing import ENTITY_FILTERS, KINDS_OF_FILTER
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import iri_of

_MOST = 20
_SCHEMES = {"type": "concept/document-type", "language": "concept/language"}


def facets_of(
    outline: Outline, found: Iterable[int], names: Names
) -> tuple[tuple[str, tuple[Bucket, ...]], ...]:
    """Count the values of the documents found.

    Args:
        outline: of the generation.
        found: positions of documents, each once.
        names: to label entities.

    Returns:
        (facet's name, its commonest values), always in the same order of facets.
    """
    positions = list(found)
    linked = _linked(outline, positions)
    facets = [
        (name, _entity_buckets(linked, KINDS_OF_FILTER[name], names)) for name in ENTITY_FILTERS
    ]
    for name, values in (("type", outline.types), ("language", outline.languages)):
        counts = Counter(values[position] for position in positions)
        facets.append((name, _concept_buckets(name, counts, names)))
    years = Counter(outline.issued[p][:4] for p in positions if outline.issued[p])
    by_year = sorted(years.items(), reverse=True)
    facets.append(
        ("year", tuple(Bucket(year, "", (Label(year),), count) for year, count in by_year))
    )
    return tuple(facets)


def _linked(outline: Outline, positions: list[int]) -> Counter[tuple[str, str]]:
    """Count the documents that lead to each entity of each kind, by whatever path."""
    counts: Counter[tuple[str, str]] = Counter()
    for position in positions:
        counts.update({(link.kind, link.entity) for link in outline.links[position]})
    return counts


def _entity_buckets(
    linked: Counter[tuple[str, str]], kinds: tuple[str, ...], names: Names
) -> tuple[Bucket, ...]:
    counts = Counter({entity: n for (kind, entity), n in linked.items() if kind in kinds})
    commonest = _commonest(counts)
    entities = names.entities(iri for iri, _ in commonest)
    return tuple(
        Bucket(entity.id, entity.iri, entity.labels, count)
        for entity, (_, count) in zip(entities, commonest, strict=True)
    )


def _concept_buckets(name: str, counts: Counter[str], names: Names) -> tuple[Bucket, ...]:
    commonest = _commonest(counts)
    iris = [iri_of(f"{_SCHEMES[name]}/{value}") for value, _ in commonest]
    entities = names.entities(iris)
    return tuple(
        Bucket(value, entity.iri, entity.labels or (Label(value),), count)
        for entity, (value, count) in zip(entities, commonest, strict=True)
    )


def _commonest(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
