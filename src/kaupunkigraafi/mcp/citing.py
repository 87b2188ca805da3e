"""Passage → Citation: document, section, page and where to read on, so that it can be quoted."""

from __future__ import annotations

from kaupunkigraafi.answer import Hit
from kaupunkigraafi.model import Document, Passage
from kaupunkigraafi.plain import Plain, document_heading, entity_heading, passage_to_plain

_WORDS = 320  # characters of a passage in the text that goes with the structured content


def citation(document: Document, passage: Passage, generation: str, pages: str) -> Plain:
    """Return what a reader needs to find a passage again.

    Args:
        document: that the passage is of.
        passage: that is quoted.
        generation: that was read; the permalink names it.
        pages: where the service's pages are, without a slash at the end; empty: the
            permalink starts with the path.

    Returns:
        ``{"title", "section", "page", "document", "passage", "permalink", "source", …}``;
        ``section`` and ``page`` are None where the document has none.
    """
    heading = document_heading(document)
    path = f"/document/{document.id}?generation={generation}#p{passage.number}"
    return {
        "title": document.title,
        "section": passage.heading or None,
        "page": passage.page,
        "document": heading["iri"],
        "passage": passage_to_plain(passage)["iri"],
        "section_iri": passage.section,
        "permalink": pages + path,
        "source": document.source,
        "authority": heading["authority"],
        "as_of": heading["as_of"],
        "licence": document.licence,
    }


def cited_hit(hit: Hit, generation: str, pages: str, language: str) -> Plain:
    """Return a hit as an assistant quotes it.

    Args:
        hit: of an answer.
        generation: of the answer.
        pages: as for ``citation``.
        language: of the labels.

    Returns:
        ``{"score", "document", "text", "language", "citation", "entities"}``.
    """
    return {
        "score": round(hit.score, 4),
        "document": hit.document.id,
        "text": hit.passage.text,
        "language": hit.passage.language,
        "citation": citation(hit.document, hit.passage, generation, pages),
        "entities": [entity_heading(entity, language) for entity in hit.entities],
    }


def place(document: Document, passage: Passage) -> str:
    """Return title, section and page in one line.

    Args:
        document: that the passage is of.
        passage: that is quoted.

    Returns:
        What is known of the three; the page as ``p. 7``.
    """
    page = f"p. {passage.page}" if passage.page else ""
    return ", ".join(part for part in (document.title, passage.heading, page) if part)


def shortened(text: str) -> str:
    """Return the beginning of a text in one line.

    Args:
        text: any.

    Returns:
        At most 320 characters, with … where something was left out.

    >>> shortened("a  b" + " c" * 400)[:7], len(shortened("x" * 999))
    ('a b c c', 320)
    """
    line = " ".join(text.split())
    return line if len(line) <= _WORDS else line[: _WORDS - 1].rstrip() + "…"
