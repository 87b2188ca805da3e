"""Things found → plain data that JSON can hold: the shapes that are promised, as in ``plain``."""

from __future__ import annotations

from collections.abc import Sequence

from kaupunkigraafi.answer import Answer
from kaupunkigraafi.answering.reasons import matched_to_plain, path_to_plain, understood_to_plain
from kaupunkigraafi.entity_answer import EntityAnswer, EntityHit, Evidence, Named, Similar
from kaupunkigraafi.plain import (
    Plain,
    answer_to_plain,
    document_heading,
    entity_heading,
    passage_to_plain,
)

_DIGITS = 4


def found_to_plain(answer: Answer | EntityAnswer, language: str = "fi") -> Plain:
    """Return the answer to a search for passages or for entities.

    Args:
        answer: of ``Kaupunkigraafi.search``.
        language: of the labels.

    Returns:
        What ``answer_to_plain`` or ``entities_to_plain`` returns.
    """
    if isinstance(answer, EntityAnswer):
        return entities_to_plain(answer, language)
    return answer_to_plain(answer, language)


def entities_to_plain(answer: EntityAnswer, language: str = "fi") -> Plain:
    """Return the answer to a search for entities as it is printed.

    Args:
        answer: of ``Kaupunkigraafi.search`` with ``what="entity"``.
        language: of the labels.

    Returns:
        ``{"query", "what", "mode", "generation", "total", "took_ms", "hits", "kinds", "next",
        "notes", "understood"}``, and ``answerable`` and ``unanswered`` as of passages.
    """
    told: Plain = {} if answer.unanswered is None else {"answerable": not answer.unanswered}
    if answer.unanswered:
        told["unanswered"] = answer.unanswered
    return {
        "query": answer.query,
        "what": "entity",
        "mode": answer.mode.value,
        "generation": answer.generation,
        "total": answer.total,
        "took_ms": round(answer.took_ms, 1),
        "hits": [_hit(hit, language) for hit in answer.hits],
        "kinds": [{"kind": kind, "count": count} for kind, count in answer.kinds],
        "next": answer.next,
        "notes": list(answer.notes),
        "understood": [understood_to_plain(each, language) for each in answer.understood],
        **told,
    }


def similar_to_plain(similar: Sequence[Similar], language: str = "fi") -> list[Plain]:
    """Return what is like a task or a document.

    Args:
        similar: of ``Kaupunkigraafi.similar``.
        language: of the labels.

    Returns:
        ``{"cosine", "id", "iri", "kind", "label"}`` each.
    """
    return [
        {"cosine": round(each.cosine, _DIGITS), **entity_heading(each.entity, language)}
        for each in similar
    ]


def _hit(hit: EntityHit, language: str) -> Plain:
    return {
        "score": round(hit.score, _DIGITS),
        "entity": entity_heading(hit.entity, language),
        "why": {
            "query": hit.understood,
            "name": _named(hit.named) if hit.named else None,
            "passages": [_evidence(each, language) for each in hit.evidence],
        },
    }


def _named(named: Named) -> Plain:
    return {
        "text": named.text,
        "language": named.language,
        "cosine": None if named.cosine is None else round(named.cosine, _DIGITS),
        "matched": matched_to_plain(named.matched),
    }


def _evidence(evidence: Evidence, language: str) -> Plain:
    return {
        "score": round(evidence.score, _DIGITS),
        "document": document_heading(evidence.document),
        "passage": passage_to_plain(evidence.passage),
        "graph": path_to_plain(evidence.path, language),
    }
