"""Measure what `duties` finds in sections of statutes, against labels made by reading.

    python benchmarks/duties.py SHARED_DIR

Labels: ``tests/corpus/duties/judged.csv``, drawn at random (seeds 26 and 27) and labelled before
the detector was written. ``tune`` was in view while it was, the errors of ``unseen`` were not.
Borderline sections, on which two careful readers may differ, are counted apart. The texts are
read from SHARED_DIR: ``data/akn`` and ``eval/finlex-sections``. Intervals: 95 % of 2,000
resamples of the sections. Below the table: in how many of the sections that the packaged tasks
cite a duty is found (``corpus/records/tasks.csv``; made by the same readers), and how often the
two wordings of a section agree: each judges the other.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from kaupunkigraafi import duties

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "tests" / "corpus" / "duties" / "judged.csv"
TASKS = ROOT / "corpus" / "records" / "tasks.csv"
_AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A section, what it was labelled, and what was found in it."""

    language: str
    half: str
    borderline: bool
    wanted: frozenset[str]
    found: frozenset[str]


def section_text(shared: Path, source: str, language: str, section: str) -> str:
    """Return a section's text, its heading left out."""
    if source == "sections":
        return _retrieved(shared)[section]
    law, _, number = section.partition(":")
    ending = {"fi": "fin", "sv": "swe"}[language]
    name = f"{law.replace('/', '_')}_{ending}.xml"
    return _sections(shared / "data" / "akn" / name)[int(number) - 1]


@cache
def _sections(path: Path) -> tuple[str, ...]:
    act = ElementTree.parse(path)  # noqa: S314  files of our own choice
    return tuple(
        "\n".join(" ".join("".join(each.itertext()).split()) for each in one.iter(f"{_AKN}p"))
        for one in act.iter(f"{_AKN}section")
    )


@cache
def _retrieved(shared: Path) -> dict[str, str]:
    path = shared / "eval" / "finlex-sections" / "corpus.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["_id"]: row["text"] for row in rows}


def judged(shared: Path) -> Iterator[Judged]:
    """Yield all labelled sections with what is found in them."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = section_text(shared, row["source"], row["language"], row["section"])
            found = frozenset(each.bearer for each in duties(text, row["language"]))
            wanted = frozenset(row["bearers"].split())
            yield Judged(row["language"], row["half"], bool(row["borderline"]), wanted, found)


def counts(rows: Sequence[Judged]) -> Counter[str]:
    """Count sections found rightly, wrongly and not, and rightly with a right bearer."""
    count: Counter[str] = Counter()
    for row in rows:
        if row.found:
            count["right" if row.wanted else "wrong"] += 1
            count["bearer"] += bool(row.wanted & row.found)
            count["exact"] += bool(row.wanted) and row.wanted == row.found
        elif row.wanted:
            count["missed"] += 1
    return count


MEASURES: dict[str, Callable[[Counter[str]], tuple[int, int]]] = {
    "precision": lambda count: (count["right"], count["right"] + count["wrong"]),
    "recall": lambda count: (count["right"], count["right"] + count["missed"]),
    "precision, bearer too": lambda count: (count["bearer"], count["right"] + count["wrong"]),
    "recall, bearer too": lambda count: (count["bearer"], count["right"] + count["missed"]),
}


def told(rows: Sequence[Judged], measure: Callable[[Counter[str]], tuple[int, int]]) -> str:
    """Return a measure with its interval."""
    part, whole = measure(counts(rows))
    if not whole:
        return "–"
    chance = random.Random(26)  # noqa: S311  resampling, not secrecy
    values = []
    for _ in range(_RESAMPLES):
        one, all_ = measure(counts(chance.choices(rows, k=len(rows))))
        if all_:
            values.append(one / all_)
    values.sort()
    low, high = values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]
    return f"{part / whole:.3f} ({low:.2f}–{high:.2f})"


def sections_of_tasks(shared: Path) -> tuple[int, int]:
    """Count the sections that tasks cite and whose text there is, and those with a duty found."""
    texts = _retrieved(shared)
    cited: set[str] = set()
    with TASKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for place in row["based_on"].split("|"):
                match = re.fullmatch(r"(\d+/\d+)/(?:luku/(\w+)/)?pykala/(\w+)", place)
                if match:
                    cited.add(f"{match[1]}#{match[2] or ''}-{match[3]}")
    there = sorted(cited & texts.keys())
    return len(there), sum(bool(duties(texts[each], "fi")) for each in there)


def two_wordings(shared: Path) -> Counter[tuple[bool, bool]]:
    """Count sections by whether a duty is found in the Finnish and in the Swedish wording."""
    count: Counter[tuple[bool, bool]] = Counter()
    for path in sorted((shared / "data" / "akn").glob("*_fin.xml")):
        wordings = [_sections(path), _sections(path.with_name(path.name.replace("fin", "swe")))]
        if len(wordings[0]) != len(wordings[1]):
            continue  # nothing tells which section is which
        for one, other in zip(*wordings, strict=True):
            count[bool(duties(one, "fi")), bool(duties(other, "sv"))] += 1
    return count


def main(shared: Path) -> None:
    """Print the table."""
    rows = list(judged(shared))
    print(f"| sections | number | with a duty | found | {' | '.join(MEASURES)} |")
    print("|---|---|---|---|" + "---|" * len(MEASURES))
    for language in ("fi", "sv"):
        for half in ("tune", "unseen"):
            for borderline in (False, True):
                group = [
                    row
                    for row in rows
                    if (row.language, row.half, row.borderline) == (language, half, borderline)
                ]
                name = f"{language}, {half}" + (", borderline" if borderline else "")
                wanted = sum(bool(row.wanted) for row in group)
                found = sum(bool(row.found) for row in group)
                values = " | ".join(told(group, measure) for measure in MEASURES.values())
                print(f"| {name} | {len(group)} | {wanted} | {found} | {values} |")
    there, found = sections_of_tasks(shared)
    print(f"\nSections that packaged tasks cite: a duty is found in {found} of {there}.")
    both = two_wordings(shared)
    print(
        f"\nSections in two languages: {both.total()}; a duty is found in both wordings of "
        f"{both[True, True]}, in the Finnish alone of {both[True, False]}, in the Swedish alone of "
        f"{both[False, True]}."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
