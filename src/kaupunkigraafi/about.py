"""A generation → what it knows, from where, and what it does not know."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.results import Solutions
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.vocabulary import PREFIXES, id_of, shorten

_CLASSES = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
_SOURCES = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}> PREFIX prov: <{PREFIXES["prov"]}>
SELECT ?s ?title ?date ?licence (COUNT(DISTINCT ?x) AS ?n) WHERE {{
  ?s a dcterms:BibliographicResource ; dcterms:title ?title .
  OPTIONAL {{ ?s dcterms:date ?date }} OPTIONAL {{ ?s dcterms:license ?licence }}
  OPTIONAL {{ ?x prov:wasDerivedFrom ?s }}
}} GROUP BY ?s ?title ?date ?licence ORDER BY ?s"""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source and how many things rest on it."""

    id: str
    title: str
    read: str
    licence: str
    entities: int


@dataclass(frozen=True, slots=True)
class About:
    """What a graph knows; the gaps are said, not hidden."""

    generation: str
    created: str
    version: str
    encoder: str
    documents: int
    passages: int
    quads: int
    classes: tuple[tuple[str, int], ...]
    sources: tuple[SourceCount, ...]
    gaps: tuple[str, ...]


def about_of(generation: Generation, store: Store, documents: Documents) -> About:
    """Count what a generation holds.

    Args:
        generation: with its manifest.
        store: its graph.
        documents: its documents.

    Returns:
        Counts by class and by source, and known gaps.
    """
    manifest = generation.manifest
    count, passages = documents.count()
    return About(
        generation=generation.name,
        created=manifest.created,
        version=manifest.version,
        encoder=manifest.encoder.shown if manifest.encoder else "none: search by words only",
        documents=count,
        passages=passages,
        quads=manifest.counts.quads,
        classes=tuple((shorten(c), n) for c, n in _pairs(store, _CLASSES)),
        sources=_sources(store),
        gaps=_gaps(store),
    )


def _pairs(store: Store, query: str) -> list[tuple[str, int]]:
    result = store.query(query)
    rows = result.rows if isinstance(result, Solutions) else ()
    return [(str(key), int(str(n))) for key, n in (row.values() for row in rows)]


def _sources(store: Store) -> tuple[SourceCount, ...]:
    result = store.query(_SOURCES)
    rows = result.rows if isinstance(result, Solutions) else ()
    return tuple(
        SourceCount(
            id=id_of(str(row["s"])),
            title=str(row["title"]),
            read=str(row["date"] or ""),
            licence=str(row["licence"] or ""),
            entities=int(str(row["n"])),
        )
        for row in rows
    )


# What is missing is counted where it is missing, so that a gap closes itself when filled.
_GAPS = (
    (
        "laws whose ministry is not known",
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x eli:responsibility_of_agent ?y }",
    ),
    (
        "laws whose entry into force is not known",
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x eli:first_date_entry_in_force ?y }",
    ),
    (
        "laws whose status is not known",
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x kg:lawStatus ?y }",
    ),
    ("bodies whose cities are not known", "?x a kg:Body FILTER NOT EXISTS { ?x org:hasMember ?y }"),
    (
        "bodies whose day of setting is not known",
        "?x a kg:Body FILTER NOT EXISTS { ?x kg:dateSet ?y }",
    ),
    (
        "city regions whose members are not known",
        "?x a kg:CityRegion FILTER NOT EXISTS { ?x org:hasMember ?y }",
    ),
    ("tasks without a steering ministry", "?x a kg:Task FILTER NOT EXISTS { ?x kg:steeredBy ?y }"),
    (
        "municipalities without a link to Wikidata",
        "?x a kg:Municipality FILTER NOT EXISTS "
        "{ ?x skos:exactMatch ?y FILTER(CONTAINS(STR(?y), 'wikidata')) }",
    ),
)


def _gaps(store: Store) -> tuple[str, ...]:
    prefixes = "".join(
        f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("kg", "eli", "org", "skos")
    )
    found = []
    for words, pattern in _GAPS:
        query = f"{prefixes} SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
        result = store.query(query)
        rows = result.rows if isinstance(result, Solutions) else ()
        count = int(str(rows[0]["n"])) if rows else 0
        if count:
            found.append(f"{count} {words}")
    return tuple(found)
