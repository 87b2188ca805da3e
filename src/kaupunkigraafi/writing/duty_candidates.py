"""Statute → the duties found in it, in a graph of candidates: named only, stated never."""

from __future__ import annotations

from collections.abc import Sequence

from kaupunkigraafi.corpus.duties.detector import duties_of
from kaupunkigraafi.graph.duties import duty_triples
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Authority, Document, Passage
from kaupunkigraafi.vocabulary import DUTY_GRAPHS

# Only a statute's own words oblige; a summary of ours or a memorandum only tells of duties.
_STATUTES = (Authority.STATUTE_AS_ENACTED, Authority.STATUTE_CONSOLIDATED)


def keep_duties(store: Store, document: Document, cut: Sequence[Passage]) -> None:
    """Keep what a statute may oblige public bodies to do, for review.

    Args:
        store: written to, where anything was found.
        document: of any authority; duties are looked for in statutes alone.
        cut: its passages in order.
    """
    if document.authority not in _STATUTES:
        return
    triples = [*duty_triples(document.id, cut, duties_of(document.text, document.language))]
    if triples:
        store.replace_graph(DUTY_GRAPHS + document.id, triples)
