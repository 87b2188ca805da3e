"""Triples → what breaks which rule: SHACL by pySHACL, over the ontology's shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Literal, Namespace
from rdflib.term import Node

from kaupunkigraafi.graph.results import Triple

_SH = Namespace("http://www.w3.org/ns/shacl#")
_SHAPES = "shapes.ttl"
_RESULT = _SH.ValidationResult


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks one rule.

    Attributes:
        shape: the rule's IRI.
        focus: the thing's IRI.
        path: the property that breaks it, empty where the thing itself does.
        value: the value that breaks it, empty where one is missing.
    """

    shape: str
    focus: str
    path: str
    value: str
    message_fi: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found.

    Attributes:
        conforms: True where nothing breaks a rule.
    """

    conforms: bool
    violations: tuple[Violation, ...]


class Shapes:
    """The ontology's shapes, read once: most of what a small validation costs."""

    def __init__(self, ontology: Path) -> None:
        """Read them.

        Args:
            ontology: the folder of ``shapes.ttl``.
        """
        self._graph = Graph(bind_namespaces="none").parse(ontology / _SHAPES, format="turtle")

    def validate(self, triples: Iterable[Triple]) -> Report:
        """Check triples against the shapes.

        Args:
            triples: with the types of superclasses stated.

        Returns:
            The violations, sorted by rule and thing.
        """
        from pyshacl import validate as run  # noqa: PLC0415  loads slowly

        data = Graph(bind_namespaces="none")
        for triple in triples:
            data.add(triple)
        conforms, results, _ = run(data, shacl_graph=self._graph, inference="none", advanced=False)
        if conforms or not isinstance(results, Graph):
            return Report(bool(conforms), ())
        found = [_violation(results, each) for each in results.subjects(RDF.type, _RESULT)]
        return Report(False, tuple(sorted(found, key=lambda each: (each.shape, each.focus))))


def validate(triples: Iterable[Triple], ontology: Path) -> Report:
    """Check triples against the shapes once.

    Args:
        triples: with the types of superclasses stated.
        ontology: the folder of ``shapes.ttl``.

    Returns:
        The violations, sorted by rule and thing.
    """
    return Shapes(ontology).validate(triples)


def _violation(results: Graph, result: Node) -> Violation:
    def text(name: str) -> str:
        return str(results.value(result, _SH[name]) or "")

    messages = {
        message.language: str(message)
        for message in results.objects(result, _SH.resultMessage)
        if isinstance(message, Literal)
    }
    return Violation(
        shape=text("sourceShape"),
        focus=text("focusNode"),
        path=text("resultPath"),
        value=text("value"),
        message_fi=messages.get("fi", ""),
        message_en=messages.get("en", next(iter(messages.values()), "")),
    )
