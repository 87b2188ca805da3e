"""The shapes of the prepared questions and their answers, as OpenAPI tells them."""

from __future__ import annotations

from pydantic import Field

from kaupunkigraafi_service.schemas import EntityHeading
from kaupunkigraafi_service.shape import Shape


class QuestionParameter(Shape):
    """What a prepared question must be told."""

    name: str = Field(examples=["body"])
    kind: str = Field(description="a kind of entity, or date, year, number, text")
    label: str = Field(examples=["toimielin"])
    default: str = Field(examples=["body/TEM070-00-2019"])


class QuestionColumn(Shape):
    """A column of an answer to a prepared question."""

    name: str = Field(examples=["city"])
    label: str = Field(examples=["kaupunki"])


class Question(Shape):
    """A prepared question."""

    name: str = Field(examples=["body-cities"])
    title: str = Field(examples=["Mitkä kaupungit olivat edustettuina toimielimessä?"])
    titles: dict[str, str]
    about: str = Field(description="what the answer rests on")
    parameters: list[QuestionParameter]
    columns: list[QuestionColumn]
    sparql: str = Field(description="a parameter is a variable written with $")


QuestionRow = dict[str, EntityHeading | str | int | bool | None]


class NotKnown(Shape):
    """What cannot be said, and why."""

    what: QuestionRow
    reason: EntityHeading


class QuestionAnswer(Shape):
    """The answer to a prepared question."""

    question: str = Field(examples=["body-cities"])
    title: str
    given: dict[str, str]
    columns: list[QuestionColumn]
    rows: list[QuestionRow]
    not_known: list[NotKnown]
    message: str = Field(description="said where nothing was found or something is not known")
    about: str
    query: str = Field(description="the SPARQL that was run")
    generation: str = Field(examples=["000001"])
