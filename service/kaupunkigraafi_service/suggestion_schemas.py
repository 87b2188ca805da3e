"""The promised shapes of what is only suggested; ``suggestions_to_plain`` makes what they say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kaupunkigraafi_service.schemas import EntityHeading
from kaupunkigraafi_service.shape import Shape

_PASSAGE = "https://w3id.org/kaupunkigraafi/id/passage/law-410-2015-fi/1"


class Suggestion(Shape):
    """A link that a program proposes and nobody has stated."""

    id: str = Field(examples=["theme-housing-fi/law/132-1999"])
    document: EntityHeading
    entity: EntityHeading
    predicate: Literal["kg:concerns", "dcterms:subject"]
    confidence: float = Field(description="how often such a score was right", ge=0, le=1)
    method: Literal["neighbours", "nearest-passage"]
    evidence: list[str] = Field(description="passages that it rests on", examples=[[_PASSAGE]])


class Suggestions(Shape):
    """A page of suggestions, the surest first."""

    generation: str = Field(examples=["000001"])
    note: str = Field(examples=["Ehdotuksia, joita kukaan ei ole tarkistanut."])
    total: int = Field(description="of all that fit", ge=0)
    suggestions: list[Suggestion]
