"""READ without a folder: a text → its mentions, by the names of the packaged corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.corpus.mentions.queries import QueryNames
from kaupunkigraafi.model import Mention
from kaupunkigraafi.resources import corpus_dir


def mentions(text: str, language: str | None = None) -> tuple[Mention, ...]:
    """Find the municipalities, ministries, laws and undertakings that a text mentions.

    Args:
        text: any; also decomposed, with soft hyphens and no-break spaces.
        language: ``fi``, ``sv`` or ``en``; None: found paragraph by paragraph.

    Returns:
        In the order of the text; offsets are indices into the text as given.

    >>> for each in mentions("Lahden kaupunki noudattaa kuntalain (410/2015) 7 §:n 2 momenttia."):
    ...     print(each.text, each.id, each.section)
    Lahden municipality/398 None
    kuntalain (410/2015) 7 §:n 2 momenttia law/410-2015 7
    """
    return _detector().mentions(text, language)


def mentions_to_plain(mentions: Sequence[Mention]) -> list[dict[str, object]]:
    """Return mentions.

    Args:
        mentions: of ``Kaupunkigraafi.mentions``.

    Returns:
        ``{"start", "end", "text", "kind", "id", "iri", "law", "chapter", "section", "confidence",
        "method"}`` each.
    """
    return [asdict(mention) for mention in mentions]


def named_in(query: str) -> tuple[Mention, ...]:
    """Find what a search query names, as people type: also without capitals, by former names.

    Args:
        query: as typed.

    Returns:
        In the order of the text, no two of them at one place.

    >>> [(each.text, each.id) for each in named_in("asuminen turussa ja Nastolassa")]
    [('turussa', 'municipality/853'), ('Nastolassa', 'municipality/532')]
    """
    return _query_names().find(query)


@cache
def _query_names() -> QueryNames:
    return QueryNames.load(_detector(), corpus_dir())


@cache
def _detector() -> Detector:
    """Make the detector at its first use: half a second that most programs never need."""
    return Detector(corpus_dir())
