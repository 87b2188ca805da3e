"""Mentions over HTTP and on the command line: one shape in every place."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

import kaupunkigraafi
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.mentioning import mentions_to_plain
from kaupunkigraafi_service.text_schemas import Mention

TEXT = "Lahden kaupunki noudattaa kuntalain (410/2015) 7 §:ää.\r\nYM:n ohje on uusi."
MEMBERS = [
    "start", "end", "text", "kind", "id", "iri", "law", "chapter", "section", "confidence",
    "method",
]  # fmt: skip


def test_the_shape_of_a_mention_is_frozen() -> None:
    plain = mentions_to_plain(kaupunkigraafi.mentions(TEXT))
    assert [list(each) for each in plain] == [MEMBERS] * 3
    assert [each["id"] for each in plain] == ["municipality/398", "law/410-2015", "ministry/YM"]


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_the_command_line_counts_characters_as_the_file_has_them(
    tmp_path: Path, source: str
) -> None:
    file = tmp_path / "päätös.txt"
    file.write_bytes(TEXT.encode())
    arguments = ["mentions", "-" if source == "stdin" else str(file), "--format", "json"]
    done = CliRunner().invoke(app, arguments, input=TEXT.encode())
    assert done.exit_code == 0
    assert json.loads(done.stdout) == mentions_to_plain(kaupunkigraafi.mentions(TEXT))


def test_a_file_that_is_not_text_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "kuva.png"
    file.write_bytes(b"\x89PNG\xff")
    done = CliRunner().invoke(app, ["mentions", str(file)])
    assert isinstance(done.exception, kaupunkigraafi.KaupunkigraafiError)
    assert "save it as UTF-8" in str(done.exception)


def test_the_api_says_what_the_library_says(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    response = client.post("/api/v1/mentions", json={"text": TEXT, "language": "fi"})
    assert response.status_code == 200, response.text
    assert response.json() == mentions_to_plain(kg.mentions(TEXT, "fi"))
    assert TypeAdapter(list[Mention]).validate_python(response.json())
    assert response.headers["kaupunkigraafi-generation"] == kg.generation


@pytest.mark.parametrize(
    ("body", "parameter"),
    [({}, "text"), ({"text": "Lahti", "language": "de"}, "language"), ({"text": "", "q": 1}, "q")],
)
def test_a_body_that_cannot_be_is_a_problem_that_names_the_member(
    client: httpx.Client, body: dict[str, object], parameter: str
) -> None:
    response = client.post("/api/v1/mentions", json=body)
    assert response.status_code == 422
    assert [each["parameter"] for each in response.json()["errors"]] == [parameter]


def test_a_text_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    response = client.post("/api/v1/mentions", json={"text": "Lahti " * 40_000})
    assert response.status_code == 422
    assert "200000" in response.text.replace(" ", "").replace(",", "")
    assert client.post("/api/v1/mentions", json={"text": "Lahti " * 400_000}).status_code == 413
