"""QuestionAnswer → plain data that JSON can hold, and the sentence that goes with it."""

from __future__ import annotations

from kaupunkigraafi.model import Entity, best_label
from kaupunkigraafi.plain import Plain, entity_heading
from kaupunkigraafi.questions.asking import QuestionAnswer, Value
from kaupunkigraafi.questions.form import Question

NOT_KNOWN = {"fi": "ei tiedossa", "sv": "inte känt", "en": "not known"}


def question_to_plain(question: Question, language: str = "fi") -> Plain:
    """Return a question as it is printed.

    Args:
        question: of ``Kaupunkigraafi.questions``.
        language: of the labels.

    Returns:
        ``{"name", "title", "titles", "about", "parameters", "columns", "sparql"}``.
    """
    return {
        "name": question.name,
        "title": question.title(language),
        "titles": {label.language: label.text for label in question.titles},
        "about": best_label(question.about, language),
        "parameters": [
            {
                "name": each.name,
                "kind": each.kind,
                "label": best_label(each.labels, language),
                "default": each.default,
            }
            for each in question.parameters
        ],
        "columns": [
            {"name": each.name, "label": best_label(each.labels, language)}
            for each in question.columns
        ],
        "sparql": question.text,
    }


def answer_to_plain(answer: QuestionAnswer, language: str = "fi") -> Plain:
    """Return an answer as it is printed.

    Args:
        answer: of ``Kaupunkigraafi.question``.
        language: of the labels.

    Returns:
        ``{"question", "title", "given", "columns", "rows", "not_known", "message", "about",
        "query", "generation"}``; a row is column → value, an entity ``{"id", "iri", …}``.
    """
    return {
        "question": answer.question.name,
        "title": answer.question.title(language),
        "given": dict(answer.given),
        "columns": [
            {"name": name, "label": column_label(answer.question, name, language)}
            for name in answer.columns
        ],
        "rows": [_row(answer, values, language) for values in answer.rows],
        "not_known": [
            {
                "what": _row(answer, each.values, language),
                "reason": entity_heading(each.reason, language),
            }
            for each in answer.unsaid
        ],
        "message": message(answer, language),
        "about": best_label(answer.question.about, language),
        "query": answer.query,
        "generation": answer.generation,
    }


def message(answer: QuestionAnswer, language: str = "fi") -> str:
    """Say in words what a table leaves open.

    Args:
        answer: to a question.
        language: ``fi``, ``sv`` or ``en``.

    Returns:
        A sentence where nothing was found or something cannot be said, else empty.
    """
    if not answer.unsaid:
        return "" if answer.rows else best_label(answer.question.empty, language)
    reasons = sorted({each.reason.label(language) for each in answer.unsaid})
    return f"{NOT_KNOWN[language]}: {'; '.join(reasons)}"


def column_label(question: Question, name: str, language: str = "fi") -> str:
    """Return a column's heading.

    Args:
        question: whose column it is.
        name: of the column.
        language: ``fi``, ``sv`` or ``en``.

    Returns:
        The label, else the name.
    """
    return next(
        (best_label(each.labels, language) for each in question.columns if each.name == name), name
    )


def shown(value: Value, language: str = "fi") -> str:
    """Return a value as a person reads it.

    Args:
        value: of a row.
        language: of the label.

    Returns:
        An entity's label; empty for None.
    """
    if isinstance(value, Entity):
        return value.label(language)
    return "" if value is None else str(value)


def _row(answer: QuestionAnswer, values: tuple[Value, ...], language: str) -> Plain:
    return {
        name: entity_heading(value, language) if isinstance(value, Entity) else value
        for name, value in zip(answer.columns, values, strict=True)
    }
