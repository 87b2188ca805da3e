"""A folder's reviews → what its next generation states of them, and no longer suggests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, URIRef

from kaupunkigraafi.corpus.reviews import SOURCE, TABLES, review_records, reviews_of
from kaupunkigraafi.corpus.sources import load_sources
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.shapes import validate
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.suggestions import replace_suggestions, suggestions_in
from kaupunkigraafi.graph.triples import source_triples
from kaupunkigraafi.model import Record
from kaupunkigraafi.resources import corpus_dir, ontology_dir
from kaupunkigraafi.suggestion import CONCERNS, SUBJECT, Review
from kaupunkigraafi.vocabulary import PREFIXES, REVIEWS_GRAPH, iri_of
from kaupunkigraafi.writing.base import Statements, must_conform

RECORDS = "records"
_DOCUMENT = URIRef(PREFIXES["foaf"] + "Document")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What people said of suggestions, in a corpus and in a folder that is built from it.

    Attributes:
        of_corpus: reviews among the corpus's own records.
        of_folder: rows of the folder's own.
    """

    of_corpus: tuple[Review, ...]
    of_folder: tuple[Record, ...]

    @classmethod
    def read(cls, folder: Path, statements: Statements, corpus: Iterable[Record] = ()) -> Reviewed:
        """Read the folder's rows, and choose the corpus's.

        Args:
            folder: whose ``records/`` may hold reviews.
            statements: with the declarations.
            corpus: all rows of the corpus.

        Returns:
            Both.

        Raises:
            RecordInvalid: a row of the folder breaks its declaration.
        """
        own = [each for each in corpus if each.table in TABLES.values()]
        return cls(
            reviews_of(own),
            review_records(folder / RECORDS, statements.tables),
        )

    @property
    def links(self) -> frozenset[tuple[str, str]]:
        """(document's id, entity's IRI) that somebody has judged, either way."""
        every = (*self.of_corpus, *reviews_of(self.of_folder))
        return frozenset((each.document, each.entity) for each in every)


def restate(store: Store, reviewed: Reviewed, statements: Statements) -> tuple[str, ...]:
    """Make the graph of reviews hold what the folder's rows say of documents that are there.

    Args:
        store: of the next generation, with its documents.
        reviewed: what people said.
        statements: the way from rows to triples.

    Returns:
        Ids of documents of which something else is stated than before, sorted.

    Raises:
        RecordInvalid: a row breaks a shape.
    """
    fresh = [each for each in reviewed.of_folder if _is_there(store, each["document"])]
    triples = tuple(dict.fromkeys(statements.of_records(fresh)))
    must_conform(validate(triples, ontology_dir()), "the folder's reviews")
    before = _links(store.triples(graph=REVIEWS_GRAPH))
    store.replace_graph(REVIEWS_GRAPH, (*triples, *_source()) if triples else ())
    for document in {each["document"] for each in fresh}:
        _forget_reviewed(store, document, reviewed.links)
    changed = {str(each[0]).removeprefix(iri_of("document/")) for each in before ^ _links(triples)}
    return tuple(sorted(each for each in changed if _is_there(store, each)))


def _is_there(store: Store, document: str) -> bool:
    return store.has(URIRef(iri_of(f"document/{document}")), RDF.type, _DOCUMENT)


def _forget_reviewed(store: Store, document: str, links: frozenset[tuple[str, str]]) -> None:
    found = list(suggestions_in(store, document))
    kept = [each for each in found if (document, each.entity) not in links]
    if len(kept) < len(found):
        replace_suggestions(store, document, kept)


def _links(triples: Iterable[Triple]) -> set[Triple]:
    stating = {URIRef(CONCERNS), URIRef(SUBJECT)}
    return {triple for triple in triples if triple[1] in stating}


def _source() -> tuple[Triple, ...]:
    """Say what the source of reviews is, also where no corpus is in the folder."""
    named = SOURCE.removeprefix("source/")
    return tuple(
        triple
        for source in load_sources(corpus_dir())
        if source.id == named
        for triple in source_triples(source)
    )
