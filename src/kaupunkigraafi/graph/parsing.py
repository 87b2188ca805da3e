"""An RDF file of a stranger → triples: parsed by the engine, which opens no connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.terms import triple_of

_SUFFIXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_BASE = "urn:file:"


def read_rdf(path: Path) -> Iterator[Triple]:
    """Read an RDF file.

    Args:
        path: its suffix names the format: .ttl, .nt, .nq, .trig, .rdf, .xml, .jsonld.

    Yields:
        Triples; graphs' names are left out.

    Raises:
        UnreadableDocument: not RDF of that format, or of none that is known.
    """
    chosen = _SUFFIXES.get(path.suffix.lower())
    if chosen is None:
        raise UnreadableDocument(
            f"{path.name} has a suffix of no RDF format; use one of {', '.join(_SUFFIXES)}"
        )
    try:
        for quad in ox.parse(path=path, format=chosen, base_iri=_BASE):
            yield triple_of(quad)
    except SyntaxError as error:
        raise UnreadableDocument(f"{path.name} is not {chosen.name}: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} cannot be read: {error.strerror}") from error
