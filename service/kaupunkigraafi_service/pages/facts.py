"""An Entity's facts → rows that a person reads: by predicate, with who states each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Fact, Label
from kaupunkigraafi.vocabulary import (
    DERIVED_GRAPHS,
    DOCUMENT_GRAPHS,
    ID,
    KG,
    ONTOLOGY_GRAPH,
    PREFIXES,
    id_of,
    shorten,
)
from kaupunkigraafi_service.pages.address import entity_address, is_ours, web_link
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.notes import note_in
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import count, day, label_in

NAMES = tuple(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel"))
SOURCE = PREFIXES["prov"] + "wasDerivedFrom"
_DATE, _YEAR, _WHOLE = (PREFIXES["xsd"] + name for name in ("date", "gYear", "integer"))
_APART = (*NAMES, SOURCE, PREFIXES["rdf"] + "type", PREFIXES["geo"] + "hasGeometry")
_IDENTIFIER = PREFIXES["dcterms"] + "identifier"
_NOTE = PREFIXES["skos"] + "editorialNote"
_SAME = (PREFIXES["skos"] + "notation", PREFIXES["eli"] + "id_local")
_ELSEWHERE = {"www.wikidata.org": "Wikidata", "www.yso.fi": "YSO", "finto.fi": "Finto"}
# Years and codes are whole numbers that nobody groups.
_PLAIN = (KG + "position",)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a fact, with where to read more, and who states it."""

    label: Label
    href: str
    source: Label
    source_href: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All values of one predicate."""

    name: Label
    predicate: str
    values: tuple[Value, ...]

    @property
    def is_list(self) -> bool:
        """Whether the values are so many things that they read better in one cell."""
        return len(self.values) > _FEW and all(value.href for value in self.values)


def predicate_labels(
    kg: Kaupunkigraafi, predicates: Sequence[str]
) -> Mapping[str, tuple[Label, ...]]:
    """Ask the ontology what predicates are called.

    Args:
        kg: the graph.
        predicates: IRIs.

    Returns:
        IRI → labels; a reused term may have none there.
    """
    values = " ".join(f"<{iri}>" for iri in sorted(set(predicates)))
    answer = kg.sparql(
        f"SELECT ?p ?label WHERE {{ VALUES ?p {{ {values} }} ?p rdfs:label|skos:prefLabel ?label }}"
    )
    found: dict[str, list[Label]] = {}
    for row in getattr(answer, "rows", ()):
        label = row["label"]
        found.setdefault(str(row["p"]), []).append(Label(str(label), label.language or ""))
    return {iri: tuple(labels) for iri, labels in found.items()}


def predicate_name(predicate: str, labels: Mapping[str, tuple[Label, ...]], texts: Texts) -> Label:
    """Return what a predicate is called on a page.

    Args:
        predicate: IRI.
        labels: of ``predicate_labels``.
        texts: of the page's language.

    Returns:
        Our word, else the ontology's, else its short name.
    """
    short = shorten(predicate)
    own = texts.known(f"predicate.{short}", "")
    return Label(own) if own else label_in(labels.get(predicate, ()), texts.language, short)


def fact_groups(
    facts: Sequence[Fact],
    labels: Mapping[str, tuple[Label, ...]],
    texts: Texts,
    namesakes: Namesakes,
) -> tuple[FactGroup, ...]:
    """Group facts for the page; names, sources and what has no words are shown elsewhere.

    Args:
        facts: of an entity.
        labels: of their predicates.
        texts: of the page's language.
        namesakes: what tells things of one name apart.

    Returns:
        A group for each predicate.
    """
    notations = {fact.value for fact in facts if fact.predicate == _IDENTIFIER}
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        doubled = fact.predicate in _SAME and fact.value in notations
        if fact.predicate not in _APART and not doubled and not _wordless(fact):
            groups.setdefault(fact.predicate, []).append(fact)
    return tuple(
        FactGroup(
            predicate_name(each, labels, texts),
            shorten(each),
            tuple(_values(held, texts, namesakes)),
        )
        for each, held in groups.items()
    )


def _wordless(fact: Fact) -> bool:
    """An event or a membership has no name; the timeline and the connections tell of it."""
    return fact.is_iri and not fact.labels and fact.value.startswith(ID)


def _values(facts: Sequence[Fact], texts: Texts, namesakes: Namesakes) -> Iterator[Value]:
    if len(facts) > 1 and all(fact.datatype == _YEAR for fact in facts):
        source, href = source_of(facts[0].graph, texts)
        yield Value(Label(spans(fact.value for fact in facts)), "", source, href)
        return
    seen = set()
    for fact in facts:
        if (fact.value, fact.language) not in seen:
            seen.add((fact.value, fact.language))
            yield _value(fact, texts, namesakes)


def spans(years: Iterator[str]) -> str:
    """Write years that follow each other as spans.

    Args:
        years: four digits each.

    Returns:
        Spans, joined by commas.

    >>> spans(iter(["2013", "2014", "2015", "2020"]))
    '2013–2015, 2020'
    """
    ordered = sorted({int(each) for each in years if each.lstrip("-").isdigit()})
    parts = []
    for _, run in groupby(enumerate(ordered), lambda pair: pair[1] - pair[0]):
        found = [year for _, year in run]
        parts.append(str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}")
    return ", ".join(parts)


def _value(fact: Fact, texts: Texts, namesakes: Namesakes) -> Value:
    source, href = source_of(fact.graph, texts)
    if fact.predicate == _NOTE and fact.language == "en":
        return Value(note_in(fact.value, texts.language), "", source, href)
    if not fact.is_iri:
        return Value(
            Label(_literal(fact, texts), fact.language), web_link(fact.value), source, href
        )
    label = label_in(fact.labels, texts.language, id_of(fact.value))
    label = apart(label, fact.value, namesakes)
    if fact.labels and is_ours(fact.value):
        return Value(label, entity_address(id_of(fact.value), texts.language), source, href)
    # What has no name here has no page here; elsewhere it may.
    elsewhere = "" if fact.value.startswith(ID) else web_link(fact.value)
    host, _, key = fact.value.partition("://")[2].partition("/")
    known = _ELSEWHERE.get(host)
    shown = Label(f"{known} {key.rpartition('/')[2]}") if known and not fact.labels else label
    return Value(shown, elsewhere, source, href)


def _literal(fact: Fact, texts: Texts) -> str:
    if fact.datatype == _DATE:
        return day(fact.value, texts.language)
    if fact.datatype == _WHOLE and fact.predicate not in _PLAIN and fact.value.isdigit():
        return count(int(fact.value), texts.language)
    return fact.value


def source_of(graph: str, texts: Texts) -> tuple[Label, str]:
    """Say who states what is in a graph.

    Args:
        graph: its IRI.
        texts: of the page's language.

    Returns:
        A word, and where to read more, which may be nowhere.
    """
    if graph.startswith(DOCUMENT_GRAPHS):
        key = graph.removeprefix(DOCUMENT_GRAPHS)
        return Label(texts("entity.document")), entity_address(f"document/{key}", texts.language)
    if graph.startswith(DERIVED_GRAPHS):
        return Label(texts("entity.derived")), ""
    known = "ontology" if graph == ONTOLOGY_GRAPH else "records"
    return Label(texts(f"entity.{known}")), ""
