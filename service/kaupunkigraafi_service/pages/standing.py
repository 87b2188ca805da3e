"""A Document in its surroundings: what it is worth as a source, and what is like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import SearchError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES, Authority, Document, Label, best_label
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.document_view import Mentioned
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import day

_SIMILAR = 5
_READ = 300  # characters of the text that tell what a document is about, after its title
_SURE = 0.6  # how sure a mention must be to become a link


def standings_of(
    kg: Kaupunkigraafi, documents: Iterable[Document], texts: Texts
) -> Mapping[str, str]:
    """Say whose words documents are; of statutes, of which day and how often amended.

    Args:
        kg: the graph, which knows how often a law was amended.
        documents: any.
        texts: of the page's language.

    Returns:
        Document's id → the words of its badge.
    """
    found = {each.id: each for each in documents}
    enacted = {each.expresses for each in found.values() if _is_enacted(each)}
    times = amendments_of(kg, sorted(filter(None, enacted)))
    return {id_: _standing(each, times, texts) for id_, each in found.items()}


def _is_enacted(document: Document) -> bool:
    return document.authority is Authority.STATUTE_AS_ENACTED


def _standing(document: Document, times: Mapping[str, int], texts: Texts) -> str:
    said = texts(f"authority.{document.authority.value}")
    if _is_enacted(document):
        year = document.as_of or document.issued
        amended = amended_in_words(times.get(document.expresses or ""), texts)
        return f"{said} {year.year}, {amended}" if year else f"{said}, {amended}"
    if document.authority is Authority.STATUTE_CONSOLIDATED and document.as_of:
        return f"{said} {day(document.as_of, texts.language)}"
    return said


def amended_in_words(times: int | None, texts: Texts) -> str:
    """Say how often a law was amended.

    Args:
        times: that a source tells; None: no source does.
        texts: of the page's language.

    Returns:
        A few words; of what nobody tells, that it is not known.
    """
    if times is None:
        return texts("document.amended-unknown")
    return texts("document.amended", count=times) if times else texts("document.amended-never")


def amendments_of(kg: Kaupunkigraafi, laws: Sequence[str]) -> Mapping[str, int]:
    """Ask how often laws were amended.

    Args:
        kg: the graph.
        laws: their IRIs.

    Returns:
        IRI → number of amending acts; a law of which no source tells is not there.
    """
    if not laws:
        return {}
    values = " ".join(f"<{iri}>" for iri in laws)
    query = f"SELECT ?law ?n WHERE {{ VALUES ?law {{ {values} }} ?law kg:amendmentCount ?n }}"
    rows = getattr(kg.sparql(query), "rows", ())
    return {str(row["law"]): int(str(row["n"])) for row in rows}


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
