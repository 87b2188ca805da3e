"""Document → its mentions, each in its passage: what ingestion keeps of what a text names.

A mention that is confident enough is stated with the document; others are candidates for review.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rdflib import URIRef

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Document, Mention, Passage
from kaupunkigraafi.placed import PlacedMention
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.vocabulary import PREFIXES

STATED_FROM = 0.75
_IS_PART_OF = URIRef(PREFIXES["eli"] + "is_part_of")


class Annotator:
    """Finds the mentions of documents on their way into a generation."""

    def __init__(self, graph: Store) -> None:
        """Read names once.

        Args:
            graph: what is stated; it tells which section a number is.
        """
        self._detector = Detector(corpus_dir())
        self._graph = graph
        self._sections: dict[str, tuple[str, ...]] = {}

    def mentions(
        self, document: Document, passages: Sequence[Passage]
    ) -> tuple[PlacedMention, ...]:
        """Find what a document mentions.

        Args:
            document: with its text.
            passages: its passages in order.

        Returns:
            In the order of the text; a mention outside of all passages is left out.
        """
        found = self._detector.mentions(document.text, document.language)
        return tuple(self._placed(found, passages))

    def _placed(
        self, found: Sequence[Mention], passages: Sequence[Passage]
    ) -> Iterator[PlacedMention]:
        starts = [passage.start for passage in passages]
        for each in found:
            place = bisect_right(starts, each.start) - 1
            if place < 0 or each.start >= passages[place].end:
                continue
            yield PlacedMention(
                passage=passages[place].number,
                start=each.start,
                end=min(each.end, passages[place].end),
                entity=each.iri,
                body=self._section(each) or each.iri,
                confidence=each.confidence,
                method=each.method,
                stated=each.confidence >= STATED_FROM,
            )

    def _section(self, mention: Mention) -> str:
        """Return the section's IRI where the graph has exactly one that fits."""
        if not mention.section:
            return ""
        if mention.iri not in self._sections:
            parts = self._graph.triples((None, _IS_PART_OF, URIRef(mention.iri)))
            self._sections[mention.iri] = tuple(str(part) for part, _, _ in parts)
        ending = f"/pykala/{mention.section}"
        if mention.chapter:
            ending = f"/luku/{mention.chapter}{ending}"
        fitting = [part for part in self._sections[mention.iri] if part.endswith(ending)]
        return fitting[0] if len(fitting) == 1 else ""
