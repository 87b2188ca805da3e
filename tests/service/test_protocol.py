"""What the W3C's protocol tests ask of queries, each by its name, over our own graphs.

Source: w3c/rdf-tests, sparql/sparql11/protocol. Those of updates are in test_updates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest

HELSINKI = "<https://w3id.org/kaupunkigraafi/id/municipality/091>"
RECORDS = "https://w3id.org/kaupunkigraafi/graph/records"
ONTOLOGY = "https://w3id.org/kaupunkigraafi/graph/ontology"
NOWHERE = "https://example.org/nothing"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BOTH = f"ASK {{ {HELSINKI} a ?type . kg:Municipality a ?class }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ {HELSINKI} a ?t }} GRAPH ?g2 {{ kg:Municipality a ?c }} }}"
FULL = f"ASK {{ {HELSINKI} a ?t  GRAPH ?g {{ kg:Municipality a ?c }} }}"

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """A request, and the Boolean or the status that it must have."""

    name: str
    method: str = "GET"
    address: Pairs = field(default_factory=list)
    body: bytes | None = None
    kind: str = ""
    answer: bool | None = None
    statuses: range | tuple[int, ...] = range(200, 400)

    def __str__(self) -> str:
        return self.name


def q(text: str) -> tuple[str, str]:
    return "query", text


def default(*names: str) -> Pairs:
    return [("default-graph-uri", each) for each in names]


def named(*names: str) -> Pairs:
    return [("named-graph-uri", each) for each in names]


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


BAD = range(400, 500)
# One name in the query, another in the protocol: the protocol's wins.
MULTIPLE = f"ASK FROM <{NOWHERE}> {{ {HELSINKI} a ?type FILTER NOT EXISTS {{ ?s a owl:Class }} }}"
CASES = [
    Case("query_get", address=[q("ASK {}")], answer=True),
    Case("query_post_form", "POST", default(NOWHERE), form(q("ASK {}")), FORM, True),
    Case("query_post_direct", "POST", [], b"ASK {}", DIRECT, True),
    Case(
        "query_dataset_default_graphs_get",
        address=[q(BOTH), *default(RECORDS, ONTOLOGY)],
        answer=True,
    ),
    Case(
        "query_dataset_default_graphs_post",
        "POST",
        default(RECORDS, ONTOLOGY),
        BOTH.encode(),
        DIRECT,
        True,
    ),
    Case(
        "query_dataset_named_graphs_post",
        "POST",
        named(RECORDS, ONTOLOGY),
        NAMED.encode(),
        DIRECT,
        True,
    ),
    Case(
        "query_dataset_named_graphs_get", address=[q(NAMED), *named(RECORDS, ONTOLOGY)], answer=True
    ),
    Case(
        "query_dataset_full",
        "POST",
        [*default(RECORDS), *named(ONTOLOGY)],
        FULL.encode(),
        DIRECT,
        True,
    ),
    Case(
        "query_multiple_dataset", "POST", default(RECORDS), MULTIPLE.encode(), DIRECT, True
    ),
    Case("graphs of a form stand in the form", "POST", [],
         form(q(BOTH), *default(RECORDS)), FORM, False),
    Case("graphs of a form stand in the address", "POST", default(RECORDS),
         form(q(BOTH)), FORM, False),
    Case("bad_query_method", "PUT", [q("ASK {}")], statuses=(405,)),
    Case("bad_multiple_queries", address=[q("ASK {}"), q("SELECT * {}")], statuses=(400,)),
    Case("one query in the address, one in the form", "POST", [q("ASK {}")],
         form(q("ASK {}")), FORM, statuses=(400,)),
    Case("one query in the address, one as the body", "POST", [q("ASK {}")],
         b"ASK {}", DIRECT, statuses=(400,)),
    Case("bad_query_wrong_media_type", "POST", [], b"ASK {}", "text/plain", statuses=(415,)),
    Case("bad_query_missing_form_type", "POST", [], form(q("ASK {}")), statuses=(415,)),
    Case("bad_query_missing_direct_type", "POST", [], b"ASK {}", statuses=(415,)),
    Case("bad_query_non_utf8", "POST", [], "ASK {}".encode("utf-16"),
         DIRECT + "; charset=UTF-16", statuses=(415,)),
    Case("non_utf8 that does not say so", "POST", [], "ASK {}".encode("utf-16"), DIRECT,
         statuses=(400,)),
    Case("bad_query_syntax", address=[q("ASK {")], statuses=(400,)),
    Case("bad_update_get", address=[("update", "CLEAR ALL")], statuses=BAD),
    Case("bad_multiple_updates", "POST", [], form(("update", "CLEAR NAMED"),
         ("update", "CLEAR DEFAULT")), FORM, statuses=BAD),
    Case("bad_update_wrong_media_type", "POST", [], b"CLEAR NAMED", "text/plain", statuses=(415,)),
    Case("bad_update_missing_form_type", "POST", [], form(("update", "CLEAR NAMED")),
         statuses=(415,)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_protocol_is_kept(client: httpx.Client, case: Case) -> None:
    headers = {"Content-Type": case.kind} if case.kind else {}
    response = client.request(
        case.method, "/sparql", params=case.address, content=case.body, headers=headers
    )
    assert response.status_code in case.statuses, response.text
    if case.answer is not None:
        assert response.json()["boolean"] is case.answer
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("SELECT (1 AS ?one) {}", ("application/sparql-results+json",)),
        ("ASK {}", ("application/sparql-results+json",)),
        (f"DESCRIBE {HELSINKI}", ("text/turtle",)),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", ("text/turtle",)),
    ],
    ids=["query_content_type_select", "_ask", "_describe", "_construct"],
)
def test_an_answer_is_of_a_kind_that_fits_its_query(
    client: httpx.Client, query: str, kinds: tuple[str, ...]
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": ""})
    kind = response.headers["content-type"].partition(";")[0]
    assert kind in kinds
    if kind == "text/turtle":
        assert list(ox.parse(response.content, format=ox.RdfFormat.TURTLE))


def test_a_repeated_query_is_answered_with_not_modified(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?s { ?s a kg:Municipality }"}
    first = client.get("/sparql", params=asked)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = client.get("/sparql", params=asked, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for other in (
        client.get("/sparql", params=asked, headers={"Accept": "text/csv", "If-None-Match": tag}),
        client.get("/sparql", params={**asked, "format": "xml"}, headers={"If-None-Match": tag}),
        client.get("/sparql", params={"query": "ASK {}"}, headers={"If-None-Match": tag}),
    ):
        assert other.status_code == 200
        assert other.headers["etag"] != tag


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_an_answer_that_is_another_each_time_is_not_kept(client: httpx.Client, call: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert response.status_code == 200
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


def test_an_error_has_no_tag(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {"})
    assert (response.status_code, "etag" in response.headers) == (400, False)


def test_an_answer_is_packed_as_the_client_takes_it(client: httpx.Client) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 200"}
    plain = client.get("/sparql", params=asked, headers={"Accept-Encoding": "identity"})
    packed = client.get("/sparql", params=asked, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers
    for response in (plain, packed):
        assert {"Accept", "Accept-Encoding"} <= set(response.headers["vary"].split(", "))
    small = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers


def test_a_packed_body_is_not_read(client: httpx.Client) -> None:
    headers = {"Content-Type": DIRECT, "Content-Encoding": "gzip"}
    assert client.post("/sparql", content=b"ASK {}", headers=headers).status_code == 415


def test_pages_elsewhere_may_read_the_headers_of_an_answer(client: httpx.Client) -> None:
    headers = {"Origin": "https://example.org"}
    response = client.get("/sparql", params={"query": "ASK {}"}, headers=headers)
    exposed = response.headers["access-control-expose-headers"]
    assert {"ETag", "Link", "Kaupunkigraafi-Truncated"} <= set(exposed.split(", "))


def test_head_costs_no_body_and_has_the_length_of_get(client: httpx.Client) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 50"}
    headers = {"Accept-Encoding": "identity"}
    head = client.head("/sparql", params=asked, headers=headers)
    got = client.get("/sparql", params=asked, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]
