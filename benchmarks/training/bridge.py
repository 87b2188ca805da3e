"""Learn the bridge between languages: which words stand for which, from labels and headings.

    python benchmarks/training/bridge.py TRAINING_DIR

TRAINING_DIR holds ``headings_fi_sv.tsv`` (parallel headings of Finnish statutes, Finlex,
CC BY 4.0) and ``yso_labels.tsv`` (concept, fi, sv, en; YSO, CC BY 4.0). The result is written
to ``src/kaupunkigraafi/search/data/bridge.tsv.gz``: source language, word, target language,
word, probability. The method is IBM model 1 (Brown et al. 1993), five rounds, in both
directions; a pair is kept where it is likely.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from kaupunkigraafi.search.text import words

ROUNDS = 5
LEAST = 0.2
MOST = 3
TARGET = Path(__file__).parents[2] / "src/kaupunkigraafi/search/data/bridge.tsv.gz"
Pair = tuple[Sequence[str], Sequence[str]]


def tokens(text: str) -> list[str]:
    """Return the words of a label that have a letter."""
    return [word.folded for word in words(text) if not word.folded.isdigit()]


def read_pairs(directory: Path, source: str, target: str) -> list[Pair]:
    """Read parallel labels; YSO's are concepts' names, headings are phrases."""
    found: list[Pair] = []
    for name in ("yso_labels.tsv", "headings_fi_sv.tsv"):
        with (directory / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                left, right = row.get(source) or "", row.get(target) or ""
                if left and right:
                    found.append((tokens(left), tokens(right)))
    return [(left, right) for left, right in found if left and right]


def model_1(pairs: Iterable[Pair]) -> dict[str, dict[str, float]]:
    """Return P(target word | source word) after some rounds of expectation maximisation."""
    pairs = list(pairs)
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for left, right in pairs:
        for word in left:
            for other in right:
                table[word][other] = 1.0
    for _ in range(ROUNDS):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for left, right in pairs:
            for other in right:
                total = sum(table[word][other] for word in left)
                for word in left:
                    counts[word][other] += table[word][other] / total
        for word, row in counts.items():
            whole = sum(row.values())
            table[word] = {other: count / whole for other, count in row.items()}
    return table


def learn(directory: Path, source: str, target: str) -> list[tuple[str, str, float]]:
    """Return the likely translations of each source word."""
    forward = model_1(read_pairs(directory, source, target))
    backward = model_1(read_pairs(directory, target, source))
    found = []
    for word in sorted(forward):
        scored = {
            other: (probability * backward.get(other, {}).get(word, 0.0)) ** 0.5
            for other, probability in forward[word].items()
        }
        best = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        found += [(word, other, score) for other, score in best if score >= LEAST and other != word]
    return found


def main() -> None:
    """Learn all directions and write them."""
    directory = Path(sys.argv[1])
    rows = []
    for source, target in (("sv", "fi"), ("en", "fi"), ("fi", "sv"), ("fi", "en")):
        learned = learn(directory, source, target)
        print(f"{source} → {target}: {len(learned)} pairs")
        rows += [f"{source}\t{word}\t{target}\t{other}\t{p:.2f}" for word, other, p in learned]
    rows.sort(key=str.encode)  # the reader looks words up by bisection
    # A fixed time stamp keeps the file the same for the same data.
    with TARGET.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
        stream.write(("\n".join(rows) + "\n").encode())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
