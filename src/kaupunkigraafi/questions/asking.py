"""A Question and its parameters → SPARQL → rows, and apart what cannot be said and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown, ParameterInvalid
from kaupunkigraafi.graph.results import Row, Solutions, Term
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Entity
from kaupunkigraafi.questions.form import REASON, Parameter, Question

Value: TypeAlias = Entity | str | int | bool | None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What cannot be said.

    Attributes:
        values: in the order of the columns; None where the gap is not about one.
        reason: a concept with labels.
    """

    values: tuple[Value, ...]
    reason: Entity


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """The answer to a question.

    Attributes:
        given: parameter → what was asked about, as an id or as text.
        columns: names of the values of a row.
        unsaid: what cannot be said; an answer is whole where this is empty.
        query: the SPARQL that was run.
    """

    question: Question
    given: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    unsaid: tuple[Unsaid, ...]
    query: str
    generation: str


def bound(question: Question, given: Mapping[str, str], names: Names) -> tuple[str, dict[str, str]]:
    """Write the parameters into a question.

    Args:
        question: to ask.
        given: parameter → an id, name, day or number.
        names: to find what a name means.

    Returns:
        SPARQL, and what each parameter came to stand for.

    Raises:
        ParameterInvalid: a value is missing, is none of its kind, or has no place.
        EntityUnknown: a name names nothing.
        EntityAmbiguous: a name names several things.
    """
    extra = sorted(set(given) - {each.name for each in question.parameters})
    if extra:
        known = ", ".join(each.name for each in question.parameters) or "none"
        raise ParameterInvalid(
            f"{question.name} has no parameter {', '.join(extra)}; its parameters: {known}"
        ).about(extra[0], known)
    text, meant = question.text, {}
    for parameter in question.parameters:
        value = given.get(parameter.name, "").strip() or parameter.default
        if not value:
            raise ParameterInvalid(
                f"{question.name} needs {parameter.name} ({parameter.kind}); give one"
            ).about(parameter.name, parameter.kind)
        term, shown = _term(parameter, value, names)
        meant[parameter.name] = shown
        # A backslash in the term would be read by re.sub, were it not doubled.
        text = re.sub(rf"\${parameter.name}\b", term.replace("\\", r"\\"), text)
    return text, meant


def _term(parameter: Parameter, value: str, names: Names) -> tuple[str, str]:
    if parameter.kind == "date":
        try:
            return Literal(date.fromisoformat(value)).n3(), value
        except ValueError as error:
            raise ParameterInvalid(
                f"{parameter.name} is {value[:40]!r}, not a day; write it as 2024-12-31"
            ).about(parameter.name, "a date as 2024-12-31") from error
    if parameter.kind == "year":
        if not re.fullmatch(r"\d{4}", value):
            raise ParameterInvalid(
                f"{parameter.name} is {value[:40]!r}, not a year; write four digits"
            ).about(parameter.name, "four digits")
        return Literal(value, datatype=XSD.gYear).n3(), value
    if parameter.kind == "text":
        # JSON's escapes are SPARQL's too, so no quote and no line end leads out of the text.
        return json.dumps(value, ensure_ascii=False), value
    try:
        iri = names.iri(value, (parameter.kind,))
    except (EntityUnknown, EntityAmbiguous) as error:
        allowed = f"an id, an IRI, a code or a name of a {parameter.kind}"
        raise error.about(parameter.name, allowed) from error.__cause__
    return URIRef(iri).n3(), names.entity(iri).id


def ask(
    question: Question, given: Mapping[str, str], store: Store, names: Names, generation: str
) -> QuestionAnswer:
    """Answer a question.

    Args:
        question: to ask.
        given: parameter → value.
        store: the graph.
        names: to find and label things.
        generation: that is read.

    Returns:
        Rows, and apart what cannot be said.

    Raises:
        ParameterInvalid: see ``bound``.
    """
    text, meant = bound(question, given, names)
    result = store.query(text)
    if not isinstance(result, Solutions):
        raise TypeError(f"{question.name} is no SELECT")
    columns = tuple(name for name in result.variables if name != REASON)
    entities = _entities(result.rows, names)
    rows, unsaid = [], []
    for row in result.rows:
        values = tuple(_value(row[name], entities) for name in columns)
        reason = row.get(REASON)
        if reason is None:
            rows.append(values)
        else:
            unsaid.append(Unsaid(values, entities[str(reason)]))
    return QuestionAnswer(
        question, tuple(meant.items()), columns, tuple(rows), tuple(unsaid), text, generation
    )


def _entities(rows: Iterable[Row], names: Names) -> dict[str, Entity]:
    iris = {str(term) for row in rows for term in row.values() if isinstance(term, URIRef)}
    return {each.iri: each for each in names.entities(sorted(iris))}


def _value(term: Term | None, entities: Mapping[str, Entity]) -> Value:
    if term is None:
        return None
    if isinstance(term, URIRef):
        return entities[str(term)]
    if isinstance(term, Literal):
        python = term.toPython()
        return python if isinstance(python, (int, bool)) else str(term)
    return str(term)
