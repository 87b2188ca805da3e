"""Shapes say what breaks which rule, in two languages, and trust nothing in the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Literal, Namespace, URIRef

from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.shapes import Report, validate
from kaupunkigraafi.resources import ontology_dir

EX = Namespace("urn:example:")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <urn:example:> .
ex:CityHasOneCode a sh:PropertyShape ; sh:targetClass ex:City ; sh:path ex:code ;
  sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^[0-9]{3}$" ;
  sh:message "Kaupungilla on yksi koodi."@fi, "A city has one code."@en .
ex:CityIsNoVillage a sh:NodeShape ; sh:targetClass ex:City ; sh:not [ sh:class ex:Village ] ;
  sh:message "Kaupunki ei ole kylä."@fi, "A city is no village."@en .
"""
TAMPERE: list[Triple] = [(EX.tampere, RDF.type, EX.City), (EX.tampere, EX.code, Literal("837"))]


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    return tmp_path


def test_what_keeps_the_rules_conforms(shapes: Path) -> None:
    assert validate(TAMPERE, shapes) == Report(True, ())
    assert validate([], shapes) == Report(True, ())


def test_a_violation_names_rule_thing_property_value_and_says_why(shapes: Path) -> None:
    report = validate(
        [*TAMPERE, (EX.turku, RDF.type, EX.City), (EX.turku, EX.code, Literal("x"))], shapes
    )
    assert not report.conforms
    (found,) = report.violations
    assert (found.shape, found.focus, found.path, found.value) == (
        "urn:example:CityHasOneCode",
        "urn:example:turku",
        "urn:example:code",
        "x",
    )
    assert found.message_fi == "Kaupungilla on yksi koodi."
    assert found.message_en == "A city has one code."


def test_a_missing_value_is_empty_and_a_rule_on_the_thing_has_no_path(shapes: Path) -> None:
    data: list[Triple] = [(EX.ii, RDF.type, EX.City), (EX.ii, RDF.type, EX.Village)]
    code, village = validate(data, shapes).violations
    assert (code.shape, code.value) == ("urn:example:CityHasOneCode", "")
    assert (village.shape, village.path) == ("urn:example:CityIsNoVillage", "")
    assert village.message_fi == "Kaupunki ei ole kylä."


def test_violations_are_sorted_by_rule_and_thing(shapes: Path) -> None:
    cities = [EX[name] for name in ("c", "a", "b")]
    report = validate([(city, RDF.type, EX.City) for city in cities], shapes)
    assert [each.focus for each in report.violations] == [f"urn:example:{n}" for n in "abc"]


def test_shapes_within_the_data_change_nothing(shapes: Path) -> None:
    own: list[Triple] = [
        (EX.CityHasOneCode, SH.deactivated, Literal(True)),
        (EX.mine, RDF.type, SH.NodeShape),
        (EX.mine, SH.targetClass, EX.City),
        (EX.mine, SH.nodeKind, SH.Literal),
        (EX.turku, RDF.type, EX.City),
    ]
    report = validate([*TAMPERE, *own], shapes)
    assert [each.focus for each in report.violations] == ["urn:example:turku"]


def test_a_circle_of_classes_in_the_data_ends(shapes: Path) -> None:
    circle: list[Triple] = [
        (EX.City, RDFS.subClassOf, EX.Place),
        (EX.Place, RDFS.subClassOf, EX.City),
        (EX.Village, RDFS.subClassOf, EX.Village),
    ]
    assert validate([*TAMPERE, *circle], shapes).conforms


def test_imports_named_in_the_data_are_not_followed(shapes: Path) -> None:
    imports = URIRef("http://www.w3.org/2002/07/owl#imports")
    missing = URIRef((shapes / "missing.ttl").as_uri())
    assert validate([*TAMPERE, (EX.onto, imports, missing)], shapes).conforms


def test_the_ontologys_own_shapes_are_read_and_have_both_messages() -> None:
    body = URIRef("https://w3id.org/kaupunkigraafi/ontology#Agreement")
    report = validate([(EX.agreement, RDF.type, body)], ontology_dir())
    assert report.violations
    assert all(each.message_fi and each.message_en for each in report.violations)
