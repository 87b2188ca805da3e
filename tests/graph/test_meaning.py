"""SERVICE kg:search in the library: what it gives, where it may stand, and what it refuses why."""

from __future__ import annotations

import pytest
from tests.graph.meaning_world import OTHER, WORLD, World

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.contract import Wish
from kaupunkigraafi.graph.results import Solutions, Triples
from kaupunkigraafi.graph.store import Store

LAW = "http://data.finlex.fi/eli/sd/2000/1"
ASKED = 'kg:matches "asuminen" ; kg:score ?score'


@pytest.fixture(scope="module")
def world() -> World:
    return World(7, 6)


@pytest.fixture(scope="module")
def store(world: World) -> Store:
    return world.store(MeaningLimits())


def ask(store: Store, query: str) -> list[tuple[str, ...]]:
    result = store.query(query)
    assert isinstance(result, Solutions)
    return [tuple("" if v is None else str(v) for v in row.values()) for row in result]


def best(world: World, text: str = "asuminen", mode: str = "hybrid") -> list[tuple[str, float]]:
    """All passages with their scores, best first."""
    weights = world.weigh(Wish(text, mode), [each.iri for each in world.passages])
    return [(each.subject, each.score) for each in weights]


def test_the_subject_is_any_passage_where_no_pattern_binds_it(store: Store, world: World) -> None:
    found = ask(store, f"SELECT ?p ?score {{ SERVICE kg:search {{ ?p {ASKED} }} }}")
    assert sorted((p, float(s)) for p, s in found) == sorted(best(world))


@pytest.mark.parametrize(
    "name",
    [
        "kg:search",
        "<https://w3id.org/kaupunkigraafi/ontology#search>",
        "<https://w3id.org/kaupunkigraafi/ontology#se\\u0061rch>",
        "SILENT kg:search",
        "my:search",
    ],
)
def test_the_service_has_one_meaning_by_whatever_name(
    store: Store, world: World, name: str
) -> None:
    query = (
        "PREFIX my: <https://w3id.org/kaupunkigraafi/ontology#> SELECT ?p ?score "
        f'{{ service {name} {{ ?p my:matches "asuminen" ; my:score ?score ; my:limit 1 }} }}'
    )
    assert [(p, float(s)) for p, s in ask(store, query)] == best(world)[:1]


def test_triples_may_be_written_apart_and_texts_in_any_quotes(store: Store, world: World) -> None:
    block = """?p kg:matches '''asu\\u006Dinen'''@fi . ?p kg:score ?score . ?p kg:limit 2 ."""
    found = ask(store, f"SELECT ?p ?score {{ SERVICE kg:search {{ # }} \n {block} }} . }}")
    assert sorted((p, float(s)) for p, s in found) == sorted(best(world)[:2])


def test_a_thing_scores_what_the_best_of_its_passages_scores(store: Store, world: World) -> None:
    query = f"SELECT ?l ?score {{ ?l a eli:LegalResource SERVICE kg:search {{ ?l {ASKED} }} }}"
    for law, score in ask(store, query):
        own = {each.iri for each in world.passages if each.law == law}
        assert float(score) == max(s for p, s in best(world) if p in own)


def test_what_is_no_thing_is_passed_over_among_things(store: Store, world: World) -> None:
    block = f"SERVICE kg:search {{ ?x {ASKED} }}"
    found = ask(store, f"SELECT DISTINCT ?x ?score {{ ?any ?way ?x {block} }}")
    passages = ask(store, f"SELECT DISTINCT ?x ?score {{ ?any kg:inDocument ?x {block} }}")
    assert set(passages) < set(found)
    wish = Wish("asuminen")
    assert {iri for iri, _ in found} == {
        thing for thing in world.things() if "/passage/" not in thing and world.weight(wish, thing)
    }
    values = f"VALUES ?x {{ 'a\\nb' UNDEF <{world.passages[0].iri}> }} "
    with pytest.raises(QueryRefused, match="no value in some solutions"):
        ask(store, f"SELECT ?x {{ {values} {block} }}")
    matching = [each.iri for each in world.passages if world.weight(wish, each.iri)]
    values = f"VALUES ?x {{ 'a\\nb' 5 <{matching[0]}> }} "
    assert [x for x, _ in ask(store, f"SELECT ?x ?score {{ {values} {block} }}")] == matching[:1]


def test_a_thing_may_be_given_by_its_iri(store: Store, world: World) -> None:
    passage, score = best(world)[0]
    query = "SELECT ?score { SERVICE kg:search { <%s> kg:matches 'asuminen' ; kg:score ?score } }"
    assert [float(s) for (s,) in ask(store, query % passage)] == [score]
    assert ask(store, query % "urn:nothing") == []
    known = "ASK { SERVICE kg:search { <%s> kg:matches 'asuminen' } }"
    assert [bool(store.query(known % iri)) for iri in (passage, "urn:nothing")] == [True, False]


def test_options_say_mode_language_limit_and_least_score(store: Store, world: World) -> None:
    block = f'?p {ASKED} ; kg:mode "lexical" ; kg:language "sv" ; kg:limit 3 ; kg:minScore 0.25'
    found = ask(store, f"SELECT ?p ?score {{ SERVICE kg:search {{ {block} }} }}")
    spoken = {each.iri for each in world.passages if each.language == "sv"}
    expected = [(p, s) for p, s in best(world, mode="lexical") if p in spoken and s >= 0.25][:3]
    assert sorted((p, float(s)) for p, s in found) == sorted(expected)
    assert expected


def test_options_may_be_written_as_another_endpoint_writes_them(store: Store, world: World) -> None:
    block = (
        '?p kg:matches "asuminen"^^xsd:string ; kg:score ?score ; kg:limit "3"^^xsd:integer ; '
        'kg:minScore "2.5e-1"^^xsd:double ; kg:mode "semantic"^^xsd:string'
    )
    found = ask(store, f"SELECT ?p ?score {{ SERVICE kg:search {{ {block} }} }}")
    expected = [(p, s) for p, s in best(world, mode="semantic") if s >= 0.25][:3]
    assert sorted((p, float(s)) for p, s in found) == sorted(expected)
    signed = ask(
        store, "SELECT ?p { SERVICE kg:search { ?p kg:matches 'asuminen' ; kg:minScore -1 } }"
    )
    assert len(signed) == len(best(world))


def test_a_text_of_the_graph_is_matched_and_stays_what_it_is(store: Store, world: World) -> None:
    query = (
        "SELECT ?l ?t ?p ?score { ?l a eli:LegalResource ; rdfs:label ?t "
        "SERVICE kg:search { ?p kg:matches ?t ; kg:score ?score ; kg:limit 1 } }"
    )
    result = store.query(query)
    assert isinstance(result, Solutions)
    assert {row["t"].n3() for row in result} == {'"l0"@fi', '"l1"@fi', '"l2"@fi'}  # type: ignore[union-attr]
    for row in result:
        assert (str(row["p"]), float(str(row["score"]))) == best(world, str(row["t"]))[0]


def test_an_optional_meets_the_text_that_stands_before_it(store: Store, world: World) -> None:
    query = (
        'SELECT ?t ?p { VALUES ?t { "asuminen" "kaavoitus" } '
        "OPTIONAL { SERVICE kg:search { ?p kg:matches ?t ; kg:limit 1 ; kg:minScore 0.1 } } }"
    )
    assert sorted(ask(store, query)) == [
        (text, best(world, text)[0][0]) for text in ("asuminen", "kaavoitus")
    ]
    none = query.replace("kg:minScore 0.1", "kg:minScore 7")
    assert sorted(ask(store, none)) == [("asuminen", ""), ("kaavoitus", "")]


def test_two_blocks_meet_in_what_both_match(store: Store, world: World) -> None:
    query = (
        'SELECT ?p ?one ?two { SERVICE kg:search { ?p kg:matches "asuminen" ; kg:score ?one } '
        'SERVICE kg:search { ?p kg:matches "kaavoitus" ; kg:score ?two ; kg:limit 2 } }'
    )
    one = dict(best(world))
    both = [(p, one[p], s) for p, s in best(world, "kaavoitus") if p in one]
    assert sorted((p, float(a), float(b)) for p, a, b in ask(store, query)) == sorted(both[:2])


def test_a_limit_heeds_what_is_subtracted_behind_another_block(store: Store, world: World) -> None:
    first = next(each for each in world.passages if each.iri == best(world)[0][0])
    query = (
        'SELECT ?p { SERVICE kg:search { ?p kg:matches "asuminen" ; kg:limit 1 } '
        'SERVICE kg:search { ?p kg:matches "kaavoitus" ; kg:mode "semantic" } '
        f"MINUS {{ ?p kg:inDocument <{first.document}> }} }}"
    )
    document = {each.iri: each.document for each in world.passages}
    left = [p for p, _ in best(world) if document[p] != first.document]
    both = dict(best(world, "kaavoitus", "semantic"))
    assert ask(store, query) == [(p,) for p in left[:1] if p in both]
    assert left[0] in both


def test_every_form_of_query_can_ask(store: Store, world: World) -> None:
    passage = best(world)[0][0]
    block = f"SERVICE kg:search {{ ?p {ASKED} ; kg:limit 1 }}"
    built = store.query(f"CONSTRUCT {{ ?p <urn:score> ?score }} WHERE {{ {block} }}")
    assert isinstance(built, Triples)
    assert [str(s) for s, _, _ in built] == [passage]
    described = store.query(f"DESCRIBE ?p {{ {block} }}")
    assert isinstance(described, Triples)
    assert {str(s) for s, _, _ in described} == {passage}
    assert bool(store.query(f"ASK {{ {block} FILTER(?score > 0.9) }}")) == (best(world)[0][1] > 0.9)


def test_the_graphs_of_a_query_narrow_what_is_scored(store: Store, world: World) -> None:
    query = (
        "SELECT ?p FROM <%s> WHERE { ?p kg:inSection ?s SERVICE kg:search "
        '{ ?p kg:matches "asuminen" ; kg:limit 50 } }'
    )
    stated = {p for (p,) in ask(store, f"SELECT ?p FROM <{OTHER}> {{ ?p kg:inSection ?s }}")}  # noqa: S608
    found = {p for (p,) in ask(store, query % OTHER)}
    assert found == {p for p, _ in best(world) if p in stated}
    assert found < {p for (p,) in ask(store, query % WORLD)}


def test_a_trailing_values_joins_as_ever(store: Store, world: World) -> None:
    passage = best(world)[1][0]
    query = f"SELECT ?p {{ SERVICE kg:search {{ ?p {ASKED} }} }} VALUES ?p {{ <{passage}> }}"
    assert ask(store, query) == [(passage,)]


def test_a_snippet_comes_with_its_language(store: Store) -> None:
    query = (
        'SELECT ?n { SERVICE kg:search { ?p kg:matches "asuminen" ; kg:snippet ?n ; kg:limit 1 } }'
    )
    result = store.query(query)
    assert isinstance(result, Solutions)
    snippet = result.rows[0]["n"]
    assert snippet is not None
    assert snippet.n3().endswith("@fi")
    assert str(snippet).startswith('asuminen "')
    assert str(snippet).endswith('"\n\\')


def test_few_things_are_scored_and_of_many_the_best_are_asked_for(world: World) -> None:
    narrow = f"?p kg:inSection/kg:partOf <{LAW}> ."
    query = f"SELECT ?p ?score {{ %s SERVICE kg:search {{ ?p {ASKED} }} }} "
    query += "ORDER BY DESC(?score) LIMIT 1"
    store = world.store(MeaningLimits(few=20, depth=2))
    world.asked.clear()
    ask(store, query % narrow)
    assert [verb for verb, _ in world.asked] == ["weigh"]
    store = world.store(MeaningLimits(few=1, depth=2))
    world.asked.clear()
    ((_, score),) = ask(store, query % narrow)
    assert ("best", 2) in world.asked
    assert float(score) == max(
        s for p, s in best(world) for e in world.passages if e.iri == p and e.law == LAW
    )


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("?p kg:score ?score", "has no kg:matches"),
        ("", "is empty; it takes kg:matches"),
        ("?p kg:matches 'a' ; kg:matches 'b'", "kg:matches stands twice"),
        ("?p kg:matches 'a' . ?q kg:score ?s", r"two subjects, \?p and \?q"),
        ("?p kg:matches ?p", r"\?p stands twice"),
        ("?p kg:matches ''", "empty text"),
        ("?p kg:matches 'a', 'b'", "one text or one variable"),
        ("?p kg:matches <urn:a>", "one text or one variable"),
        ("?p kg:matches 'a' ; kg:heading ?h", "kg:heading cannot stand in SERVICE kg:search"),
        ("?p kg:matches 'a' ; a kg:Passage", "a cannot stand in SERVICE kg:search"),
        ("?p kg:matches 'a' FILTER(?p != <urn:a>)", "one text or one variable"),
        ("?p kg:matches 'a' ; kg:limit 0", "kg:limit is 0; it can be 1 to 10000"),
        ("?p kg:matches 'a' ; kg:limit ?n", r"kg:limit is \?n"),
        ("?p kg:matches 'a' ; kg:mode 'fuzzy'", 'it can be "hybrid", "semantic", "lexical"'),
        ("?p kg:matches 'a' ; kg:language 'de'", 'it can be "fi", "sv", "en"'),
        ("?p kg:matches 'a' ; kg:minScore ?m", "kg:minScore takes a number"),
        ("?p kg:matches 'a' ; kg:minScore 'b'^^xsd:double", "kg:minScore takes a number"),
        ("?p kg:matches 'a' ; kg:limit '2'", "kg:limit is '2'"),
        ("?p kg:matches 'a' ; kg:limit 2.5", "kg:limit is 2.5"),
        ("?p kg:matches 'a' ; kg:limit 1, 2", "kg:limit is 1"),
        ("?p kg:matches 'a' ; kg:limit 1 2", "kg:limit is 1"),
        ("?p kg:matches 'a'^^xsd:date", "one text or one variable"),
        ("?p kg:matches 'a' ; kg:score 0.5", "takes one variable; for a least score"),
        ("_:p kg:matches 'a'", "neither a variable nor an IRI in full"),
        ("[] kg:matches 'a'", "SERVICE kg:search takes|cannot stand"),
        ("{ ?p kg:matches 'a' }", "cannot stand|takes"),
        ("?p kg:matches ?t", r"the text \?t .* has no value there"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    store: Store, block: str, why: str
) -> None:
    with pytest.raises(QueryRefused, match=why) as told:
        store.query(f"SELECT * {{\n  SERVICE kg:search {{ {block} }}\n}}")
    assert "line 2, column" in str(told.value)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("{ ?p a kg:Passage FILTER EXISTS { %s } }", "line 1, column 44 stands in EXISTS"),
        ("{ ?p a kg:Passage FILTER NOT EXISTS { %s } }", "stands in EXISTS"),
        ("{ ?p a kg:Passage BIND(EXISTS { %s } AS ?x) }", "stands in EXISTS"),
        ("{ ?p a kg:Passage LATERAL { %s } }", "LATERAL"),
        ("{ ?p a kg:Passage } HAVING(EXISTS { %s })", "stands in EXISTS"),
        ("{ ?p a kg:Passage OPTIONAL { ?p kg:inSection ?s FILTER EXISTS { %s } } }", "EXISTS"),
        ("{ ?p kg:rank ?score . %s }", r"\?score is what SERVICE kg:search .* gives"),
        ("{ %s BIND(1 AS ?one) ?p kg:inSection ?s }", "put the block behind what binds it"),
        ("{ BIND('a' AS ?t) { SERVICE kg:search { ?p kg:matches ?t } } }", "no value there"),
        (
            "{ ?l a eli:LegalResource OPTIONAL { ?l kg:heading ?t } "
            "SERVICE kg:search { ?p kg:matches ?t } }",
            r"\?t .* has no value in some solutions",
        ),
        (
            "{ { ?p a kg:Passage } UNION { ?l a eli:LegalResource } %s }",
            r"\?p .* has no value in some solutions",
        ),
        (
            "{ ?l a ?t SERVICE kg:search { ?p kg:matches ?t } }",
            "which is no literal; bind its label",
        ),
        ("{ SERVICE kg:search { ?p kg:matches 'a' . SERVICE kg:search { ?p kg:matches 'b' } } }",
         "takes|cannot stand|stands in"),
    ],
)  # fmt: skip
def test_where_it_cannot_be_answered_it_is_refused(store: Store, query: str, why: str) -> None:
    block = f"SERVICE kg:search {{ ?p {ASKED} }}"
    with pytest.raises(QueryRefused, match=why):
        store.query("SELECT * " + (query % block if "%s" in query else query))


def test_a_query_that_is_no_sparql_is_told_with_its_place(store: Store) -> None:
    block = f"SERVICE kg:search {{ ?p {ASKED} }}"
    with pytest.raises(QueryInvalid) as told:
        store.query(f"SELECT * {{\n {block}\n ?p ?q }}")
    assert (told.value.line, told.value.column) == (3, 8)
    with pytest.raises(QueryInvalid):
        store.query(f"SELECT * {{ {block} BIND(1 AS ?score) }}")
    with pytest.raises(QueryInvalid):
        store.query(f"CONSTRUCT WHERE {{ ?p a kg:Passage . {block} }}")


def test_texts_and_things_are_counted(world: World) -> None:
    store = world.store(MeaningLimits(texts=2, pairs=3, few=3))
    many = "?l rdfs:label ?t SERVICE kg:search { ?l kg:matches ?t }"
    with pytest.raises(QueryRefused, match="more than 2 different texts"):
        store.query(f"SELECT * {{ {many} }}")
    with pytest.raises(QueryRefused, match="would score more than 3 things; narrow them"):
        store.query(f"SELECT * {{ ?p a kg:Passage SERVICE kg:search {{ ?p {ASKED} }} }}")
    with pytest.raises(QueryRefused, match="more than 2 different texts"):
        store.query("SELECT (kg:similarity(?t, 'a') AS ?s) { ?l rdfs:label ?t }")


def test_a_store_without_a_search_says_so() -> None:
    with pytest.raises(QueryRefused, match="needs a folder's search"):
        Store.in_memory().query(f"SELECT * {{ SERVICE kg:search {{ ?p {ASKED} }} }}")


def test_similarity_compares_texts_and_things(store: Store, world: World) -> None:
    query = (
        "SELECT ?l (kg:similarity(?l, 'asuminen') AS ?near) { ?l a eli:LegalResource "
        "FILTER(kg:similarity('asuminen', ?l) > -1) } ORDER BY DESC(kg:similarity(?l, 'asuminen'))"
    )
    found = [(law, float(near)) for law, near in ask(store, query)]
    laws = sorted({each.law for each in world.passages})
    expected = world.weigh(Wish("asuminen", "semantic"), laws)
    assert sorted(found) == sorted((each.subject, each.score) for each in expected)
    assert [near for _, near in found] == sorted((n for _, n in found), reverse=True)
    assert ask(store, "SELECT (kg:similarity('a', 'a'@fi) AS ?x) {}") == [("1",)]


def test_similarity_asks_once_for_each_pair(store: Store, world: World) -> None:
    world.asked.clear()
    ask(store, "SELECT (kg:similarity('a', 'b') AS ?x) { ?p a kg:Passage }")
    assert world.asked == [("similarity", 1)]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("kg:similarity('a')", "compares two things; it was given 1"),
        ("kg:similarity(<urn:a>, <urn:b>)", "bind the label of one"),
    ],
)
def test_what_similarity_cannot_compare_is_refused(store: Store, call: str, why: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        store.query(f"SELECT ({call} AS ?x) {{}}")


def test_similarity_has_no_value_where_nothing_is_to_compare(store: Store) -> None:
    assert ask(store, "SELECT (kg:similarity(<urn:nothing>, 'asuminen') AS ?x) {}") == [("",)]
    assert ask(store, "SELECT (kg:similarity(?unbound, 'asuminen') AS ?x) {}") == [("",)]
