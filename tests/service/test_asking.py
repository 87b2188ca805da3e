"""The query page: a query in the address or posted, its answer as a table, a drawing, files."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.service.serving import running
from tests.service.test_pages import found, page, text

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.pages.chart import chart_of
from kaupunkigraafi_service.pages.question_view import Cell

POPULATION = (
    'SELECT ?name ?n { ?m kg:population ?n ; skos:prefLabel ?name FILTER(LANG(?name)="fi") }'
)


def asked(client: httpx.Client, query: str, status: int = 200) -> httpx.Response:
    response = client.get("/fi/query", params={"query": query}, headers={"Accept": "text/html"})
    assert response.status_code == status, response.text
    return response


def test_an_answer_is_a_table_with_links_and_downloads(client: httpx.Client) -> None:
    response = asked(client, "SELECT ?m ?n { ?m kg:population ?n }")
    tree = page(client, str(response.request.url))
    assert found(tree, "//td/a[@href='/fi/entity/municipality/091']")
    assert text(tree, "//td[@class='number']") == "658864"
    files = [str(each) for each in found(tree, "//p[@class='tools']//a[@download]/@href")]
    assert {parse_qs(urlsplit(each).query)["format"][0] for each in files} == {
        "csv", "tsv", "json", "xml"
    }  # fmt: skip
    assert all(client.get(each).status_code == 200 for each in files)
    assert "658864" in client.get(files[0]).text


def test_a_posted_query_has_an_address_that_can_be_shared(client: httpx.Client) -> None:
    response = client.post("/sv/query", data={"query": POPULATION})
    assert response.status_code == 303
    place = response.headers["location"]
    assert urlsplit(place).path == "/sv/query"
    assert parse_qs(urlsplit(place).query) == {"query": [POPULATION]}
    assert client.get(place).status_code == 200


def test_a_query_too_long_for_an_address_is_answered_all_the_same(client: httpx.Client) -> None:
    long = POPULATION + "\n#" + "x" * 8000
    response = client.post("/en/query", data={"query": long})
    assert response.status_code == 200
    assert "Helsinki" in response.text
    assert '<html lang="en">' in response.text
    assert "link to this query" not in response.text


def test_an_answer_that_was_cut_says_so_in_the_page_s_language(world_folder: Path) -> None:
    settings = Settings(query_workers=1, query_max_rows=2)
    with running(create_app(Kaupunkigraafi.open(world_folder), settings)) as narrow:
        tree = page(narrow, "/sv/query?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
    assert text(tree, "//p[@class='notice']").startswith("Svaret visar de första 2 raderna")


def test_yes_and_graphs_are_answers_too(client: httpx.Client) -> None:
    assert ">Kyllä<" in asked(client, "ASK { ?s ?p ?o }").text
    graph = asked(client, "CONSTRUCT { ?s kg:population ?n } WHERE { ?s kg:population ?n }")
    assert "658864" in graph.text
    assert "format=turtle" in graph.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT {", 400), ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400)],
)
def test_what_cannot_be_run_is_told_above_the_query(
    client: httpx.Client, query: str, status: int
) -> None:
    response = client.get("/fi/query", params={"query": query})
    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert "<textarea" in response.text


def test_what_a_query_makes_up_is_text(client: httpx.Client) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?a) (IRI("javascript:alert(1)") AS ?b) {}'
    response = asked(client, query)
    assert "<script>alert" not in response.text
    assert 'href="javascript:' not in response.text


def test_the_policy_lets_in_the_editor_s_style_by_a_number_used_once(client: httpx.Client) -> None:
    first, second = (client.get("/fi/query") for _ in range(2))
    policies = [each.headers["content-security-policy"] for each in (first, second)]
    assert policies[0] != policies[1]
    for response, policy in zip((first, second), policies, strict=True):
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        assert f'data-nonce="{nonce}"' in response.text
        assert "unsafe" not in policy


def test_the_editor_completes_our_terms_with_their_labels(client: httpx.Client) -> None:
    terms = {each["label"]: each for each in client.get("/query/terms.json?lang=sv").json()}
    assert terms["kg:population"]["detail"]
    assert terms["kg:population"]["namespace"] == "https://w3id.org/kaupunkigraafi/ontology#"
    assert terms["kg:Municipality"]["type"] == "class"


def row(label: str, number: str) -> tuple[Cell, Cell]:
    return Cell(Label(label)), Cell(Label(number), is_number=True)


def test_a_drawing_is_made_where_the_columns_allow_one() -> None:
    bars = chart_of(("a", "n"), [row("Turku", "2"), row("Pori", "1")])
    assert bars is not None
    assert (bars.kind, [shape.value for shape in bars.shapes]) == ("bars", ["2", "1"])
    assert bars.shapes[0].size == 2 * bars.shapes[1].size
    line = chart_of(("y", "n"), [row("2021", "5"), row("2020", "3")])
    assert line is not None
    assert (line.kind, [shape.label for shape in line.shapes]) == ("line", ["2020", "2021"])
    points = chart_of(
        ("m", "w"),
        [
            (Cell(Label("Turku")), Cell(Label("POINT(22.3 60.5)"))),
            (Cell(Label("Oulu")), Cell(Label("POINT(25.5 65.0)"))),
        ],
    )
    assert points is not None
    assert points.kind == "points"
    assert points.shapes[0].y > points.shapes[1].y


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("Turku", "2")],
        [row("Turku", "-1"), row("Pori", "1")],
        [row("Turku", "NaN"), row("Pori", "1")],
        [row("Turku", "INF"), row("Pori", "1")],
        [row(str(n), "1") for n in range(100)],
        [(Cell(Label("a")), Cell(Label("b")))] * 2,
    ],
)
def test_no_drawing_is_made_of_what_it_would_tell_wrongly(rows: list[tuple[Cell, Cell]]) -> None:
    assert chart_of(("a", "n"), rows) is None
