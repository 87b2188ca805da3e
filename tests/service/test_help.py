"""The help for programs: what it shows runs as it stands."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess

import httpx
import pytest
from tests.service.test_pages import found, page, text

WRITES = ("/api/v1/documents", "/graphs")


def commands(client: httpx.Client, language: str) -> list[str]:
    tree = page(client, f"/{language}/api")
    told = [str(each.text_content()) for each in found(tree, "//pre/code")]
    return [each for each in told if each.startswith("curl ")]


def test_every_command_answers(real: httpx.Client) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here to run the commands of the page")
    asked = [each for each in commands(real, "en") if not any(path in each for path in WRITES)]
    assert len(asked) >= 6
    for command in asked:
        run = subprocess.run(  # noqa: S602  the page's own commands, as a person pastes them
            command.replace("curl ", "curl --silent --fail-with-body ", 1),
            shell=True, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert run.returncode == 0, (command, run.stdout)
        assert run.stdout.strip(), command


def test_every_program_runs(real: httpx.Client) -> None:
    tree = page(real, "/sv/api")
    programs = [each.text_content() for each in found(tree, "//pre/code")]
    programs = [each for each in programs if "httpx" in each]
    assert len(programs) == 2
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for each in programs:
            exec(compile(each, "the page", "exec"), {})  # noqa: S102  the page's own programs
    assert "passage" in printed.getvalue()
    assert "Helsinki 664028" in printed.getvalue()


def test_every_example_address_answers(real: httpx.Client) -> None:
    tree = page(real, "/fi/api")
    places = found(tree, "//section[@class='operation']/p/a/@href")
    assert len(places) > 9
    unknown = [str(place) for place in places if real.get(str(place)).status_code not in (200, 303)]
    assert unknown == []


def test_what_is_not_there_is_not_promised(real: httpx.Client) -> None:
    tree = page(real, "/en/api")
    assert text(tree, "//section[@aria-labelledby='mcp']/p").startswith(
        "The command kaupunkigraafi mcp serves"
    )
    assert real.get("/mcp").status_code == 404


def test_every_route_is_listed_once_and_leads_to_its_description(real: httpx.Client) -> None:
    tree = page(real, "/fi/api")
    links = [str(each)[1:] for each in found(tree, "//ul[@class='routes']//a/@href")]
    told = [str(each) for each in found(tree, "//section[@class='operation']/h3/@id")]
    assert links == told
