"""What is held while documents are added does not grow with how many they are."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from kaupunkigraafi.build import add
from kaupunkigraafi.model import Document, Passage
from kaupunkigraafi.search import writing
from kaupunkigraafi.search.writing import Addition

COUNT = 40


def alive(kind: type) -> int:
    """How many things of a kind are held by anything."""
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    home = tmp_path / "notes"
    home.mkdir()
    for place in range(COUNT):
        text = "\n\n".join(f"Muistion {place} kohta {part} torista." * 12 for part in range(3))
        (home / f"{place:03}.txt").write_text(text, encoding="utf-8")
    return home


def most_alive(folder: Path, notes: Path, *kinds: type) -> dict[str, dict[type, int]]:
    """Add the notes; return the most things that were held in each stage."""
    before = {kind: alive(kind) for kind in kinds}
    most: dict[str, dict[type, int]] = {}

    def look(stage: str, done: int, total: int) -> None:
        held = most.setdefault(stage, dict.fromkeys(kinds, 0))
        if stage == "read" and done % 8:
            return
        for kind in kinds:
            held[kind] = max(held[kind], alive(kind) - before[kind])

    assert len(add(folder, notes, progress=look).added) == COUNT
    return most


def test_documents_pass_through_and_only_a_few_are_held(own_folder: Path, notes: Path) -> None:
    most = most_alive(own_folder, notes, Document, Passage)
    # A few are read ahead, one is put; its passages are its own.
    assert 0 < most["read"][Document] <= 20
    assert most["read"][Passage] <= 20
    assert most["embed"][Document] <= 2


def test_passages_are_indexed_a_few_at_a_time(
    own_folder: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_AT_ONCE", 16)
    most = most_alive(own_folder, notes, Addition)
    assert 0 < most["embed"][Addition] <= 20


@pytest.mark.parametrize("at_once", [7, 4_096])
def test_however_few_at_a_time_the_same_is_found(
    own_folder: Path, notes: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi  # noqa: PLC0415

    monkeypatch.setattr(writing, "_AT_ONCE", at_once)
    report = add(own_folder, notes)
    asked: Callable[[Kaupunkigraafi], list[str]] = lambda kg: [  # noqa: E731
        hit.document.source for hit in kg.search("Muistion 32 kohta torista", limit=3)
    ]
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.about().passages == 7 + report.embedded
        assert asked(kg)[0] == "032.txt"
