"""Why a hit is there, and what a query names → plain data that JSON can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from kaupunkigraafi.answer import GraphPath, Understood, Why
from kaupunkigraafi.model import best_label

Plain: TypeAlias = dict[str, object]
_DIGITS = 4


def why_to_plain(why: Why, language: str) -> Plain:
    """Return the reasons of a hit.

    Args:
        why: of a hit.
        language: of the labels.

    Returns:
        ``{"semantic": {"rank", "cosine"}, "lexical": {"rank", "terms", "matched"}, "graph":
        [{"asked", "by", "path", "label", "triples", "sentence"}]}``.
    """
    semantic, lexical = why.semantic, why.lexical
    return {
        "semantic": semantic and {"rank": semantic.rank, "cosine": round(semantic.cosine, _DIGITS)},
        "lexical": lexical
        and {
            "rank": lexical.rank,
            "terms": list(lexical.terms),
            "matched": matched_to_plain(lexical.matched),
        },
        "graph": [path_to_plain(path, language) for path in why.graph],
    }


def matched_to_plain(matched: Sequence[tuple[str, tuple[str, ...]]]) -> list[Plain]:
    """Return the words of a query that a text has.

    Args:
        matched: (word of the query, its forms in the text).

    Returns:
        ``{"asked", "forms"}`` each.
    """
    return [{"asked": asked, "forms": list(forms)} for asked, forms in matched]


def path_to_plain(path: GraphPath, language: str) -> Plain:
    """Return a path through the graph.

    Args:
        path: of a hit.
        language: of the label.

    Returns:
        ``{"asked", "by", "path", "label", "triples", "sentence"}``.
    """
    return {
        "asked": path.asked,
        "by": path.by,
        "path": list(path.path),
        "label": best_label(path.labels, language),
        "triples": [list(triple) for triple in path.triples],
        "sentence": {each.language: each.text for each in path.sentences},
    }


def understood_to_plain(each: Understood, language: str) -> Plain:
    """Return something that a query names.

    Args:
        each: of an answer.
        language: of the label.

    Returns:
        ``{"start", "end", "text", "kind", "id", "iri", "label", "filter", "value", "related",
        "weighed"}``.
    """
    return {
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "kind": each.kind,
        "id": each.entity.id,
        "iri": each.entity.iri,
        "label": each.entity.label(language),
        "filter": each.filter or None,
        "value": each.value or None,
        "related": each.related,
        "weighed": each.weighed,
    }
