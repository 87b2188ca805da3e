"""What stands between the rivers: a link that is only suggested, and what a person says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaupunkigraafi.vocabulary import PREFIXES, id_of, kind_of

CONCERNS = PREFIXES["kg"] + "concerns"
SUBJECT = PREFIXES["dcterms"] + "subject"
KINDS = ("law", "task", "topic")


class Method(StrEnum):
    """How a program arrived at a suggestion; keys of ``concept/suggestion-method``."""

    NEIGHBOURS = "neighbours"
    NEAREST = "nearest-passage"


class Verdict(StrEnum):
    """What a person said of a suggestion; keys of ``concept/verdict``."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link that a program proposes (*linkkiehdotus*); nobody has stated it.

    Attributes:
        document: the document's id.
        entity: IRI of the law, the task or the topic.
        confidence: 0 to 1: of held-out links with this score, so many were stated ones.
        evidence: IRIs of the passages that it rests on, the weightiest first.
    """

    document: str
    entity: str
    confidence: float
    method: Method
    evidence: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What names it in commands and tables.

        >>> law = "http://data.finlex.fi/eli/sd/2015/410"
        >>> Suggestion("kaavoitus", law, 0.5, Method.NEIGHBOURS).id
        'kaavoitus/law/410-2015'
        """
        return f"{self.document}/{id_of(self.entity)}"

    @property
    def kind(self) -> str:
        """``law``, ``task`` or ``topic``."""
        return kind_of(self.entity)

    @property
    def predicate(self) -> str:
        """What would be stated: topics are subjects, all else a document concerns."""
        return predicate_of(self.entity)


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of a suggestion (*tarkistus*).

    Attributes:
        reviewer: who; as they want to be named.
        reviewed: the day.
        note: why, where the person said it.
    """

    document: str
    entity: str
    verdict: Verdict
    reviewer: str
    reviewed: date
    confidence: float | None = None
    method: Method | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """The suggestion's."""
        return f"{self.document}/{id_of(self.entity)}"


def predicate_of(entity: str) -> str:
    """Return what a document says of a thing that it is about.

    Args:
        entity: its IRI.

    Returns:
        ``dcterms:subject`` for a topic, else ``kg:concerns``, in full.

    >>> predicate_of("http://www.yso.fi/onto/yso/p15292")
    'http://purl.org/dc/terms/subject'
    """
    return SUBJECT if kind_of(entity) == "topic" else CONCERNS
