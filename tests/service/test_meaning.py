"""Meaning inside SPARQL over a socket: any client may ask, another endpoint too, and it is told."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
from rdflib import Graph, Namespace, URIRef

from kaupunkigraafi.graph.limits import SEARCH_SERVICE, SIMILARITY
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.vocabulary import PREFIXES, iri_of

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
BLOCK = '?p kg:matches "kaavoitus kunnassa" ; kg:score ?score'
QUERY = (
    "SELECT ?p ?score { ?p dcterms:isPartOf ?d . ?d dcterms:language ?l "
    f"SERVICE kg:search {{ {BLOCK} }} }} ORDER BY DESC(?score) LIMIT 3"
)


def test_a_client_gets_what_the_library_gives(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    accept = {"Accept": "text/csv"}
    response = client.get("/sparql", params={"query": QUERY}, headers=accept)
    assert response.status_code == 200, response.text
    assert response.content == kg.sparql(QUERY).serialize("csv")
    assert iri_of("passage/kaavoitus/1") in response.text.splitlines()[1]


def test_another_endpoint_sends_a_block_here(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    engine = ox.Store()
    query = (
        f"SELECT ?p ?score {{ SERVICE <{client.base_url}/sparql> "
        f"{{ SERVICE kg:search {{ {BLOCK} ; kg:limit 2 }} }} }} ORDER BY DESC(?score)"
    )
    found = [row["p"].value for row in engine.query(query, prefixes=PREFIXES)]  # type: ignore[union-attr, index]
    expected = kg.sparql(QUERY.replace("LIMIT 3", "LIMIT 2"))
    assert found == [str(row["p"]) for row in expected]  # type: ignore[index, union-attr]


def test_what_is_refused_is_a_problem_that_says_why(client: httpx.Client) -> None:
    query = f"ASK {{ FILTER EXISTS {{ SERVICE kg:search {{ {BLOCK} }} }} }}"
    response = client.get("/sparql", params={"query": query})
    assert response.status_code in (400, 403, 422)
    assert "put it into the pattern itself" in response.json()["detail"]


def test_the_service_description_tells_of_the_search(client: httpx.Client) -> None:
    found = Graph().parse(data=client.get("/sparql").content, format="turtle")
    service = found.value(predicate=SD.endpoint, object=URIRef(f"{client.base_url}/sparql"))
    assert (service, SD.feature, URIRef(SEARCH_SERVICE)) in found
    assert (service, SD.extensionFunction, URIRef(SIMILARITY)) in found
