"""SERVICE kg:search equals an oracle that scores everything, whatever surrounds it.

The oracle writes the whole relation (every thing, every text) in the block's place by hand and
asks the engine; it shares neither the parsing nor the choosing with what is tested.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.graph.meaning_world import OTHER, TEXTS, World

from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.contract import Wish
from kaupunkigraafi.graph.results import Row, Solutions
from kaupunkigraafi.graph.store import Store

LAW = "<http://data.finlex.fi/eli/sd/2000/{}>"
# Patterns that may stand beside the block; each can be joined with any other.
BESIDE = {
    "p": (
        "?p kg:inSection ?s .",
        "?p kg:inSection ?s . ?s kg:partOf ?l .",
        "?p kg:inDocument ?d . ?d kg:concerns ?l .",
        "?s kg:partOf+ ?l . ?p kg:inSection ?s . ?l kg:responsible ?m .",
        "{ ?p kg:inSection ?s . ?s kg:heading ?h } UNION { ?p kg:inDocument ?d . ?d kg:concerns "
        + LAW.format(1) + " }",
        "GRAPH ?g { ?p kg:inSection ?s }",
        "{ SELECT ?p (COUNT(*) AS ?n) { ?p kg:inDocument/kg:concerns ?l2 } GROUP BY ?p }",
    ),
    "d": ("?d kg:concerns ?l .", "?p2 kg:inDocument ?d .", "?d kg:concerns/kg:responsible ?m ."),
    "l": ("?l a eli:LegalResource .", "?d kg:concerns ?l .", "VALUES ?l { "
          + LAW.format(1) + LAW.format(3) + " }"),
}  # fmt: skip
NARROWING = (
    "",
    "MINUS { ?p kg:inDocument <https://w3id.org/kaupunkigraafi/id/document/d0> }",
    "FILTER NOT EXISTS { ?p kg:inDocument <https://w3id.org/kaupunkigraafi/id/document/d1> }",
    "OPTIONAL { ?l kg:responsible ?r } FILTER(!BOUND(?r) || ?r != <urn:none>)",
    f"FILTER(!BOUND(?l) || ?l != {LAW.format(2)})",
    "OPTIONAL { ?s kg:heading ?h2 } BIND(COALESCE(?h2, 'none') AS ?h3)",
)
ON_SCORE = (
    "",
    "FILTER(?score > 0.3)",
    "BIND(?score * 2 AS ?twice) FILTER(?twice < 2)",
    "OPTIONAL { ?l rdfs:label ?far . FILTER(?score > 0.5) }",
    "FILTER(CONTAINS(?snippet, '1'))",
)
TEXT = {
    '"asuminen"': "",
    "'kaavoitus'@fi": "",
    "?t": "VALUES ?t { 'asuminen' 'joukkoliikenne'@sv }",
    "?t2": "BIND('kaavoitus' AS ?t2)",
    "?t3": "?l rdfs:label ?t3 .",
}
SECOND = (
    "SERVICE kg:search { ?p kg:matches 'joukkoliikenne' ; kg:score ?score2 ; kg:mode 'lexical' }"
)
TAILS = (
    "SELECT *",
    "SELECT * ORDER",
    "SELECT DISTINCT ?l ORDER",
    "SELECT ?l (MAX(?score) AS ?most) GROUP BY ?l",
    "SELECT (COUNT(*) AS ?n)",
)


@dataclass
class Case:
    """A query in parts, so that it can be put together with the block and with its relation."""

    subject: str
    text: str
    before: list[str]
    after: list[str]
    on_score: str
    form: str
    tail: str
    limit: int | None
    least: float | None
    mode: str
    language: str
    first: int = 5
    second: str = ""
    behind: str = ""

    @property
    def outer(self) -> str:
        """What stands before an OPTIONAL; at times the text, which the block meets there."""
        text = TEXT.get(self.text, "") if self.text == "?t" and self.outside else ""
        return f"?m2 ^kg:responsible ?l . {text}"

    @property
    def outside(self) -> bool:
        return not any("VALUES ?t " in each for each in (*self.before, *self.after))

    @property
    def block(self) -> str:
        parts = [f"?{self.subject} kg:matches {self.text}", "kg:score ?score"]
        parts += ["kg:snippet ?snippet"]
        parts += [f"kg:limit {self.limit}"] * (self.limit is not None)
        parts += [f"kg:minScore {self.least}"] * (self.least is not None)
        parts += [f'kg:mode "{self.mode}"'] * (self.mode != "hybrid")
        parts += [f'kg:language "{self.language}"'] * (self.language != "")
        return f"SERVICE kg:search {{ {' ; '.join(parts)} }}"

    def group(self, middle: str, *, with_score: bool = True) -> str:
        last = self.on_score if with_score else ""
        return "\n".join((*self.before, middle, self.second, *self.after, last))

    def pattern(self, middle: str) -> str:
        group = self.group(middle)
        return {
            "top": group,
            "optional": f"{self.outer} OPTIONAL {{ {group} }}",
            "sub": f"?l a eli:LegalResource . {{ SELECT ?l ?score {{ {group} }} }}",
            "braces": f"?l a eli:LegalResource . {{ {group} }}",
            "union": f"{{ {group} }} UNION {{ ?l kg:responsible ?m }}",
            "minus": f"?l a eli:LegalResource . MINUS {{ {group} }}",
            "graph": f"GRAPH <{OTHER}> {{ {group} }}",
            "any graph": f"GRAPH ?g0 {{ {group} }}",
            "nested": f"{self.outer} OPTIONAL {{ ?l rdfs:label ?name OPTIONAL {{ {group} }} }}",
        }[self.form]

    def allowed(self, middle: str) -> str:
        """The patterns that a limit heeds: all but what depends on the score."""
        group = self.group(middle, with_score=False)
        if self.form in ("optional", "nested"):
            named = "?l rdfs:label ?name ." if self.form == "nested" else ""
            return f"{self.outer} {named} {{ {group} }}"
        graph = {"graph": f"<{OTHER}>", "any graph": "?g0"}.get(self.form)
        return f"GRAPH {graph} {{ {group} }}" if graph else group

    def query(self, pattern: str) -> str:
        head, order, _ = self.tail.partition(" ORDER")
        head, group, by = head.partition(" GROUP")
        end = f" ORDER BY DESC(?score) LIMIT {self.first}" if order else ""
        return f"{head} {{ {pattern} }}{group}{by}{end} {self.behind}"


@st.composite
def cases(draw: st.DrawFn) -> Case:
    subject = draw(st.sampled_from(("p", "p", "d", "l")))
    text = draw(st.sampled_from(tuple(TEXT)))
    free = subject == "p" and draw(st.integers(0, 5)) == 0 and text != "?t3"
    before = [] if free else [draw(st.sampled_from(BESIDE[subject]))]
    forms = ("top", "top", "optional", "nested", "sub", "braces", "union", "minus", "graph")
    form = draw(st.sampled_from((*forms, "any graph")))
    outside = form in ("optional", "nested") and text == "?t" and draw(st.booleans())
    before += [TEXT[text]] if TEXT[text] and not outside else []
    if draw(st.booleans()):
        before.insert(0, draw(st.sampled_from(NARROWING[1:2] + NARROWING[4:5])))
    after = [draw(st.sampled_from(NARROWING))]
    # What is joined may as well stand behind the block.
    if draw(st.booleans()) and before and not before[-1].startswith(("BIND", "FILTER", "MINUS")):
        after.insert(0, before.pop())
    tail = draw(st.sampled_from(TAILS))
    if form == "sub":
        after = [each.replace("FILTER(CONTAINS(?snippet, '1'))", "") for each in after]
    return Case(
        subject, text, before, after, draw(st.sampled_from(ON_SCORE)), form, tail,
        limit=draw(st.sampled_from((None, None, 1, 2, 5))),
        least=draw(st.sampled_from((None, None, 0.0, 0.5))),
        mode=draw(st.sampled_from(("hybrid", "hybrid", "semantic", "lexical"))),
        language=draw(st.sampled_from(("", "", "fi", "sv"))),
        first=draw(st.integers(1, 6)),
        second=draw(st.sampled_from(("", "", "", SECOND))) if subject == "p" else "",
    )  # fmt: skip


# All things are scored, or the best of all are looked up in the graph.
FEW_OR_MANY = ((999, 2), (999, 4), (0, 4), (0, 16))
BEHIND = ("", "", f"VALUES ?l {{ {LAW.format(1)} }}", f"VALUES ?l {{ {LAW.format(3)} UNDEF }}")


@st.composite
def best_cases(draw: st.DrawFn) -> Case:
    """Cases of which the best solutions alone are wanted, so that few scores need to be known."""
    subject = draw(st.sampled_from(("p", "p", "d", "l")))
    text = draw(st.sampled_from(('"asuminen"', "'kaavoitus'@fi", "?t2")))
    before = [draw(st.sampled_from(BESIDE[subject])), *filter(None, [TEXT[text]])]
    return Case(
        subject, text, before, [draw(st.sampled_from(NARROWING))],
        draw(st.sampled_from(ON_SCORE)), "top", draw(st.sampled_from(TAILS[1:3])),
        limit=None,
        least=draw(st.sampled_from((None, None, 0.25))),
        mode="hybrid",
        language=draw(st.sampled_from(("", "", "fi"))),
        first=draw(st.integers(1, 3)),
        behind=draw(st.sampled_from(BEHIND)),
    )  # fmt: skip


def rows(store: Store, query: str) -> list[Row]:
    result = store.query(query)
    assert isinstance(result, Solutions)
    return list(result)


def values(case: Case, entries: list[tuple[str, str, float, str]]) -> str:
    has_text = not case.text.startswith("?")
    names = f"?{case.subject}" + ("" if has_text else f" {case.text}") + " ?score ?snippet"
    lines = [
        f'(<{subject}> {"" if has_text else text} "{score}"^^xsd:double {snippet})'
        for subject, text, score, snippet in entries
    ]
    return f"{{ SELECT {names} {{ VALUES ({names}) {{ {' '.join(lines)} }} }} }}"


def relation(world: World, store: Store, case: Case) -> list[tuple[str, str, float, str]]:
    """Every thing and every text, then the limit."""
    given = [case.text] if not case.text.startswith("?") else [
        *(f'"{text}"{tag}' for text in TEXTS for tag in ("", "@fi", "@sv")),
        *(f'"l{number}"@fi' for number in range(3)),
    ]  # fmt: skip
    if "VALUES ?t " in case.outer:
        # Of infinitely many texts the relation holds those that are asked for, here from outside.
        given = ['"asuminen"', '"joukkoliikenne"@sv']
    things = world.things()
    if case.subject == "p":
        things = [each.iri for each in world.passages]
    found = []
    for text in given:
        wish = Wish(text.strip("'\"").split("'")[0].split('"')[0], case.mode, case.language)
        weights = [w for w in (world.weight(wish, thing) for thing in things) if w]
        weights = [w for w in weights if case.least is None or w.score >= case.least]
        weights.sort(key=lambda w: (-w.score, w.row, w.subject))
        for weight in weights:
            snippet = f'"{wish.text} \\"{weight.row}\\"\\n\\\\"@fi'
            found.append((weight.subject, text, weight.score, snippet))
    if case.limit is None:
        return found
    names = f"?{case.subject}" + (f" {case.text}" if case.text.startswith("?") else "")
    pattern = case.allowed(values(case, found))
    allowed = {
        tuple(value.n3() if value is not None else "" for value in row.values())
        for row in rows(store, f"SELECT DISTINCT {names} {{ {pattern} }}")
    }
    kept, count = [], Counter[str]()
    for entry in found:
        key = (f"<{entry[0]}>", entry[1]) if case.text.startswith("?") else (f"<{entry[0]}>",)
        if key in allowed and count[entry[1]] < case.limit:
            count[entry[1]] += 1
            kept.append(entry)
    return kept


def second(world: World, case: Case) -> str:
    """All that the second block could give."""
    weights = world.weigh(Wish("joukkoliikenne", "lexical"), [e.iri for e in world.passages])
    lines = " ".join(f'(<{w.subject}> "{w.score}"^^xsd:double)' for w in weights)
    return f"VALUES (?p ?score2) {{ {lines} }}" if case.second else ""


@settings(max_examples=300, deadline=None)
@given(best_cases(), st.integers(0, 10_000), st.integers(6, 14), st.sampled_from(FEW_OR_MANY))
def test_the_best_are_the_oracles(
    case: Case, seed: int, documents: int, sizes: tuple[int, int]
) -> None:
    check(case, seed, documents, sizes)


@settings(max_examples=300, deadline=None)
@given(
    cases(), st.integers(0, 10_000), st.integers(1, 6), st.sampled_from(((0, 2), (3, 1), (99, 8)))
)
def test_the_answer_is_the_oracles(
    case: Case, seed: int, documents: int, sizes: tuple[int, int]
) -> None:
    check(case, seed, documents, sizes)


def check(case: Case, seed: int, documents: int, sizes: tuple[int, int]) -> None:
    """Ask, and compare with what the whole relation gives."""
    world = World(seed, documents)
    few, depth = sizes
    store = world.store(MeaningLimits(few=few, depth=depth))
    event(case.form)
    event("limit" if case.limit else "no limit")
    answer = rows(store, case.query(case.pattern(case.block)))
    event(",".join(sorted({verb for verb, _ in world.asked})))
    plain = Case(**{**vars(case), "first": 10_000, "second": second(world, case)})
    # The limit of the first does not heed the second, which comes after it.
    alone = Case(**{**vars(plain), "second": ""})
    whole = plain.pattern(values(case, relation(world, store, alone)))
    expected = rows(store, plain.query(whole))
    found, every = (Counter(map(str, each)) for each in (answer, expected))
    if " ORDER" not in case.tail:
        assert found == every
        return
    assert len(answer) == min(case.first, len(expected))
    assert not found - every, "a row that no solution gives"
    if "DISTINCT" not in case.tail:
        scores = [str(row.get("score")) for row in answer]
        assert scores == [str(row.get("score")) for row in expected[: len(answer)]]
