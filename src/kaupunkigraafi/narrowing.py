"""Filters → the passages that may be found: facts of the graph, applied before ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Filters
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown, QueryTextInvalid
from kaupunkigraafi.model import LANGUAGES, Authority
from kaupunkigraafi.names import Names

ENTITY_FILTERS = ("city", "ministry", "law", "task")
KINDS_OF_FILTER = {
    "city": ("municipality",),
    "ministry": ("ministry",),
    "law": ("law",),
    "task": ("task",),
}
_LANGUAGES = (*LANGUAGES, "se", "und")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters leave.

    Attributes:
        documents: (n documents,) True where the document passes.
        rows: (n rows,) True where the passage passes; None where nothing is filtered.
        asked: filter's name → IRI of the entity asked for.
    """

    documents: NDArray[np.bool_]
    rows: NDArray[np.bool_] | None
    asked: dict[str, str]


class Linked:
    """Which documents are linked to an entity; made at the first filter, then kept."""

    def __init__(self, outline: Outline) -> None:
        """Keep the outline.

        Args:
            outline: of the generation.
        """
        self._outline = outline

    @cached_property
    def _positions(self) -> dict[str, NDArray[np.int32]]:
        found: dict[str, list[int]] = {}
        for position, links in enumerate(self._outline.links):
            for entity in {link.entity for link in links}:
                found.setdefault(entity, []).append(position)
        return {entity: np.array(positions, np.int32) for entity, positions in found.items()}

    def mask(self, iri: str) -> NDArray[np.bool_]:
        """Return which documents are linked to an entity.

        Args:
            iri: the entity's.

        Returns:
            (n documents,).
        """
        mask = np.zeros(len(self._outline.ids), dtype=np.bool_)
        mask[self._positions.get(iri, np.empty(0, np.int32))] = True
        return mask


def narrow(outline: Outline, names: Names, linked: Linked, filters: Filters) -> Narrowed:
    """Find the documents and passages that pass all filters.

    Args:
        outline: of the generation.
        names: to look labels up.
        linked: of the same outline.
        filters: what was asked.

    Returns:
        Masks over documents and rows.

    Raises:
        QueryTextInvalid: an unknown type, language or authority, or dates the wrong way round.
        EntityUnknown: a filter names nothing.
        EntityAmbiguous: a filter names several things.
    """
    asked = {
        name: _iri(names, name, value)
        for name in ENTITY_FILTERS
        if (value := getattr(filters, name)) is not None
    }
    keep = np.ones(len(outline.ids), dtype=bool)
    for iri in asked.values():
        keep &= linked.mask(iri)
    if filters.type is not None:
        keep &= _equal(outline.types, filters.type, "type", sorted(set(outline.types)))
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
    if filters == Filters():
        return Narrowed(keep, None, asked)
    rows = np.zeros(len(outline.position), dtype=bool)
    filled = outline.position >= 0
    rows[filled] = keep[outline.position[filled]]
    return Narrowed(keep, rows, asked)


def _iri(names: Names, name: str, value: str) -> str:
    try:
        return names.iri(value, KINDS_OF_FILTER[name])
    except (EntityUnknown, EntityAmbiguous) as error:
        raise error.about(name, "an id, an IRI, a code or a name of one") from error.__cause__


def _equal(
    values: tuple[str, ...], wanted: str, name: str, allowed: list[str]
) -> NDArray[np.bool_]:
    if wanted not in allowed:
        known = ", ".join(allowed)
        raise QueryTextInvalid(f"{name} is {wanted!r}; it can be {known}").about(name, known)
    return np.array([value == wanted for value in values], dtype=bool)


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
