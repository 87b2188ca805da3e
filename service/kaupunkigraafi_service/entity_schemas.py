"""The shapes of things found and of things alike, as OpenAPI tells them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kaupunkigraafi_service.reason_schemas import GraphPath, MatchedWord, Understood
from kaupunkigraafi_service.schemas import Answer, DocumentHeading, EntityHeading, Passage
from kaupunkigraafi_service.shape import Shape


class Name(Shape):
    """Why by what it is called."""

    text: str = Field(description="label and definition that fit best")
    language: str = Field(examples=["fi"])
    cosine: float | None = Field(description="null where words alone were compared")
    matched: list[MatchedWord]


class Evidence(Shape):
    """A passage about the thing, and how the graph leads to it."""

    score: float
    document: DocumentHeading
    passage: Passage
    graph: GraphPath


class EntityWhy(Shape):
    """The reasons that a thing was found for."""

    query: bool = Field(description="the query names it")
    name: Name | None
    passages: list[Evidence]


class EntityHit(Shape):
    """A thing found."""

    score: float = Field(examples=[0.83])
    entity: EntityHeading
    why: EntityWhy


class KindCount(Shape):
    """How many of the things found are of a kind."""

    kind: str = Field(examples=["task"])
    count: int


class EntityAnswer(Shape):
    """A page of things."""

    query: str = Field(examples=["kuka hoitaa pakolaisten kotouttamisen"])
    what: Literal["entity"]
    mode: Literal["hybrid", "semantic", "lexical"]
    generation: str = Field(examples=["000001"])
    total: int
    took_ms: float
    hits: list[EntityHit]
    kinds: list[KindCount]
    next: str | None = Field(description="the cursor of the next page")
    notes: list[str]
    understood: list[Understood]
    answerable: bool | None = Field(None, description="whether anything is near the question")
    unanswered: str | None = Field(None, description="why nothing is; hits may still be given")


class Answers(Shape):
    """The answers to several searches, in their order."""

    generation: str = Field(examples=["000001"])
    answers: list[Answer | EntityAnswer]


class Similar(EntityHeading):
    """A thing that means much the same."""

    cosine: float = Field(description="1 is the same", examples=[0.78])
