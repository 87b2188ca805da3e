"""The shapes of reasons: why a hit is there, and what a query names, as OpenAPI tells them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kaupunkigraafi_service.shape import Shape


class Semantic(Shape):
    """Why by meaning: the place by cosine."""

    rank: int
    cosine: float


class MatchedWord(Shape):
    """A word of the query with its forms in the text."""

    asked: str = Field(examples=["kaavoitus"])
    forms: list[str] = Field(examples=[["kaavoituksesta"]])


class Lexical(Shape):
    """Why by words: the place, and the words that matched."""

    rank: int
    terms: list[str] = Field(description="as the text has them", examples=[["kaavoituksesta"]])
    matched: list[MatchedWord] = Field(description="the same, by the words of the query")


class GraphPath(Shape):
    """Why by the graph: the path from the document to what was asked for."""

    asked: str = Field(description="id of what was asked for", examples=["ministry/YM"])
    by: str = Field(description="the filter; query where the query names it", examples=["city"])
    path: list[str]
    label: str
    triples: list[tuple[str, str, str]] = Field(description="the statements of the path")
    sentence: dict[Literal["fi", "sv", "en"], str] = Field(description="the same in words")


class Why(Shape):
    """The reasons of a hit; one that did not count is null or empty."""

    semantic: Semantic | None
    lexical: Lexical | None
    graph: list[GraphPath]


class Understood(Shape):
    """Something that the query names, and the filter that takes it."""

    start: int = Field(description="where it stands in the query, in characters")
    end: int
    text: str = Field(examples=["Tampereella"])
    kind: str = Field(description="of the entity; type for a type of documents")
    id: str = Field(examples=["municipality/837"])
    iri: str = Field(examples=["https://w3id.org/kaupunkigraafi/id/municipality/837"])
    label: str = Field(examples=["Tampere"])
    filter: str | None = Field(description="the parameter that takes it", examples=["city"])
    value: str | None = Field(description="what it takes", examples=["municipality/837"])
    related: bool = Field(description="it finds something only with related")
    weighed: bool = Field(description="passages linked to it rank higher")
