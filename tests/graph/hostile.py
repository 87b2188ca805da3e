"""The queries of tests/hostile/, each with what is expected of it in its first line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "hostile"


@dataclass(frozen=True)
class Hostile:
    """One query: ``refused WORD``, ``invalid``, ``answers`` or ``stopped``."""

    name: str
    outcome: str
    word: str
    text: str


def hostile(*outcomes: str) -> list[Hostile]:
    """Read the queries with one of the outcomes."""
    found = []
    for path in sorted(FOLDER.glob("*.rq")):
        # As bytes: reading as text would turn a carriage return into a line feed.
        first, _, text = path.read_bytes().decode().partition("\n")
        outcome, _, word = first.removeprefix("# expect: ").partition(" ")
        if outcome in outcomes:
            found.append(Hostile(path.stem, outcome, word, text.removesuffix("\n")))
    return found
