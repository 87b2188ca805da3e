"""SPARQL 1.1 Protocol over a socket: three ways to ask, every format, and errors that say why."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest
from lxml import etree

SELECT = 'SELECT ?city WHERE { ?city skos:notation "091" }'
ASK = "ASK { ?city a kg:Municipality }"
CONSTRUCT = 'CONSTRUCT { ?s skos:notation ?o } WHERE { ?s skos:notation ?o FILTER(?o = "091") }'
HELSINKI = "https://w3id.org/kaupunkigraafi/id/municipality/091"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


def get(client: httpx.Client, query: str, accept: str = "", **more: str) -> httpx.Response:
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", params={"query": query, **more}, headers=headers)


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = response.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    return body


def rows(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


def test_a_query_can_be_asked_in_three_ways_with_one_answer(client: httpx.Client) -> None:
    by_get = get(client, SELECT)
    by_form = client.post("/sparql", content=urlencode({"query": SELECT}), headers=FORM)
    direct = client.post("/sparql", content=SELECT, headers=DIRECT)
    assert rows(by_get) == [{"city": {"type": "uri", "value": HELSINKI}}]
    assert by_get.content == by_form.content == direct.content


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.5", "text/csv"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/sparql-results+json"),
    ],
)
def test_rows_come_in_the_format_that_the_client_prefers(
    client: httpx.Client, accept: str, media_type: str
) -> None:
    response = get(client, SELECT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in response.headers["vary"]
    assert HELSINKI in response.text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_triples_come_in_the_format_that_the_client_prefers(
    client: httpx.Client, accept: str, media_type: str
) -> None:
    response = get(client, CONSTRUCT, accept)
    assert response.headers["content-type"].partition(";")[0] == media_type
    kind = ox.RdfFormat.from_media_type(media_type)
    assert kind
    assert len(list(ox.parse(response.content, format=kind))) == 1


def test_yes_or_no_comes_as_json_and_as_xml(client: httpx.Client) -> None:
    assert get(client, ASK).json()["boolean"] is True
    xml = etree.fromstring(get(client, ASK, "application/sparql-results+xml").content)
    assert xml.findtext("{*}boolean") == "true"


def test_format_wins_over_accept(client: httpx.Client) -> None:
    response = get(client, SELECT, "application/sparql-results+xml", format="csv")
    assert response.text == f"city\r\n{HELSINKI}\r\n"
    assert (
        get(client, CONSTRUCT, format="json")
        .headers["content-type"]
        .startswith("application/ld+json")
    )


def test_a_client_that_accepts_none_of_the_formats_is_told(client: httpx.Client) -> None:
    problem(get(client, SELECT, "image/png"), 406, "not-acceptable")
    problem(get(client, SELECT, format="docx"), 400, "query-refused")


def test_a_malformed_query_is_told_with_line_and_column(client: httpx.Client) -> None:
    body = problem(get(client, "SELECT ?s WHERE {\n  ?s ?p }"), 400, "query-invalid")
    assert body["line"] == 2
    assert isinstance(body["column"], int)


def test_no_query_and_two_queries_are_no_request(client: httpx.Client) -> None:
    problem(client.post("/sparql", content="", headers=FORM), 400, "protocol-invalid")
    problem(client.get("/sparql", params={"format": "json"}), 400, "protocol-invalid")
    twice = [("query", ASK), ("query", ASK)]
    problem(client.get("/sparql", params=twice), 400, "protocol-invalid")
    problem(client.post("/sparql", content=urlencode(twice), headers=FORM), 400, "protocol-invalid")


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "application/sparql-query; charset=utf-16"],
)
def test_a_body_of_another_kind_is_not_read(client: httpx.Client, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/sparql", content=ASK.encode(), headers=headers)
    problem(response, 415, "media-type-unsupported")


def test_a_body_that_is_not_utf_8_is_told(client: httpx.Client) -> None:
    response = client.post("/sparql", content=b"ASK { ?s ?p '\xe4' }", headers=DIRECT)
    problem(response, 400, "protocol-invalid")
    response = client.post("/sparql", content=b"query=ASK%20%7B%7D%E4", headers=FORM)
    problem(response, 400, "protocol-invalid")


@pytest.mark.parametrize(
    "body",
    [
        {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
        {"content": urlencode({"update": "CLEAR ALL"}), "headers": FORM},
    ],
    ids=["direct", "form"],
)
def test_an_update_is_refused(client: httpx.Client, body: dict[str, object]) -> None:
    problem(client.post("/sparql", **body), 403, "update-refused")  # type: ignore[arg-type]
    assert get(client, ASK).json()["boolean"] is True


def test_an_update_in_the_place_of_a_query_is_refused(client: httpx.Client) -> None:
    assert get(client, "DROP ALL").status_code in (400, 403)
    assert get(client, ASK).json()["boolean"] is True


def test_the_graphs_of_the_protocol_are_honoured(client: httpx.Client) -> None:
    nowhere = {"default-graph-uri": "https://example.org/nothing"}
    assert rows(get(client, SELECT, **nowhere)) == []
    records = {"default-graph-uri": "https://w3id.org/kaupunkigraafi/graph/records"}
    assert len(rows(get(client, SELECT, **records))) == 1
    named = 'SELECT ?g WHERE { GRAPH ?g { ?city skos:notation "091" } }'
    only = {"named-graph-uri": "https://w3id.org/kaupunkigraafi/graph/ontology"}
    assert len(rows(get(client, named))) >= 1
    assert rows(get(client, named, **only)) == []


def test_the_graphs_of_the_protocol_win_over_those_of_the_query(client: httpx.Client) -> None:
    query = SELECT.replace("WHERE", "FROM <https://example.org/nothing> WHERE")
    records = {"default-graph-uri": "https://w3id.org/kaupunkigraafi/graph/records"}
    assert rows(get(client, query)) == []
    assert len(rows(get(client, query, **records))) == 1


def test_a_graph_that_is_no_iri_is_told(client: httpx.Client) -> None:
    problem(get(client, ASK, **{"default-graph-uri": "records"}), 400, "protocol-invalid")
    problem(get(client, ASK, **{"named-graph-uri": "http://a/> <b"}), 400, "protocol-invalid")


def test_another_service_is_never_asked(client: httpx.Client) -> None:
    query = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }"
    problem(get(client, query), 400, "query-refused")


def test_a_query_that_takes_too_long_is_killed_and_the_next_one_is_answered(
    client: httpx.Client,
) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    problem(get(client, slow), 504, "query-timeout")
    assert len(rows(get(client, SELECT))) == 1


def test_a_browser_without_a_query_gets_a_form_that_posts(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == 200
    page = etree.HTML(response.text)
    assert page.xpath("//form[@method='post' and @action='/fi/query']//textarea[@name='query']")
    example = page.xpath("string(//textarea)")
    posted = client.post("/sparql", content=urlencode({"query": example}), headers=FORM)
    assert "bindings" in json.dumps(posted.json())


def test_other_methods_are_told_which_ones_there_are(client: httpx.Client) -> None:
    response = client.put("/sparql", content=ASK)
    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    asked = client.options("/sparql")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert client.post("/api/v1/about").headers["allow"] == "GET, HEAD, OPTIONS"


def test_anybody_may_ask_from_another_page(client: httpx.Client) -> None:
    headers = {"Origin": "https://example.org"}
    asked = client.get("/sparql", params={"query": ASK}, headers=headers)
    assert asked.headers["access-control-allow-origin"] == "*"
    wanted = {**headers, "Access-Control-Request-Method": "POST"}
    wanted["Access-Control-Request-Headers"] = "content-type"
    assert client.options("/sparql", headers=wanted).status_code == 200


def test_head_gives_the_headers_alone(client: httpx.Client) -> None:
    response = client.head("/sparql", params={"query": SELECT})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/sparql-results+json")
    assert response.content == b""
