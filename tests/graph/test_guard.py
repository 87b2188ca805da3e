"""The guard refuses the absurd before the engine sees it, and lets SPARQL through."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.queries import FOLDER, Hostile, hostile, nested

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph.guard import Form, check
from kaupunkigraafi.graph.limits import SEARCH_SERVICE, QueryLimits
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.tokens import Kind, tokens, without_trivia

SERVICE = " SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } "


# --- tokens


@given(st.text())
def test_any_text_can_be_cut_and_joined_again(text: str) -> None:
    found = tokens(text)
    assert "".join(token.text for token in found) == text
    assert all(text[token.start : token.end] == token.text for token in found)


FRAGMENTS = (
    *"'\"<>(){}[]\\!-+*/#\n\r ",
    *("'''", '"""', "<=", "<<", ">>", "<<(", ")>>", "{|", "|}", "^^", "&&", "||"),
    *("\\n", "\\q", "\\u0027", "\\u", "?a", "$b", "a", "true", "1", "1.", ".5", "1e5"),
    *("_:b", "p:x", "p:", "<urn:p>", "<p:x'>", "<?b#>", "@fi", "\u00b7", "\U00010000"),
    *("SELECT", "FILTER", "VALUES", "PREFIX", "SERVICE"),
)
PIECES = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


@given(PIECES)
def test_pieces_of_sparql_in_any_order_can_be_cut_and_joined_again(text: str) -> None:
    assert "".join(token.text for token in tokens(text, ("p",))) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<urn:a#b>", "iri"),
        (r"<urn:\u00e4>", "iri"),
        ('"a # b"', "string"),
        ('"""a "" b\n"""', "string"),
        (r"'it\'s'", "string"),
        ("kg:a.b", "name"),
        (r"kg:a\,b%20c:d", "name"),
        (":", "name"),
        ("_:b1", "blank"),
        ("$x", "variable"),
        ("1.5e3", "number"),
        (".5", "number"),
        ("@fi-FI", "language"),
        ("# a 'comment'", "comment"),
        ("CONSTRUCT", "word"),
        ("<<(", "sign"),
    ],
)
def test_a_token_is_of_its_kind(text: str, kind: str) -> None:
    assert tokens(text) == [(Kind(kind), text, 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a#b\rc", "a c"),
        ("kg:a.b. _:b1. 1.", "kg:a.b . _:b1 . 1 ."),
        ("?x?y", "?x ?y"),
        ("<urn:p>?", "<urn:p> ?"),
        ('"a"@fi"1"^^xsd:int', '"a" @fi "1" ^^ xsd:int'),
        ("(?a<?b&&?c>?d)", "( ?a < ?b && ?c > ?d )"),
        ("(?a<=3)", "( ?a <= 3 )"),
        ("(1<<urn:x>)", "( 1 < <urn:x> )"),
        ("(?a <urn:L'Aquila>)", "( ?a <urn:L'Aquila> )"),
        ("?s<rel>?o", "?s <rel> ?o"),
    ],
)
def test_text_is_cut_where_the_engine_cuts_it(text: str, expected: str) -> None:
    assert [token.text for token in without_trivia(tokens(text))] == expected.split()


@pytest.mark.parametrize("text", [r'"\q"', r'"\uD800"', r'"\U00110000"', r'"\u12"', "'a\nb'", "'"])
def test_a_wrong_string_is_no_string(text: str) -> None:
    assert Kind.BAD in {token.kind for token in tokens(text)}


@pytest.mark.parametrize(
    "unit", ["a.", "<a", "'''", '"', "a.b:", "_:a.", "1.", "1e", "\\u", "?a<", "@a-", "p:a."]
)
def test_cutting_takes_time_in_step_with_length(unit: str) -> None:
    # Would run for minutes if a rule looked again and again over the same text.
    assert "".join(token.text for token in tokens(unit * 30_000, ("p",))) == unit * 30_000


# --- what passes

VALID = [
    ("SELECT * WHERE { ?s ?p ?o }", Form.SELECT),
    ("select distinct ?s where{?s a kg:City}order by desc(?s)limit 5 offset 2", Form.SELECT),
    ("ASK{}", Form.ASK),
    ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
    ("CONSTRUCT { ?s ?p [] } FROM <urn:g> WHERE { ?s ?p ?o } LIMIT 3", Form.CONSTRUCT),
    ("DESCRIBE <urn:x>", Form.DESCRIBE),
    ("BASE <http://example.org/> PREFIX : <x#> DESCRIBE :a ?b { ?b :c <d> }", Form.DESCRIBE),
    ("PREFIX select: <urn:> SELECT * { ?s select:x ?o }", Form.SELECT),
    ("# SERVICE <urn:x>\nSELECT * { ?s ?p 'SERVICE <urn:x> {' }", Form.SELECT),
    ("SELECT * { ?s ?p ?o FILTER(?o<5&&?o>3||?o!=1) }", Form.SELECT),
    ("SELECT * { ?s <urn:a>/^<urn:b>|!(<urn:c>|^<urn:d>)+ ?o }", Form.SELECT),
    ("SELECT * { ?s ?p (1 2 'x') ; a [ ?q ?r ] , _:b }", Form.SELECT),
    ("SELECT (GROUP_CONCAT(DISTINCT ?s; SEPARATOR='|') AS ?x) { ?s ?p ?o }", Form.SELECT),
    ("SELECT (1 AS ?x) { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 1)", Form.SELECT),
    (
        "SELECT * { VALUES (?a ?b) { (<urn:a> UNDEF) ('x'@sv 1.5e0) } } VALUES ?c { true }",
        Form.SELECT,
    ),
    (
        "SELECT * { { SELECT ?s { ?s ?p ?o } } UNION { GRAPH ?g { } } MINUS { ?s a ?c } }",
        Form.SELECT,
    ),
    ("SELECT * { ?s ?p ?o BIND(IF(BOUND(?o), -?o, !true) AS ?x) }", Form.SELECT),
    ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?s } }", Form.SELECT),
    ("SELECT * { ?s ?p <<( ?a ?b ?c )>> {| ?d ?e |} ~ ?r }", Form.SELECT),
    ('SELECT * { ?s ?p """long "quoted" text"""@fi, \'\', "" }', Form.SELECT),
    ("SELECT (xsd:integer('1') AS ?n) ((1)<<urn:x> AS ?m) {}", Form.SELECT),
    ("SELECT * FROM NAMED <urn:g> { ?s <http://example.org/L'Aquila#x> ?o }", Form.SELECT),
    ("VERSION '1.2' ASK {}", Form.ASK),
]


@pytest.mark.parametrize(("query", "form"), VALID)
def test_sparql_passes_and_its_form_is_known(query: str, form: Form) -> None:
    assert check(query).form is form
    Store.in_memory().query(query)  # the engine agrees that it is SPARQL


@pytest.mark.parametrize(
    "service",
    [
        "SERVICE kg:search",
        "SERVICE SILENT kg:search",
        f"SERVICE<{SEARCH_SERVICE}>",
        r"service <https://w3id.org/kaupunkigraafi/ontology\u0023search>",
        "SERVICE x:ontology\\#search",
    ],
)
def test_our_own_search_service_passes_and_is_named(service: str) -> None:
    text = (
        f"PREFIX x: <https://w3id.org/kaupunkigraafi/> ASK {{ {service} {{ ?x kg:matches 'a' }} }}"
    )
    assert check(text).services == (SEARCH_SERVICE,)


def test_a_service_that_the_operator_allows_passes() -> None:
    limits = QueryLimits(services=frozenset({"http://127.0.0.1:1/"}))
    assert check(f"SELECT * {{ {SERVICE} }}", limits).services == ("http://127.0.0.1:1/",)


# --- what does not


@pytest.mark.parametrize("case", hostile("refused"), ids=lambda case: case.name)
def test_hostile_queries_are_refused_with_the_reason(case: Hostile) -> None:
    with pytest.raises(QueryRefused, match=case.word):
        check(case.text)


@pytest.mark.parametrize("case", hostile("invalid"), ids=lambda case: case.name)
def test_hostile_texts_that_are_no_sparql_are_invalid_with_their_place(case: Hostile) -> None:
    with pytest.raises(QueryInvalid) as caught:
        check(case.text)
    assert caught.value.line is not None
    assert caught.value.column is not None


@pytest.mark.parametrize(
    "case", hostile("answers", "stopped", "fails", "any"), ids=lambda case: case.name
)
def test_what_a_worker_must_deal_with_passes_the_guard(case: Hostile) -> None:
    check(case.text)


NESTED = sorted(path.stem.removeprefix("nested-") for path in FOLDER.glob("nested-*.rq"))
# Slow to plan, not deep: the engine takes seconds for a hundred of them.
SLOW = ("list", "blank-node", "quoted-triple", "annotation")


@pytest.mark.parametrize("construct", NESTED)
def test_deep_nesting_of_every_construct_is_refused(construct: str) -> None:
    with pytest.raises(QueryRefused, match="the limit is 100"):
        check(nested(construct, 300))


ENGINE = "import sys, pyoxigraph as ox\nlist(ox.Store().query(sys.stdin.read()))"


def run_engine(query: str) -> int:
    """What becomes of a process in which the engine reads the query (ASK is not lazy)."""
    done = subprocess.run(
        [sys.executable, "-c", ENGINE],
        check=False,
        input=query.encode(),
        capture_output=True,
        timeout=60,
    )
    return done.returncode


def test_the_engine_itself_would_die_of_what_is_refused() -> None:
    assert run_engine(nested("function", 3_000)) < 0


@pytest.mark.parametrize("construct", NESTED)
def test_the_engine_survives_the_deepest_that_passes(construct: str) -> None:
    query = nested(construct, 40 if construct in SLOW else 97)
    check(query)
    assert run_engine(query) == 0


CHAINS: dict[str, Callable[[int], str]] = {
    "bind": lambda n: "SELECT * {" + "".join(f"BIND(1 AS ?x{i})" for i in range(n)) + "}",
    "minus": lambda n: "SELECT * {?s ?p ?o " + "MINUS{}" * n + "}",
    "select": lambda n: "SELECT " + "".join(f"(1 AS ?x{i})" for i in range(n)) + "{}",
    "order": lambda n: "SELECT * {?s ?p ?o} ORDER BY " + "(?s+1)" * n,
    "group": lambda n: "SELECT (1 AS ?c){} GROUP BY " + "".join(f"(1 AS ?x{i})" for i in range(n)),
    "sum": lambda n: "SELECT (" + "1+" * n + "1 AS ?x) {}",
    "or": lambda n: "SELECT (" + "1||" * n + "1 AS ?x) {}",
    "alternatives": lambda n: "SELECT * {?s " + "<urn:p>|" * n + "<urn:p> ?o}",
}


@pytest.mark.parametrize("chain", CHAINS)
def test_the_engine_survives_the_longest_chain_that_passes(chain: str) -> None:
    per_link = 2 if chain == "order" else 1
    query = CHAINS[chain](990 // per_link)
    check(query)
    assert run_engine(query) == 0
    with pytest.raises(QueryRefused, match="operators"):
        check(CHAINS[chain](1_010))


def test_each_limit_is_named_when_it_is_passed() -> None:
    for limits, query, limit in (
        (QueryLimits(bytes=10), "SELECT * {}", "10"),
        (QueryLimits(depth=1), "ASK {{}}", "1"),
        (QueryLimits(operators=2), "ASK { FILTER(1) }", None),
        (QueryLimits(operators=1), "ASK { FILTER(1) }", "1"),
        (QueryLimits(values=2), "ASK { VALUES ?x { 1 2 3 } }", "2"),
        (QueryLimits(tokens=3), "ASK { ?s ?p ?o }", "3"),
        (QueryLimits(iri_length=9), "ASK { <urn:12345> ?p ?o }", "9"),
    ):
        if limit is None:
            check(query, limits)
        else:
            with pytest.raises(QueryRefused, match=f"the limit is {limit}"):
                check(query, limits)


def test_values_are_counted_apart_from_operators() -> None:
    rows = " ".join(f"(<urn:{number}> {number})" for number in range(1_500))
    check(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}")


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, "'}' cannot stand here"),
        ("SELECT * {\n  ?s foo:p ?o }", 2, 6, "the prefix foo: is not declared"),
        ("SELECT * { ?s ?p ?o FILTER(?x + ) }", 1, 33, "')' cannot stand here"),
        ("SELECT * { ?s ?p ?o", 1, 10, "'{' is never closed"),
        ("SELECT * { ?s ?p ?o ) }", 1, 21, "')' does not close '{'"),
        ("SELECT * { ?s ?p ?o } }", 1, 23, "'}' closes nothing"),
        ("SELCT * { ?s ?p ?o }", 1, 1, "no SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT * { ?s ?p ?o } LIMIT 5 LIMIT 6", 1, 31, "'LIMIT' cannot stand here"),
        ("SELECT ?s, ?o { ?s ?p ?o }", 1, 10, "',' cannot stand here"),
        ("SELECT * { ?s ?p ?o } ORDR BY ?s", 1, 23, "ORDR is no word of SPARQL"),
        ("SELECT * { ?s ?p <rel> }", 1, 18, "<rel> is no absolute IRI"),
        ("SELECT ?y { ?s ?p ?o } GROUP BY ?s", 1, 35, "a variable that is unbound"),
        ("SELECT * { ?s ?p 'x }", 1, 18, "never closed"),
        ("", 1, 1, "no SELECT"),
        ("\ufeffSELECT * {}", 1, 1, "cannot stand here"),
        ("SELECT * {} # \ud800", 1, 15, "surrogate"),
        ("SELECT", 1, 7, "it ends too early"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(
    query: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(QueryInvalid, match=re.escape(message)) as caught:
        Store.in_memory().query(query)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_function_that_nobody_has_is_refused_by_name() -> None:
    with pytest.raises(QueryRefused, match="urn:f"):
        Store.in_memory().query("SELECT (<urn:f>(1) AS ?x) {}")


def test_the_search_service_is_refused_where_nobody_answers_it() -> None:
    with pytest.raises(QueryRefused, match="search"):
        Store.in_memory().query("SELECT * { SERVICE kg:search { ?x kg:matches 'a' } }")


@given(PIECES)
@settings(deadline=None)
def test_no_text_makes_the_guard_raise_anything_else(text: str) -> None:
    try:
        check("SELECT * { " + text + " }", prefixes={"p": "urn:p:"})
    except (QueryInvalid, QueryRefused):
        return


OPEN_AND_CLOSE = (
    ("'", "'"),
    ('"', '"'),
    ("'''", "'''"),
    ('"""', '"""'),
    ("#", "\n"),
    ("#", "\r"),
    ("<?b#>'''\n", "'''"),
)
SHAPES = (
    f"SELECT * {{ @1 {SERVICE} @2 }}",
    f"SELECT * {{ ?s ?p ?a FILTER(?a @1 && EXISTS{{ {SERVICE} }}@2) }}",
    f"SELECT * {{ ?s ?p @1 {SERVICE} @2 }}",
    f"SELECT * {{ VALUES ?x {{ @1 }} {SERVICE} @2 }}",
)


def accepts(engine: ox.Store, text: str) -> bool:
    try:
        engine.query(text, prefixes={"p": "urn:p:"})
    except SyntaxError:
        return False
    except RuntimeError:  # a function that is not there: it was parsed
        return True
    return True


@given(
    st.sampled_from(SHAPES),
    st.sampled_from(OPEN_AND_CLOSE),
    st.tuples(*[st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("".join)] * 4),
)
@settings(max_examples=300, deadline=None)
def test_what_the_guard_takes_for_text_is_text_to_the_engine(
    shape: str, quotes: tuple[str, str], parts: tuple[str, str, str, str]
) -> None:
    before, after = parts[0] + quotes[0] + parts[1], parts[2] + quotes[1] + parts[3]
    text = shape.replace("@1", before).replace("@2", after)
    try:
        check(text, prefixes={"p": "urn:p:"})
    except (QueryInvalid, QueryRefused):
        return
    # The guard saw no SERVICE. Were it code to the engine, another word there would not parse.
    engine = ox.Store()
    assert accepts(engine, text) == accepts(engine, text.replace("SERVICE <", "SERVYCE <"))


SPELLED = ("SERVICE", "service", "sErViCe", "SERVICE SILENT", "SERVICE\n", "SERVICE#\r")
CARRIERS = (
    "SELECT * { ?s ?p ?o . @ <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "PREFIX p: <http://127.0.0.1:1/> SELECT ?s { ?s ?p ?o OPTIONAL { @ p:x { ?s ?p ?o } } }",
    "ASK { VALUES ?x { 'a' 1 <urn:x> } ?s ?p ?x FILTER(?x < 3 && EXISTS { @ ?x { ?s ?p ?o } }) }",
    'CONSTRUCT { ?s ?p "@ <urn:a>" } WHERE { ?s ?p ?o # @ <urn:a> { }\n MINUS { @ <urn:b> {} } }',
)


@given(
    st.sampled_from(CARRIERS),
    st.sampled_from(SPELLED),
    st.lists(st.tuples(st.integers(0, 120), st.sampled_from(FRAGMENTS)), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_a_service_that_the_guard_does_not_see_is_none_to_the_engine(
    carrier: str, word: str, changes: list[tuple[int, str]]
) -> None:
    text = carrier.replace("@", word)
    for place, piece in changes:
        text = text[:place] + piece + text[place:]
    try:
        checked = check(text, QueryLimits(services=frozenset()), prefixes={"p": "urn:p:"})
    except (QueryInvalid, QueryRefused):
        return
    engine = ox.Store()
    other = re.sub("(?i)service", "servyce", text)
    assert checked.services == ()
    assert accepts(engine, text) == accepts(engine, other)
