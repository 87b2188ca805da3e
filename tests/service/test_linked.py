"""What the service says of itself, graphs read whole, and each thing by its IRI."""

from __future__ import annotations

import json
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import DCAT, VOID

from kaupunkigraafi import plain
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.vocabulary import ONTOLOGY_GRAPH, RECORDS_GRAPH

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
HELSINKI = "https://w3id.org/kaupunkigraafi/id/municipality/091"


def triples(response: httpx.Response) -> list[ox.Quad]:
    assert response.status_code == 200, response.text
    kind = FORMATS[response.headers["content-type"].partition(";")[0]]
    return list(ox.parse(response.content, format=kind))


def graph(response: httpx.Response) -> Graph:
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.content, format="turtle")


def test_a_bare_get_returns_rdf_with_a_matching_endpoint(client: httpx.Client) -> None:
    found = graph(client.get("/sparql"))
    service = found.value(predicate=RDF.type, object=SD.Service)
    assert found.value(service, SD.endpoint) == URIRef(f"{client.base_url}/sparql")
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in found
    assert (service, SD.supportedLanguage, SD.SPARQL11Update) not in found


@pytest.mark.parametrize("accept", FORMATS)
def test_the_description_comes_in_the_format_that_the_client_prefers(
    client: httpx.Client, accept: str
) -> None:
    for path in ("/sparql", "/.well-known/void"):
        response = client.get(path, headers={"Accept": f"{accept}, text/html;q=0.5"})
        assert response.headers["content-type"].partition(";")[0] == accept
        assert len(triples(response)) > 20


def test_the_description_keeps_to_its_vocabulary_and_names_every_graph(
    client: httpx.Client,
) -> None:
    found = graph(client.get("/sparql"))
    dataset = found.value(predicate=RDF.type, object=SD.Dataset)
    assert found.value(dataset, SD.defaultGraph)
    named = {found.value(each, SD.name) for each in found.objects(dataset, SD.namedGraph)}
    assert {URIRef(RECORDS_GRAPH), URIRef(ONTOLOGY_GRAPH)} <= named
    query = {"query": "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"}
    rows = client.get("/sparql", params=query).json()["results"]["bindings"]
    assert {URIRef(row["g"]["value"]) for row in rows} == named
    ranges = {SD.defaultDataset: SD.Dataset, SD.defaultGraph: SD.Graph, SD.graph: SD.Graph}
    for predicate, kind in ranges.items():
        for value in found.objects(predicate=predicate):
            assert (value, RDF.type, kind) in found
    assert not any(type(term).__name__ == "BNode" for triple in found for term in triple)


def test_a_host_that_is_none_is_not_repeated(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Host": 'a"> . <urn:x'})
    assert response.status_code in (200, 400)
    assert "urn:x" not in response.text


def test_void_counts_what_there_is(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    found = graph(client.get("/.well-known/void"))
    dataset = found.value(predicate=RDF.type, object=VOID.Dataset)
    assert (dataset, RDF.type, DCAT.Dataset) in found
    query = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}
    counted = client.get("/sparql", params=query).json()["results"]["bindings"][0]["n"]["value"]
    assert str(found.value(dataset, VOID.triples)) == counted
    for part in found.objects(dataset, VOID.propertyPartition):
        assert found.value(part, VOID.property)
    endpoint = found.value(dataset, VOID.sparqlEndpoint)
    assert client.get(str(endpoint), params={"query": "ASK {}"}).status_code == 200
    dump = found.value(found.value(dataset, DCAT.distribution), DCAT.accessURL)
    assert client.get(str(dump)).status_code == 200


@pytest.mark.parametrize("accept", FORMATS)
def test_a_graph_is_read_whole_in_the_format_that_the_client_prefers(
    client: httpx.Client, kg: Kaupunkigraafi, accept: str
) -> None:
    response = client.get("/graphs", params={"graph": RECORDS_GRAPH}, headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    query = {"query": f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{RECORDS_GRAPH}> {{ ?s ?p ?o }} }}"}
    counted = client.get("/sparql", params=query).json()["results"]["bindings"][0]["n"]["value"]
    assert str(len(triples(response))) == counted


def test_the_default_graph_is_read_whole_and_head_tells_whether_a_graph_is_there(
    client: httpx.Client,
) -> None:
    assert len(triples(client.get("/graphs?default"))) > 100
    assert client.head("/graphs", params={"graph": RECORDS_GRAPH}).status_code == 200
    assert client.head("/graphs", params={"graph": "https://example.org/none"}).status_code == 404
    assert client.get("/graphs/person/1.ttl").status_code == 404


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ("", 400),
        ("default&graph=urn:a", 400),
        ("graph=urn:a&graph=urn:b", 400),
        ("graph=records", 400),
        ("graph=urn:none", 404),
        ("default&format=csv", 400),
    ],
)
def test_a_graph_that_cannot_be_read_is_a_problem(
    client: httpx.Client, params: str, status: int
) -> None:
    response = client.get(f"/graphs?{params}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/entity/municipality/091"),
        ("*/*", "/entity/municipality/091"),
        ("text/turtle", "/id/municipality/091.ttl"),
        ("application/ld+json", "/id/municipality/091.jsonld"),
        ("application/n-triples", "/id/municipality/091.nt"),
        ("application/json", "/id/municipality/091.json"),
    ],
)
def test_a_thing_leads_to_its_page_or_its_data(
    client: httpx.Client, accept: str, target: str
) -> None:
    response = client.get("/id/municipality/091", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, target)
    assert "Accept" in response.headers["vary"]
    assert client.get(target, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf"])
def test_the_data_of_a_thing_are_what_the_graph_states_of_it(
    client: httpx.Client, suffix: str
) -> None:
    found = triples(client.get(f"/id/municipality/091.{suffix}"))
    assert {quad.subject for quad in found} == {ox.NamedNode(HELSINKI)}
    assert any(quad.object == ox.Literal("Helsingfors", language="sv") for quad in found)


def test_the_json_of_a_thing_is_that_of_the_api(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    expected = json.loads(json.dumps(plain.entity_to_plain(kg.entity("municipality/091"))))
    assert client.get("/id/municipality/091.json").json() == expected


def test_things_with_another_authoritys_iri_and_documents_are_found(client: httpx.Client) -> None:
    html = {"Accept": "text/html"}
    assert (
        client.get("/id/law/410-2015", headers=html).headers["location"] == "/entity/law/410-2015"
    )
    assert triples(client.get("/id/law/410-2015.ttl"))
    query = {"query": "SELECT ?d WHERE { ?d a foaf:Document } LIMIT 1"}
    rows = client.get("/sparql", params=query).json()["results"]["bindings"]
    key = rows[0]["d"]["value"].rpartition("/")[2]
    page = client.get(f"/id/document/{key}", headers=html).headers["location"]
    assert page == f"/document/{key}"
    assert client.get(page, follow_redirects=True).status_code == 200


def test_a_thing_without_a_page_leads_to_its_data(client: httpx.Client) -> None:
    query = {"query": "SELECT ?s WHERE { ?s a kg:Passage } LIMIT 1"}
    rows = client.get("/sparql", params=query).json()["results"]["bindings"]
    key = rows[0]["s"]["value"].rpartition("/id/")[2]
    response = client.get(f"/id/{key}", headers={"Accept": "text/html"})
    assert response.headers["location"] == f"/id/{key}.ttl"
    assert triples(client.get(response.headers["location"]))
    assert client.get(f"/id/{key}.json").status_code == 404


@pytest.mark.parametrize("key", ["municipality/999", "nothing/1", "source/x> a <y", "law/"])
def test_a_thing_that_is_not_there_is_not_found(client: httpx.Client, key: str) -> None:
    for suffix in ("", ".ttl", ".json"):
        assert client.get(f"/id/{quote(key)}{suffix}").status_code == 404


def test_the_ontology_leads_to_its_page_or_its_data(client: httpx.Client) -> None:
    for accept, target in (("text/html", "/ontology.html"), ("text/turtle", "/ontology.ttl")):
        response = client.get("/ontology", headers={"Accept": accept})
        assert (response.status_code, response.headers["location"]) == (303, target)
    assert len(triples(client.get("/ontology.ttl"))) == len(triples(client.get("/ontology.jsonld")))
    assert triples(client.get("/ontology.json"))
    assert client.get("/ontology.doc").status_code == 404
    page = client.get("/ontology.html", follow_redirects=True)
    assert "kg:Municipality" in page.text
    assert "<style" not in page.text
    assert page.text.count("<main") == page.text.count("<h1>") == 1


def test_what_is_read_from_a_generation_is_not_sent_twice(client: httpx.Client) -> None:
    for path in ("/id/municipality/091.ttl", "/graphs?default", "/.well-known/void", "/sparql",
                 "/ontology.ttl"):  # fmt: skip
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304, path
