"""Sentences end where a reader would say so, not at every full stop."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaupunkigraafi.corpus.sentences import sentence_ends


def sentences(text: str) -> list[str]:
    ends = [0, *sentence_ends(text, 0, len(text)), len(text)]
    return [text[a:b].strip() for a, b in pairwise(ends)]


@pytest.mark.parametrize(
    "text",
    [
        "Kunta voi mm. Helsingissä toimia.",
        "Katso esim. Oulun päätös.",
        "Ks. Tampereen ohje.",
        "Sivulla s. 5 lukee.",
        "Momentti on 1 mom. Kuntalaissa.",
        "Päivä on 16.1.2020 torstaina.",
        "Näin sanoo 5. luku.",
        "Så säger t.ex. Esbo.",
        "See e.g. Espoo.",
        "J. V. Snellman kirjoitti.",
        "Hinta on 3.5 euroa.",
        "1. Kunta hoitaa.",
        "Kysyikö hän miksi? hän mietti.",
    ],
)
def test_these_full_stops_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Kunta päättää.| Valtio maksaa.",
        "Päätös tehtiin 16.1.2020.| Se tuli voimaan.",
        "Näin oli vuonna 2019.| Kunta päätti.",
        'Hän sanoi: "Kyllä."| Kunta päätti.',
        "Miksi?| Koska.",
        "Laki (410/2015).| Kunta päättää.",
        "Otsikko\n|Kunta päättää.",
        "1) puistot;\n|2) torit.",
    ],
)
def test_these_places_end_a_sentence(text: str) -> None:
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def test_a_line_wrapped_by_a_typewriter_ends_no_sentence() -> None:
    wrapped = (
        "Kunta hoitaa puistoja ja toreja niin kuin valtuusto on jo\npäättänyt ja valtio sallinut."
    )
    assert len(sentences(wrapped)) == 1
    assert len(sentences(wrapped.replace("\n", "\n2. "))) == 2


@given(st.text('aB1.?\n "(', max_size=200), st.integers(0, 200), st.integers(0, 200))
@example("?\n", 0, 2)
def test_ends_lie_in_the_stretch_in_order(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    ends = list(sentence_ends(text, start, end))
    assert ends == sorted(set(ends))
    assert all(start <= place <= end for place in ends)
