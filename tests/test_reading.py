"""Files are read where they can do no harm, a few at once, and none of them hangs on another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import QueryFailed, UnreadableDocument
from kaupunkigraafi.given import files_of
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.writing.reading import Readers, read_all

# A process of 180 MiB reads notes, but not 20 MB of Markdown.
NARROW = WorkerLimits(deadline_s=30.0, memory_mib=180, queries=500)


def notes(home: Path, count: int) -> list[Path]:
    home.mkdir()
    for place in range(count):
        (home / f"{place:03}.txt").write_text(f"Muistio {place} torista.", encoding="utf-8")
    return [home]


def test_readings_come_in_the_order_given(tmp_path: Path) -> None:
    given = files_of(notes(tmp_path / "notes", 40))
    told: list[tuple[int, int]] = []
    with Readers(40) as readers:
        found = list(read_all(given, readers, lambda _, done, total: told.append((done, total))))
    assert [each.given for each in found] == given
    assert [each.reading.documents[0].text for each in found if each.reading] == [
        f"Muistio {place} torista." for place in range(40)
    ]
    assert told[0] == (0, 40)
    assert told[-1] == (40, 40)


def test_only_a_few_files_are_read_ahead(tmp_path: Path) -> None:
    home = tmp_path / "notes"
    given = files_of(notes(home, 40))
    with Readers(40) as readers:
        stream = read_all(given, readers)
        next(stream)
        for path in home.iterdir():
            path.unlink()
        left = [each for each in stream if each.reading is not None]
    assert len(left) <= 3 * readers.size, "what was not read yet could not be read any more"


def test_processes_stay_and_one_that_dies_takes_its_file_alone(tmp_path: Path) -> None:
    home = tmp_path / "notes"
    notes(home, 30)
    (home / "010-large.md").write_bytes(b"*x* " * 5_000_000)
    with Readers(31, NARROW) as readers:
        found = {each.given.name: each for each in read_all(files_of([home]), readers)}
        assert readers._crew is not None
        _, busy, killed = readers._crew.state()
    assert (busy, killed) == (0, 1)
    large = found.pop("010-large.md")
    assert large.failure is not None
    assert "needs more than 180 MiB of memory" in large.failure.reason
    assert all(each.reading is not None for each in found.values())


def test_processes_that_cannot_start_are_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(QueryFailed, match=r"it needs 128 at the least.*more memory"):
        Readers().read(File.of(Path("a.txt"), b"Tori."))


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    for name in ("a\nb.txt", "a\x1b[2Jb.txt", "a\udcffb.txt", "x" * 201):
        with pytest.raises(UnreadableDocument, match="rename it"):
            File.of(Path(name), b"Tori.")


def test_a_file_that_became_a_link_since_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("salaisuus", encoding="utf-8")
    home = tmp_path / "notes"
    given = files_of(notes(home, 2))
    (home / "001.txt").unlink()
    (home / "001.txt").symlink_to(tmp_path / "secret.txt")
    with Readers(2) as readers:
        first, second = read_all(given, readers)
    assert first.reading is not None
    assert second.failure is not None
    assert "cannot be opened" in second.failure.reason
