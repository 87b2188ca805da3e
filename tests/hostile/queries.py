"""The queries of this folder, written out, each with what must become of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_FIRST = re.compile(r"# expect: (\w+) ?([^;]*); tries: ([^;]+)(?:; times: ([\d ]+))?")
_REPEATED = re.compile(r"«(\d+|N)(?:/(\d+))?×(.*?)»", re.DOTALL)


@dataclass(frozen=True)
class Hostile:
    """One query: ``refused WORD``, ``invalid``, ``answers``, ``stopped`` or ``any``."""

    name: str
    outcome: str
    word: str
    text: str


def written_out(text: str, times: int = 0) -> str:
    """Write repetitions out: ``«3×(»`` is ``(((``, ``«2×?x• »`` is ``?x0 ?x1``, ◦ is the next."""

    def one(match: re.Match[str]) -> str:
        number = (times if match[1] == "N" else int(match[1])) // int(match[2] or 1)
        if not {"•", "◦"} & set(match[3]):
            return match[3] * number
        turns = range(number)
        return "".join(match[3].replace("•", str(n)).replace("◦", str(n + 1)) for n in turns)

    return _REPEATED.sub(one, text)


def hostile(*outcomes: str) -> list[Hostile]:
    """Read the queries with one of the outcomes."""
    return [each for each in every_query() if each.outcome in outcomes]


def nested(name: str, times: int) -> str:
    """Write ``nested-NAME.rq`` out, nested so many times."""
    return written_out(_read(FOLDER / f"nested-{name}.rq")[1], times)


@cache
def every_query() -> tuple[Hostile, ...]:
    """Read all queries."""
    return tuple(_all())


def _all() -> Iterator[Hostile]:
    for path in sorted(FOLDER.glob("*.rq")):
        first, text = _read(path)
        found = _FIRST.fullmatch(first)
        assert found, f"the first line of {path.name} says not what it tries"
        outcome, word, _, times = found.groups()
        for number in map(int, (times or "0").split()):
            name = f"{path.stem}-{number}" if times else path.stem
            yield Hostile(name, outcome, word, written_out(text, number))


def _read(path: Path) -> tuple[str, str]:
    # As bytes: reading as text would turn a carriage return into a line feed.
    first, _, text = path.read_bytes().decode().partition("\n")
    return first, text.removesuffix("\n")
