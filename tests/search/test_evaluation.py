"""The figures are those of the field: what the reference implementation gives, to the digit."""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, nDCG

from kaupunkigraafi.errors import ShapeMismatch
from kaupunkigraafi.search.evaluation import compared, figures
from kaupunkigraafi.search.plotting import Bar, plot


@pytest.mark.parametrize("seed", range(5))
def test_figures_equal_the_reference_implementations(seed: int) -> None:
    random = np.random.default_rng(seed)
    names = [f"d{i}" for i in range(300)]
    judged, ranked = {}, {}
    for query in ("a", "b", "c", "d"):
        relevant = random.choice(names, int(random.integers(1, 30)), replace=False)
        judged[query] = {name: float(random.integers(1, 3)) for name in relevant.tolist()}
        ranked[query] = random.permutation(names)[: int(random.integers(5, 200))].tolist()
    ours = figures(ranked, judged)
    measures = [nDCG @ 10, R @ 10, R @ 100, RR @ 10]
    runs = {q: {d: float(-i) for i, d in enumerate(docs)} for q, docs in ranked.items()}
    qrels = {q: {d: int(g) for d, g in grades.items()} for q, grades in judged.items()}
    theirs = ir_measures.calc_aggregate(measures, qrels, runs)
    assert ours.ndcg_10 == pytest.approx(theirs[nDCG @ 10])
    assert ours.recall_10 == pytest.approx(theirs[R @ 10])
    assert ours.recall_100 == pytest.approx(theirs[R @ 100])
    assert ours.mrr_10 == pytest.approx(theirs[RR @ 10])


def test_a_difference_that_is_always_there_has_an_interval_off_zero() -> None:
    judged = {f"q{i}": {"right": 1.0} for i in range(40)}
    good = figures({q: ["right", "wrong"] for q in judged}, judged)
    bad = figures({q: ["wrong", "right"] for q in judged}, judged)
    found = compared(good, bad)
    assert (found.better, found.worse) == (40, 0)
    assert found.interval[0] > 0
    few = figures({"q1": ["right"]}, judged)
    with pytest.raises(ShapeMismatch, match="40 queries cannot be paired with 1"):
        compared(good, few)


def test_a_picture_says_its_values_and_escapes_names() -> None:
    drawn = plot("a < b", [Bar("<script>", 0.5, (0.4, 0.6)), Bar("two", 1.2, (-1, 2))])
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "0.500" in drawn
