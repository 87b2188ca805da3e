"""Suggestion → triples, and back: each describes a link without stating it.

Source: RDF 1.1 Semantics, W3C Recommendation 2014, § D.1 (reification asserts nothing).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from rdflib import RDF, Literal, URIRef

from kaupunkigraafi.graph.mapping import Triple
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.suggestion import Method, Suggestion
from kaupunkigraafi.vocabulary import ID, PREFIXES, SUGGESTION_GRAPHS, iri_of

_SUGGESTION = URIRef(PREFIXES["kg"] + "Suggestion")
_CONFIDENCE = URIRef(PREFIXES["kg"] + "confidence")
_METHOD = URIRef(PREFIXES["kg"] + "method")
_ACTIVITY = URIRef(PREFIXES["prov"] + "Activity")
_USED = URIRef(PREFIXES["prov"] + "used")
_BY = URIRef(PREFIXES["prov"] + "wasGeneratedBy")
_FROM = URIRef(PREFIXES["prov"] + "wasDerivedFrom")
_IDENTIFIER = URIRef(PREFIXES["dcterms"] + "identifier")
_METHODS = iri_of("concept/suggestion-method/")


def suggestion_triples(
    document: str, suggestions: Sequence[Suggestion], version: str
) -> Iterator[Triple]:
    """Describe what was suggested for a document, if only that nothing was.

    Args:
        document: its id.
        suggestions: of the document.
        version: of what made them.

    Yields:
        The activity that made them; for each its link, confidence, method and evidence.
    """
    subject = URIRef(iri_of(f"document/{document}"))
    activity = _activity(document)
    yield activity, RDF.type, _ACTIVITY
    yield activity, _USED, subject
    yield activity, _IDENTIFIER, Literal(version)
    for each in suggestions:
        node = URIRef(iri_of(f"suggestion/{each.id}"))
        yield node, RDF.type, _SUGGESTION
        yield node, RDF.subject, subject
        yield node, RDF.predicate, URIRef(each.predicate)
        yield node, RDF.object, URIRef(each.entity)
        yield node, _CONFIDENCE, Literal(Decimal(str(each.confidence)))
        yield node, _METHOD, URIRef(_METHODS + each.method)
        yield node, _BY, activity
        for passage in each.evidence:
            yield node, _FROM, URIRef(passage)


def suggestions_in(graph: Store, document: str | None = None) -> Iterator[Suggestion]:
    """Read suggestions.

    Args:
        graph: that holds them.
        document: its id; None: those of all documents.

    Yields:
        In no particular order.
    """
    if document is None:
        for name in graph.graphs():
            if name.startswith(SUGGESTION_GRAPHS):
                yield from _read(graph, name)
    else:
        yield from _read(graph, SUGGESTION_GRAPHS + document)


def replace_suggestions(
    graph: Store, document: str, suggestions: Sequence[Suggestion], version: str | None = None
) -> None:
    """Make a document have exactly these suggestions.

    Args:
        graph: that holds them; written to.
        document: its id.
        suggestions: of the document.
        version: of what made them; None: as before.
    """
    named = version_of(graph, document) if version is None else version
    triples = suggestion_triples(document, suggestions, named)
    graph.replace_graph(SUGGESTION_GRAPHS + document, triples)


def version_of(graph: Store, document: str) -> str:
    """Return what made the suggestions of a document.

    Args:
        graph: that holds them.
        document: its id.

    Returns:
        The version; empty where none were made.
    """
    found = graph.triples(
        (_activity(document), _IDENTIFIER, None), graph=SUGGESTION_GRAPHS + document
    )
    return next((str(value) for _, _, value in found), "")


def _read(graph: Store, name: str) -> Iterator[Suggestion]:
    facts: dict[str, dict[URIRef, list[str]]] = {}
    for subject, predicate, value in graph.triples(graph=name):
        facts.setdefault(str(subject), {}).setdefault(predicate, []).append(str(value))
    for each in facts.values():
        if str(_SUGGESTION) in each.get(RDF.type, ()):
            yield Suggestion(
                document=each[RDF.subject][0].removeprefix(iri_of("document/")),
                entity=each[RDF.object][0],
                confidence=float(each[_CONFIDENCE][0]),
                method=Method(each[_METHOD][0].removeprefix(_METHODS)),
                evidence=tuple(sorted(each.get(_FROM, ()), key=_by_number)),
            )


def ordered(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Put suggestions in the order in which a person looks at them.

    Args:
        suggestions: any.

    Returns:
        The surest first; of equally sure ones by document and thing.
    """
    return sorted(suggestions, key=lambda each: (-each.confidence, each.document, each.entity))


def _activity(document: str) -> URIRef:
    return URIRef(iri_of(f"activity/suggestions/{document}"))


def _by_number(passage: str) -> tuple[str, int]:
    document, _, number = passage.removeprefix(ID).rpartition("/")
    return document, int(number)
