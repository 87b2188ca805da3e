"""Duty → triples: a Web Annotation on a passage that says which kind of body it may oblige.

Source: Web Annotation Vocabulary, W3C Recommendation 2017, § 2 and § 3 (selectors).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rdflib import RDF, XSD, Literal, URIRef

from kaupunkigraafi.duty import Duty
from kaupunkigraafi.graph.mapping import Triple
from kaupunkigraafi.model import Passage
from kaupunkigraafi.vocabulary import PREFIXES, iri_of

_CANDIDATE = URIRef(PREFIXES["kg"] + "DutyCandidate")
_CONFIDENCE = URIRef(PREFIXES["kg"] + "confidence")
_METHOD = URIRef(PREFIXES["kg"] + "method")
_WORDING = URIRef(iri_of("concept/duty-method/wording"))


def duty_triples(
    document: str, passages: Sequence[Passage], duties: Sequence[Duty]
) -> Iterator[Triple]:
    """Describe the duties that were found in a document, without stating any of them.

    Args:
        document: its id.
        passages: its passages in order.
        duties: of its text, in order.

    Yields:
        For each that begins in a passage: an annotation with the kind of body, its target,
        confidence, method and the activity that made it. A span ends with its passage.
    """
    starts = [passage.start for passage in passages]
    activity = URIRef(iri_of(f"activity/duties/{document}"))
    if duties:
        yield activity, RDF.type, _term("prov:Activity")
        yield activity, _term("prov:used"), URIRef(iri_of(f"document/{document}"))
    for duty in duties:
        place = bisect_right(starts, duty.start) - 1
        if place >= 0 and duty.start < passages[place].end:
            yield from _candidate(document, passages[place], duty, activity)


def _candidate(document: str, passage: Passage, duty: Duty, activity: URIRef) -> Iterator[Triple]:
    bearer = duty.bearer.replace("_", "-")
    key = f"{document}/{duty.start}-{duty.end}/{bearer}"
    note = URIRef(iri_of(f"duty-candidate/{key}"))
    target, selector = (URIRef(iri_of(f"{kind}/duty/{key}")) for kind in ("target", "selector"))
    yield note, RDF.type, _CANDIDATE
    yield note, RDF.type, _term("oa:Annotation")
    yield note, _term("oa:hasBody"), URIRef(iri_of(f"concept/duty-bearer/{bearer}"))
    yield note, _term("oa:hasTarget"), target
    yield note, _CONFIDENCE, Literal(Decimal(str(duty.confidence)))
    yield note, _METHOD, _WORDING
    yield note, _term("prov:wasGeneratedBy"), activity
    yield target, RDF.type, _term("oa:SpecificResource")
    yield target, _term("oa:hasSource"), URIRef(iri_of(f"passage/{document}/{passage.number}"))
    yield target, _term("oa:hasSelector"), selector
    yield selector, RDF.type, _term("oa:TextPositionSelector")
    yield selector, _term("oa:start"), _number(duty.start - passage.start)
    yield selector, _term("oa:end"), _number(min(duty.end, passage.end) - passage.start)


def _term(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def _number(number: int) -> Literal:
    return Literal(number, datatype=XSD.nonNegativeInteger)
