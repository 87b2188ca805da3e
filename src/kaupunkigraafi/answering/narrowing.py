"""Filters → the passages that may be found: facts of the graph, applied before ranking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Filters
from kaupunkigraafi.answering.linked import Linked, types_of
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.relating import Relating, Way
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown, QueryTextInvalid
from kaupunkigraafi.model import LANGUAGES, Authority

ENTITY_FILTERS = ("city", "ministry", "law", "task", "body")
KINDS_OF_FILTER = {
    "city": ("municipality",),
    "ministry": ("ministry",),
    "law": ("law",),
    "task": ("task",),
    "body": ("body",),
}
_LANGUAGES = (*LANGUAGES, "se", "und")


@dataclass(frozen=True, slots=True)
class Asked:
    """An entity that was asked for by a filter, or that the query names.

    Attributes:
        filter: the filter's name; empty where the query names the entity.
        ways: what belongs to it and counts as well.
    """

    filter: str
    iri: str
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters leave.

    Attributes:
        documents: (n documents,) True where the document passes.
        rows: (n rows,) True where the passage passes; None where nothing is filtered.
        asked: the entities asked for.
    """

    documents: NDArray[np.bool_]
    rows: NDArray[np.bool_] | None
    asked: tuple[Asked, ...] = ()


def narrow(
    outline: Outline, names: Names, linked: Linked, filters: Filters, relating: Relating
) -> Narrowed:
    """Find the documents and passages that pass all filters.

    Args:
        outline: of the generation.
        names: to look labels up.
        linked: of the same outline.
        filters: what was asked.
        relating: over the same generation.

    Returns:
        Masks over documents and rows.

    Raises:
        QueryTextInvalid: an unknown type, language or authority, or dates the wrong way round.
        EntityUnknown: a filter names nothing.
        EntityAmbiguous: a filter names several things.
    """
    asked = tuple(_asked(names, relating, filters))
    keep = np.ones(len(outline.ids), dtype=bool)
    for each in asked:
        keep &= linked.mask(each.iri, each.ways)
    if filters.type is not None:
        _check(filters.type, "type", sorted(types_of(outline, related=filters.related)))
        keep &= linked.of_type(filters.type, related=filters.related)
    if filters.language is not None:
        keep &= _equal(outline.languages, filters.language, "language", list(_LANGUAGES))
    if filters.authority is not None:
        known = [each.value for each in Authority]
        keep &= _equal(outline.authorities, filters.authority, "authority", known)
    keep &= _issued(outline, filters.since, filters.until)
    if filters.as_of is not None:
        # A document that does not say which day's state it tells is not known to tell this one's.
        day = filters.as_of.isoformat()
        keep &= np.array([bool(told) and told <= day for told in outline.as_of], dtype=bool)
    if filters in (Filters(), Filters(related=True)):
        return Narrowed(keep, None)
    rows = np.zeros(len(outline.position), dtype=bool)
    filled = outline.position >= 0
    rows[filled] = keep[outline.position[filled]]
    return Narrowed(keep, rows, asked)


def _asked(names: Names, relating: Relating, filters: Filters) -> Iterator[Asked]:
    for name in ENTITY_FILTERS:
        value = getattr(filters, name)
        if value is not None:
            iri = _iri(names, name, value)
            ways = relating.ways(name, iri, filters.as_of) if filters.related else ()
            yield Asked(name, iri, ways)


def _iri(names: Names, name: str, value: str) -> str:
    try:
        return names.iri(value, KINDS_OF_FILTER[name])
    except (EntityUnknown, EntityAmbiguous) as error:
        raise error.about(name, "an id, an IRI, a code or a name of one") from error.__cause__


def _equal(
    values: tuple[str, ...], wanted: str, name: str, allowed: list[str]
) -> NDArray[np.bool_]:
    _check(wanted, name, allowed)
    return np.array([value == wanted for value in values], dtype=bool)


def _check(wanted: str, name: str, allowed: list[str]) -> None:
    if wanted not in allowed:
        known = ", ".join(allowed)
        raise QueryTextInvalid(f"{name} is {wanted!r}; it can be {known}").about(name, known)


def _issued(outline: Outline, since: date | None, until: date | None) -> NDArray[np.bool_]:
    if since and until and since > until:
        raise QueryTextInvalid(f"since is {since}, after until, {until}; swap them").about(
            "since", f"a day not after {until}"
        )
    low = since.isoformat() if since else ""
    high = until.isoformat() if until else "9999"
    if not (since or until):
        return np.ones(len(outline.ids), dtype=bool)
    # A document without a date is not known to be inside any period.
    return np.array([bool(day) and low <= day <= high for day in outline.issued], dtype=bool)
