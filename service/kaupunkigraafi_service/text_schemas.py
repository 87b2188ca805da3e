"""The promised shapes of what a text of one's own is asked for and answered with."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.schemas import Language
from kaupunkigraafi_service.shape import Shape


class Text(BaseModel):
    """A text to read; nothing of it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(
        max_length=LIMITS.given_characters,
        examples=["Lahden kaupunki noudattaa kuntalain (410/2015) 7 §:ää."],
    )
    language: Language | None = Field(
        default=None, description="of the text; without it, found paragraph by paragraph"
    )


class Mention(Shape):
    """A stretch of a text that names an entity: ``text[start:end]`` in Unicode characters."""

    start: int = Field(examples=[0])
    end: int = Field(examples=[6])
    text: str = Field(examples=["Lahden"])
    kind: str = Field(examples=["municipality"])
    id: str = Field(examples=["municipality/398"])
    iri: str = Field(examples=["https://w3id.org/kaupunkigraafi/id/municipality/398"])
    law: str | None = Field(description="a statute's number", examples=[None])
    chapter: str | None = Field(examples=[None])
    section: str | None = Field(examples=[None])
    confidence: float = Field(examples=[0.98], ge=0, le=1)
    method: str = Field(description="how it was found", examples=["name-in-context"])


Bearer = Literal[
    "municipality",
    "wellbeing_county",
    "ministry",
    "regional_council",
    "state_agency",
    "joint_authority",
    "other",
]


class Duty(Shape):
    """A stretch of a text that obliges a public body: ``text[start:end]`` in Unicode characters."""

    start: int = Field(examples=[0])
    end: int = Field(examples=[23])
    text: str = Field(examples=["Kunnan on järjestettävä"])
    bearer: Bearer = Field(description="the kind of body", examples=["municipality"])
    confidence: float = Field(examples=[0.93], ge=0, le=1)
