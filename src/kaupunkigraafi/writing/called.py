"""The graph → texts that tell what entities are: labels, each with its definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Literal, URIRef

from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Label
from kaupunkigraafi.search.labels import Called
from kaupunkigraafi.vocabulary import PREFIXES, law_of
from kaupunkigraafi.writing.links import entities_of, labels_of

# Kinds whose names are words. Places are names alone; who names one means just that place.
KINDS = frozenset(
    ("law", "section", "task", "body", "agreement", "commitment", "programme", "ministry",
     "cityregion", "network", "organisation", "government", "topic")
)  # fmt: skip
_DEFINING = (
    URIRef(PREFIXES["skos"] + "definition"),
    URIRef(PREFIXES["dcterms"] + "description"),
)


def keep_names(graph: Store, writer: DocumentsWriter) -> list[Called]:
    """Write what there is and what it is called into a generation's tables.

    Args:
        graph: the whole graph.
        writer: of the generation.

    Returns:
        The same as texts, to be compared with questions.
    """
    entities = entities_of(graph)
    labels = labels_of(graph, (iri for iri, _ in entities))
    writer.set_entities(entities, labels)
    return [*called_of(graph, entities, labels)]


def called_of(
    graph: Store,
    entities: Iterable[tuple[str, str]],
    labels: Iterable[tuple[str, Label, int]],
) -> Iterator[Called]:
    """Tell what entities are called.

    Args:
        graph: the whole graph.
        entities: (IRI, kind).
        labels: (IRI, label, rank) of them, as ``labels_of`` gives them.

    Yields:
        One text a label in a language; of a section with its law before it.
    """
    kinds = dict(entities)
    telling = [(iri, label) for iri, label, rank in labels if rank >= 0 and label.language]
    own = {(iri, label.language): label.text for iri, label in telling}
    defined = dict(_defined(graph))
    for iri, label in telling:
        if kinds.get(iri) in KINDS:
            before = own.get((law_of(iri), label.language), "")
            after = defined.get((iri, label.language), "")
            parts = (before, label.text, after)
            yield Called(iri, label.language, ". ".join(part for part in parts if part))


def _defined(graph: Store) -> Iterator[tuple[tuple[str, str], str]]:
    for predicate in _DEFINING:
        for subject, _, value in graph.triples((None, predicate, None)):
            if isinstance(value, Literal):
                yield (str(subject), value.language or ""), str(value)
