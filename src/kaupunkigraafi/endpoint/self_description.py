"""A generation → what a machine must know to use it: its service, its graphs, its vocabulary.

Nothing here has a blank node: what has no name of its own gets a fragment of the address.
Source: W3C SPARQL 1.1 Service Description; W3C VoID; W3C DCAT 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, VOID, XSD

from kaupunkigraafi.graph.formats import FORMATS, Kind, preferred
from kaupunkigraafi.graph.formats import formats_of as _formats_of
from kaupunkigraafi.graph.limits import SEARCH_SERVICE, SIMILARITY
from kaupunkigraafi.graph.results import Solutions, Triple, Triples
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.vocabulary import BASE, PREFIXES

DCAT = Namespace(PREFIXES["dcat"])
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_UNIQUE = "http://www.w3.org/ns/formats/"
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
}
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_PREDICATES = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
_CLASSES = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c"
_TOTAL = "SELECT ?x (COUNT(*) AS ?n) WHERE { VALUES ?x { 1 } ?s ?p ?o } GROUP BY ?x"
_TITLES = (
    ("Kaupunkigraafi: Suomen kaupunkipolitiikan tietograafi", "fi"),
    ("Kaupunkigraafi: en kunskapsgraf över Finlands stadspolitik", "sv"),
    ("Kaupunkigraafi: a knowledge graph of Finnish urban policy", "en"),
)
_LICENCES = PREFIXES["dcterms"] + "license"
_BY_SOURCE = f"SELECT DISTINCT ?l (COUNT(*) AS ?n) WHERE {{ ?s <{_LICENCES}> ?l }} GROUP BY ?l"


def service_description(
    kg: Kaupunkigraafi, endpoint: str, *, strict: bool, writable: bool = False
) -> tuple[Triple, ...]:
    """Describe the SPARQL service.

    Args:
        kg: whose graphs it serves.
        endpoint: its absolute address.
        strict: the default graph of a query is not the union of the stated graphs.
        writable: whether it takes updates from those who may.

    Returns:
        Triples about the service, its dataset, its graphs and its formats.
    """
    return tuple(_service(kg, endpoint, strict=strict, writable=writable))


def _service(
    kg: Kaupunkigraafi, endpoint: str, *, strict: bool, writable: bool
) -> Iterator[Triple]:
    service, dataset, default = (
        URIRef(f"{endpoint}#{each}") for each in ("service", "dataset", "default-graph")
    )
    yield service, RDF.type, SD.Service
    yield service, SD.endpoint, URIRef(endpoint)
    yield service, SD.supportedLanguage, SD.SPARQL11Query
    if writable:
        yield service, SD.supportedLanguage, SD.SPARQL11Update
    if not strict:
        yield service, SD.feature, SD.UnionDefaultGraph
    # Meaning within a query: SERVICE kg:search { … } and kg:similarity( … ).
    yield service, SD.feature, URIRef(SEARCH_SERVICE)
    yield URIRef(SEARCH_SERVICE), RDF.type, SD.Feature
    yield service, SD.extensionFunction, URIRef(SIMILARITY)
    yield URIRef(SIMILARITY), RDF.type, SD.Function
    for each in FORMATS:
        yield service, SD.resultFormat, URIRef(_UNIQUE + _FORMATS[each.name])
    yield service, SD.defaultDataset, dataset
    yield service, SD.availableGraphs, dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, RDF.type, SD.GraphCollection
    yield dataset, SD.defaultGraph, default
    yield default, RDF.type, SD.Graph
    if not strict:
        yield from ((default, VOID.triples, Literal(n)) for _, n in _counted(kg, _TOTAL))
    for place, (name, count) in enumerate(_counted(kg, _GRAPHS), 1):
        named, graph = URIRef(f"{endpoint}#named-{place}"), URIRef(f"{endpoint}#graph-{place}")
        yield dataset, SD.namedGraph, named
        yield named, RDF.type, SD.NamedGraph
        yield named, SD.name, URIRef(name)
        yield named, SD.graph, graph
        yield graph, RDF.type, SD.Graph
        yield graph, VOID.triples, Literal(count)


def dataset_description(kg: Kaupunkigraafi, root: str) -> tuple[Triple, ...]:
    """Describe the data, for catalogues and for machines that look for links.

    Args:
        kg: the data.
        root: the service's absolute address, without a slash at its end.

    Returns:
        Triples in VoID and DCAT.
    """
    return tuple(_dataset(kg, root))


def _dataset(kg: Kaupunkigraafi, root: str) -> Iterator[Triple]:
    about, home = kg.about(), f"{root}/.well-known/void"
    dataset, service, dump = (URIRef(f"{home}#{each}") for each in ("dataset", "service", "dump"))
    endpoint = URIRef(f"{root}/sparql")
    yield URIRef(home), RDF.type, VOID.DatasetDescription
    yield URIRef(home), URIRef(PREFIXES["foaf"] + "primaryTopic"), dataset
    yield dataset, RDF.type, VOID.Dataset
    yield dataset, RDF.type, DCAT.Dataset
    for title, language in _TITLES:
        yield dataset, DCTERMS.title, Literal(title, lang=language)
    yield dataset, DCTERMS.modified, Literal(about.created, datatype=XSD.dateTime)
    yield dataset, DCAT.version, Literal(kg.generation)
    yield dataset, VOID.uriSpace, Literal(BASE + "id/")
    yield dataset, VOID.sparqlEndpoint, endpoint
    yield dataset, VOID.vocabulary, URIRef(BASE + "ontology")
    yield dataset, VOID.documents, Literal(about.documents)
    yield dataset, DCAT.landingPage, URIRef(f"{root}/about")
    for each, _ in _counted(kg, _BY_SOURCE):  # of its parts; which is whose, the graph says
        yield dataset, DCTERMS.license, URIRef(each)
    for total, parts, value, query in (
        (VOID.classes, VOID.classPartition, VOID["class"], _CLASSES),
        (VOID.properties, VOID.propertyPartition, VOID.property, _PREDICATES),
    ):
        found = _counted(kg, query)
        yield dataset, total, Literal(len(found))
        kind = str(value).rpartition("#")[2]
        counts = VOID.entities if kind == "class" else VOID.triples
        if kind == "property":
            yield dataset, VOID.triples, Literal(sum(n for _, n in found))
        for place, (name, count) in enumerate(found, 1):
            part = URIRef(f"{home}#{kind}-{place}")
            yield dataset, parts, part
            yield part, value, URIRef(name)
            yield part, counts, Literal(count)
    yield dataset, DCAT.distribution, dump
    yield dump, RDF.type, DCAT.Distribution
    yield dump, DCAT.accessURL, URIRef(f"{root}/graphs?default")
    yield dump, DCAT.accessService, service
    yield service, RDF.type, DCAT.DataService
    yield service, DCAT.endpointURL, endpoint
    yield service, DCAT.endpointDescription, endpoint
    yield service, DCAT.servesDataset, dataset


def written(triples: tuple[Triple, ...], accept: str) -> tuple[bytes, str]:
    """Write a description down as a client likes it; one who likes none of ours gets Turtle.

    Args:
        triples: of one of the descriptions.
        accept: the client's Accept header.

    Returns:
        (bytes, media type).
    """
    formats = {each.media_type: each for each in _formats_of(Kind.TRIPLES)}
    media_type = preferred(accept, tuple(formats)) or next(iter(formats))
    return Triples(triples).serialize(formats[media_type].name), media_type


def _counted(kg: Kaupunkigraafi, query: str) -> list[tuple[str, int]]:
    result = kg.sparql(query)
    rows = result.rows if isinstance(result, Solutions) else ()
    return [(str(key), int(str(n))) for key, n in (row.values() for row in rows)]
