"""An entity or a type → which documents are linked to it, and how near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answering.relating import Way
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.graph.annotations import MENTIONS
from kaupunkigraafi.model import Link

# Types of documents that ``related`` finds by what documents are about: whose text or summary they
# are, or what they say they concern.
_ABOUT = {"agreement": "agreement", "programme": "programme", "strategy": "programme"}
_STATUTE = "statute"
_DIRECT = 3  # a path of document, predicate, entity


class Linked:
    """Which documents are linked to an entity; made at the first filter, then kept.

    Three nearnesses: *linked* by any path, *near* where they are about the entity themselves or
    mention it, *about* where it is stated of them, with what the law or section brings along.
    """

    def __init__(self, outline: Outline) -> None:
        """Keep the outline.

        Args:
            outline: of the generation.
        """
        self._outline = outline
        self._types: dict[tuple[str, bool], NDArray[np.bool_]] = {}

    @cached_property
    def _linked(self) -> dict[str, NDArray[np.int32]]:
        return self._positions(lambda _: True)

    @cached_property
    def _near(self) -> dict[str, NDArray[np.int32]]:
        return self._positions(lambda link: len(link.path) == _DIRECT or is_mention(link))

    @cached_property
    def _about(self) -> dict[str, NDArray[np.int32]]:
        # A text about a law leads to each of its sixty tasks; it is about none of them.
        return self._positions(
            lambda link: (
                len(link.path) == _DIRECT
                or (not is_mention(link) and link.kind in ("law", "ministry"))
            )
        )

    def _positions(self, counts: Callable[[Link], bool]) -> dict[str, NDArray[np.int32]]:
        found: dict[str, list[int]] = {}
        for position, links in enumerate(self._outline.links):
            for entity in {link.entity for link in links if counts(link)}:
                found.setdefault(entity, []).append(position)
        return {entity: np.array(positions, np.int32) for entity, positions in found.items()}

    def mask(self, iri: str, ways: Iterable[Way] = ()) -> NDArray[np.bool_]:
        """Return which documents are linked to an entity.

        Args:
            iri: the entity's.
            ways: to what belongs to it; documents near that count, too.

        Returns:
            (n documents,).
        """
        mask = self._mask((self._linked.get(iri),))
        return mask | self._mask(self._near.get(way.entity) for way in ways)

    def about(self, iri: str) -> NDArray[np.bool_]:
        """Return which documents are about an entity.

        Args:
            iri: the entity's.

        Returns:
            (n documents,).
        """
        return self._mask((self._about.get(iri),))

    def of_type(self, type: str, *, related: bool) -> NDArray[np.bool_]:  # noqa: A002
        """Return which documents are of a type; looked up once.

        Args:
            type: a key of ontology/concepts.ttl.
            related: documents about such a thing count, too: a statute's summary.

        Returns:
            (n documents,); not to be changed.
        """
        key = (type, related)
        if key not in self._types:
            mask = of_type(self._outline, type, related=related)
            mask.flags.writeable = False
            self._types[key] = mask
        return self._types[key]

    def _mask(self, found: Iterable[NDArray[np.int32] | None]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._outline.ids), dtype=np.bool_)
        for positions in found:
            if positions is not None:
                mask[positions] = True
        return mask


def is_mention(link: Link) -> bool:
    """Tell whether a link rests on what a passage mentions.

    Args:
        link: of a document.

    Returns:
        False where it is stated of the document.
    """
    return str(MENTIONS) in link.path


def of_type(outline: Outline, type: str, *, related: bool) -> NDArray[np.bool_]:  # noqa: A002
    """Return which documents are of a type.

    Args:
        outline: of the generation.
        type: a key of ontology/concepts.ttl.
        related: documents about such a thing count, too: a statute's summary.

    Returns:
        (n documents,).
    """
    mask = np.array([each == type for each in outline.types], dtype=bool)
    if related and type == _STATUTE:
        mask |= np.array([bool(law) for law in outline.laws], dtype=bool)
    if related and type in _ABOUT:
        kind = _ABOUT[type]
        mask |= np.array(
            [
                any(link.kind == kind and len(link.path) == _DIRECT for link in links)
                for links in outline.links
            ],
            dtype=bool,
        )
    return mask


def types_of(outline: Outline, *, related: bool) -> frozenset[str]:
    """Return the types that some document is of.

    Args:
        outline: of the generation.
        related: documents about such a thing count, too.

    Returns:
        Keys of ontology/concepts.ttl.
    """
    own = frozenset(outline.types)
    more = (each for each in (_STATUTE, *_ABOUT) if of_type(outline, each, related=True).any())
    return own | frozenset(more) if related else own
