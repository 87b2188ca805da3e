"""A Document, an Entity, the whole data → schema.org in JSON-LD, for machines that read pages."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

from kaupunkigraafi.model import Authority, Document, Entity
from kaupunkigraafi_service.pages.address import web_link

_STATUTES = (Authority.STATUTE_AS_ENACTED, Authority.STATUTE_CONSOLIDATED)
_TYPES = {
    "law": "Legislation",
    "ministry": "GovernmentOrganization",
    "municipality": "AdministrativeArea",
    "formermunicipality": "AdministrativeArea",
    "region": "AdministrativeArea",
    "county": "AdministrativeArea",
    "body": "GovernmentOrganization",
    "organisation": "Organization",
    "network": "Organization",
}


def json_ld(told: Mapping[str, object]) -> Markup:
    """Write a block of data that can stand inside a page.

    Args:
        told: members of a schema.org thing; empty ones are left out.

    Returns:
        JSON with nothing in it that ends a script element.

    >>> json_ld({"name": "</script>", "url": ""})
    Markup('{"@context": "https://schema.org", "name": "\\\\u003c/script\\\\u003e"}')
    """
    kept = {name: value for name, value in told.items() if value not in ("", None, [], ())}
    text = json.dumps({"@context": "https://schema.org", **kept}, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  every sign that HTML reads is written otherwise above


def document_thing(document: Document, iri: str) -> Mapping[str, object]:
    """Describe a document.

    Args:
        document: any.
        iri: its own.

    Returns:
        A Legislation or a CreativeWork of schema.org.
    """
    return {
        "@type": "Legislation" if document.authority in _STATUTES else "CreativeWork",
        "@id": iri,
        "name": document.title,
        "inLanguage": document.language if document.language != "und" else "",
        "datePublished": document.issued.isoformat() if document.issued else "",
        "publisher": {"@type": "Organization", "name": document.publisher}
        if document.publisher
        else "",
        "license": web_link(document.licence),
        "isBasedOn": web_link(document.source),
    }


def entity_thing(entity: Entity) -> Mapping[str, object]:
    """Describe an entity.

    Args:
        entity: any.

    Returns:
        A thing of the nearest type of schema.org.
    """
    names = list(dict.fromkeys(label.text for label in entity.labels))
    law = entity.kind == "law"
    return {
        "@type": _TYPES.get(entity.kind, "Thing"),
        "@id": entity.iri,
        "name": entity.label("fi"),
        "alternateName": [name for name in names if name != entity.label("fi")],
        "legislationIdentifier": entity.id.removeprefix("law/").replace("-", "/") if law else "",
        "sameAs": [
            fact.value
            for fact in entity.facts
            if fact.predicate.endswith("#exactMatch") and web_link(fact.value)
        ],
    }


def dataset_thing(root: str, created: str, name: str) -> Mapping[str, object]:
    """Describe all the data.

    Args:
        root: of the service.
        created: when they were built.
        name: what they are, in the language of the page.

    Returns:
        A Dataset of schema.org.
    """
    return {
        "@type": "Dataset",
        "@id": "https://w3id.org/kaupunkigraafi/",
        "name": "Kaupunkigraafi",
        "description": name,
        "dateModified": created,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "url": f"{root}/about",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "text/turtle",
             "contentUrl": f"{root}/graphs?graph=https://w3id.org/kaupunkigraafi/graph/records"},
            {"@type": "DataDownload", "encodingFormat": "application/sparql-results+json",
             "contentUrl": f"{root}/sparql"},
        ],
    }  # fmt: skip
