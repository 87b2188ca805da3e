"""Quads → canonical N-Quads: the same statements are the same bytes on every machine.

Lines are sorted by their bytes, and blank nodes get the labels of RDFC-1.0, which depend only on
what is said of them. Source: RDF 1.1 N-Quads; RDF Dataset Canonicalization (W3C, 2024).
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def canonical_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Write quads in their canonical order.

    Args:
        quads: each once; all that is said of a blank node is among them.

    Returns:
        One line each, without its end, sorted.

    >>> s, p = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
    >>> canonical_lines([ox.Quad(s, p, ox.BlankNode("x7")), ox.Quad(s, p, ox.Literal("Åbo"))])[1]
    b'<urn:s> <urn:p> _:c14n0 .'
    """
    plain: list[ox.Quad] = []
    blank: list[ox.Quad] = []
    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        (blank if any(map(_may_be_blank, terms)) else plain).append(quad)
    if blank:
        # The label of a blank node depends on the statements about blank nodes alone.
        dataset = ox.Dataset(blank)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        plain.extend(dataset)
    written = ox.serialize(plain, format=ox.RdfFormat.N_QUADS)
    return sorted(written.split(b"\n")[:-1]) if written else []


def _may_be_blank(term: object) -> bool:
    return isinstance(term, (ox.BlankNode, ox.Triple))
