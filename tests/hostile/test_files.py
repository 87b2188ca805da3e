"""Forty hostile files and a good one: each is named with its reason, and the good one is found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kaupunkigraafi.cli.app import app
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.quarantine import Quarantine
from tests.hostile.files import GOOD, write_hostile


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    home = tmp_path_factory.mktemp("hostile") / "files"
    return home, write_hostile(home)


@pytest.fixture(scope="module")
def folder(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "folder"
    shutil.copytree(world_folder, path)
    return path


@pytest.fixture(scope="module")
def added(folder: Path, hostile: tuple[Path, set[str]]) -> Result:
    return CliRunner().invoke(app, ["add", str(hostile[0]), "--folder", str(folder)])


def test_there_are_forty_of_them_and_more(hostile: tuple[Path, set[str]]) -> None:
    assert len(hostile[1]) >= 40


def test_each_is_named_with_a_reason_and_the_command_tells_of_a_part(
    added: Result, folder: Path, hostile: tuple[Path, set[str]]
) -> None:
    assert added.exit_code == 1
    entries = {each.name: each for each in Quarantine(folder).entries()}
    assert set(entries) == hostile[1]
    for name, entry in entries.items():
        assert entry.reason.startswith(name), entry
        assert entry.remedy, entry
        assert len(entry.reason) > len(name) + len(entry.remedy), entry
        assert f"not taken: {name}" in " ".join(added.stderr.split()), name


def test_the_good_file_among_them_is_found(added: Result, folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        (hit, *_) = kg.search("tori", mode="lexical")
        assert hit.document.source == GOOD
        assert kg.about().documents == 7
    assert Folder(folder).verify().whole


def test_nothing_of_another_file_came_in(added: Result, folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        assert not list(kg.search("root:x:0:0", mode="lexical"))
    for copy in (folder / "quarantine").glob("*.held"):
        assert b"root:" not in copy.read_bytes()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb.docx", "unpacks to more than"),
        ("bomb.pdf", "memory|longer"),
        ("laughs.xml", "declares entities|not well-formed"),
        ("outside.xml", "declares entities"),
        ("film.txt", "larger than 50 MiB"),
        ("locked.pdf", "locked by a password"),
        ("scanned.pdf", "no text on its 2 pages"),
        ("out.txt", "leads out of the folder"),
        ("loop.txt", "leads to nothing"),
        ("pipe.txt", "a pipe or a device"),
        ("picture.pdf", "a picture"),
        ("table.xlsx", "a ZIP archive"),
        ("packed.txt", "packed \\(gzip\\)"),
        ("database.md", "a database"),
        ("elsewhere.jsonld", "nothing is fetched"),
        ("line\ufffdend.txt", "rename it"),
    ],
)
def test_the_reason_says_what_is_wrong(added: Result, folder: Path, name: str, reason: str) -> None:
    import re  # noqa: PLC0415

    (entry,) = (each for each in Quarantine(folder).entries() if each.name == name)
    assert re.search(reason, entry.reason), entry.reason


def test_what_is_no_file_or_too_large_is_not_copied(added: Result, folder: Path) -> None:
    entries = {each.name: each for each in Quarantine(folder).entries()}
    for name in ("film.txt", "pipe.txt", "socket.txt", "out.txt", "device.txt", "up"):
        assert not entries[name].copied, name
    assert entries["film.txt"].hash
    assert entries["locked.pdf"].copied


def test_trying_again_changes_nothing_and_names_all(
    added: Result, folder: Path, hostile: tuple[Path, set[str]]
) -> None:
    before = Folder(folder).pointer.read_text(encoding="ascii")
    options = ["quarantine", "--folder", str(folder), "--retry", "--format", "json"]
    again = CliRunner().invoke(app, options)
    assert again.exit_code == 1
    assert {each["name"] for each in json.loads(again.stdout)} == hostile[1]
    assert Folder(folder).pointer.read_text(encoding="ascii") == before
