"""A Document in its surroundings: what it is worth as a source, and what is like it."""

from __future__ import annotations

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import EntityUnknown, SearchError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES, Authority, Document, Label, best_label
from kaupunkigraafi.vocabulary import KG
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.document_view import Mentioned
from kaupunkigraafi_service.pages.texts import Texts

_SIMILAR = 5
_READ = 300  # characters of the text that tell what a document is about, after its title
_SURE = 0.6  # how sure a mention must be to become a link
_AMENDED = KG + "amendmentCount"


def standing_of(kg: Kaupunkigraafi, document: Document, texts: Texts) -> str:
    """Say whose words a document is; of a statute as enacted, also when and how often amended.

    Args:
        kg: the graph, which knows how often a law was amended.
        document: any.
        texts: of the page's language.

    Returns:
        The words of its badge.
    """
    said = texts(f"authority.{document.authority.value}")
    if document.authority is not Authority.STATUTE_AS_ENACTED or not document.expresses:
        return said
    year = document.as_of or document.issued
    said += f" {year.year}" if year else ""
    try:
        facts = kg.entity(document.expresses).facts
    except EntityUnknown:
        return said
    times = next((fact.value for fact in facts if fact.predicate == _AMENDED), "")
    amended = texts("document.amended", count=int(times)) if times.isdigit() else ""
    return f"{said}, {amended}" if amended else said


def similar_to(
    kg: Kaupunkigraafi, document: Document, language: str
) -> tuple[tuple[Label, str], ...]:
    """Find documents that mean much the same.

    Args:
        kg: to search by meaning.
        document: any.
        language: of the page.

    Returns:
        Title and address of each, nearest first; none where there is no search by meaning.
    """
    text = f"{document.title}\n{document.text[:_READ]}"
    try:
        found = kg.search(text, 6 * _SIMILAR, mode=Mode.SEMANTIC)
    except SearchError:
        return ()
    others = {hit.document.id: hit.document for hit in found if hit.document.id != document.id}
    return tuple(
        (Label(each.title, each.language), entity_address(f"document/{each.id}", language))
        for each in list(others.values())[:_SIMILAR]
    )


def mentioned_in(kg: Kaupunkigraafi, document: Document, language: str) -> tuple[Mentioned, ...]:
    """Find what a document names that has a page here.

    Args:
        kg: the graph.
        document: any.
        language: of the page.

    Returns:
        Spans with the addresses they lead to, in the order of the text.
    """
    known = document.language if document.language in LANGUAGES else None
    found = [each for each in kg.mentions(document.text, known) if each.confidence >= _SURE]
    if not found:
        return ()
    values = " ".join(f"<{iri}>" for iri in sorted({each.iri for each in found}))
    query = f"SELECT ?x ?l WHERE {{ VALUES ?x {{ {values} }} ?x skos:prefLabel ?l }}"
    labels: dict[str, list[Label]] = {}
    for row in getattr(kg.sparql(query), "rows", ()):
        label = Label(str(row["l"]), getattr(row["l"], "language", None) or "")
        labels.setdefault(str(row["x"]), []).append(label)
    return tuple(
        Mentioned(
            each.start,
            each.end,
            entity_address(each.id, language),
            best_label(tuple(labels[each.iri]), language),
        )
        for each in found
        if each.iri in labels
    )
