"""What was refused waits with its reason, and is taken once it can be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaupunkigraafi.build import add, retry
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.quarantine import Quarantine

BROKEN = b"---\nlanguage: xx\n---\nTori on auki."
WHOLE = b"---\nlanguage: fi\n---\nTori on auki."


def refuse(folder: Path, path: Path, body: bytes = BROKEN) -> None:
    path.write_bytes(body)
    assert add(folder, path).failed


def test_a_refused_file_is_copied_with_its_reason_beside_it(
    own_folder: Path, tmp_path: Path
) -> None:
    refuse(own_folder, tmp_path / "tori.md")
    (note,) = (own_folder / "quarantine").glob("*.json")
    told = json.loads(note.read_text(encoding="utf-8"))
    assert told["name"] == "tori.md"
    assert told["path"] == str(tmp_path / "tori.md")
    assert "language" in told["reason"]
    assert told["reason"].endswith(told["remedy"])
    assert told["when"].startswith("20")
    assert told["hash"].startswith("sha256:")
    assert note.with_suffix(".held").read_bytes() == BROKEN
    assert note.with_suffix(".held").stat().st_mode & 0o077 == 0
    assert Folder(own_folder).verify().whole


def test_the_same_file_refused_twice_is_one_entry(own_folder: Path, tmp_path: Path) -> None:
    for body in (BROKEN, b""):
        refuse(own_folder, tmp_path / "tori.md", body)
    (entry,) = Quarantine(own_folder).entries()
    assert "is empty" in entry.reason


def test_a_file_that_is_taken_leaves_the_quarantine(own_folder: Path, tmp_path: Path) -> None:
    refuse(own_folder, tmp_path / "tori.md")
    (tmp_path / "tori.md").write_bytes(WHOLE)
    assert add(own_folder, tmp_path / "tori.md").added
    assert not list((own_folder / "quarantine").iterdir())


def test_retrying_reads_from_where_the_file_was_else_the_copy(
    own_folder: Path, tmp_path: Path
) -> None:
    for name in ("mended.md", "gone.md"):
        refuse(own_folder, tmp_path / name)
    (tmp_path / "mended.md").write_bytes(WHOLE)
    (tmp_path / "gone.md").unlink()
    report = retry(own_folder)
    assert len(report.added) == 1
    assert [each.name for each in report.failed] == ["gone.md"]
    (entry,) = Quarantine(own_folder).entries()
    held = own_folder / "quarantine" / f"{entry.key}.held"
    assert held.read_bytes() == BROKEN, "what cannot be read yet is not lost by trying"
    held.write_bytes(WHOLE)
    assert len(retry(own_folder).added) == 1
    assert not Quarantine(own_folder).entries()


def test_a_large_file_is_hashed_and_stays_where_it_is(own_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "film.txt"
    with path.open("wb") as film:
        film.truncate(60 * 2**20)
    assert "the most that is read" in add(own_folder, path).failed[0].reason
    (entry,) = Quarantine(own_folder).entries()
    assert (entry.bytes, entry.copied) == (60 * 2**20, False)
    assert entry.hash
    assert not list((own_folder / "quarantine").glob("*.held"))


def test_what_repair_set_aside_is_not_cleared(own_folder: Path, tmp_path: Path) -> None:
    aside = own_folder / "quarantine" / "generation-000007-x"
    aside.mkdir(parents=True)
    (own_folder / "quarantine" / "mine.json").write_text("{}", encoding="utf-8")
    refuse(own_folder, tmp_path / "tori.md")
    with Kaupunkigraafi.open(own_folder) as kg:
        assert len(kg.quarantine()) == 1
        assert kg.quarantine(clear=True) == ()
    assert sorted(each.name for each in aside.parent.iterdir()) == [aside.name, "mine.json"]


def test_an_open_graph_finds_what_it_retries(own_folder: Path, tmp_path: Path) -> None:
    refuse(own_folder, tmp_path / "tori.md")
    (tmp_path / "tori.md").write_bytes(WHOLE)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.quarantine(retry=True) == ()
        assert kg.search("tori", mode="lexical").hits[0].document.source == "tori.md"


def test_the_command_lists_retries_and_clears(own_folder: Path, tmp_path: Path) -> None:
    refuse(own_folder, tmp_path / "tori.md")
    run = CliRunner().invoke
    options = ["quarantine", "--folder", str(own_folder)]
    listed = run(app, [*options, "--format", "json"])
    (entry,) = json.loads(listed.stdout)
    assert (entry["name"], listed.exit_code) == ("tori.md", 0)
    tried = run(app, [*options, "--retry"])
    assert tried.exit_code == 1
    assert "tori.md" in tried.stdout
    assert run(app, [*options, "--clear", "--format", "csv"]).exit_code == 0
    assert "quarantine is empty" in run(app, options).stderr


def test_a_replaced_document_stays_where_its_new_text_is_refused(
    own_folder: Path, tmp_path: Path
) -> None:
    page = (
        "Työryhmä\n\nTEM001:00/2020 Toimielin\n\nHankkeen perustiedot Käynnissä\n\n"
        "Hankenumero TEM001:00/2020\n\nAsettaja ympäristöministeriö\n\nToimikausi/aikataulu "
    )
    path = tmp_path / "page.txt"
    path.write_text(page + "1.1.2020 – 31.12.2021\n", encoding="utf-8")
    (key,) = add(own_folder, path).added
    # A term that ends before it begins breaks a shape.
    path.write_text(page + "1.1.2020 – 31.12.2019\n", encoding="utf-8")
    (tmp_path / "good.md").write_bytes(WHOLE)  # so that a generation is published
    report = add(own_folder, path, tmp_path / "good.md")
    assert (len(report.failed), len(report.added)) == (1, 1)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert "31.12.2021" in kg.document(key).text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_named_and_not_opened(own_folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    report = add(own_folder, tmp_path / "pipe.txt")
    assert "a pipe or a device" in report.failed[0].reason
    (entry,) = Quarantine(own_folder).entries()
    assert (entry.hash, entry.copied) == (None, False)


def test_what_a_link_leads_to_is_not_copied(own_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(BROKEN)
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    assert add(own_folder, tmp_path / "link.md").failed
    (entry,) = Quarantine(own_folder).entries()
    assert (entry.name, entry.copied) == ("link.md", False)
