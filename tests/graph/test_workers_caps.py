"""An answer that is cut is still an answer: whole rows, readable, and said to be cut."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from kaupunkigraafi.graph.caps import Full, Sink, cut, limit_at, readable_xml, rows_in
from kaupunkigraafi.graph.guard import check

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TEXTS = st.text(alphabet="},{\"[]\\\r\n\tx<>&'ä", max_size=8)
CELLS = st.one_of(st.none(), TEXTS)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=6)


def written(rows: list[tuple[str | None, str | None]], name: str) -> bytes:
    """What the engine writes for the rows."""
    store, values = ox.Store(), []
    for row in rows:
        cells = ("UNDEF" if cell is None else str(ox.Literal(cell)) for cell in row)
        values.append(f"({' '.join(cells)})")
    answer = store.query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {' '.join(values)} }} }}")
    return answer.serialize(format=FORMATS[name]) or b""


def read(body: bytes, name: str) -> list[tuple[str | None, str | None]]:
    """The rows that a client reads; for CSV an unbound value is an empty text."""
    if name == "json":
        bindings = json.loads(body)["results"]["bindings"]
        return [(r.get("a", {}).get("value"), r.get("b", {}).get("value")) for r in bindings]
    if name == "csv":
        lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
        return [(line[0], line[1]) for line in lines[1:]]
    answer = ox.parse_query_results(body, FORMATS[name])
    assert isinstance(answer, ox.QuerySolutions)
    return [(a and a.value, b and b.value) for a, b in answer]


@pytest.mark.parametrize("name", FORMATS)
@given(rows=ROWS, keep=st.integers(0, 7), share=st.floats(0, 1))
@settings(max_examples=150, deadline=None)
def test_cutting_anywhere_leaves_the_first_rows_whole(
    name: str, rows: list[tuple[str | None, str | None]], keep: int, share: float
) -> None:
    body = written(rows, name)
    assert rows_in(body, name) == len(rows)
    part = body[: int(len(body) * share)]
    try:
        shorter = cut(part, name, keep)
    except Full:
        assume(False)  # not even the head is there
    found = read(shorter, name)
    assert found == read(body, name)[: len(found)]
    assert len(found) == rows_in(shorter, name) <= keep
    if share == 1:
        assert len(found) == min(keep, len(rows))


def test_an_answer_cut_within_its_head_is_none() -> None:
    for name in FORMATS:
        with pytest.raises(Full):
            cut(b'{"he', name, 1)


def test_json_says_that_it_was_cut() -> None:
    assert json.loads(cut(written([("x", "y")] * 3, "json"), "json", 2))["truncated"] is True


def test_a_sink_keeps_what_fits() -> None:
    sink = Sink(10)
    answer = ox.Store().query("SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } }")
    with pytest.raises(Full):
        answer.serialize(sink, ox.QueryResultsFormat.TSV)  # type: ignore[arg-type]
    assert bytes(sink.kept) == b"?x\n1\n2\n3\n4\n5\n"[:10]


@given(TEXTS.map(lambda text: text + "\x00\x1f"))
def test_the_engines_xml_is_made_readable(text: str) -> None:
    body = readable_xml(written([(text, None)], "xml"))
    (found,) = etree.fromstring(body).iterfind(".//{*}literal")
    assert found.text == text[:-2] + "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {}", "SELECT * {} LIMIT 11 "),
        ("SELECT * {} LIMIT 10", "SELECT * {} LIMIT 10"),
        ("SELECT * {} LIMIT 11", "SELECT * {} LIMIT 11"),
        ("SELECT * {} limit 99 offset 5", "SELECT * {} limit 11 offset 5"),
        ("SELECT * {} OFFSET 5 LIMIT 99", "SELECT * {} OFFSET 5 LIMIT 11"),
        ("SELECT * {} VALUES ?x { 1 }", "SELECT * {} LIMIT 11  VALUES ?x { 1 }"),
        ("SELECT * {} LIMIT 99 VALUES ?x { 1 }", "SELECT * {} LIMIT 11 VALUES ?x { 1 }"),
        ("ASK { { SELECT * {} LIMIT 3 } } # x", "ASK { { SELECT * {} LIMIT 3 } } LIMIT 11  # x"),
        ("SELECT * { VALUES ?x { 1 } }", "SELECT * { VALUES ?x { 1 } } LIMIT 11 "),
        ("SELECT * {} ORDER BY ?x", "SELECT * {} ORDER BY ?x LIMIT 11 "),
        ("SELECT * {} LIMIT 99999999999999999999", "SELECT * {} LIMIT 11"),
        ("SELECT * {} LIMIT", "SELECT * {} LIMIT LIMIT 11 "),
        ("SELECT * {} LIMIT -1", "SELECT * {} LIMIT -1"),
    ],
)  # fmt: skip
def test_a_select_gets_a_limit_one_above_the_cap(query: str, expected: str) -> None:
    place = limit_at(check(query).tokens, 10)
    start, end, text = place or (0, 0, "")
    assert query[:start] + text + query[end:] == expected
