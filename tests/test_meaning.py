"""Meaning inside SPARQL over a real folder: the scores of ``search``, alike behind every door."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kaupunkigraafi.cli.app import app
from kaupunkigraafi.documents.places import Places
from kaupunkigraafi.endpoint import Endpoint, Question
from kaupunkigraafi.errors import QueryFailed, QueryRefused, QueryTimeout
from kaupunkigraafi.graph.framing import Message, PipeClosed, Type
from kaupunkigraafi.graph.limits import MeaningLimits, WorkerLimits
from kaupunkigraafi.graph.meaning.contract import Ranked, Snippet, Thing, Weight, Wish
from kaupunkigraafi.graph.meaning.piped import Piped, answer
from kaupunkigraafi.graph.workers import WorkerPool
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.snippet import Snippets
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.vocabulary import iri_of

TEXT = "kaavoitus kunnassa"
LAND_USE = "http://data.finlex.fi/eli/sd/1999/132"
QUERY = (
    "SELECT ?passage ?score ?snippet WHERE { "
    f"?document kg:concerns <{LAND_USE}> . ?passage dcterms:isPartOf ?document . "
    f'SERVICE kg:search {{ ?passage kg:matches "{TEXT}" ; kg:score ?score ; kg:snippet ?snippet }} '
    "} ORDER BY DESC(?score)"
)


@pytest.fixture(scope="module")
def endpoint(world_folder: Path) -> Iterator[Endpoint]:
    with Kaupunkigraafi.open(world_folder) as kg:
        opened = Endpoint(kg, Settings(query_workers=1, query_max_texts=3))
        yield opened
        opened.close()


def scores(kg: Kaupunkigraafi, query: str) -> dict[str, float]:
    return {str(row["p"]): float(str(row["score"])) for row in kg.sparql(query)}  # type: ignore[index, union-attr]


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "lexical"])
def test_a_passage_scores_what_search_gives_it(kg: Kaupunkigraafi, mode: str) -> None:
    block = f'?p kg:matches "{TEXT}" ; kg:score ?score ; kg:mode "{mode}"'
    found = scores(kg, f"SELECT ?p ?score {{ SERVICE kg:search {{ {block} }} }}")
    expected = {}
    for hit in kg.search(TEXT, limit=100, mode=mode):
        # Of a document's further passages search lets other documents go first.
        again = sum(1 for iri in expected if f"/{hit.document.id}/" in iri)
        spread = 0.85**again if mode == "hybrid" else 1.0
        iri = iri_of(f"passage/{hit.document.id}/{hit.passage.number}")
        expected[iri] = hit.score / spread
    assert found == pytest.approx(expected, abs=2e-6)
    assert len(found) > 1


def test_a_score_does_not_depend_on_what_the_graph_leaves(kg: Kaupunkigraafi) -> None:
    block = f'SERVICE kg:search {{ ?p kg:matches "{TEXT}" ; kg:score ?score }}'
    every = scores(kg, f"SELECT ?p ?score {{ {block} }}")
    few = scores(
        kg, f"SELECT ?p ?score {{ ?p dcterms:isPartOf/kg:concerns <{LAND_USE}> . {block} }}"
    )
    assert 0 < len(few) < len(every)
    assert few == {p: every[p] for p in few}


def test_an_entity_scores_what_its_documents_best_passage_scores(kg: Kaupunkigraafi) -> None:
    block = f'SERVICE kg:search {{ ?p kg:matches "{TEXT}" ; kg:score ?score }}'
    passages = scores(kg, f"SELECT ?p ?score {{ {block} }}")
    laws = scores(kg, f"SELECT ?p ?score {{ ?p a eli:LegalResource {block} }}")
    documents = scores(kg, f"SELECT ?p ?score {{ ?p a foaf:Document {block} }}")
    own = {"kaavoitus", "planering"}
    best = max(s for p, s in passages.items() if p.split("/")[-2] in own)
    assert laws[LAND_USE] == best
    assert documents[iri_of("document/kaavoitus")] == best
    # No document says that it is about a ministry, though they lead to the one of their law.
    assert scores(kg, f"SELECT ?p ?score {{ ?p a kg:Ministry {block} }}") == {}


def test_library_command_line_and_worker_answer_alike(
    kg: Kaupunkigraafi, endpoint: Endpoint, world_folder: Path
) -> None:
    by_library = kg.sparql(QUERY).serialize("csv")
    by_worker = endpoint.query(Question(QUERY, format="csv")).body
    printed = CliRunner().invoke(
        app, ["sparql", QUERY, "--format", "csv", "--folder", str(world_folder)]
    )
    assert printed.exit_code == 0, printed.output
    tables = [
        list(csv.reader(io.StringIO(text)))
        for text in (by_library.decode(), by_worker.decode(), printed.stdout)
    ]
    assert tables[0] == tables[1] == tables[2]
    assert len(tables[0]) == 4
    assert "kaavoituksesta" in tables[0][1][2]


def test_a_worker_asks_its_parent_for_texts_of_the_graph_and_for_similarity(
    kg: Kaupunkigraafi, endpoint: Endpoint
) -> None:
    query = (
        "SELECT ?task ?label ?passage ?near { ?task a kg:Task ; skos:prefLabel ?label "
        'FILTER(LANG(?label) = "fi") SERVICE kg:search '
        "{ ?passage kg:matches ?label ; kg:limit 1 } "
        'BIND(kg:similarity(?label, "kaavoitus") AS ?near) } ORDER BY DESC(?near)'
    )
    by_worker = json.loads(endpoint.query(Question(query)).body)
    assert by_worker == json.loads(kg.sparql(query).serialize("json"))
    first = by_worker["results"]["bindings"][0]
    assert first["label"] == {"type": "literal", "value": "kaavoitus", "xml:lang": "fi"}
    assert float(first["near"]["value"]) == 1.0
    assert first["passage"]["value"] == iri_of("passage/kaavoitus/1")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ('SELECT * { SERVICE kg:search { ?p kg:score ?s } }', "has no kg:matches"),
        (
            "SELECT * { ?t skos:prefLabel ?l SERVICE kg:search { ?t kg:matches ?l } }",
            "more than 3 different texts",
        ),
        (
            "SELECT (kg:similarity(?l, 'a') AS ?x) { ?t skos:prefLabel ?l }",
            "more than 3 different texts",
        ),
        (
            "SELECT * { SERVICE kg:search { ?p kg:matches '" + "a" * 2_001 + "' } }",
            "2001 characters",
        ),
        ("ASK { FILTER EXISTS { SERVICE kg:search { ?p kg:matches 'a' } } }", "stands in EXISTS"),
    ],
)  # fmt: skip
def test_library_and_worker_refuse_alike(
    kg: Kaupunkigraafi, endpoint: Endpoint, query: str, why: str
) -> None:
    with pytest.raises(QueryRefused, match=why) as by_worker:
        endpoint.query(Question(query))
    if "different texts" not in why:  # the library's user may ask more
        with pytest.raises(QueryRefused) as by_library:
            kg.sparql(query)
        assert str(by_library.value) == str(by_worker.value)


def test_a_cap_on_rows_keeps_the_best_and_says_that_it_cut(world_folder: Path) -> None:
    with Kaupunkigraafi.open(world_folder) as kg:
        opened = Endpoint(kg, Settings(query_workers=1, query_max_rows=2))
        block = f'SERVICE kg:search {{ ?p kg:matches "{TEXT}" ; kg:score ?score }}'
        query = f"SELECT ?p ?score {{ {block} }} ORDER BY DESC(?score)"
        reply = opened.query(Question(query, format="csv"))
        opened.close()
        expected = kg.sparql(f"{query} LIMIT 2").serialize("csv")
    assert reply.truncated == "rows; rows=2"
    assert reply.body == expected


class Half:
    """A scorer that finds everything half as near, and breaks off when it is asked for the best."""

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        raise AssertionError((wish, subjects, most))

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        raise PipeClosed(f"{wish} {depth} {passages_only}")

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        raise AssertionError((wish, rows))

    def similarity(self, first: Thing, second: Thing) -> float | None:
        return 1.0 if first == second else 0.5


def test_the_deadline_holds_while_a_query_asks_and_asks(world_folder: Path) -> None:
    with Kaupunkigraafi.open(world_folder) as kg:
        graph = world_folder / "generations" / kg.generation / "graph"
        pool = WorkerPool(
            graph,
            size=1,
            limits=WorkerLimits(deadline_s=0.5),
            meaning=(Half(), MeaningLimits(texts=10**9)),
        )
        query = (
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
            "FILTER(kg:similarity(CONCAT(STR(?a), STR(?d), STR(?g)), 'x') > 2) }"
        )
        with pool:
            with pytest.raises(QueryTimeout, match=r"longer than 0\.5 s"):
                pool.run(query)
            assert pool.status().killed == 1


def test_a_worker_that_asks_what_is_no_question_is_ended(kg: Kaupunkigraafi) -> None:
    for verb, body in (
        ("steal", b"{}"),
        ("weigh", b"[1"),
        ("best", b"{}"),
        ("weigh", b" " * 17_000_000),
    ):
        with pytest.raises(PipeClosed):
            answer(Message(Type.QUESTION, {"verb": verb}, body), kg.meaning)


def test_a_scorer_at_the_end_of_a_pipe_answers_as_it_does_here(kg: Kaupunkigraafi) -> None:
    piped = Piped(lambda question: answer(question, kg.meaning))
    wish, here = Wish(TEXT), kg.meaning
    subjects = [iri_of(f"document/{name}") for name in ("kieli", "kaavoitus", "nothing")]
    assert piped.weigh(wish, subjects) == here.weigh(wish, subjects)
    assert piped.weigh(wish, ["urn:nothing"]) == ()
    for passages_only in (True, False):
        assert piped.best(wish, 50, passages_only=passages_only) == here.best(
            wish, 50, passages_only=passages_only
        )
    assert piped.snippets(wish, [0, 0, 1]) == here.snippets(wish, [0, 0, 1])
    near = Thing("kaavoitus", True), Thing(LAND_USE, False)
    assert piped.similarity(*near) == here.similarity(*near)
    with pytest.raises(QueryRefused, match="2001 characters"):
        piped.weigh(Wish("a" * 2_001), subjects)


def test_the_best_are_ranked_as_when_each_is_weighed(kg: Kaupunkigraafi) -> None:
    for wish in (Wish(TEXT), Wish(TEXT, "lexical"), Wish(TEXT, "hybrid", "fi"), Wish("asukkaat")):
        ranked = kg.meaning.best(wish, 100, passages_only=False)
        assert ranked.whole
        weights = kg.meaning.weigh(wish, [each.subject for each in ranked.weights])
        assert ranked.weights == weights
        spoken = {each.subject.split("/")[-2] for each in weights if "/passage/" in each.subject}
        assert not wish.language or not spoken & {"planering", "group"}


def test_only_what_is_printed_as_a_passage_names_one(kg: Kaupunkigraafi) -> None:
    def named(key: str) -> int:
        return len(kg.meaning.weigh(Wish(TEXT), [iri_of(f"passage/{key}")]))

    assert [named(f"kaavoitus/{number}") for number in ("1", "2")] == [1, 1]
    for number in ("3", "0", "01", "²", "1" * 30):
        assert named(f"kaavoitus/{number}") == 0
    assert named("nothing/1") == 0
    assert named("kaavoitus") == 0


def test_places_are_right_after_documents_were_removed(own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as kg:
        kg.remove("kaavoitus")
        found = kg.meaning.best(Wish("kunta"), 100, passages_only=True)
        names = {each.subject for each in found.weights}
        assert iri_of("passage/planering/1") in names
        assert not [name for name in names if "/kaavoitus/" in name]
        every = [each.subject for each in found.weights]
        assert kg.meaning.weigh(Wish("kunta"), every) == found.weights


def test_a_snippet_starts_shortly_before_what_was_looked_for() -> None:
    long = (
        "Alussa puhutaan muusta. " * 30 + "Kunta vastaa kaavoituksesta. " + "Lopuksi muuta. " * 30
    )
    cut = Snippets("kuka vastaa kaavoituksesta").of(long)
    assert "Kunta vastaa kaavoituksesta." in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) <= 250
    assert Snippets("metro").of(long).startswith("Alussa puhutaan muusta. Alussa")
    assert Snippets("?!").of("  yksi\n rivi ") == "yksi rivi"


def test_places_need_a_document_in_no_particular_order(kg: Kaupunkigraafi) -> None:
    places = Places.read(kg._documents.path, kg._documents.outline())
    iris = [iri_of("document/kaavoitus"), "urn:nothing", iri_of("passage/kaavoitus/2")]
    rows, owners = places.rows_of(iris)
    assert owners.tolist() == [0, 0, 2]
    assert np.array_equal(rows[1:2], rows[2:])
    assert [places.passage_iri(int(row)) for row in rows[:2]] == [
        iri_of("passage/kaavoitus/1"),
        iri_of("passage/kaavoitus/2"),
    ]
    assert iris[0] in set(places.things_of(int(rows[0])))


def test_a_query_worker_that_breaks_its_word_fails_alone(world_folder: Path) -> None:
    with Kaupunkigraafi.open(world_folder) as kg:
        graph = world_folder / "generations" / kg.generation / "graph"
        meaning = (Half(), MeaningLimits())
        with WorkerPool(graph, size=1, meaning=meaning) as pool:
            with pytest.raises(QueryFailed, match="process died"):
                pool.run("SELECT * { SERVICE kg:search { ?p kg:matches 'a' } }")
            assert pool.run("ASK {}", format="csv").body == b"true"
