"""The beginning of a ranking, as a query is told it, is that of all things weighed one by one."""

from __future__ import annotations

import pytest

from kaupunkigraafi.graph.meaning.contract import Wish
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.halves.oracle import Oracle

TEXTS = ("kaavoitus ja maankäyttö", "kommunernas uppgifter", "housing in city regions")


def things(oracle: Oracle) -> list[str]:
    found = {piece.iri for piece in oracle.pieces}
    found |= {piece.section for piece in oracle.pieces if piece.section}
    for document in oracle.documents.values():
        found |= {document.iri, *document.about}
    return sorted(found)


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "semantic"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_beginning_is_that_of_all_things(
    kg: Kaupunkigraafi, oracle: Oracle, text: str, mode: str
) -> None:
    every = kg.meaning.weigh(Wish(text, mode), things(oracle))
    for depth in (50, 400, 900):
        ranked = kg.meaning.best(Wish(text, mode), depth, passages_only=False)
        found = [(each.subject, each.row) for each in ranked.weights]
        assert found == [(each.subject, each.row) for each in every[: len(found)]]
        scores = [each.score for each in ranked.weights]
        assert scores == pytest.approx([each.score for each in every[: len(found)]], abs=2e-6)
        assert len(found) > 10
        assert ranked.whole == (len(found) == len(every))


@pytest.mark.parametrize("text", TEXTS)
def test_so_many_of_the_best_are_the_best_of_all(
    kg: Kaupunkigraafi, oracle: Oracle, text: str
) -> None:
    every = kg.meaning.weigh(Wish(text), things(oracle))
    some = kg.meaning.weigh(Wish(text), things(oracle), most=25)
    assert some == every[: len(some)]
    assert len(some) >= 25
    assert every[len(some)].score < some[24].score
