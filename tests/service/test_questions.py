"""Prepared questions over HTTP: listed, answered, refused, and shown to people."""

from __future__ import annotations

import httpx
import pytest
from lxml import html
from pydantic import TypeAdapter

from kaupunkigraafi.questions.form import load_questions
from kaupunkigraafi_service import question_schemas as schemas

BODY = "body/TEM001-00-2020"


def test_all_questions_are_listed_with_their_words(client: httpx.Client) -> None:
    found = client.get("/api/v1/questions?lang=sv").json()
    TypeAdapter(list[schemas.Question]).validate_python(found)
    assert [each["name"] for each in found] == list(load_questions())
    titles = {each["name"]: each["title"] for each in found}
    assert titles["body-cities"] == "Vilka städer var företrädda i ett organ?"


def test_a_question_is_answered_in_the_language_asked_for(client: httpx.Client) -> None:
    response = client.get("/api/v1/questions/body-cities", params={"body": BODY, "lang": "sv"})
    assert response.status_code == 200
    assert response.headers["kaupunkigraafi-generation"] == "000001"
    answer = response.json()
    TypeAdapter(schemas.QuestionAnswer).validate_python(answer)
    assert [row["city"]["label"] for row in answer["rows"]] == ["Åbo"]
    assert answer["given"] == {"body": BODY}


def test_what_is_not_known_is_told_with_its_reason(client: httpx.Client) -> None:
    answer = client.get("/api/v1/questions/law-ministry?law=423/2003&lang=en").json()
    assert answer["rows"] == []
    assert answer["not_known"][0]["reason"]["id"] == "concept/reason/consolidated-text-missing"
    assert answer["message"] == "not known: the consolidated text was not read"


def test_the_query_of_an_answer_gives_the_same_over_sparql(client: httpx.Client) -> None:
    answer = client.get("/api/v1/questions/body-tasks", params={"body": BODY}).json()
    rows = client.post("/sparql", data={"query": answer["query"], "format": "json"}).json()
    tasks = [row["task"]["value"] for row in rows["results"]["bindings"]]
    assert tasks == [row["task"]["iri"] for row in answer["rows"]]
    assert tasks


@pytest.mark.parametrize(
    ("address", "status", "slug"),
    [
        ("/api/v1/questions/nothing", 404, "question-unknown"),
        ("/api/v1/questions/body-cities?body=nobody", 422, "parameters-invalid"),
        ("/api/v1/questions/body-cities?bodi=x", 422, "parameters-invalid"),
        ("/api/v1/questions/body-cities?body=a&body=b", 422, "parameters-invalid"),
        ("/api/v1/questions/laws-in-force?day=yesterday", 422, "parameters-invalid"),
        ("/api/v1/questions?limit=3", 422, "parameters-invalid"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(
    client: httpx.Client, address: str, status: int, slug: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.json()["type"] == f"/problems/{slug}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_shows_the_answer_and_the_query(client: httpx.Client, language: str) -> None:
    response = client.get(
        f"/{language}/questions/body-cities",
        params={"body": BODY},
        headers={"Accept": "text/html"},
    )
    tree = html.fromstring(response.text)
    label = {"fi": "Turku", "sv": "Åbo", "en": "Turku"}[language]
    assert label in [" ".join(cell.text_content().split()) for cell in tree.xpath("//td")]
    assert "SELECT ?city" in tree.xpath("string(//textarea)")
    assert tree.xpath("//a[contains(@href, '/entity/municipality/853')]")


def test_the_answer_is_taken_home_as_a_table(client: httpx.Client) -> None:
    page = html.fromstring(client.get(f"/fi/questions/body-cities?body={BODY}").text)
    place = page.xpath("//p[@class='tools']/a[text()='CSV']/@href")[0]
    table = client.get(place)
    assert table.headers["content-type"].startswith("text/csv")
    assert "/municipality/853" in table.text


def test_the_page_of_a_wrong_value_keeps_the_form_and_says_what_is_wrong(
    client: httpx.Client,
) -> None:
    response = client.get("/fi/questions/body-cities?body=<b>x", headers={"Accept": "text/html"})
    assert response.status_code == 422
    tree = html.fromstring(response.text)
    assert tree.xpath("//input[@name='body']/@value") == ["<b>x"]
    assert "no body is called" in tree.xpath("string(//*[@role='alert'])")
