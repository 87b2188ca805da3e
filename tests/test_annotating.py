"""What documents mention is kept with them: in the graph, in the tables, in hits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaupunkigraafi.build import add, remove
from kaupunkigraafi.graph.shapes import validate
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import MENTION_GRAPHS

FRONT = "title: Päätös\nlanguage: fi\n"
TEXT = (
    "# Päätös\n\nPorin kaupunki noudattaa alueidenkäyttölain (132/1999) 5 §:ää. "
    "Asiasta keskusteli Rauma viime viikolla.\n"
)


@pytest.fixture
def folder(world_folder: Path, tmp_path: Path) -> Path:
    """The world, copied, with a document of one's own."""
    target = tmp_path / "folder"
    shutil.copytree(world_folder, target)
    note = tmp_path / "paatos.md"
    note.write_text(f"---\nid: paatos\n{FRONT}---\n{TEXT}", encoding="utf-8")
    add(target, note)
    return target


def test_a_hit_names_what_its_passage_mentions(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        (hit,) = [each for each in kg.search("päätös Porin") if "Porin" in each.passage.text]
        assert {"municipality/609", "law/132-1999"} <= {each.id for each in hit.entities}
        assert [each.document.id for each in kg.search("", city="Pori")] == [hit.document.id]


def test_a_sure_mention_is_stated_as_an_annotation_of_its_span(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        found = kg.sparql(
            "SELECT ?body ?start ?end ?confidence WHERE { ?note a oa:Annotation ; "
            "oa:hasBody ?body ; kg:confidence ?confidence ; prov:wasGeneratedBy ?activity ; "
            "oa:hasTarget [ oa:hasSource ?passage ; oa:hasSelector [ oa:start ?start ; "
            "oa:end ?end ] ] . ?passage kg:passageNumber ?number FILTER(CONTAINS(STR(?body), "
            "'municipality/609') || CONTAINS(STR(?body), '/pykala/5')) } ORDER BY ?start"
        )
        bodies = [str(row["body"]).rpartition("/")[2] for row in found.rows]
        assert bodies == ["609", "5"]
        passage = next(p for p in kg.passages("paatos") if "Porin" in p.text)
        spans = [passage.text[int(str(r["start"])) : int(str(r["end"]))] for r in found.rows]
        assert spans == ["Porin", "alueidenkäyttölain (132/1999) 5 §:ää"]
        assert validate(kg._store.triples(), ontology_dir()).conforms


def test_a_doubtful_mention_is_a_candidate_in_a_graph_of_its_own(folder: Path) -> None:
    with Kaupunkigraafi.open(folder) as kg:
        where = "{ ?note oa:hasBody id:municipality\\/684 }"
        assert not kg.sparql(f"ASK {where}")
        assert kg.sparql(f"ASK {{ GRAPH <{MENTION_GRAPHS}paatos> {where} }}")


def test_a_removed_document_mentions_nothing(folder: Path) -> None:
    remove(folder, "paatos")
    with Kaupunkigraafi.open(folder) as kg:
        assert kg.search("", city="Pori").total == 0
        assert not kg.sparql(f"ASK {{ GRAPH <{MENTION_GRAPHS}paatos> {{ ?s ?p ?o }} }}")
