"""alignments/: what our terms are called elsewhere, kept out of the core."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import ID, KG

FILES = sorted((ontology_dir() / "alignments").glob("*.ttl"))
BASE = KG.removesuffix("#") + "/alignments/"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_names_itself_in_three_languages(path: Path) -> None:
    graph = Graph().parse(path)
    ontology = URIRef(BASE + path.stem)
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ontology]
    titles = graph.objects(ontology, URIRef("http://purl.org/dc/terms/title"))
    assert sorted(str(getattr(title, "language", "")) for title in titles) == ["en", "fi", "sv"]


def test_only_terms_and_concepts_that_exist_are_aligned(
    alignments: Graph, terms: Graph, concepts: Graph
) -> None:
    known = {*terms.subjects(), *concepts.subjects()}
    ours = {
        node
        for node in (*alignments.subjects(), *alignments.objects())
        if isinstance(node, URIRef) and str(node).startswith((KG, ID))
    }
    assert len(ours) > 20
    assert ours <= known


def test_schema_org_is_named_by_its_https_address_alone(folder: Path) -> None:
    for path in folder.rglob("*.ttl"):
        assert "http://schema.org/" not in path.read_text(encoding="utf-8"), path.name
