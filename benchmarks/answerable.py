"""Measure which score tells a question that the corpus answers from one that it does not.

    python benchmarks/answerable.py [DIRECTORY] [--half tune|held-out]

DIRECTORY is ``corpus/judged``: every query of its queries files has an answer in the packaged
corpus, every line of ``unanswerable.jsonl`` has none. Each is asked; what is looked at is the best
score of both halves together, the best cosine, how far that lies above the hundredth, the best
score of the words, and the largest share of the question's words that one of the ten best passages
has. Of each: the spread, and the probability that an answerable question has more of it than an
unanswerable one (AUC: 0.5 says nothing, 1 tells all apart), with 95 % by bootstrap. ``together``
weighs them by a logistic regression; with ``--half`` it was fitted on the other half.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.answer import Hit
from kaupunkigraafi.search.explain import explain
from kaupunkigraafi.search.judged import Half, half_of, query_files
from kaupunkigraafi.search.text import telling, words

JUDGED = Path(__file__).parents[1] / "corpus" / "judged"
FAR = 100  # the rank that stands for what a passage has by being Finnish at all
BEST = 10
KEPT = 0.9  # of the answerable questions, when a threshold refuses the others
STEPS = 2_000
RATE = 0.1
SAMPLES = 1_000
SEED = 1

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Attributes:
        group: of an answerable one its file, of another its kind.
        language: of the question; "" where it has several.
    """

    id: str
    text: str
    group: str
    language: str
    answerable: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search tells of a question, each the more the better."""

    hybrid: float
    cosine: float
    lead: float
    lexical: float
    matched: float


NAMES = (*(field.name for field in fields(Signals)), "together")


def questions(directory: Path) -> list[Asked]:
    """Read both kinds of questions.

    Args:
        directory: of the judged set.

    Returns:
        Answerable ones first.
    """
    asked = []
    for path in query_files(directory):
        name = path.name.split(".")[1]
        language = name if len(name) == len("fi") else ""
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            asked.append(Asked(row["_id"], row["text"], name, language, answerable=True))
    text = (directory / "unanswerable.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        asked.append(Asked(row["_id"], row["text"], row["kind"], row["language"], answerable=False))
    return asked


def signals(kg: Kaupunkigraafi, text: str) -> Signals:
    """Ask one question.

    Args:
        kg: the open graph.
        text: the question.

    Returns:
        What the search tells; 0 where a half found nothing.
    """
    both = kg.search(text, BEST).hits
    meaning = kg.search(text, FAR, mode="semantic").hits
    by_words = kg.search(text, 1, mode="lexical").hits
    best, far = meaning[0].score, meaning[-1].score
    return Signals(
        hybrid=both[0].score,
        cosine=best,
        lead=best - far,
        lexical=by_words[0].score if by_words else 0.0,
        matched=max(share(text, hit) for hit in both),
    )


def share(text: str, hit: Hit) -> float:
    """Return the share of a question's telling words that a passage has, translated ones too.

    Args:
        text: the question.
        hit: what it found.

    Returns:
        0 to 1.
    """
    asked = dict.fromkeys(telling([word.folded for word in words(text)]))
    terms = hit.why.lexical.terms if hit.why.lexical else ()
    translated = {term.split(" → ")[0] for term in terms if " → " in term}
    title = f"{hit.document.title} {hit.passage.text}"
    has = [word in translated or bool(explain(word, title).terms) for word in asked]
    return sum(has) / len(has) if has else 0.0


def auc(more: Floats, less: Floats) -> float:
    """Return the probability that one of the first is above one of the second, ties half.

    Args:
        more: (n,), expected above.
        less: (m,).

    Returns:
        0 to 1.

    >>> auc(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    above = (more[:, None] > less[None, :]).mean()
    return float(above + 0.5 * (more[:, None] == less[None, :]).mean())


def interval(more: Floats, less: Floats) -> tuple[float, float]:
    """Return the 95 % interval of the AUC, by bootstrap over both kinds with a fixed seed.

    Args:
        more: (n,).
        less: (m,).

    Returns:
        (low, high).
    """
    random = np.random.default_rng(SEED)
    drawn = [
        auc(random.choice(more, len(more)), random.choice(less, len(less))) for _ in range(SAMPLES)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression on scaled signals.

    Attributes:
        middle: (signals,), taken off.
        spread: (signals,), divided by.
        weights: (signals,).
    """

    middle: Floats
    spread: Floats
    weights: Floats

    @classmethod
    def fitted(cls, rows: Floats, answerable: Bools) -> Weights:
        """Fit by gradient descent; both kinds of questions weigh the same in all.

        Args:
            rows: (n, signals).
            answerable: (n,).

        Returns:
            The regression; its constant is left out, since only the order counts.
        """
        middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
        scaled = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
        worth = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum())
        weights = np.zeros(scaled.shape[1])
        for _ in range(STEPS):
            error = answerable - 1 / (1 + np.exp(-scaled @ weights))
            weights += RATE * (worth * error) @ scaled
        return cls(middle, spread, weights[:-1])

    def apply(self, rows: Floats) -> Floats:
        """Weigh signals.

        Args:
            rows: (n, signals).

        Returns:
            (n,), the more the likelier to be answerable.
        """
        together: Floats = (rows - self.middle) / self.spread @ self.weights
        return together


def report(asked: Sequence[Asked], table: Floats) -> None:
    """Print two tables in Markdown: spreads, and AUC by group.

    Args:
        asked: the questions.
        table: (questions, scores), in the order of ``NAMES``.
    """
    yes = np.array([each.answerable for each in asked])
    least_of = f"{KEPT:.0%} have"
    print(f"| score | answerable: 5, 25, 50 % | others: 50, 75, 95 % | {least_of} | refused |")
    print("|---|---|---|---|---|")
    for name, column in zip(NAMES, table.T, strict=True):
        more, less = column[yes], column[~yes]
        least = float(np.percentile(more, 100 * (1 - KEPT)))
        spread = (
            f"{_row(np.percentile(more, [5, 25, 50]))} | {_row(np.percentile(less, [50, 75, 95]))}"
        )
        print(f"| {name} | {spread} | {least:.3f} | {(less < least).mean():.0%} |")
    print(f"\n| AUC | questions | {' | '.join(NAMES)} |")
    print("|---|---|" + "---|" * len(NAMES))
    for label, more_rows, less_rows in _groups(asked, yes):
        cells = []
        for column in table.T:
            more, less = column[more_rows], column[less_rows]
            low, high = interval(more, less)
            cells.append(f"{auc(more, less):.3f} [{low:.3f}, {high:.3f}]")
        count = f"{more_rows.sum()} against {less_rows.sum()}"
        print(f"| {label} | {count} | {' | '.join(cells)} |")


def _groups(asked: Sequence[Asked], yes: Bools) -> Iterator[tuple[str, Bools, Bools]]:
    """Yield what is compared: a name, the answerable questions, the unanswerable ones."""
    groups = np.array([each.group for each in asked])
    languages = np.array([each.language for each in asked])
    yield "all", yes, ~yes
    for language in ("fi", "sv", "en"):
        yield f"asked in {language}", yes & (groups == language), ~yes & (languages == language)
    for kind in ("outside", "near"):
        yield f"against {kind}", yes, groups == kind


def _row(values: Floats) -> str:
    return ", ".join(f"{value:.3f}" for value in values)


def main() -> None:
    """Ask every question of the packaged corpus and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, nargs="?", default=JUDGED)
    parser.add_argument("--half", type=Half, choices=list(Half))
    given = parser.parse_args()
    asked = questions(given.directory)
    with Kaupunkigraafi.open() as kg:
        table = np.array([astuple(signals(kg, each.text)) for each in asked])
    yes = np.array([each.answerable for each in asked])
    chosen = np.array([given.half in (None, half_of(each.id)) for each in asked])
    learned = ~chosen if given.half else chosen
    weights = Weights.fitted(table[learned], yes[learned])
    both = np.column_stack([table, weights.apply(table)])
    report([each for each, is_chosen in zip(asked, chosen, strict=True) if is_chosen], both[chosen])
    told = zip(NAMES, weights.weights, weights.middle, weights.spread, strict=False)
    print("\ntogether =", " + ".join(f"{w:.2f}·({n} - {m:.3f})/{s:.3f}" for n, w, m, s in told))


if __name__ == "__main__":
    main()
