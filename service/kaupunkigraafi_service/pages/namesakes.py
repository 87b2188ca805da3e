"""Things that share a name → what tells each apart: the year it was set up in, or its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from kaupunkigraafi.answer import Answer, Bucket
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi.vocabulary import id_of

# Kinds of which one follows another under the same name; places and sections say where they are.
KINDS = ("body", "agreement", "programme", "network")
_NAMED = """SELECT ?x ?name ?day ?number WHERE {
  VALUES ?c { kg:Body kg:Agreement kg:Programme kg:CityNetwork }
  ?x a ?c ; skos:prefLabel ?name .
  OPTIONAL { ?x kg:dateSet ?day } OPTIONAL { ?x dcterms:identifier ?number }
}"""

Namesakes = Mapping[str, str]
_Labelled = TypeVar("_Labelled", Bucket, Entity)


def namesakes_of(kg: Kaupunkigraafi, shown: Iterable[Entity] | None = None) -> Namesakes:
    """Find what tells things of one name apart.

    Args:
        kg: the graph.
        shown: what is about to be named; None: anything.

    Returns:
        IRI → a year, a number as printed, or a key; nothing of what has its name to itself.
    """
    if shown is not None and not any(each.kind in KINDS for each in shown):
        return {}
    marks: dict[str, tuple[str, str]] = {}
    named: dict[str, set[str]] = {}
    for row in getattr(kg.sparql(_NAMED), "rows", ()):
        iri = str(row["x"])
        named.setdefault(str(row["name"]), set()).add(iri)
        marks[iri] = (str(row["day"] or "")[:4], str(row["number"] or ""))
    found: dict[str, str] = {}
    for group in named.values():
        if len(group) > 1:
            found |= dict(_marked(sorted(group), marks))
    return found


def _marked(group: list[str], marks: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Tell a group apart by years where they all differ, else by numbers, else by keys."""
    keys = {iri: id_of(iri).partition("/")[2] for iri in group}
    for iri in group:
        year, number = marks[iri]
        alone = [each for each in group if marks[each][0] == year] == [iri]
        yield iri, (year if year and alone else number or keys[iri])


def apart(label: Label, iri: str, namesakes: Namesakes) -> Label:
    """Return a label that nothing else has.

    Args:
        label: of a thing.
        iri: of the thing.
        namesakes: of ``namesakes_of``.

    Returns:
        The label, with what tells it apart where others have it too.

    >>> apart(Label("Ryhmä", "fi"), "urn:x", {"urn:x": "2011"})
    Label(text='Ryhmä (2011)', language='fi')
    """
    mark = namesakes.get(iri)
    return Label(f"{label.text} ({mark})", label.language) if mark else label


def apart_in(answer: Answer, namesakes: Namesakes) -> Answer:
    """Return an answer whose facets and offers have names that nothing else has.

    Args:
        answer: of a search.
        namesakes: of ``namesakes_of``.

    Returns:
        The answer, its hits as they were.
    """
    facets = tuple(
        (name, tuple(_renamed(bucket, bucket.iri, namesakes) for bucket in buckets))
        for name, buckets in answer.facets
    )
    understood = tuple(
        replace(each, entity=_renamed(each.entity, each.entity.iri, namesakes))
        for each in answer.understood
    )
    return replace(answer, facets=facets, understood=understood)


def _renamed(thing: _Labelled, iri: str, namesakes: Namesakes) -> _Labelled:
    if iri not in namesakes:
        return thing
    return replace(thing, labels=tuple(apart(label, iri, namesakes) for label in thing.labels))
