"""Duties over HTTP and on the command line: one shape in every place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import httpx
import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

import kaupunkigraafi
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.duty import BEARERS
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.obliging import duties_to_plain
from kaupunkigraafi_service.text_schemas import Bearer, Duty

TEXT = "Kunnan on järjestettävä opetusta.\r\nYmpäristöministeriö ohjaa tätä. Kunta voi auttaa."


def test_the_shape_of_a_duty_is_frozen() -> None:
    plain = duties_to_plain(kaupunkigraafi.duties(TEXT))
    assert [list(each) for each in plain] == [["start", "end", "text", "bearer", "confidence"]] * 2
    assert [each["bearer"] for each in plain] == ["municipality", "ministry"]
    assert list(Duty.model_fields) == list(plain[0])
    assert get_args(Bearer) == BEARERS


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_the_command_line_counts_characters_as_the_file_has_them(
    tmp_path: Path, source: str
) -> None:
    file = tmp_path / "pykälä.txt"
    file.write_bytes(TEXT.encode())
    arguments = ["duties", "-" if source == "stdin" else str(file), "--format", "json"]
    done = CliRunner().invoke(app, arguments, input=TEXT.encode())
    assert done.exit_code == 0
    assert json.loads(done.stdout) == duties_to_plain(kaupunkigraafi.duties(TEXT))


def test_a_table_for_sheets_has_its_header_also_when_nothing_is_found(tmp_path: Path) -> None:
    file = tmp_path / "tyhjä.txt"
    file.write_text("Kunta voi auttaa.", encoding="utf-8")
    done = CliRunner().invoke(app, ["duties", str(file), "--format", "csv"])
    assert done.stdout.strip() == "start,end,text,bearer,confidence"


def test_a_file_that_is_not_text_is_refused_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "kuva.png"
    file.write_bytes(b"\x89PNG\xff")
    done = CliRunner().invoke(app, ["duties", str(file)])
    assert isinstance(done.exception, kaupunkigraafi.KaupunkigraafiError)
    assert "save it as UTF-8" in str(done.exception)


def test_the_api_says_what_the_library_says(client: httpx.Client, kg: Kaupunkigraafi) -> None:
    response = client.post("/api/v1/duties", json={"text": TEXT, "language": "fi"})
    assert response.status_code == 200, response.text
    assert response.json() == duties_to_plain(kg.duties(TEXT, "fi"))
    assert TypeAdapter(list[Duty]).validate_python(response.json())
    assert response.headers["kaupunkigraafi-generation"] == kg.generation


@pytest.mark.parametrize(
    ("body", "parameter"),
    [({}, "text"), ({"text": "Kunta", "language": "de"}, "language"), ({"text": "", "q": 1}, "q")],
)
def test_a_body_that_cannot_be_is_a_problem_that_names_the_member(
    client: httpx.Client, body: dict[str, object], parameter: str
) -> None:
    response = client.post("/api/v1/duties", json=body)
    assert response.status_code == 422
    assert [each["parameter"] for each in response.json()["errors"]] == [parameter]


def test_a_text_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    response = client.post("/api/v1/duties", json={"text": "Kunta " * 40_000})
    assert response.status_code == 422
    assert "200000" in response.text.replace(" ", "").replace(",", "")
