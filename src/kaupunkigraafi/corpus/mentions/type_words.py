"""A search query → the types of documents that its words ask for: *lait*, *avtal*, *statements*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Types of ontology/concepts.ttl, and the forms that name them in Finnish, Swedish and English.
# Compounds end with them too: MAL-sopimukset, stadsstrategi.
_FORMS = {
    "statute": r"la(?:ki|in|kia|issa|ista|it|kien|keja|eissa|eista|kiin)|säädö(?:s|ksen|stä|kset|"
    r"ksiä|sten|ksissä|ksistä)|asetu(?:s|ksen|sta|kset|ksia|sten|ksissa|ksista)|"
    r"lag(?:en|ar|arna|s|ars|arnas)?|författning(?:en|ar|arna)?|förordning(?:en|ar|arna)?|"
    r"laws?|acts|statutes?|legislation|decrees?",
    "agreement": r"(?:\w+-?)?sopimu(?:s|ksen|sta|kset|ksia|sten|ksissa|ksista|ksessa|ksesta)|"
    r"(?:\w+-?)?avtal(?:et|en|s)?|agreements?",
    "decision": r"(?:\w+-?)?päätö(?:s|ksen|stä|kset|ksiä|sten|ksissä|ksistä|ksessä|ksestä)|"
    r"beslut(?:et|en|s)?|decisions?",
    "proposal": r"(?:hallituksen )?esity(?:s|ksen|stä|kset|ksiä|sten|ksissä|ksistä)|"
    r"(?:regerings)?proposition(?:en|er|erna)?|(?:government )?(?:proposals?|bills?)",
    "programme": r"ohjelma(?:n|a|t|ssa|sta)?|ohjelm(?:ia|ien|issa|ista)|program(?:met|men)?|"
    r"program(?:me)?s?",
    "report": r"raport(?:ti|in|tia|it|teja|tien|eissa|eista)|selvity(?:s|ksen|stä|kset|ksiä|sten|"
    r"ksissä)|rapport(?:en|er|erna)?|reports?",
    "statement": r"lausun(?:to|non|toa|not|toja|tojen|noissa|noista)|utlåtande(?:t|n|na)?|"
    r"statements?",
    "strategy": r"(?:\w+-?)?strateg(?:ia|ian|iaa|iat|ioita|ioiden|ioissa|iassa)|"
    r"(?:\w+-?)?strateg(?:i|in|ier|ierna)|strateg(?:y|ies)",
    "task": r"tehtäv(?:ä|än|ää|ät|iä|ien|issä|istä)|uppgift(?:en|er|erna)?|tasks?|duty|duties",
    "project-page": r"hankesivu(?:n|a|t|ja|jen|illa)?|projektsid(?:a|an|or|orna)|project pages?",
    "summary": r"tiivistelm(?:ä|än|ää|ät|iä|ien|issä)|sammanfattning(?:en|ar|arna)?|"
    r"summar(?:y|ies)",
}
_PATTERNS = {
    key: re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE)
    for key, forms in _FORMS.items()
}


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A word of a query that names a type of documents."""

    start: int
    end: int
    type: str


def type_words(text: str) -> Iterator[TypeWord]:
    """Find the first word for each type of documents.

    Args:
        text: a query.

    Yields:
        One a type, by type.

    >>> [(each.type, each.start) for each in type_words("lait ja sopimukset asumisesta")]
    [('statute', 0), ('agreement', 8)]
    """
    for key, pattern in _PATTERNS.items():
        match = pattern.search(text)
        if match:
            yield TypeWord(match.start(), match.end(), key)
