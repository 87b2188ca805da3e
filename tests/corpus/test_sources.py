"""Where facts come from: each source is whole, and each row leads to one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.records import load_records
from kaupunkigraafi.corpus.sources import check_sources, load_sources
from kaupunkigraafi.errors import CorpusError, RecordInvalid, SourceMissing
from kaupunkigraafi.model import Record
from kaupunkigraafi.resources import corpus_dir

WHOLE = '[[source]]\nid = "a"\ntitle = "A"\npublisher = "P"\nlicence = "not stated"\n'


def test_every_row_leads_to_a_verified_source() -> None:
    records = list(load_records(corpus_dir() / "records"))
    check_sources(records, load_sources(corpus_dir()))
    assert len(records) > 4000


def test_every_source_is_cited_by_a_row() -> None:
    cited = {
        source
        for record in load_records(corpus_dir() / "records")
        for source in record["source"].split("|")
    }
    with (corpus_dir() / "names" / "statutes.csv").open(encoding="utf-8", newline="") as file:
        cited |= {row["source"] for row in csv.DictReader(file)}
    # The packaged reviews have no rows yet; a folder's own rows lead to their source.
    sources = {f"source/{source.id}" for source in load_sources(corpus_dir())}
    assert sources == cited | {"source/link-review"}


def test_a_source_has_an_address_or_is_our_own_reasoning() -> None:
    without = [source.id for source in load_sources(corpus_dir()) if not source.url]
    assert without == ["derived-body-status", "link-review"]


def test_a_source_without_a_day_says_that_it_is_not_known() -> None:
    for source in load_sources(corpus_dir()):
        assert source.read or source.note or not source.url, source.id


def test_every_source_of_ours_has_a_title_in_three_languages() -> None:
    for source in load_sources(corpus_dir()):
        assert [label.language for label in source.titles] == ["fi", "sv"], source.id
        assert all(label.text.strip() for label in source.titles), source.id


def test_a_row_without_a_known_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(WHOLE + "verified = false\n", encoding="utf-8")
    sources = load_sources(tmp_path)
    for cited, says in (("source/b", "is not in sources.toml"), ("source/a", "is not verified")):
        row = Record("regions", (("code", "01"), ("source", cited)), "regions.csv:2")
        with pytest.raises(RecordInvalid, match=rf"regions\.csv:2.*'{cited}' {says}"):
            check_sources([row], sources)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[source]", "not TOML"),
        (WHOLE.replace('licence = "not stated"\n', ""), "source 1: 'licence' is missing"),
        (WHOLE + 'licens = "x"\n', "source 1: 'licens' is not known"),
        (WHOLE + 'read = "2026"\n', "must be a date"),
        (WHOLE + WHOLE, "two sources have the id 'a'"),
    ],
)
def test_a_broken_source_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=says):
        load_sources(path)


def test_a_corpus_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"sources\.toml"):
        load_sources(tmp_path)
