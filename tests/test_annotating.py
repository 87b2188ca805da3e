"""What documents mention is kept with them: in the graph, in the tables, in hits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaupunkigraafi.build import add, remove
from kaupunkigraafi.graph.shapes import validate
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import DUTY_GRAPHS, MENTION_GRAPHS

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


STATUTE = (
    "# 1 §\n\nKunnan on järjestettävä opetusta. Kunta voi auttaa muita.\n\n"
    "# 2 §\n\nYmpäristöministeriö valvoo tätä.\n"
)


def _add_statute(folder: Path, directory: Path, authority: str) -> None:
    note = directory / "laki.md"
    front = f"id: laki\ntitle: Laki\nlanguage: fi\nauthority: {authority}\n"
    note.write_text(f"---\n{front}---\n{STATUTE}", encoding="utf-8")
    add(folder, note)


_CANDIDATES = (
    "SELECT ?bearer ?text ?start ?end WHERE { GRAPH <" + DUTY_GRAPHS + "laki> { "
    "?note a kg:DutyCandidate ; oa:hasBody ?bearer ; kg:method ?method ; "
    "kg:confidence ?confidence ; prov:wasGeneratedBy ?activity ; oa:hasTarget [ "
    "oa:hasSource ?passage ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] ] } "
    "?passage kg:passageNumber ?number } ORDER BY ?number ?start"
)


def test_the_duties_of_a_statute_are_candidates_and_never_stated(
    folder: Path, tmp_path: Path
) -> None:
    _add_statute(folder, tmp_path, "statute-consolidated")
    with Kaupunkigraafi.open(folder) as kg:
        rows = kg.sparql(_CANDIDATES).rows
        bearers = [str(row["bearer"]).rpartition("/")[2] for row in rows]
        assert bearers == ["municipality", "ministry"]
        texts = " ".join(passage.text for passage in kg.passages("laki"))
        lengths = [int(str(row["end"])) - int(str(row["start"])) for row in rows]
        assert lengths == [len("Kunnan on järjestettävä"), len("Ympäristöministeriö valvoo")]
        assert "Kunnan on järjestettävä" in texts
        assert not kg.sparql("ASK { ?note a kg:DutyCandidate }")
        graph = [*kg._store.triples(graph=DUTY_GRAPHS + "laki")]
        assert len(graph) == 2 + 2 * 13  # the activity, and each candidate
        assert validate(graph, ontology_dir()).conforms
    remove(folder, "laki")
    with Kaupunkigraafi.open(folder) as kg:
        assert not kg.sparql(f"ASK {{ GRAPH <{DUTY_GRAPHS}laki> {{ ?s ?p ?o }} }}")


def test_a_text_that_is_no_statute_lays_no_duty(folder: Path, tmp_path: Path) -> None:
    _add_statute(folder, tmp_path, "authority-document")
    with Kaupunkigraafi.open(folder) as kg:
        assert not kg.sparql(f"ASK {{ GRAPH <{DUTY_GRAPHS}laki> {{ ?s ?p ?o }} }}")
