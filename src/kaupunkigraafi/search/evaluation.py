"""Rankings and grades → figures: nDCG, recall, reciprocal rank, and how sure they are.

Source: Järvelin, Kekäläinen 2002 (nDCG); Efron 1979 (bootstrap).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from kaupunkigraafi.errors import JudgedSetInvalid, ShapeMismatch

_SAMPLES = 2_000
_SEED = 20_20


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a ranking found what was judged relevant.

    Attributes:
        interval: of nDCG@10, 95 %, by bootstrap over queries.
        gains: nDCG@10 of each judged query, in the order of the queries.
    """

    ndcg_10: float
    recall_10: float
    recall_100: float
    mrr_10: float
    interval: tuple[float, float]
    queries: int
    gains: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How much better one ranking is than another on the same queries.

    Attributes:
        difference: of nDCG@10, first less second.
        interval: of the difference, 95 %, by paired bootstrap over queries.
        better: queries that the first answers better.
        worse: queries that the first answers worse.
    """

    difference: float
    interval: tuple[float, float]
    better: int
    worse: int


def ndcg(ranked: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain.

    Args:
        ranked: documents, best first.
        judged: document → grade.
        depth: how many places count.

    Returns:
        0 to 1.

    >>> ndcg(["a", "b"], {"a": 1.0}), round(ndcg(["b", "a"], {"a": 1.0}), 3)
    (1.0, 0.631)
    """
    gains = [judged.get(each, 0.0) for each in ranked[:depth]]
    best = sorted(judged.values(), reverse=True)[:depth]
    ideal = _discounted(best)
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return float(sum(gain / np.log2(place + 2) for place, gain in enumerate(gains)))


def recall(ranked: Sequence[str], judged: Mapping[str, float], depth: int) -> float:
    """Return the share of the relevant documents that were found.

    Args:
        ranked: documents, best first.
        judged: document → grade.
        depth: how many places count.

    Returns:
        0 to 1.

    >>> recall(["a", "b"], {"a": 1.0, "c": 1.0}, 10)
    0.5
    """
    return len(set(ranked[:depth]) & set(judged)) / len(judged) if judged else 0.0


def reciprocal_rank(ranked: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """Return 1 over the place of the first relevant document.

    Args:
        ranked: documents, best first.
        judged: document → grade.
        depth: how many places count.

    Returns:
        0 to 1.

    >>> reciprocal_rank(["b", "a"], {"a": 1.0})
    0.5
    """
    places = (place for place, each in enumerate(ranked[:depth], start=1) if each in judged)
    return 1 / next(places, float("inf"))


def figures(
    rankings: Mapping[str, Sequence[str]], judgements: Mapping[str, Mapping[str, float]]
) -> Figures:
    """Average over queries.

    Args:
        rankings: query → documents, best first.
        judgements: query → document → grade; queries without one do not count.

    Returns:
        The figures.

    Raises:
        JudgedSetInvalid: no query has a judgement.
    """
    judged = [query for query in rankings if judgements.get(query)]
    if not judged:
        raise JudgedSetInvalid("no query has a judgement; do queries and qrels share their ids?")
    gains = [ndcg(rankings[query], judgements[query]) for query in judged]
    return Figures(
        ndcg_10=fmean(gains),
        recall_10=fmean(recall(rankings[q], judgements[q], 10) for q in judged),
        recall_100=fmean(recall(rankings[q], judgements[q], 100) for q in judged),
        mrr_10=fmean(reciprocal_rank(rankings[q], judgements[q]) for q in judged),
        interval=interval(gains),
        queries=len(judged),
        gains=tuple(gains),
    )


def compared(first: Figures, second: Figures) -> Compared:
    """Compare two rankings query by query.

    Args:
        first: of one configuration.
        second: of another, on the same queries.

    Returns:
        The difference and how sure it is; where the interval holds 0, the two are not told apart.

    Raises:
        ShapeMismatch: they answered different numbers of queries.
    """
    if len(first.gains) != len(second.gains):
        raise ShapeMismatch(
            f"{len(first.gains)} queries cannot be paired with {len(second.gains)}; "
            "compare figures of the same queries file"
        )
    differences = [a - b for a, b in zip(first.gains, second.gains, strict=True)]
    return Compared(
        difference=fmean(differences),
        interval=interval(differences),
        better=sum(each > 0 for each in differences),
        worse=sum(each < 0 for each in differences),
    )


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean, by bootstrap with a fixed seed.

    Args:
        values: one a query.

    Returns:
        (low, high).

    >>> interval([0.5, 0.5])
    (0.5, 0.5)
    """
    random = np.random.default_rng(_SEED)
    drawn = random.choice(np.asarray(values), (_SAMPLES, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
