"""Sentences with what they mention marked: ``[Lahden|398] kaupunki``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.resources import corpus_dir

LABELLED = Path(__file__).parent / "labelled"
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, and what it mentions: (start, end, label)."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


def labelled(name: str) -> list[Labelled]:
    """Read a file of marked sentences."""
    lines = (LABELLED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_parsed(line) for line in lines if line and not line.startswith("#")]


def _parsed(line: str) -> Labelled:
    text, marks, last = "", [], 0
    for match in _MARK.finditer(line):
        text += line[last : match.start()]
        marks.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return Labelled(text + line[last:], tuple(marks))


@dataclass(slots=True)
class Score:
    """What was found, what was too much, what is missing."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.extra + self.missed)


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector(corpus_dir())
