"""What a query names is recognised, offered as filters, and weighs the ranking within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.answer import Mode, Understood
from kaupunkigraafi.answering.favouring import MOST
from kaupunkigraafi.build import add
from kaupunkigraafi.corpus.mentions.type_words import type_words
from kaupunkigraafi.corpus.readers.markdown import TYPES
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.mentioning import named_in
from kaupunkigraafi.vocabulary import iri_of


@pytest.fixture(scope="module")
def whole(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


def offered(kg: Kaupunkigraafi, query: str) -> list[tuple[str, str, str]]:
    return [(each.text, each.filter, each.value) for each in kg.search(query, 1).understood]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("asuminen Tampereella", ("Tampereella", "city", "municipality/837")),
        ("asuminen tampereella", ("tampereella", "city", "municipality/837")),
        ("boende i Tammerfors", ("Tammerfors", "city", "municipality/837")),
        ("boende i åbo", ("åbo", "city", "municipality/853")),
        ("housing in Helsinki", ("Helsinki", "city", "municipality/091")),
        ("asukkaat Nastolassa", ("Nastolassa", "city", "municipality/532")),
        ("YM:n lait", ("YM:n", "ministry", "ministry/YM")),
        ("miljöministeriets lagar", ("miljöministeriets", "ministry", "ministry/YM")),
        ("ministry of the environment on housing",
         ("ministry of the environment", "ministry", "ministry/YM")),
        ("410/2015", ("410/2015", "law", "law/410-2015")),
        ("kuntalain 22 §", ("kuntalain 22 §", "law", "law/410-2015")),
        ("kommunallagen 22 §", ("kommunallagen 22 §", "law", "law/410-2015")),
        ("mitä teki TEM070:00/2019", ("TEM070:00/2019", "body", "body/TEM070-00-2019")),
        ("lait jotka koskevat asumista Turussa", ("lait", "type", "statute")),
        ("lagar om boende", ("lagar", "type", "statute")),
        ("laws on housing", ("laws", "type", "statute")),
        ("MAL-sopimukset ja liikenne", ("MAL-sopimukset", "type", "agreement")),
        ("statens avtal med Vanda", ("avtal", "type", "agreement")),
    ],
)  # fmt: skip
def test_what_a_query_names_is_offered_as_a_filter(
    whole: Kaupunkigraafi, query: str, expected: tuple[str, str, str]
) -> None:
    assert expected in offered(whole, query)


def test_an_offered_filter_is_one_that_the_search_takes(whole: Kaupunkigraafi) -> None:
    asked = "TEM070:00/2019 ja kuntalain 22 § Nastolassa, YM:n lait, sopimukset ja tehtävät"
    found = whole.search(asked, 1).understood
    assert {each.filter for each in found} >= {"city", "ministry", "law", "body", "type"}
    for each in found:
        answer = whole.search("kunta", 1, related=each.related, **{each.filter: each.value})  # type: ignore[arg-type]
        assert answer.total, f"{each.filter}={each.value} finds nothing"


def test_a_cited_section_is_understood_as_that_section(whole: Kaupunkigraafi) -> None:
    (named,) = whole.search("kuntalain 22 §", 3).understood
    assert (named.kind, named.entity.id) == ("section", "section/410-2015/luku/5/pykala/22")
    first = whole.search("kuntalain 22 §", 1).hits[0]
    assert first.passage.section == iri_of("section/410-2015/luku/5/pykala/22")


@pytest.mark.parametrize("query", ["salo ja lahti", "kuka hoitaa pellon reunan", "uusi kotka", ""])
def test_words_of_the_language_are_no_municipalities(whole: Kaupunkigraafi, query: str) -> None:
    assert not [each for each in whole.search(query, 1).understood if each.filter == "city"]


def test_what_is_not_wanted_is_not_offered(whole: Kaupunkigraafi) -> None:
    assert offered(whole, "asuminen -Turku -lait") == []
    assert "municipality/837" in {value for _, _, value in offered(whole, "Tampere -Turku")}


def test_what_this_graph_does_not_know_is_not_offered(kg: Kaupunkigraafi) -> None:
    # The names are those of the packaged corpus; the tiny world has neither Tampere nor TEM.
    assert offered(kg, "asuminen Tampereella, TEM:n ohjeet") == []
    assert [value for *_, value in offered(kg, "kaavoitus Porissa")] == [
        "task/132-1999/5",
        "municipality/609",
    ]


def test_spans_are_those_of_the_query_as_it_was_typed(whole: Kaupunkigraafi) -> None:
    query = "  Asuminen\u00a0Tampereella ja  410/2015"
    for each in whole.search(query, 1).understood:
        assert query[each.start : each.end] == each.text


def test_what_is_linked_ranks_higher_and_says_why(kg: Kaupunkigraafi) -> None:
    answer = kg.search("kunnan palvelut Turussa", 100)
    (named,) = [each for each in answer.understood if each.filter == "city"]
    assert named.weighed
    by_query = {
        hit.passage: [path for path in hit.why.graph if path.by == "query"] for hit in answer
    }
    linked = [passage for passage, paths in by_query.items() if paths]
    # Both passages of the document about Turku, and the one that mentions it.
    assert sorted((each.document, each.number) for each in linked) == [
        ("group", 1), ("kaavoitus", 1), ("kaavoitus", 2),
    ]  # fmt: skip
    assert all(path.asked == "municipality/853" for each in linked for path in by_query[each])


def scores(kg: Kaupunkigraafi, query: str) -> dict[tuple[str, int], float]:
    """Scores of the index with the gains, before a document's further passages count less."""
    wish = kg._searching._wish(query, Mode.HYBRID)
    ranking = kg._index.search(query, limit=200, mode=Mode.HYBRID, gains=wish.gains)
    passages = kg._documents.passages(each.row for each in ranking.scored)
    return {
        (passages[each.row].document, passages[each.row].number): each.score
        for each in ranking.scored
    }


def test_the_gain_is_bounded_and_what_is_not_linked_keeps_its_score(
    whole: Kaupunkigraafi, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "asuntojen vuokrat Tampereella"
    gained = scores(whole, query)
    monkeypatch.setattr("kaupunkigraafi.answering.favouring.MOST", 0.0)
    plain = scores(whole, query)
    shared = gained.keys() & plain.keys()
    rises = {key: gained[key] - plain[key] for key in shared}
    assert max(rises.values()) > 0
    assert all(-1e-6 <= rise <= MOST * plain[key] + 1e-6 for key, rise in rises.items())
    city = {key for key in shared if key[0].startswith("city-837")}
    other = {key for key in shared if key[0].startswith("city-734")}
    assert city
    assert all(rises[key] > 0 for key in city if plain[key] > 0)
    assert all(abs(rises[key]) < 1e-6 for key in other)


def test_the_best_that_gain_are_found_however_far_down_they_were(
    whole: Kaupunkigraafi,
) -> None:
    index, rows = whole._index, len(whole._outline.position)
    random = np.random.default_rng(7)
    for query in ("lasten päivähoito", "vem ansvarar för vägarna", "kuka kaavoittaa"):
        # More than any real gain, for passages anywhere in the ranking.
        gains = np.where(random.random(rows) < 0.05, 3.0, 0.0).astype(np.float32)
        few, many = (
            index.search(query, limit=limit, mode=Mode.HYBRID, gains=gains).scored
            for limit in (60, rows)
        )
        assert [each.score for each in few] == pytest.approx(
            [each.score for each in many[: len(few)]], abs=1e-5
        )
        assert any(gains[each.row] > 0 for each in few[:10])


def test_a_score_with_a_gain_does_not_depend_on_filters(whole: Kaupunkigraafi) -> None:
    query = "asuminen Tampereella"
    everywhere: dict[object, float] = {}
    for hit in whole.search(query, 200):
        everywhere.setdefault(hit.document.id, hit.score)
    seen = set()
    for hit in whole.search(query, 50, ministry="YM"):
        if hit.document.id in everywhere and hit.document.id not in seen:
            seen.add(hit.document.id)
            assert hit.score == pytest.approx(everywhere[hit.document.id], abs=1e-5)
    assert len(seen) > 5


@pytest.mark.parametrize("mode", ["semantic", "lexical"])
def test_half_a_search_offers_but_does_not_weigh(whole: Kaupunkigraafi, mode: str) -> None:
    (named,) = whole.search("asuminen Tampereella", 1, mode=mode).understood
    assert not named.weighed


def test_gains_are_shares_of_what_was_named(whole: Kaupunkigraafi) -> None:
    wish = whole._searching._wish("YM:n lait Turussa", Mode.HYBRID)
    assert wish.gains is not None
    levels = sorted({round(float(each) / MOST, 3) for each in np.unique(wish.gains)})
    assert levels[0] == 0.0
    assert set(levels) <= {0.0, 0.333, 0.667, 1.0}
    assert len(levels) > 2


@pytest.mark.parametrize("word", ["päätökset", "Päätöksissä", "besluten", "decisions"])
def test_a_type_is_offered_where_there_are_documents_of_it(
    whole: Kaupunkigraafi, own_folder: Path, tmp_path: Path, word: str
) -> None:
    query = f"{word} 2026"
    assert "decision" not in {value for *_, value in offered(whole, query)}
    (tmp_path / "tontti.md").write_text(
        "---\nid: tontti\ntitle: Tontin luovutus\ntype: decision\nauthority: authority-document\n"
        "language: fi\nsource: https://example.org/p\nlicence: not stated\n---\n"
        "# Tontin luovutus\n\nKaupunginhallitus päätti luovuttaa tontin.\n",
        encoding="utf-8",
    )
    add(own_folder, tmp_path / "tontti.md")
    with Kaupunkigraafi.open(own_folder) as opened:
        assert offered(opened, query) == [(word, "type", "decision")]
        assert [hit.document.id for hit in opened.search("", type="decision")] == ["tontti"]
        (named,) = opened.search(query, 1).understood
        assert [named.entity.label(each) for each in ("fi", "sv", "en")] == [
            "päätös", "beslut", "decision",
        ]  # fmt: skip


def test_types_of_official_documents_have_their_words() -> None:
    worded = {
        each.type
        for text in (
            "lait sopimukset päätökset esitykset ohjelmat raportit lausunnot strategiat tehtävät",
            "hankesivut tiivistelmät",
        )
        for each in type_words(text)
    }
    # A text of no known type and a page of the web are nothing that a question asks for.
    assert worded == set(TYPES) - {"text", "web-page"}
    assert [each.type for each in type_words("päätöksenteko, lainaus, lagerbyggnad")] == []


def test_hostile_queries_name_nothing_and_do_no_harm(whole: Kaupunkigraafi) -> None:
    for query in ("\x00" * 50, "(((" * 600, "a/2015 " * 200, "\ufdfa" * 500, "Turku " * 300):
        found: tuple[Understood, ...] = whole.search(query[:2000], 1).understood
        assert all(each.text == query[each.start : each.end] for each in found)
    assert named_in("") == ()
