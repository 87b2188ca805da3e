"""The state of a page ↔ its address: everything a person chose is in the URL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from kaupunkigraafi.vocabulary import FINLEX, ID, YSO
from kaupunkigraafi_service.parameters import Search

FILTERS = (
    "city", "ministry", "law", "task", "body", "type", "language", "authority", "since", "until",
    "as_of",
)  # fmt: skip
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}
# A parameter with its plain value is left out: one state, one address.
_PLAIN = {"lang": "fi", "mode": "hybrid", "limit": "10", "sort": "relevance"}


# What people read has its language in the path; files and what programs ask have a parameter.
_PAGE = re.compile(
    r"/(about|accessibility|api|collection|compare|embed|ontology|privacy|query|questions|report"
    r"|status|things)?|/(document|entity|problems|questions)/.+"
)


def address(path: str, values: Mapping[str, object]) -> str:
    """Return an address.

    Args:
        path: begins with a slash; not yet quoted.
        values: parameters; those that are None, empty or plain are left out. The ``lang`` of a
            page becomes the first part of the path.

    Returns:
        Path and query string.

    >>> address("/", {"q": "kaava", "lang": "fi", "city": None})
    '/fi/?q=kaava'
    >>> address("/search.csv", {"q": "plan", "lang": "sv"})
    '/search.csv?q=plan&lang=sv'
    """
    if values.get("lang") and _PAGE.fullmatch(path):
        path = f"/{values['lang']}{path}"
        values = {**values, "lang": None}
    kept = {
        name: str(value)
        for name, value in values.items()
        if value not in (None, "") and str(value) != _PLAIN.get(name)
    }
    quoted = quote(path, safe="/:@!$&'()*+,;=-._~")
    return f"{quoted}?{urlencode(kept)}" if kept else quoted


def translated(path: str, pairs: Sequence[tuple[str, str]], language: str) -> str:
    """Return where the same is in another language.

    Args:
        path: without a language.
        pairs: what else the address says, in order; a ``lang`` among them is passed over.
        language: that is wanted; empty: the reader's own, for which the address names none.

    Returns:
        An address; of what is no page, with the parameter ``lang``.

    >>> translated("/compare", [("city", "091"), ("city", "853")], "sv")
    '/sv/compare?city=091&city=853'
    >>> translated("/nothing", [("lang", "fi")], "sv")
    '/nothing?lang=sv'
    """
    kept = [pair for pair in pairs if pair[0] != "lang"]
    if language and not _PAGE.fullmatch(path):
        kept.append(("lang", language))
    place = address(path, {"lang": language}).partition("?")[0]
    return f"{place}?{urlencode(kept)}" if kept else place


def state_of(asked: Search) -> dict[str, object]:
    """Return the parameters of a search page, without its place among the pages.

    Args:
        asked: what the address says.

    Returns:
        name → value, in the order an address has them.
    """
    values: dict[str, object] = {"q": asked.q}
    values |= {name: getattr(asked, name) for name in FILTERS}
    values["related"] = "true" if asked.related else None
    sort = getattr(asked, "sort", "relevance")
    return {
        **values, "mode": asked.mode.value, "sort": sort, "limit": asked.limit, "lang": asked.lang
    }  # fmt: skip


def entity_address(id: str, language: str) -> str:  # noqa: A002  the word of the table of verbs
    """Return where a person reads about an entity.

    Args:
        id: ``kind/key``, or an IRI of somebody else.
        language: of the page.

    Returns:
        An address here; of an IRI that is nobody's we know, the IRI itself where it is one
        that a browser may follow, else an empty text.

    >>> entity_address("document/law-410-2015-fi", "sv")
    '/sv/document/law-410-2015-fi'
    >>> entity_address("javascript:alert(1)", "fi")
    ''
    """
    if id.startswith("document/"):
        return address("/" + id, {"lang": language})
    if id.startswith(("http://", "https://")):
        return id
    return "" if ":" in id else address("/entity/" + id, {"lang": language})


def is_ours(iri: str) -> bool:
    """Tell whether an IRI names something that has a page here.

    Args:
        iri: any.

    Returns:
        True of ids of ours, statutes and topics.
    """
    return iri.startswith((ID, FINLEX, YSO))


def web_link(text: str) -> str:
    """Return a link that is safe to follow.

    Args:
        text: a source or a licence: a URL, or the name of a file or a licence.

    Returns:
        The URL; empty where it is not one of http or https.

    >>> web_link("https://example.org/a"), web_link("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return text if text.startswith(("http://", "https://")) else ""


def licence_name(licence: str) -> str:
    """Return what people call a licence.

    Args:
        licence: its address or its name.

    Returns:
        A short name where it is a licence we know.

    >>> licence_name("https://creativecommons.org/licenses/by/4.0/")
    'CC BY 4.0'
    """
    return _LICENCES.get(licence, licence)
