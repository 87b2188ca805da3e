"""The Folder keeps what it acknowledged, notices every changed byte, and has one writer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kaupunkigraafi.disk import link_tree
from kaupunkigraafi.errors import FolderCorrupt, FolderLocked, FolderMissing, FolderOutdated
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.manifest import FORMAT, Counts, Manifest


def facts(parent: str | None = None) -> Manifest:
    return Manifest(FORMAT, 0, parent, "2026-01-01T00:00:00+00:00", "0", "", Counts(), None, ())


def publish(folder: Folder, **files: str) -> str:
    with folder.lock():
        staged = folder.stage()
        for name, text in files.items():
            target = staged / name.replace("__", "/")
            target.parent.mkdir(exist_ok=True)
            target.write_text(text)
        with folder.publish(staged, facts()) as generation:
            folder.clean()
            return generation.name


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "folder")


def test_a_folder_without_a_generation_says_how_to_make_one(folder: Folder) -> None:
    with pytest.raises(FolderMissing, match="kaupunkigraafi build --into"):
        folder.current()


def test_what_was_published_is_current_and_whole(folder: Folder) -> None:
    name = publish(folder, a="one", graph__b="two")
    with folder.current() as generation:
        assert generation.name == name == "000001"
        assert (generation.path / "graph/b").read_text() == "two"
        assert [entry.path for entry in generation.manifest.files] == ["a", "graph/b"]
    assert folder.verify().whole


def test_a_reader_keeps_its_generation_while_others_are_published(folder: Folder) -> None:
    publish(folder, a="1")
    with folder.current() as held:
        for text in "234":
            publish(folder, a=text)
        assert (held.path / "a").read_text() == "1"
    publish(folder, a="5")
    assert sorted(path.name for path in folder.generations.iterdir()) == ["000004", "000005"]


@pytest.mark.parametrize("where", ["a", "graph/b", "MANIFEST.json", "CURRENT"])
def test_verify_notices_one_flipped_bit_in_any_file(folder: Folder, where: str) -> None:
    name = publish(folder, a="one", graph__b="two")
    path = folder.path / where if where == "CURRENT" else folder.generations / name / where
    data = path.read_bytes()
    for position in range(0, len(data), max(1, len(data) // 40)):
        flipped = bytearray(data)
        flipped[position] ^= 1
        path.write_bytes(flipped)
        assert not folder.verify().whole, f"byte {position} of {where}"
    path.write_bytes(data)
    assert folder.verify().whole


def test_verify_notices_missing_cut_and_added_files(folder: Folder) -> None:
    path = folder.generations / publish(folder, a="one", b="two")
    (path / "a").unlink()
    (path / "b").write_text("t")
    (path / "c").write_text("three")
    assert {fault.split(" ", 1)[1] for fault in folder.verify().faults} == {
        "is missing",
        "has 1 bytes, published with 3",
        "was not published with the generation",
    }


def test_a_pointer_to_another_manifest_is_refused(folder: Folder) -> None:
    name = publish(folder, a="one")
    folder.pointer.write_text(f"{name} {'0' * 64}\n")
    with pytest.raises(FolderCorrupt, match="another manifest"):
        folder.current()


def test_a_folder_of_another_format_names_the_remedy(folder: Folder) -> None:
    manifest = folder.generations / publish(folder, a="one") / "MANIFEST.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 99'))
    with pytest.raises(FolderOutdated, match=rf"format 99; this version reads {FORMAT}.*Rebuild"):
        folder.current()


def test_repair_falls_back_to_the_newest_whole_generation(folder: Folder) -> None:
    first = publish(folder, a="one")
    second = publish(folder, a="two")
    (folder.generations / second / "a").write_text("tw0")
    verdict = folder.repair()
    assert verdict.generation == first
    assert folder.verify().whole
    with folder.current() as generation:
        assert (generation.path / "a").read_text() == "one"
    assert list((folder.path / "quarantine").rglob("a")), "the broken one is kept aside"


def test_repair_restores_a_lost_pointer(folder: Folder) -> None:
    name = publish(folder, a="one")
    folder.pointer.unlink()
    assert folder.repair().generation == name
    assert folder.verify().whole


def test_a_second_writer_is_refused_and_told_who_writes(folder: Folder) -> None:
    with folder.lock(), pytest.raises(FolderLocked, match=f"process {os.getpid()} on "):
        folder.lock().__enter__()


def test_a_killed_writer_leaves_a_whole_folder_and_its_leftovers_go(folder: Folder) -> None:
    publish(folder, a="one")
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from kaupunkigraafi.folder import Folder\n"
        "folder = Folder(Path(sys.argv[1]))\n"
        "with folder.lock():\n"
        "    (folder.stage() / 'a').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder.path)], check=False)
    assert done.returncode == -9
    assert list(folder.generations.glob(".tmp-*"))
    assert folder.verify().whole
    publish(folder, a="two")
    assert not list(folder.generations.glob(".tmp-*"))


def test_verify_notices_a_lock_that_no_writer_wrote(folder: Folder) -> None:
    publish(folder, a="one")
    (folder.path / "LOCK").write_text("process 1 on somewhere since never #0000\n")
    assert not folder.verify().whole


def test_hard_links_share_bytes_and_are_not_hashed_again(folder: Folder) -> None:
    first = folder.generations / publish(folder, graph__a="one")
    with folder.lock():
        staged = folder.stage()
        link_tree(first / "graph", staged / "graph")
        assert (staged / "graph/a").stat().st_ino == (first / "graph/a").stat().st_ino
        with folder.publish(staged, facts(first.name), first) as second:
            assert second.manifest.files == Manifest.read(first).files
    assert folder.verify().whole
