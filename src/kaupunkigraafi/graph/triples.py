"""Document, Passage and Source → triples.

Things that records tell of become triples by the declared mapping; these three are ours,
so their triples are made here, from the dataclasses.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from rdflib import RDF, XSD, Literal, URIRef

from kaupunkigraafi.graph.mapping import Triple
from kaupunkigraafi.model import Document, Passage, Source
from kaupunkigraafi.vocabulary import PREFIXES, iri_of

_FOAF_DOCUMENT = URIRef(PREFIXES["foaf"] + "Document")
_ENTITY = URIRef(PREFIXES["prov"] + "Entity")
_DERIVED = URIRef(PREFIXES["prov"] + "wasDerivedFrom")
_WEB = ("http://", "https://")
# Signs that may stand in a URL; others (spaces, quotes, letters with dots) are encoded.
_URL_SIGNS = ":/?#[]@!$&'()*+,;=%-._~"


def document_triples(document: Document) -> Iterator[Triple]:
    """Say what is known about a document.

    Args:
        document: of the corpus, or added by a user.

    Yields:
        Triples about ``…/id/document/{id}``; its text is not among them.

    >>> from kaupunkigraafi.model import Authority
    >>> note = Document("n", "n.md", "Muistio", "…", "text", "fi", Authority.OWN_UPLOAD,
    ...                 "n.md", "not stated")
    >>> sorted(p.rpartition("/")[2].rpartition("#")[2] for s, p, o in document_triples(note))
    ['authority', 'identifier', 'language', 'rights', 'source', 'title', 'type', 'type', 'type']
    """
    iri = URIRef(iri_of(f"document/{document.id}"))
    yield iri, RDF.type, _FOAF_DOCUMENT
    yield iri, RDF.type, _ENTITY
    yield iri, _dcterms("identifier"), _text(document.id)
    yield iri, _dcterms("title"), _text(document.title, document.language)
    yield iri, _dcterms("type"), _concept("document-type", document.type)
    yield iri, _dcterms("language"), _concept("language", document.language)
    yield iri, _kg("authority"), _concept("authority", document.authority)
    yield iri, _dcterms("source"), _place(document.source)
    yield _licence(iri, document.licence)
    if document.publisher:
        yield iri, _dcterms("publisher"), _text(document.publisher)
    if document.issued:
        yield iri, _dcterms("issued"), _day(document.issued)
    if document.as_of:
        yield iri, _kg("asOf"), _day(document.as_of)
    for subject in document.subjects:
        yield iri, _dcterms("subject"), _iri(subject)
    for thing in document.concerns:
        yield iri, _kg("concerns"), _iri(thing)
    if document.expresses:
        yield iri, _kg("expresses"), _iri(document.expresses)
    if document.summarises:
        yield iri, _kg("summarises"), _iri(document.summarises)


def passage_triples(passage: Passage) -> Iterator[Triple]:
    """Say where a passage stands.

    Args:
        passage: of a document.

    Yields:
        Triples about ``…/id/passage/{document}/{number}``; its text is not among them.
    """
    iri = URIRef(iri_of(f"passage/{passage.document}/{passage.number}"))
    yield iri, RDF.type, _kg("Passage")
    yield iri, _dcterms("isPartOf"), URIRef(iri_of(f"document/{passage.document}"))
    yield iri, _dcterms("language"), _concept("language", passage.language)
    yield iri, _kg("passageNumber"), _number(passage.number)
    yield iri, _kg("start"), _number(passage.start)
    yield iri, _kg("end"), _number(passage.end)
    if passage.page is not None:
        yield iri, _kg("page"), _number(passage.page)
    if passage.section:
        yield iri, _kg("inSection"), _iri(passage.section)
    if passage.heading:
        yield iri, _kg("heading"), _text(passage.heading, passage.language)


def source_triples(source: Source) -> Iterator[Triple]:
    """Say what is known about a source of facts.

    Args:
        source: a block of ``sources.toml``.

    Yields:
        Triples about ``…/id/source/{id}``.
    """
    iri = URIRef(iri_of(f"source/{source.id}"))
    yield iri, RDF.type, URIRef(PREFIXES["dcterms"] + "BibliographicResource")
    yield iri, _dcterms("identifier"), _text(source.id)
    yield iri, _dcterms("title"), _text(source.title, "en" if source.titles else "")
    for label in source.titles:
        yield iri, _dcterms("title"), _text(label.text, label.language)
    yield iri, _dcterms("publisher"), _text(source.publisher)
    yield _licence(iri, source.licence)
    if source.read:
        yield iri, _dcterms("date"), _day(source.read)
    if source.url:
        yield iri, _dcterms("source"), _place(source.url)
    if source.note:
        yield iri, _dcterms("description"), _text(source.note, "en")


def _dcterms(name: str) -> URIRef:
    return URIRef(PREFIXES["dcterms"] + name)


def _kg(name: str) -> URIRef:
    return URIRef(PREFIXES["kg"] + name)


def _concept(scheme: str, key: str) -> URIRef:
    return URIRef(iri_of(f"concept/{scheme}/{key}"))


def _text(text: str, language: str = "") -> Literal:
    # "und" says that the language is not known; a language tag would say that it is.
    tag = language if language not in ("", "und") else None
    return Literal(unicodedata.normalize("NFC", text), lang=tag)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer, normalize=False)


def _iri(text: str) -> URIRef:
    return URIRef(quote(iri_of(text), safe=_URL_SIGNS))


def _place(text: str) -> URIRef | Literal:
    return _iri(text) if text.startswith(_WEB) else _text(text)


def _licence(iri: URIRef, licence: str) -> Triple:
    """A licence with an IRI is one; a text such as "not stated" is a remark on rights."""
    if licence.startswith(_WEB):
        return iri, _dcterms("license"), _iri(licence)
    return iri, _dcterms("rights"), _text(licence)
