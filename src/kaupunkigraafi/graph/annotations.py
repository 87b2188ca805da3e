"""Mention → triples: a Web Annotation on a passage, and what the passage mentions in one step.

Source: Web Annotation Vocabulary, W3C Recommendation 2017, § 2 and § 3 (selectors).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rdflib import RDF, XSD, Literal, URIRef

from kaupunkigraafi.graph.mapping import Triple
from kaupunkigraafi.model import Passage
from kaupunkigraafi.placed import PlacedMention
from kaupunkigraafi.vocabulary import PREFIXES, iri_of

MENTIONS = URIRef(PREFIXES["schema"] + "mentions")
_CONFIDENCE = URIRef(PREFIXES["kg"] + "confidence")


def annotation_triples(
    document: str, passages: Sequence[Passage], mentions: Sequence[PlacedMention]
) -> Iterator[Triple]:
    """State the mentions of a document.

    Args:
        document: its id.
        passages: its passages.
        mentions: of the document; those of one graph.

    Yields:
        For each an annotation with body, target, confidence and the activity that made it; for
        those that are stated also that the passage mentions the thing.
    """
    if not mentions:
        return
    starts = {passage.number: passage.start for passage in passages}
    activity = URIRef(iri_of(f"activity/mentions/{document}"))
    yield activity, RDF.type, _term("prov:Activity")
    yield activity, _term("prov:used"), URIRef(iri_of(f"document/{document}"))
    for mention in mentions:
        key = f"{document}/{mention.start}-{mention.end}/{_last(mention.body)}"
        passage = URIRef(iri_of(f"passage/{document}/{mention.passage}"))
        note, target, selector = (
            URIRef(iri_of(f"{kind}/{key}")) for kind in ("mention", "target", "selector")
        )
        yield note, RDF.type, _term("oa:Annotation")
        yield note, _term("oa:hasBody"), URIRef(mention.body)
        yield note, _term("oa:hasTarget"), target
        yield note, _CONFIDENCE, Literal(Decimal(str(mention.confidence)))
        yield note, _term("prov:wasGeneratedBy"), activity
        yield target, RDF.type, _term("oa:SpecificResource")
        yield target, _term("oa:hasSource"), passage
        yield target, _term("oa:hasSelector"), selector
        yield selector, RDF.type, _term("oa:TextPositionSelector")
        offset = starts[mention.passage]
        yield selector, _term("oa:start"), _number(mention.start - offset)
        yield selector, _term("oa:end"), _number(mention.end - offset)
        if mention.stated:
            yield passage, MENTIONS, URIRef(mention.entity)
            yield passage, MENTIONS, URIRef(mention.body)


def _last(iri: str) -> str:
    """Return what tells bodies at one place apart: 57–59 § is three mentions."""
    return iri.rpartition("/")[2]


def _term(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def _number(number: int) -> Literal:
    return Literal(number, datatype=XSD.nonNegativeInteger)
