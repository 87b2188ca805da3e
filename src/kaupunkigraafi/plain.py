"""Answer, Entity, Document → plain data that JSON can hold: the shapes that are promised.

The command line's ``--format json`` and the HTTP API both print what comes out of here, so
the two can never differ. Every function returns dictionaries of strings, numbers and lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TypeAlias

from kaupunkigraafi.answer import Answer, Bucket, Hit
from kaupunkigraafi.answering.about import About
from kaupunkigraafi.answering.neighbours import Related
from kaupunkigraafi.answering.reasons import understood_to_plain, why_to_plain
from kaupunkigraafi.graph.shapes import Report as Validation
from kaupunkigraafi.model import LANGUAGES, Document, Entity, Fact, Passage, best_label
from kaupunkigraafi.vocabulary import iri_of, shorten

Plain: TypeAlias = dict[str, object]
_DIGITS = 4


def answer_to_plain(answer: Answer, language: str = "fi") -> Plain:
    """Return a search answer as it is printed.

    Args:
        answer: of ``Kaupunkigraafi.search``.
        language: of the labels.

    Returns:
        ``{"query", "mode", "generation", "total", "took_ms", "hits", "facets", "next", "notes",
        "understood"}``, and where it can be told ``answerable`` and, if not,
        ``unanswered``, why.
    """
    told: Plain = {} if answer.unanswered is None else {"answerable": not answer.unanswered}
    if answer.unanswered:
        told["unanswered"] = answer.unanswered
    return {
        "query": answer.query,
        "mode": answer.mode.value,
        "generation": answer.generation,
        "total": answer.total,
        "took_ms": round(answer.took_ms, 1),
        "hits": [hit_to_plain(hit, language) for hit in answer.hits],
        "facets": {
            name: [_bucket(bucket, language) for bucket in buckets]
            for name, buckets in answer.facets
        },
        "next": answer.next,
        "notes": list(answer.notes),
        "understood": [understood_to_plain(each, language) for each in answer.understood],
        **told,
    }


def hit_to_plain(hit: Hit, language: str = "fi") -> Plain:
    """Return one hit.

    Args:
        hit: of an answer.
        language: of the labels.

    Returns:
        ``{"score", "document", "passage", "entities", "why"}``, and ``context`` where there is any.
    """
    around = [passage_to_plain(each) for each in hit.context]
    return {
        "score": round(hit.score, _DIGITS),
        "document": document_heading(hit.document),
        "passage": {
            **passage_to_plain(hit.passage),
            "highlights": [list(span) for span in hit.highlights],
        },
        "entities": [entity_heading(entity, language) for entity in hit.entities],
        "why": why_to_plain(hit.why, language),
        **({"context": around} if around else {}),
    }


def document_heading(document: Document) -> Plain:
    """Return what every mention of a document says of it.

    Args:
        document: any document.

    Returns:
        Its id, IRI, title, type, language, dates, source, authority and licence.
    """
    return {
        "id": document.id,
        "iri": iri_of(f"document/{document.id}"),
        "title": document.title,
        "type": document.type,
        "language": document.language,
        "issued": document.issued and document.issued.isoformat(),
        "source": document.source,
        "authority": document.authority.value,
        "as_of": document.as_of and document.as_of.isoformat(),
        "licence": document.licence,
    }


def document_to_plain(
    document: Document, passages: Sequence[Passage], entities: Sequence[Entity], language: str
) -> Plain:
    """Return a whole document.

    Args:
        document: the document.
        passages: its passages in order.
        entities: that it leads to.
        language: of the labels.

    Returns:
        The heading, and ``text``, ``sections``, ``passages``, ``entities``, ``summarises`` ….
    """
    return {
        **document_heading(document),
        "publisher": document.publisher,
        "expresses": document.expresses,
        "summarises": document.summarises,
        "subjects": list(document.subjects),
        "concerns": list(document.concerns),
        "text": document.text,
        "sections": [
            {"iri": s.iri, "number": s.number, "heading": s.heading, "start": s.start, "end": s.end}
            for s in document.sections
        ],
        "pages": [{"number": p.number, "start": p.start, "end": p.end} for p in document.pages],
        "passages": [passage_to_plain(passage) for passage in passages],
        "entities": [entity_heading(entity, language) for entity in entities],
    }


def passage_to_plain(passage: Passage) -> Plain:
    """Return a passage.

    Args:
        passage: any passage.

    Returns:
        ``{"iri", "number", "start", "end", "page", "section", "heading", "language", "text"}``.
    """
    return {
        "iri": iri_of(f"passage/{passage.document}/{passage.number}"),
        "number": passage.number,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "section": passage.section,
        "heading": passage.heading,
        "language": passage.language,
        "text": passage.text,
    }


def entity_heading(entity: Entity, language: str = "fi") -> Plain:
    """Return what every mention of an entity says of it.

    Args:
        entity: any entity.
        language: of the label.

    Returns:
        ``{"id", "iri", "kind", "label"}``.
    """
    return {
        "id": entity.id,
        "iri": entity.iri,
        "kind": entity.kind,
        "label": entity.label(language),
    }


def entity_to_plain(entity: Entity, language: str = "fi") -> Plain:
    """Return a whole entity.

    Args:
        entity: of ``Kaupunkigraafi.entity``.
        language: of the labels.

    Returns:
        The heading, ``labels`` by language, and ``facts``.
    """
    return {
        **entity_heading(entity, language),
        "labels": {label.language: label.text for label in reversed(entity.labels)},
        "facts": [_fact(fact, language) for fact in entity.facts],
    }


def related_to_plain(related: Sequence[Related], language: str = "fi") -> list[Plain]:
    """Return neighbours.

    Args:
        related: of ``Kaupunkigraafi.related``.
        language: of the labels.

    Returns:
        ``{"id", "iri", "kind", "label", "predicate", "direction"}`` each.
    """
    return [
        {
            **entity_heading(each.entity, language),
            "predicate": shorten(each.predicate),
            "direction": "out" if each.forward else "in",
        }
        for each in related
    ]


def about_to_plain(about: About) -> Plain:
    """Return what a graph knows and what it does not.

    Args:
        about: of ``Kaupunkigraafi.about``.

    Returns:
        Counts, ``classes`` by name, ``sources``, ``gaps`` in English and ``gaps_in`` each language.
    """
    return {
        "generation": about.generation,
        "created": about.created,
        "version": about.version,
        "content": about.content,
        "encoder": about.encoder,
        "documents": about.documents,
        "passages": about.passages,
        "quads": about.quads,
        "classes": dict(about.classes),
        "sources": [
            {
                **asdict(source),
                "titles": {title.language: title.text for title in source.titles},
            }
            for source in about.sources
        ],
        "gaps": [gap.told() for gap in about.gaps],
        "gaps_in": {each: [gap.told(each) for gap in about.gaps] for each in LANGUAGES},
    }


def validation_to_plain(report: Validation, language: str = "en") -> Plain:
    """Return what the shapes found.

    Args:
        report: of ``Kaupunkigraafi.validate``.
        language: of the messages, ``fi`` or ``en``.

    Returns:
        ``{"conforms", "violations": [{"shape", "focus", "path", "value", "message"}]}``.
    """
    return {
        "conforms": report.conforms,
        "violations": [
            {
                "shape": shorten(each.shape),
                "focus": each.focus,
                "path": shorten(each.path),
                "value": each.value,
                "message": each.message_fi if language == "fi" else each.message_en,
            }
            for each in report.violations
        ],
    }


def _fact(fact: Fact, language: str) -> Plain:
    return {
        "predicate": fact.predicate,
        "name": shorten(fact.predicate),
        "value": fact.value,
        "label": best_label(fact.labels, language) if fact.is_iri else fact.value,
        "type": "iri" if fact.is_iri else "literal",
        "language": fact.language,
        "datatype": fact.datatype,
        "graph": fact.graph,
    }


def _bucket(bucket: Bucket, language: str) -> Plain:
    return {
        "id": bucket.id,
        "iri": bucket.iri,
        "label": bucket.label(language),
        "count": bucket.count,
    }
