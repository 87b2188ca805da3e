"""concepts.ttl: every concept is in a scheme, named and defined in three languages."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from kaupunkigraafi.model import LANGUAGES, Authority
from kaupunkigraafi.vocabulary import ID, PREFIXES

SCHEMES = (
    "actor-group",
    "agreement-type",
    "authority",
    "body-status",
    "change-type",
    "completeness",
    "document-type",
    "duty-bearer",
    "duty-method",
    "label-status",
    "language",
    "language-status",
    "law-status",
    "law-type",
    "membership-role",
    "reason",
    "suggestion-method",
    "urban-class",
    "verdict",
)


def _keys(concepts: Graph, scheme: str) -> set[str]:
    prefix = f"{ID}concept/{scheme}/"
    found = concepts.subjects(SKOS.inScheme, URIRef(prefix.removesuffix("/")))
    return {str(concept).removeprefix(prefix) for concept in found}


def _asked(concepts: Graph, query: str) -> list[str]:
    rows = concepts.query(query, initNs=PREFIXES).bindings
    return sorted(" ".join(map(str, row.values())) for row in rows)


def test_the_schemes_are_those_that_the_graph_uses(concepts: Graph) -> None:
    schemes = {str(s) for s in concepts.subjects(RDF.type, SKOS.ConceptScheme)}
    assert schemes == {f"{ID}concept/{name}" for name in SCHEMES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("predicate", ["skos:prefLabel", "skos:definition"])
def test_concepts_and_schemes_have_one_name_and_one_definition_in(
    concepts: Graph, predicate: str, language: str
) -> None:
    wrong = _asked(
        concepts,
        f"""SELECT ?thing WHERE {{
              VALUES ?class {{ skos:Concept skos:ConceptScheme }} ?thing a ?class .
              OPTIONAL {{ ?thing {predicate} ?text FILTER(LANG(?text) = "{language}") }}
            }} GROUP BY ?thing HAVING(COUNT(?text) != 1)""",
    )
    assert not wrong


def test_every_concept_is_in_the_scheme_that_its_iri_names(concepts: Graph) -> None:
    found = list(concepts.subjects(RDF.type, SKOS.Concept))
    assert found
    for concept in found:
        scheme = URIRef(str(concept).rpartition("/")[0])
        assert set(concepts.objects(concept, SKOS.inScheme)) == {scheme}
        assert (scheme, RDF.type, SKOS.ConceptScheme) in concepts
        assert (scheme, SKOS.hasTopConcept, concept) in concepts
        assert (concept, SKOS.topConceptOf, scheme) in concepts


def test_a_notation_stands_for_one_concept_of_its_scheme(concepts: Graph) -> None:
    wrong = _asked(
        concepts,
        """SELECT ?scheme ?code WHERE { ?concept skos:inScheme ?scheme ; skos:notation ?code }
           GROUP BY ?scheme ?code HAVING(COUNT(?concept) != 1)""",
    )
    missing = _asked(
        concepts,
        "SELECT ?c WHERE { ?c a skos:Concept FILTER NOT EXISTS { ?c skos:notation ?code } }",
    )
    assert (wrong, missing) == ([], [])


def test_names_within_a_scheme_differ(concepts: Graph) -> None:
    assert not _asked(
        concepts,
        """SELECT ?one ?label WHERE {
             ?one skos:inScheme ?scheme ; skos:prefLabel ?label .
             ?other skos:inScheme ?scheme ; skos:prefLabel ?label FILTER(?one != ?other) }""",
    )


def test_authorities_are_those_of_the_model(concepts: Graph) -> None:
    assert _keys(concepts, "authority") == {authority.value for authority in Authority}


def test_language_status_keys_are_the_codes_of_statistics_finland(concepts: Graph) -> None:
    assert _keys(concepts, "language-status") == {"0", "1", "2", "3"}


def test_urban_classes_are_the_three_of_the_statistical_grouping(concepts: Graph) -> None:
    assert _keys(concepts, "urban-class") == {"kaupunkimainen", "taajaan-asuttu", "maaseutumainen"}
