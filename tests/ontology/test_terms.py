"""kaupunkigraafi.ttl: every term is labelled, defined, sourced, and used as it is defined."""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import version
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import KG, KINDS, PREFIXES

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = URIRef(KG.removesuffix("#"))
TURTLE = sorted(ontology_dir().rglob("*.ttl"))
CLASSES_OF_THE_DESIGN = (
    "Agreement",
    "Body",
    "City",
    "CityNetwork",
    "CityRegion",
    "Commitment",
    "EmploymentArea",
    "GovernmentTerm",
    "Ministry",
    "Municipality",
    "Passage",
    "Programme",
    "Region",
    "Section",
    "SubRegion",
    "Task",
    "WellbeingServicesCounty",
)


def _asked(graph: Graph, query: str) -> list[str]:
    """What a query finds: each row says what is wrong."""
    rows = graph.query(query, initNs=PREFIXES).bindings
    return sorted(" ".join(map(str, row.values())) for row in rows)


@pytest.mark.parametrize(
    "path", TURTLE, ids=lambda path: path.relative_to(ontology_dir()).as_posix()
)
def test_turtle_parses_and_is_nfc(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert len(Graph().parse(data=text, format="turtle")) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("predicate", ["rdfs:label", "skos:definition"])
def test_every_term_has_one_label_and_one_definition_in(
    terms: Graph, predicate: str, language: str
) -> None:
    wrong = _asked(
        terms,
        f"""SELECT ?term (COUNT(?text) AS ?found) WHERE {{
              ?term rdfs:isDefinedBy ?ontology .
              OPTIONAL {{ ?term {predicate} ?text FILTER(LANG(?text) = "{language}") }}
            }} GROUP BY ?term HAVING(COUNT(?text) != 1)""",
    )
    assert not wrong


@pytest.mark.parametrize(
    ("predicate", "condition"),
    [
        ("dcterms:source", "isIRI(?value)"),
        ("rdfs:isDefinedBy", f"?value = <{ONTOLOGY}>"),
        ("skos:scopeNote", 'LANG(?value) = "en"'),
    ],
)
def test_every_term_of_ours_states_its(terms: Graph, predicate: str, condition: str) -> None:
    wrong = _asked(
        terms,
        f"""SELECT DISTINCT ?term WHERE {{
              ?term a ?kind FILTER(STRSTARTS(STR(?term), "{KG}"))
              FILTER NOT EXISTS {{ ?term {predicate} ?value FILTER({condition}) }}
            }}""",
    )
    assert not wrong


def test_nothing_but_our_own_terms_is_defined_here(terms: Graph) -> None:
    subjects = {str(subject) for subject in terms.subjects()}
    assert subjects - {str(ONTOLOGY)} == {s for s in subjects if s.startswith(KG)}
    assert not [s for s in terms.subjects() if not isinstance(s, URIRef)]


@pytest.mark.parametrize("name", CLASSES_OF_THE_DESIGN)
def test_the_class_is_defined(terms: Graph, name: str) -> None:
    assert (URIRef(KG + name), RDF.type, OWL.Class) in terms


def test_every_kind_of_entity_has_a_class_that_is_defined(terms: Graph) -> None:
    ours = [kind for kind in KINDS if kind.cls.startswith(KG)]
    assert ours
    assert not [k.name for k in ours if (URIRef(k.cls), RDF.type, OWL.Class) not in terms]


def test_every_kind_of_ours_can_be_asked_for_by_an_id(terms: Graph) -> None:
    # Cities are municipalities, the service is no entity; suggestions and duty candidates are
    # stated nowhere, and a review is looked up by the link that it is about.
    without = {"City", "DutyCandidate", "LinkReview", "SearchService", "Suggestion"}
    classes = {str(c).removeprefix(KG) for c in terms.subjects(RDF.type, OWL.Class)}
    assert classes - without == {k.cls.removeprefix(KG) for k in KINDS if k.cls.startswith(KG)}


@pytest.mark.parametrize("relation", ["rdfs:subClassOf", "rdfs:subPropertyOf"])
def test_no_hierarchy_runs_in_a_circle(terms: Graph, alignments: Graph, relation: str) -> None:
    merged = terms + alignments
    assert (None, RDFS.subClassOf, None) in merged
    assert not _asked(merged, f"SELECT ?term WHERE {{ ?term {relation}+ ?term }}")


def test_inverses_are_stated_from_both_sides(terms: Graph) -> None:
    assert (None, OWL.inverseOf, None) in terms
    assert not _asked(
        terms,
        """SELECT ?one ?other WHERE { ?one owl:inverseOf ?other
             FILTER NOT EXISTS { ?other owl:inverseOf ?one } }""",
    )


def test_object_properties_have_no_datatype_as_range(terms: Graph) -> None:
    assert not _asked(
        terms,
        f"""SELECT ?term WHERE {{ ?term a owl:ObjectProperty ; rdfs:range ?range
              FILTER(STRSTARTS(STR(?range), "{PREFIXES["xsd"]}")) }}""",
    )


def test_terms_used_as_superclass_domain_or_range_are_defined(terms: Graph) -> None:
    assert not _asked(
        terms,
        f"""SELECT ?term ?used WHERE {{
              ?term rdfs:subClassOf|rdfs:domain|rdfs:range|schema:domainIncludes ?used
              FILTER(STRSTARTS(STR(?used), "{KG}"))
              FILTER NOT EXISTS {{ ?used a owl:Class }} }}""",
    )


def test_the_ontology_has_the_version_of_the_package(terms: Graph) -> None:
    stated = [str(value) for value in terms.objects(ONTOLOGY, OWL.versionInfo)]
    assert stated == [version("kaupunkigraafi")]


def test_the_ontology_introduces_itself_and_imports_nothing(terms: Graph) -> None:
    for predicate in ("title", "description"):
        values = terms.objects(ONTOLOGY, URIRef(PREFIXES["dcterms"] + predicate))
        assert sorted(str(getattr(value, "language", "")) for value in values) == ["en", "fi", "sv"]
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert (ONTOLOGY, URIRef(PREFIXES["dcterms"] + "license"), licence) in terms
    assert (ONTOLOGY, OWL.imports, None) not in terms


@pytest.mark.parametrize("name", ["kaupunkigraafi.ttl", "shapes.ttl", "concepts.ttl"])
def test_terms_stand_in_order_one_a_block(folder: Path, name: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^(\S+) a (?!owl:Ontology)", text, flags=re.MULTILINE)
    assert len(blocks) > 10
    assert blocks == sorted(set(blocks), key=lambda subject: subject.strip("<>").split("/"))


def _texts_that_use_terms() -> list[Path]:
    patterns = ("src/**/*.py", "service/**/*.py", "corpus/records/*.json", "docs/**/*.md", "*.md")
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return sorted({*found, *TURTLE})


def test_no_file_uses_a_term_that_is_not_defined(terms: Graph, shapes: Graph) -> None:
    defined = {str(s).removeprefix(KG) for graph in (terms, shapes) for s in graph.subjects()}
    used = re.compile(rf"(?:\bkg:|{re.escape(KG)}|\bKG \+ \")([A-Za-z]\w*)")
    dangling = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in _texts_that_use_terms()
        for name in used.findall(path.read_text(encoding="utf-8"))
        if name not in defined
    }
    assert not dangling


def test_prefixes_mean_the_same_in_turtle_and_in_the_code() -> None:
    declared = {
        (prefix, namespace)
        for path in TURTLE
        for prefix, namespace in re.findall(
            r"^@prefix (\w+): <(\S+)> \.", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert {pair for pair in declared if pair[0] in PREFIXES} <= set(PREFIXES.items())
    assert {prefix for prefix, _ in declared} - set(PREFIXES) == {"vann"}
