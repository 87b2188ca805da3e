"""What changed between two versions of the ontology, and its readable reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html
from typer.testing import CliRunner

from kaupunkigraafi.cli.app import app
from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi.ontology.difference import difference
from kaupunkigraafi.ontology.reference import reference
from kaupunkigraafi.ontology.terms import read_terms
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import KG

HEAD = (
    "@prefix kg: <https://w3id.org/kaupunkigraafi/ontology#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)
OLD = HEAD + (
    'kg:City a owl:Class ; rdfs:label "city"@en .\n'
    "kg:near a owl:ObjectProperty ; rdfs:range kg:City .\n"
    "kg:Gone a owl:Class .\n"
)
NEW = HEAD + (
    'kg:City a owl:Class ; rdfs:label "town"@en .\n'
    "kg:near a owl:ObjectProperty ; rdfs:range kg:Municipality .\n"
    "kg:Municipality a owl:Class .\n"
)


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return old, new


def test_added_removed_and_changed_terms_are_told(versions: tuple[Path, Path]) -> None:
    found = difference(*map(read_terms, versions))
    assert found.added == ("kg:Municipality",)
    assert found.removed == ("kg:Gone",)
    assert [(c.term, c.predicate, c.before, c.after) for c in found.changed] == [
        ("kg:City", "rdfs:label", ("city@en",), ("town@en",)),
        ("kg:near", "rdfs:range", ("kg:City",), ("kg:Municipality",)),
    ]


def test_only_what_changes_a_meaning_breaks(versions: tuple[Path, Path]) -> None:
    assert difference(*map(read_terms, versions)).breaking == ("kg:Gone", "kg:near")


def test_an_ontology_does_not_differ_from_itself() -> None:
    terms = read_terms(ontology_dir())
    found = difference(terms, terms)
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_the_report_is_a_command(versions: tuple[Path, Path]) -> None:
    result = CliRunner().invoke(app, ["ontology", "diff", *map(str, versions), "--format", "json"])
    rows = json.loads(result.stdout)
    assert {(row["change"], row["term"], row["breaking"]) for row in rows} == {
        ("added", "kg:Municipality", ""),
        ("removed", "kg:Gone", "yes"),
        ("changed", "kg:City", ""),
        ("changed", "kg:near", "yes"),
    }
    assert "1 added, 1 removed, 2 changed, 2 terms breaking" in result.stderr


def test_a_path_with_no_ontology_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="is no RDF file and no folder with"):
        read_terms(tmp_path)


def test_the_reference_has_every_term_with_its_words_in_three_languages() -> None:
    tree = html.fromstring(reference())
    told = {code.text for code in tree.xpath("//article/h3/code")}
    terms = read_terms(ontology_dir())
    ours = {term.name for term in terms.values() if term.iri.startswith(KG)}
    assert ours <= told
    article = tree.xpath("//article[h3/code='kg:Municipality']")[0]
    for language in LANGUAGES:
        assert article.xpath(f".//dt[@lang='{language}']/text()")
        assert len(article.xpath(f"string(.//dd[@lang='{language}'])")) > 20


def test_links_of_the_reference_lead_somewhere_and_it_loads_nothing() -> None:
    tree = html.fromstring(reference())
    anchors = list(tree.xpath("//@id"))
    assert len(anchors) == len(set(anchors))
    assert {href.removeprefix("#") for href in tree.xpath("//a/@href")} <= set(anchors)
    assert not tree.xpath("//script | //link | //img")


def test_the_reference_is_written_by_a_command(tmp_path: Path) -> None:
    into = tmp_path / "docs" / "ontology.html"
    result = CliRunner().invoke(app, ["ontology", "docs", str(into)])
    assert result.exit_code == 0
    assert into.read_text(encoding="utf-8") == reference()
