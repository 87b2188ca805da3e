"""A folder's files are taken each once, in order; what leads out of it is named, not followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.given import files_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / ".hidden" / "home"
    (home / "b").mkdir(parents=True)
    (home / ".git").mkdir()
    for name in ("a.txt", "b/c.txt", ".git/x.txt", ".profile"):
        (home / name).write_text("x", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    return home


def names(*paths: Path, without: Path | None = None) -> list[str]:
    return [each.name for each in files_of(paths, without=without)]


def test_hidden_files_are_left_out_though_the_folder_lies_in_a_hidden_one(home: Path) -> None:
    assert names(home) == ["a.txt", "b/c.txt"]


def test_a_file_named_twice_is_taken_once(home: Path) -> None:
    assert names(home / "a.txt", home, home / "b") == ["a.txt", "b/c.txt"]


def test_the_graphs_own_folder_is_not_read(home: Path) -> None:
    assert names(home, without=home / "b") == ["a.txt"]


def test_links_out_of_the_folder_and_to_nothing_are_refused(home: Path, tmp_path: Path) -> None:
    (home / "out.txt").symlink_to(tmp_path / "secret.txt")
    (home / "up").symlink_to(tmp_path)
    (home / "nothing.txt").symlink_to(home / "absent")
    (home / "loop.txt").symlink_to(home / "loop.txt")
    (home / "inside.txt").symlink_to(home / "a.txt")
    refused = {each.name: each.refused for each in files_of([home]) if each.refused}
    assert set(refused) == {"out.txt", "up", "nothing.txt", "loop.txt"}
    assert "leads out of the folder" in refused["up"]
    assert "leads to nothing" in refused["loop.txt"]
    assert "inside.txt" not in names(home), "its target is there by itself"


def test_a_link_that_is_named_is_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "secret.txt")
    (given,) = files_of([tmp_path / "link.txt"])
    assert not given.refused


def test_names_are_fit_to_be_printed(home: Path) -> None:
    odd = os.fsencode(home) + b"/c\nd\xff.txt"
    with open(odd, "wb") as file:  # noqa: PTH123  no Path has such a name
        file.write(b"x")
    assert "c\ufffdd\ufffd.txt" in names(home)
    with pytest.raises(SourceMissing, match="a\ufffdb"):
        files_of([home / "a\nb"])
