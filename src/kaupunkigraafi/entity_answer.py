"""What a search for entities gives: things of the graph, each with the reasons it was found for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaupunkigraafi.answer import GraphPath, Mode, Note, Understood
from kaupunkigraafi.model import Document, Entity, Passage


@dataclass(frozen=True, slots=True)
class Named:
    """Why by what it is called: a label, with its definition where it has one.

    Attributes:
        text: that was compared with the query.
        cosine: of both; None where words alone were compared.
        matched: (word of the query, its forms in the text).
    """

    text: str
    language: str
    cosine: float | None
    matched: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why by what is written: a passage about the thing, and how the graph leads to it.

    Attributes:
        score: of the passage, as a search for passages gives it.
        path: from the passage's document to the thing.
    """

    score: float
    document: Document
    passage: Passage
    path: GraphPath


@dataclass(frozen=True, slots=True)
class EntityHit:
    """A thing found.

    Attributes:
        score: 0 to 1.
        understood: the query names it.
        named: None where what it is called says nothing.
        evidence: best first.
    """

    score: float
    entity: Entity
    understood: bool
    named: Named | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityAnswer:
    """What a search for entities gives; iterating it gives the hits.

    Attributes:
        total: how many things were found, of which ``hits`` are a page.
        kinds: (kind, how many of the things found are of it), the commonest first.
        notes: what the user should know.
        unanswered: why nothing here answers; empty where something does, None: not known.
        understood: what the query names, in its order.
    """

    query: str
    mode: Mode
    generation: str
    total: int
    took_ms: float
    hits: tuple[EntityHit, ...]
    kinds: tuple[tuple[str, int], ...] = ()
    next: str | None = None
    notes: tuple[Note, ...] = ()
    understood: tuple[Understood, ...] = ()
    unanswered: str | None = None

    def __iter__(self) -> Iterator[EntityHit]:
        """Iterate over the hits, best first."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Return the number of hits on this page."""
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class Similar:
    """A task or a document that means much the same as another.

    Attributes:
        cosine: of both; 1 is the same.
    """

    cosine: float
    entity: Entity
