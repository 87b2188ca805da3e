"""The facade over the tiny world: search narrows, explains and counts; the graph answers."""

from __future__ import annotations

from datetime import date

import pytest

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import (
    EntityAmbiguous,
    EntityUnknown,
    QueryInvalid,
    QueryRefused,
    QueryTextInvalid,
)
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import answer_to_plain
from kaupunkigraafi.vocabulary import iri_of


def test_search_finds_an_inflected_word_and_marks_it(kg: Kaupunkigraafi) -> None:
    (hit, *_) = kg.search("kaavoitus", mode="lexical")
    assert hit.document.id == "kaavoitus"
    marked = [hit.passage.text[start:end] for start, end in hit.highlights]
    assert "kaavoituksesta" in marked
    assert hit.why.lexical is not None
    assert "kaavoituksesta" in hit.why.lexical.terms
    assert hit.why.semantic is None


def test_a_hybrid_hit_has_both_reasons(kg: Kaupunkigraafi) -> None:
    (hit, *_) = kg.search("kaavoituksesta vastaa kunta")
    assert hit.why.lexical is not None
    assert hit.why.semantic is not None
    assert 0 < hit.score <= 1


@pytest.mark.parametrize("name", ["853", "Åbo", "turku", "municipality/853", "åbo"])
def test_a_city_is_filtered_by_id_code_or_name_in_any_language(
    kg: Kaupunkigraafi, name: str
) -> None:
    answer = kg.search("kaavoitus", city=name)
    # One is about the city, the other mentions it.
    assert {hit.document.id for hit in answer} == {"kaavoitus", "group"}


def test_a_ministry_filter_reaches_the_documents_on_its_laws_and_says_how(
    kg: Kaupunkigraafi,
) -> None:
    answer = kg.search("kunta", ministry="YM")
    assert {hit.document.id for hit in answer} == {"kaavoitus", "planering"}
    (reason,) = answer.hits[0].why.graph
    assert reason.path[2] == iri_of("law/132-1999")
    assert reason.path[-1] == iri_of("ministry/YM")
    assert reason.labels[2].text == (
        "concerns: Alueidenkäyttölaki → ministry responsible for the statute: ympäristöministeriö"
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"law": "132/1999"}, {"kaavoitus", "planering"}),
        ({"law": "Kielilaki"}, {"kieli"}),
        ({"task": "kaavoitus"}, {"kaavoitus", "planering"}),
        ({"language": "sv"}, {"planering"}),
        ({"since": date(2022, 1, 1)}, {"valtionosuus", "segregaatio"}),
        ({"until": date(2020, 12, 31)}, {"group"}),
        ({"type": "summary", "language": "en"}, {"group"}),
        ({"city": "Helsinki", "language": "sv"}, set()),
    ],
)
def test_filters_are_exact_in_every_mode(
    kg: Kaupunkigraafi, filters: dict[str, str], expected: set[str]
) -> None:
    for mode in (Mode.HYBRID, Mode.SEMANTIC):
        answer = kg.search("kunta kaupunki kommun city", 100, mode=mode, **filters)  # type: ignore[arg-type]
        assert {hit.document.id for hit in answer} == expected


def test_a_passages_score_does_not_depend_on_filters(kg: Kaupunkigraafi) -> None:
    everywhere = {hit.passage: hit.score for hit in kg.search("kunta vastaa", 100)}
    for hit in kg.search("kunta vastaa", 100, law="132/1999"):
        assert hit.score == pytest.approx(everywhere[hit.passage])


def test_a_further_passage_of_a_document_counts_less(kg: Kaupunkigraafi) -> None:
    scores = [hit.score for hit in kg.search("kaavoitus osallistuminen", 100)]
    assert scores == sorted(scores, reverse=True)
    both = [h for h in kg.search("kaavoitus osallistuminen", 100) if h.document.id == "kaavoitus"]
    alone = kg.search("kaavoitus osallistuminen", 100, mode="semantic").hits
    assert len(both) == len([h for h in alone if h.document.id == "kaavoitus"]) == 2


def test_facets_count_documents_and_an_empty_query_browses_the_newest_first(
    kg: Kaupunkigraafi,
) -> None:
    answer = kg.search("")
    assert [hit.document.id for hit in answer][:2] == ["segregaatio", "valtionosuus"]
    facets = dict(answer.facets)
    # Turku is mentioned in a document that is about something else.
    assert {bucket.id: bucket.count for bucket in facets["city"]} == {
        "municipality/091": 1,
        "municipality/853": 2,
    }
    assert {bucket.id: bucket.count for bucket in facets["language"]} == {"fi": 4, "sv": 1, "en": 1}
    assert facets["ministry"][0].label("sv") in ("miljöministeriet", "finansministeriet")
    assert [bucket.id for bucket in facets["year"]] == ["2023", "2022", "2021", "2020"]


def test_pages_follow_each_other_without_a_gap(kg: Kaupunkigraafi) -> None:
    whole = [hit.passage for hit in kg.search("kunta kaupunki", 100)]
    seen, cursor = [], None
    while True:
        answer = kg.search("kunta kaupunki", 2, cursor=cursor)
        seen += [hit.passage for hit in answer]
        cursor = answer.next
        if cursor is None:
            break
    assert seen == whole


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"text": "x" * 2001}, "2001 characters, at most 2000"),
        ({"text": "x", "limit": 0}, "1 to 1000"),
        ({"text": "x", "mode": "best"}, "hybrid, semantic, lexical"),
        ({"text": "x", "language": "de"}, "fi, sv, en"),
        ({"text": "x", "type": "novel"}, "summary"),
        ({"text": "x", "cursor": "???"}, "not one of ours"),
        ({"text": "x", "since": date(2022, 1, 1), "until": date(2021, 1, 1)}, "swap"),
    ],
)
def test_a_value_out_of_range_says_value_and_what_is_allowed(
    kg: Kaupunkigraafi, call: dict[str, str], words: str
) -> None:
    with pytest.raises(QueryTextInvalid, match=words.replace("?", r"\?")):
        kg.search(**call)  # type: ignore[arg-type]


def test_an_unknown_city_suggests_near_names(kg: Kaupunkigraafi) -> None:
    with pytest.raises(EntityUnknown, match="did you mean turku"):
        kg.search("x", city="Turkku")


def test_an_ambiguous_name_lists_what_it_could_be(kg: Kaupunkigraafi) -> None:
    with pytest.raises(EntityAmbiguous, match="municipality/609, organisation/pori-oy"):
        kg.entity("Pori")
    assert kg.search("x", city="Pori").total == 0, "a city filter looks among cities alone"


def test_an_entity_has_labels_and_facts_with_their_graph(kg: Kaupunkigraafi) -> None:
    turku = kg.entity("Åbo")
    assert (turku.id, turku.kind) == ("municipality/853", "municipality")
    assert (turku.label("sv"), turku.label("en")) == ("Åbo", "Turku")
    facts = {fact.predicate.rpartition("#")[2]: fact for fact in turku.facts}
    assert facts["inRegion"].labels[0].text == "Varsinais-Suomi"
    assert facts["wasDerivedFrom"].value.endswith("id/source/world")
    assert all(fact.graph.endswith(("graph/records", "graph/ontology")) for fact in turku.facts)


def test_neighbours_are_found_in_both_directions(kg: Kaupunkigraafi) -> None:
    laws = kg.related("ministry/VM", kind="law")
    assert {each.entity.id for each in laws} == {"law/410-2015", "law/618-2021"}
    assert not any(each.forward for each in laws)
    assert {each.entity.id for each in kg.related("law/132-1999", kind="ministry")} == {
        "ministry/YM"
    }


def test_the_default_graph_is_the_union_and_states_each_triple_once(kg: Kaupunkigraafi) -> None:
    (row,) = kg.sparql("SELECT (COUNT(*) AS ?n) { id:municipality\\/853 skos:prefLabel ?l }")  # type: ignore[misc]
    assert str(row["n"]) == "2"  # type: ignore[index]
    assert bool(
        kg.sparql("ASK { id:document\\/kaavoitus kg:concerns ?law . ?law a eli:LegalResource }")
    )


def test_superclasses_and_inverses_are_stated_at_build(kg: Kaupunkigraafi) -> None:
    assert bool(kg.sparql("ASK { id:municipality\\/853 a m8g:PublicOrganisation, kg:City }"))
    assert bool(
        kg.sparql("ASK { id:task\\/TEM001-00-2020\\/1 kg:taskOf id:body\\/TEM001-00-2020 }")
    )
    assert not bool(kg.sparql("ASK { ?s a kg:Section, eli:LegalResource }"))


def test_a_query_that_is_none_says_where(kg: Kaupunkigraafi) -> None:
    with pytest.raises(QueryInvalid) as caught:
        kg.sparql("SELECT ?s\nWHERE { ?s ?p }")
    assert caught.value.line == 2
    with pytest.raises(QueryRefused, match="SERVICE"):
        kg.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_the_world_conforms_to_its_shapes(kg: Kaupunkigraafi) -> None:
    assert kg.validate().conforms


def test_gaps_are_told(kg: Kaupunkigraafi) -> None:
    gaps = " ".join(gap.told() for gap in kg.about().gaps)
    assert "1 laws whose ministry is not known" in gaps
    assert "2 laws whose status is not known" in gaps


def test_the_promised_shape_of_a_search_answer(kg: Kaupunkigraafi) -> None:
    plain = answer_to_plain(kg.search("kaavoitus", city="Turku"))
    assert list(plain) == [
        "query", "mode", "generation", "total", "took_ms", "hits", "facets", "next", "notes",
        "understood",
    ]  # fmt: skip
    (hit, *_) = plain["hits"]  # type: ignore[misc]
    assert list(hit) == ["score", "document", "passage", "entities", "why"]
    assert list(hit["document"]) == [
        "id", "iri", "title", "type", "language", "issued", "source", "authority", "as_of",
        "licence",
    ]  # fmt: skip
    assert {"iri", "number", "start", "end", "page", "section", "text", "highlights"} <= set(
        hit["passage"]
    )
    assert set(hit["why"]) == {"semantic", "lexical", "graph"}
    assert set(hit["why"]["semantic"]) == {"rank", "cosine"}
    assert set(hit["why"]["lexical"]) == {"rank", "terms", "matched"}
    assert set(hit["why"]["lexical"]["matched"][0]) == {"asked", "forms"}
    assert set(hit["why"]["graph"][0]) == {"asked", "by", "path", "label", "triples", "sentence"}
    assert set(plain["facets"]) == {
        "city", "ministry", "law", "task", "body", "type", "language", "year",
    }  # fmt: skip


def test_the_promised_shape_of_what_a_query_names(kg: Kaupunkigraafi) -> None:
    plain = answer_to_plain(kg.search("kaavoitus Turussa"), "sv")
    named = [each for each in plain["understood"] if each["filter"] == "city"]  # type: ignore[attr-defined, index]
    assert named == [
        {
            "start": 10, "end": 17, "text": "Turussa", "kind": "municipality",
            "id": "municipality/853", "iri": iri_of("municipality/853"), "label": "Åbo",
            "filter": "city", "value": "municipality/853", "related": False, "weighed": True,
        }
    ]  # fmt: skip


def test_hits_go_to_pandas_as_a_typed_table(kg: Kaupunkigraafi) -> None:
    answer = kg.search("kaavoitus", limit=5)
    frame = answer.to_pandas()
    assert frame["document"].tolist() == [hit.document.id for hit in answer]
    assert frame["score"].tolist() == [hit.score for hit in answer]
    assert str(frame["text"].dtype) == "string"
    first = answer.hits[0].passage
    assert frame["passage"].iloc[0].endswith(f"/id/passage/{first.document}/{first.number}")
    assert list(kg.search("kaavoitus", min_score=99).to_pandas().columns) == list(frame.columns)
