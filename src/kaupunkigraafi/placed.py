"""A mention → its place in a document, as ingestion keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacedMention:
    """A mention in a document, with the passage that it stands in.

    Attributes:
        passage: its number within the document.
        start: in the document's text, as is ``end``.
        body: what is mentioned: of a law the section, where the graph knows which one is cited.
        stated: confident enough to be stated; a candidate otherwise.
    """

    passage: int
    start: int
    end: int
    entity: str
    body: str
    confidence: float
    method: str
    stated: bool
