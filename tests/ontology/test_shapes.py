"""shapes.ttl: each rule has one example that passes and one that fails for that very rule."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import ID, KG, KINDS

NAMES = sorted(
    {
        str(shape).removeprefix(KG)
        for shape in Graph().parse(ontology_dir() / "shapes.ttl").subjects()
        if isinstance(shape, URIRef)
    }
)


def _report(example: Path, shapes: Graph) -> tuple[bool, Graph]:
    conforms, report, _ = pyshacl.validate(
        data_graph=Graph().parse(example), shacl_graph=shapes, inference=None, advanced=False
    )
    return conforms, report


def _examples(folder: Path, kind: str) -> list[str]:
    return sorted(path.stem for path in (folder / "examples" / kind).iterdir())


def test_every_rule_has_one_example_of_each_kind_and_no_example_lacks_a_rule(folder: Path) -> None:
    assert _examples(folder, "valid") == NAMES
    assert _examples(folder, "invalid") == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_valid_example_passes_every_rule(folder: Path, shapes: Graph, name: str) -> None:
    conforms, report = _report(folder / "examples" / "valid" / f"{name}.ttl", shapes)
    assert conforms, report.serialize()


@pytest.mark.parametrize("name", NAMES)
def test_the_valid_example_is_looked_at_by_its_rule(folder: Path, shapes: Graph, name: str) -> None:
    example = Graph().parse(folder / "examples" / "valid" / f"{name}.ttl")
    shape = URIRef(KG + name)
    targets = [
        *((None, RDF.type, cls) for cls in shapes.objects(shape, SH.targetClass)),
        *((None, path, None) for path in shapes.objects(shape, SH.targetSubjectsOf)),
        *((None, path, None) for path in shapes.objects(shape, SH.targetObjectsOf)),
    ]
    assert any(target in example for target in targets)


@pytest.mark.parametrize("name", NAMES)
def test_the_invalid_example_fails_for_that_very_rule(
    folder: Path, shapes: Graph, name: str
) -> None:
    conforms, report = _report(folder / "examples" / "invalid" / f"{name}.ttl", shapes)
    assert not conforms
    assert set(report.objects(None, SH.sourceShape)) == {URIRef(KG + name)}


@pytest.mark.parametrize("name", NAMES)
def test_the_two_examples_differ(folder: Path, name: str) -> None:
    valid, invalid = (
        set(Graph().parse(folder / "examples" / kind / f"{name}.ttl"))
        for kind in ("valid", "invalid")
    )
    assert valid != invalid


def test_a_failure_is_explained_in_finnish_and_in_english(shapes: Graph) -> None:
    for name in NAMES:
        found = shapes.objects(URIRef(KG + name), SH.message)
        languages = sorted(m.language or "" for m in found if isinstance(m, Literal))
        assert languages == ["en", "fi"], name


def test_the_report_carries_the_messages(folder: Path, shapes: Graph) -> None:
    example = folder / "examples" / "invalid" / "MunicipalityHasOneCode.ttl"
    _, report = _report(example, shapes)
    languages = {getattr(m, "language", None) for m in report.objects(None, SH.resultMessage)}
    assert languages == {"fi", "en"}


def test_shapes_keep_to_the_fast_core(shapes: Graph) -> None:
    slow = {SH.sparql, SH.js, SH.rule, SH.target}
    assert not slow & set(shapes.predicates())


def test_every_kind_of_entity_is_looked_at_by_a_rule(shapes: Graph) -> None:
    targets = {str(cls) for cls in shapes.objects(None, SH.targetClass)}
    assert {kind.cls for kind in KINDS} <= targets


def test_every_concept_that_a_rule_names_exists(shapes: Graph, concepts: Graph) -> None:
    known = set(concepts.subjects())
    named = {
        node
        for node in shapes.objects()
        if isinstance(node, URIRef) and node.startswith(ID + "concept/")
    }
    assert named
    assert named <= known


def test_the_shapes_are_themselves_good_shacl(folder: Path, shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(
        data_graph=Graph().parse(folder / "examples" / "valid" / "EntityHasName.ttl"),
        shacl_graph=shapes,
        meta_shacl=True,
    )
    assert conforms, text
