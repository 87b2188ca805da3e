"""The ontology → what the query editor completes: prefixed names with their labels."""

from __future__ import annotations

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import PREFIXES, shorten
from kaupunkigraafi_service.pages.words import label_in

_TERMS = """SELECT ?t ?kind ?label WHERE {
  VALUES (?class ?kind) { (owl:Class "class") (owl:ObjectProperty "property")
    (owl:DatatypeProperty "property") }
  ?t a ?class . OPTIONAL { ?t rdfs:label|skos:prefLabel ?label } }"""
_USED = "SELECT DISTINCT ?t WHERE { ?s ?t ?o }"


def terms_of(kg: Kaupunkigraafi, language: str) -> list[dict[str, str]]:
    """Return the terms of queries.

    Args:
        kg: the graph.
        language: of the labels.

    Returns:
        ``{"label", "detail", "type", "namespace"}`` for each, by name.
    """
    kinds: dict[str, str] = {}
    labels: dict[str, list[Label]] = {}
    for row in getattr(kg.sparql(_USED), "rows", ()):
        kinds[str(row["t"])] = "property"
    for row in getattr(kg.sparql(_TERMS), "rows", ()):
        iri, label = str(row["t"]), row["label"]
        kinds[iri] = str(row["kind"])
        if label is not None:
            text = Label(str(label), getattr(label, "language", None) or "")
            labels.setdefault(iri, []).append(text)
    found = []
    for iri, kind in kinds.items():
        name = shorten(iri)
        prefix = name.partition(":")[0]
        if prefix in PREFIXES:
            detail = label_in(labels.get(iri, ()), language, "").text
            found.append(
                {"label": name, "detail": detail, "type": kind, "namespace": PREFIXES[prefix]}
            )
    return sorted(found, key=lambda term: term["label"])
