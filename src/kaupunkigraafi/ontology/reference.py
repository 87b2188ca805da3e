"""Terms → a readable reference: one HTML page in three languages that needs no other file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from kaupunkigraafi.model import LANGUAGES, best_label
from kaupunkigraafi.ontology.terms import Term, read_terms
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.vocabulary import KG, PREFIXES

_FUNCTION = "http://www.w3.org/ns/sparql-service-description#Function"
# Heading of a part in fi, sv and en, and the types of its terms.
_PARTS: tuple[tuple[str, tuple[str, str, str], tuple[str, ...]], ...] = (
    ("classes", ("Luokat", "Klasser", "Classes"), ("owl:Class",)),
    (
        "properties",
        ("Ominaisuudet", "Egenskaper", "Properties"),
        ("owl:ObjectProperty", "owl:DatatypeProperty", "kg:SearchService", _FUNCTION),
    ),
    ("concepts", ("Käsitteet", "Begrepp", "Concepts"), ("skos:Concept", "skos:ConceptScheme")),
    ("shapes", ("Säännöt", "Regler", "Rules"), ("sh:PropertyShape", "sh:NodeShape")),
)
_SHOWN = (
    "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "schema:domainIncludes", "rdfs:range",
    "schema:rangeIncludes", "owl:inverseOf", "skos:inScheme", "skos:notation", "sh:targetClass",
    "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:path", "sh:minCount", "sh:maxCount",
    "sh:datatype", "sh:nodeKind", "sh:pattern", "dcterms:source", "skos:scopeNote",
)  # fmt: skip


def reference(folder: Path | None = None, language: str = "en") -> str:
    """Write the reference of an ontology.

    Args:
        folder: of its Turtle files; None: the packaged one.
        language: of headings and of the lists of terms; each term is told in all three.

    Returns:
        HTML.

    >>> "kg:Municipality" in reference()
    True
    """
    terms = read_terms(folder or ontology_dir())
    environment = Environment(
        loader=PackageLoader("kaupunkigraafi.ontology", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ontology = terms[KG.removesuffix("#")]
    return environment.get_template("reference.html").render(
        title={each: _in(ontology, "dcterms:title", each) for each in LANGUAGES},
        about={each: _in(ontology, "dcterms:description", each) for each in LANGUAGES},
        version=" ".join(ontology.statements.get("owl:versionInfo", ())),
        parts=[
            (key, dict(zip(LANGUAGES, headings, strict=True)), _part(terms.values(), types))
            for key, headings, types in _PARTS
        ],
        languages=(language, *(each for each in LANGUAGES if each != language)),
        prefixes=PREFIXES,
        lang=language,
    )


def _part(terms: Iterable[Term], types: tuple[str, ...]) -> list[Mapping[str, object]]:
    return [_shown(term) for term in terms if set(term.types) & set(types)]


def _shown(term: Term) -> Mapping[str, object]:
    return {
        "iri": term.iri,
        "name": term.name,
        "anchor": term.iri.removeprefix(KG).rpartition("/id/")[2].replace("/", "-"),
        "types": term.types,
        "labels": {each: best_label(term.labels, each) for each in LANGUAGES},
        "definitions": {
            each: _in(term, "skos:definition", each) or _in(term, "sh:message", each)
            for each in LANGUAGES
        },
        "rows": [
            (name, [_said(value) for value in term.statements[name]])
            for name in _SHOWN
            if name in term.statements
        ],
    }


def _said(value: str) -> tuple[str, str]:
    """Return a value and the language it is in; empty: none."""
    text, at, language = value.rpartition("@")
    return (text, language) if at and language in LANGUAGES else (value, "")


def _in(term: Term, predicate: str, language: str) -> str:
    ending = f"@{language}"
    values = term.statements.get(predicate, ())
    return next((v.removesuffix(ending) for v in values if v.endswith(ending)), "")
