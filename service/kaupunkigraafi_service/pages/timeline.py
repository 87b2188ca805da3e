"""The days that the graph knows about a thing and about what points at it → a timeline."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi.vocabulary import id_of, kind_of, shorten
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import day, entity_label, label_in

_MOST = 60
# What happens to it or with it; documents and the versions of a law would drown the rest.
_KINDS = ("agreement", "body", "change", "name-change", "programme", "government", "term")
_DAYS = """SELECT DISTINCT ?d ?p ?x ?label WHERE {
  { <%(iri)s> ?p ?d BIND(<%(iri)s> AS ?x) }
  UNION { ?x ?tie <%(iri)s> ; ?p ?d . FILTER(?tie != org:originalOrganization) }
  UNION { ?m org:member <%(iri)s> ; org:organization ?x . ?x ?p ?d }
  FILTER(DATATYPE(?d) = xsd:date)
  OPTIONAL { ?p rdfs:label|skos:prefLabel ?label }
} ORDER BY ?d ?p ?x"""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and what it is the day of."""

    iso: str
    day: str
    what: Label
    thing: Label
    href: str


def timeline_of(kg: Kaupunkigraafi, entity: Entity, texts: Texts) -> tuple[Moment, ...]:
    """Return what happened when.

    Args:
        kg: the graph.
        entity: with facts.
        texts: of the page's language.

    Returns:
        Moments in order of time; none where fewer than two days are known.
    """
    names: dict[tuple[str, str, str], list[Label]] = {}
    for row in getattr(kg.sparql(_DAYS % {"iri": entity.iri}), "rows", ()):
        iri = str(row["x"])
        if iri == entity.iri or kind_of(iri) in _KINDS:
            labels = names.setdefault((str(row["d"]), str(row["p"]), iri), [])
            label = row["label"]
            if label is not None:
                labels.append(Label(str(label), getattr(label, "language", None) or ""))
    found = [
        _moment(kg, entity, key, tuple(labels), texts)
        for key, labels in list(names.items())[:_MOST]
    ]
    return tuple(found) if len({each.iso for each in found}) > 1 else ()


def _moment(
    kg: Kaupunkigraafi,
    entity: Entity,
    key: tuple[str, str, str],
    labels: tuple[Label, ...],
    texts: Texts,
) -> Moment:
    iso, predicate, iri = key
    short = shorten(predicate)
    own = texts.known(f"predicate.{short}", "")
    what = Label(own) if own else label_in(labels, texts.language, short)
    when = day(iso, texts.language)
    if iri == entity.iri:
        return Moment(iso, when, what, Label(""), "")
    if kind_of(iri) == "change":
        return _change(kg, Moment(iso, when, what, Label(""), ""), iri, texts)
    thing = entity_label(kg.entity(iri), texts.language)
    return Moment(iso, when, what, thing, entity_address(id_of(iri), texts.language))


def _change(kg: Kaupunkigraafi, moment: Moment, iri: str, texts: Texts) -> Moment:
    """A change has no name of its own; the municipality that ceased in it has."""
    for related in kg.related(iri):
        if related.forward and shorten(related.predicate) == "org:originalOrganization":
            thing = entity_label(related.entity, texts.language)
            href = entity_address(related.entity.id, texts.language)
            return Moment(moment.iso, moment.day, Label(texts("entity.merged")), thing, href)
    return moment
