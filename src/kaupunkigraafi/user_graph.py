"""An RDF file of a user → statements on their way into a graph of their own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserGraph:
    """Statements of a user's file, kept apart from what has a source.

    Attributes:
        key: its IRI is ``…/graph/user/{key}``.
        format: ``turtle``, ``ntriples``, ``rdfxml`` or ``jsonld``, as the graph store's; ``trig``
            and ``nquads`` too.
        text: in that format; base IRIs and blank nodes are the file's own.
    """

    key: str
    format: str
    text: str
