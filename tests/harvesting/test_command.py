"""The command says what it did, and ends with 1 where something was not taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaupunkigraafi.cli.app import app
from tests.harvesting.server import Reply, Site


def called(*arguments: str, loopback: bool = True) -> tuple[int, str]:
    settings = {"KAUPUNKIGRAAFI_HARVEST_LOOPBACK": str(loopback), "COLUMNS": "400"}
    result = CliRunner().invoke(app, ["harvest", *arguments], env=settings)
    return result.exit_code, str(result.exception or "") + result.output


def test_a_directory_is_taken_and_told(own_folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "saapuvat"
    home.mkdir()
    (home / "tori.txt").write_text("Tori on auki joka päivä.", encoding="utf-8")
    code, told = called("directory", str(home), "--folder", str(own_folder))
    assert code == 0, told
    assert "new 1: tori.txt" in told
    code, told = called("directory", str(home), "--folder", str(own_folder))
    assert (code, "unchanged 1" in told) == (0, True)


def test_a_watched_directory_is_looked_at_again(
    own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "saapuvat"
    home.mkdir()
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt
        (home / "tori.txt").write_text("Tori on auki joka päivä.", encoding="utf-8")

    monkeypatch.setattr("kaupunkigraafi.cli.harvesting.time.sleep", sleep)
    _, told = called("directory", str(home), "--every", "60", "--folder", str(own_folder))
    assert "new 1: tori.txt" in told
    assert waits == [60.0, 60.0]


def test_a_list_of_addresses_tells_what_was_not_taken(
    own_folder: Path, tmp_path: Path, site: Site
) -> None:
    site.routes["/a.txt"] = Reply(body="Tori on auki joka päivä.".encode())
    path = tmp_path / "osoitteet.txt"
    path.write_text(f"# torit\n{site.url}/a.txt\n{site.url}/b.txt\n", encoding="utf-8")
    code, told = called("urls", str(path), "--folder", str(own_folder), "--pace", "0")
    assert code == 1
    assert f"new 1: {site.url}/a.txt" in told
    assert f"not taken: {site.url}/b.txt" in told
    assert "KAUPUNKIGRAAFI_CONTACT" in told


def test_this_machine_is_not_fetched_from_unless_that_is_set(
    own_folder: Path, tmp_path: Path, site: Site
) -> None:
    path = tmp_path / "osoitteet.txt"
    path.write_text(f"{site.url}/a.txt\n", encoding="utf-8")
    code, told = called("urls", str(path), "--folder", str(own_folder), loopback=False)
    assert (code, "no public address" in told) == (1, True)
    assert site.log == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("finlex",), "--listed, or --years"),
        (("finlex", "--listed", "--years", "2024"), "--listed, or --years"),
        (("finlex", "--years", "kaikki"), "2020-2024"),
        (("sitemap",), "ADDRESS-OR-PATH"),
        (("urls", "/ei/ole"), "there is no file"),
        (("directory", "/ei/ole"), "there is no directory"),
        (("hankeikkuna", "--kind", "TORI"), "TOIMIELIN"),
    ],
)
def test_what_is_missing_is_asked_for(
    own_folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, told = called(*arguments, "--folder", str(own_folder))
    assert code != 0
    assert words in " ".join(told.split())
