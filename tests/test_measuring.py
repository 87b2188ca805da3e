"""Measuring: a set of its own texts, or one that judges documents of a built graph by id."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.answering.measuring import evaluate
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.errors import JudgedSetInvalid, QueryTextInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.judged import Half, half_of, query_files

Row = dict[str, str | int]


def write(path: Path, *rows: Row) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def by_id(world_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set over the tiny world, which stands in for the packaged corpus here."""
    monkeypatch.setenv("KAUPUNKIGRAAFI_FOLDER", str(world_folder))
    with Kaupunkigraafi.open(world_folder) as kg:
        hit = kg.search("kaavoitus", 1, mode="lexical").hits[0]
    (tmp_path / "corpus.toml").write_text('corpus = "packaged"\n')
    write(tmp_path / "queries.fi.jsonl", {"_id": "a", "text": "kaavoitus"})
    write(tmp_path / "queries.sv.jsonl", {"_id": "a", "text": "xyzzy"})
    write(
        tmp_path / "qrels.jsonl",
        {"query-id": "a", "corpus-id": hit.document.id, "score": 2, "reason": "It is on it."},
    )
    return tmp_path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set that brings its own texts, with a query in each half."""
    monkeypatch.setenv("KAUPUNKIGRAAFI_CACHE", str(tmp_path / "cache"))
    write(
        tmp_path / "corpus.jsonl",
        {"_id": "1", "title": "Katu", "text": "Kunta hoitaa kadun."},
        {"_id": "2", "title": "Vesi", "text": "Laitos hoitaa veden."},
    )
    asked = {half_of(f"q{number}"): f"q{number}" for number in range(20)}
    queries = [{"_id": asked[half], "text": "kadun"} for half in Half]
    write(tmp_path / "queries.jsonl", *queries)
    write(
        tmp_path / "qrels.jsonl",
        {"query-id": asked[Half.TUNE], "corpus-id": "1", "score": 1},
        {"query-id": asked[Half.HELD_OUT], "corpus-id": "2", "score": 1},
    )
    return tmp_path


def test_a_set_by_id_is_asked_of_the_built_graph_in_every_language_it_has(by_id: Path) -> None:
    sets = evaluate(by_id, mode=Mode.LEXICAL)["sets"]
    assert isinstance(sets, list)
    found = {each["queries"]: each["nDCG@10"] for each in sets}
    assert found == {"queries.fi.jsonl": 1.0, "queries.sv.jsonl": 0.0}


def test_a_judged_document_that_is_gone_is_named(by_id: Path) -> None:
    write(by_id / "qrels.jsonl", {"query-id": "a", "corpus-id": "task-gone", "score": 1})
    with pytest.raises(JudgedSetInvalid, match="task-gone"):
        evaluate(by_id)


@pytest.mark.parametrize("text", ['corpus = "elsewhere"', "corpus = packaged", ""])
def test_a_set_that_names_another_corpus_is_refused(by_id: Path, text: str) -> None:
    (by_id / "corpus.toml").write_text(text)
    with pytest.raises(JudgedSetInvalid, match=r"corpus\.toml"):
        evaluate(by_id)


def test_a_half_is_measured_alone(own: Path) -> None:
    command = ["evaluate", str(own), "--mode", "lexical", "--format", "json"]
    for half, expected in (("tune", 1.0), ("held-out", 0.0)):
        result = CliRunner().invoke(app, [*command, "--half", half])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["sets"][0]["MRR@10"] == expected


def test_the_plain_queries_file_is_asked_before_the_named_ones(own: Path) -> None:
    write(own / "queries.sv.jsonl", {"_id": "q", "text": "gata"})
    assert [path.name for path in query_files(own)] == ["queries.jsonl"]
    (own / "queries.jsonl").unlink()
    assert [path.name for path in query_files(own)] == ["queries.sv.jsonl"]
    (own / "queries.sv.jsonl").unlink()
    with pytest.raises(JudgedSetInvalid, match="--queries"):
        evaluate(own)


def test_two_ways_are_compared_query_by_query(own: Path) -> None:
    ways = {"mode": Mode.LEXICAL, "encoder": "hashing"}
    (same,) = evaluate(own, against="lexical", **ways)["sets"]  # type: ignore[arg-type, misc]
    assert same["against"]["difference"] == 0
    assert same["against"]["interval"] == [0, 0]
    (other,) = evaluate(own, against="semantic:hashing", **ways)["sets"]  # type: ignore[arg-type, misc]
    against = other["against"]
    assert against["searched"] == "semantic:hashing"
    assert against["difference"] == pytest.approx(other["nDCG@10"] - against["nDCG@10"], abs=1e-4)
    low, high = against["interval"]
    assert low <= against["difference"] <= high
    assert against["better"] + against["worse"] <= 2
    with pytest.raises(QueryTextInvalid, match="hybrid, semantic, lexical"):
        evaluate(own, against="rrf")


def test_figures_are_a_table_and_a_picture(own: Path, tmp_path: Path) -> None:
    picture = tmp_path / "figures.svg"
    command = ["evaluate", str(own), "--encoder", "hashing", "--against", "lexical"]
    result = CliRunner().invoke(app, [*command, "--format", "csv", "--plot", str(picture)])
    assert result.exit_code == 0, result.output
    assert "against difference" in result.stdout.splitlines()[0]
    drawn = ElementTree.fromstring(picture.read_text())  # noqa: S314  our own
    texts = [each.text for each in drawn.iter() if each.text]
    assert "queries.jsonl" in texts
    assert "lexical:hashing" in texts
