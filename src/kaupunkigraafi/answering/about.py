"""A generation → what it knows, from where, and what it does not know."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.answering.gaps import Gap, gaps_of
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.results import Solutions
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import PREFIXES, id_of, shorten

_CLASSES = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
_SOURCES = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}> PREFIX prov: <{PREFIXES["prov"]}>
SELECT ?s ?title ?date ?licence (COUNT(DISTINCT ?x) AS ?n) WHERE {{
  ?s a dcterms:BibliographicResource ; dcterms:title ?title .
  FILTER(LANG(?title) IN ("", "en"))
  OPTIONAL {{ ?s dcterms:date ?date }} OPTIONAL {{ ?s dcterms:license ?licence }}
  OPTIONAL {{ ?x prov:wasDerivedFrom ?s }}
}} GROUP BY ?s ?title ?date ?licence ORDER BY ?s"""
_TITLES = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}>
SELECT ?s ?title WHERE {{ ?s a dcterms:BibliographicResource ; dcterms:title ?title }}"""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source and how many things rest on it.

    Attributes:
        titles: in each language that it has one in.
    """

    id: str
    title: str
    read: str
    licence: str
    entities: int
    titles: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a graph knows; the gaps are said, not hidden.

    Attributes:
        content: hash of what is stated and of the documents, the same on every machine that has
            the same data; empty: not asked for.
    """

    generation: str
    created: str
    version: str
    encoder: str
    documents: int
    passages: int
    quads: int
    classes: tuple[tuple[str, int], ...]
    sources: tuple[SourceCount, ...]
    gaps: tuple[Gap, ...]
    content: str = ""


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
        gaps=gaps_of(store),
    )


def _pairs(store: Store, query: str) -> list[tuple[str, int]]:
    result = store.query(query)
    rows = result.rows if isinstance(result, Solutions) else ()
    return [(str(key), int(str(n))) for key, n in (row.values() for row in rows)]


def _sources(store: Store) -> tuple[SourceCount, ...]:
    result, named = store.query(_SOURCES), store.query(_TITLES)
    rows = result.rows if isinstance(result, Solutions) else ()
    titles: dict[str, list[Label]] = {}
    for row in named.rows if isinstance(named, Solutions) else ():
        title = row["title"]
        label = Label(str(title), getattr(title, "language", None) or "und")
        titles.setdefault(str(row["s"]), []).append(label)
    return tuple(
        SourceCount(
            id=id_of(str(row["s"])),
            title=str(row["title"]),
            read=str(row["date"] or ""),
            licence=str(row["licence"] or ""),
            entities=int(str(row["n"])),
            titles=tuple(titles[str(row["s"])]),
        )
        for row in rows
    )
