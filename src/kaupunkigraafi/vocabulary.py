"""Names of things: namespaces, kinds, and the way between an id and its IRI.

An id is ``kind/key`` (``municipality/091``). Laws and their sections carry Finlex's
ELI instead of an IRI of ours, topics carry YSO's; this file knows both directions.
Source: the European Legislation Identifier as Finlex prints it, and ontology/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BASE = "https://w3id.org/kaupunkigraafi/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
KG = BASE + "ontology#"
FINLEX = "http://data.finlex.fi/eli/sd/"
YSO = "http://www.yso.fi/onto/yso/"

PREFIXES = {
    "kg": KG,
    "id": ID,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "time": "http://www.w3.org/2006/time#",
    "oa": "http://www.w3.org/ns/oa#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "m8g": "http://data.europa.eu/m8g/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "sfl": "http://data.finlex.fi/schema/sfl/",
    "yso": YSO,
}

ONTOLOGY_GRAPH = GRAPH + "ontology"
RECORDS_GRAPH = GRAPH + "records"
DOCUMENT_GRAPHS = GRAPH + "document/"
# Candidates that a program found: named only, never part of the default graph.
DERIVED_GRAPHS = GRAPH + "derived/"
MENTION_GRAPHS = DERIVED_GRAPHS + "mentions/"
SUGGESTION_GRAPHS = DERIVED_GRAPHS + "suggested/"
DUTY_GRAPHS = DERIVED_GRAPHS + "duties/"
# All that is kept of a document goes with it.
GRAPHS_OF_DOCUMENTS = (DOCUMENT_GRAPHS, MENTION_GRAPHS, SUGGESTION_GRAPHS, DUTY_GRAPHS)
# What a person accepted of what was suggested: stated, as records are.
REVIEWS_GRAPH = GRAPH + "reviews"
# What users write: named only as well, so that it is never taken for a fact with a source.
USER_GRAPHS = GRAPH + "user/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity: the word in its ids, and its class.

    Attributes:
        ids: the word in its ids where that is another kind's; the class tells them apart.
    """

    name: str
    cls: str
    ids: str = ""


FORMER_MUNICIPALITY = "formermunicipality"
KINDS: tuple[Kind, ...] = (
    Kind("municipality", KG + "Municipality"),
    # One that has ceased keeps its IRI, so the form of the IRI does not tell.
    Kind(FORMER_MUNICIPALITY, KG + "FormerMunicipality", ids="municipality"),
    Kind("name-change", KG + "NameChange"),
    Kind("division-period", KG + "DivisionPeriod"),
    Kind("ministry", KG + "Ministry"),
    Kind("law", PREFIXES["eli"] + "LegalResource"),
    Kind("section", KG + "Section"),
    Kind("task", KG + "Task"),
    Kind("body", KG + "Body"),
    Kind("agreement", KG + "Agreement"),
    Kind("commitment", KG + "Commitment"),
    Kind("programme", KG + "Programme"),
    Kind("government", KG + "GovernmentTerm"),
    Kind("region", KG + "Region"),
    Kind("subregion", KG + "SubRegion"),
    Kind("county", KG + "WellbeingServicesCounty"),
    Kind("employmentarea", KG + "EmploymentArea"),
    Kind("cityregion", KG + "CityRegion"),
    Kind("network", KG + "CityNetwork"),
    Kind("organisation", PREFIXES["org"] + "FormalOrganization"),
    Kind("change", PREFIXES["org"] + "ChangeEvent"),
    Kind("membership", PREFIXES["org"] + "Membership"),
    Kind("roll", KG + "Roll"),
    Kind("document", PREFIXES["foaf"] + "Document"),
    Kind("passage", KG + "Passage"),
    Kind("expression", PREFIXES["eli"] + "LegalExpression"),
    Kind("topic", PREFIXES["skos"] + "Concept"),
    Kind("concept", PREFIXES["skos"] + "Concept"),
    Kind("source", PREFIXES["dcterms"] + "BibliographicResource"),
)

# What the ontology itself is made of: classes and predicates.
TERM = "term"

# Old acts have a longer number in their ELI: 39/1889 is 1889/39-001.
_LAW = re.compile(re.escape(FINLEX) + r"(\d{4})/(\d+(?:-\d{3})?[a-z]?)$")
_EXPRESSION = re.compile(re.escape(FINLEX) + r"(\d{4})/(\d+[a-z]?)/((?:alkup|ajantasa)(?:/.+)?)$")
_SECTION = re.compile(re.escape(FINLEX) + r"(\d{4})/(\d+(?:-\d{3})?[a-z]?)/(.+)$")
_STATUTE_NUMBER = re.compile(r"(\d+(?:-\d{3})?[a-z]?)[-/](\d{4})(?:/(.+))?$")


def is_user_graph(graph: str) -> bool:
    """Tell whether a graph is one that users may write.

    Args:
        graph: its IRI.

    Returns:
        False for all others, and for a name that some reader may shorten to one of them.

    >>> is_user_graph(USER_GRAPHS + "anna/notes"), is_user_graph(USER_GRAPHS + "../records")
    (True, False)
    """
    key = graph.removeprefix(USER_GRAPHS)
    return key != graph and not {"", ".", ".."} & set(key.split("/"))


def iri_of(id_or_iri: str) -> str:
    """Return the IRI of an id; an IRI is returned as it is.

    Args:
        id_or_iri: ``kind/key`` or a full IRI.

    Returns:
        The IRI.

    >>> iri_of("municipality/091")
    'https://w3id.org/kaupunkigraafi/id/municipality/091'
    >>> iri_of("law/410-2015"), iri_of("law/410/2015")
    ('http://data.finlex.fi/eli/sd/2015/410', 'http://data.finlex.fi/eli/sd/2015/410')
    >>> iri_of("section/410-2015/luku/1/pykala/4")
    'http://data.finlex.fi/eli/sd/2015/410/luku/1/pykala/4'
    >>> iri_of("law/39-001-1889")
    'http://data.finlex.fi/eli/sd/1889/39-001'
    >>> iri_of("topic/p15292")
    'http://www.yso.fi/onto/yso/p15292'
    """
    if id_or_iri.startswith(("http://", "https://", "urn:")):
        return id_or_iri
    kind, _, key = id_or_iri.partition("/")
    if kind == "topic":
        return YSO + key
    if kind in ("law", "section", "expression"):
        match = _STATUTE_NUMBER.match(key)
        if match:
            number, year, rest = match.groups()
            return f"{FINLEX}{year}/{number}" + (f"/{rest}" if rest else "")
    return ID + id_or_iri


def id_of(iri: str) -> str:
    """Return the id of an IRI; an IRI of nobody we know is its own id.

    Args:
        iri: a full IRI.

    Returns:
        ``kind/key``, or the IRI.

    >>> id_of("https://w3id.org/kaupunkigraafi/id/ministry/TEM")
    'ministry/TEM'
    >>> id_of("http://data.finlex.fi/eli/sd/2015/410")
    'law/410-2015'
    >>> id_of("http://data.finlex.fi/eli/sd/2015/410/luku/1/pykala/4")
    'section/410-2015/luku/1/pykala/4'
    >>> id_of("http://data.finlex.fi/eli/sd/2015/410/alkup/fin")
    'expression/410-2015/alkup/fin'
    """
    if iri.startswith(ID):
        return iri[len(ID) :]
    if iri.startswith(YSO):
        return "topic/" + iri[len(YSO) :]
    for kind, pattern in (("law", _LAW), ("expression", _EXPRESSION), ("section", _SECTION)):
        match = pattern.match(iri)
        if match:
            year, number, *rest = match.groups()
            return "/".join([kind, f"{number}-{year}", *rest])
    return iri


def law_of(iri: str) -> str:
    """Return the law that a section is part of.

    Args:
        iri: of a section, as Finlex writes it.

    Returns:
        The law's IRI; of anything else an empty text.

    >>> law_of("http://data.finlex.fi/eli/sd/2015/410/luku/1/pykala/4")
    'http://data.finlex.fi/eli/sd/2015/410'
    >>> law_of("http://data.finlex.fi/eli/sd/2015/410")
    ''
    """
    match = _SECTION.match(iri)
    return f"{FINLEX}{match[1]}/{match[2]}" if match else ""


def kind_of(iri: str) -> str:
    """Return the kind that the IRI's form tells, ``""`` where it tells none.

    Args:
        iri: a full IRI.

    Returns:
        The kind's name.

    >>> kind_of("http://data.finlex.fi/eli/sd/2015/410")
    'law'
    >>> kind_of("https://example.org/x")
    ''
    """
    kind, slash, _ = id_of(iri).partition("/")
    return kind if slash and any(kind == known.name for known in KINDS) else ""


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI where a prefix of ours fits.

    Args:
        iri: a full IRI.

    Returns:
        ``kg:hasTask`` or the IRI itself.

    >>> shorten("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
