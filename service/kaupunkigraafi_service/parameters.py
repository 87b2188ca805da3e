"""A query string → the values of a verb; a name that is not known is told, never passed over."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from kaupunkigraafi.answer import Mode
from kaupunkigraafi_service.faults import Fault
from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.refusals import ParametersInvalid
from kaupunkigraafi_service.schemas import Authority, Language


def _none_if_empty(value: object) -> object:
    # A form sends every field it has, the empty ones too.
    return None if value == "" else value


def _whole(text: str) -> str:
    # JSON can write half a character (\ud800), which no other part of the service could write.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("text in whole characters, no half surrogate pair") from error
    return text


_Text = Annotated[str, AfterValidator(_whole)]
_Name = Annotated[_Text | None, BeforeValidator(_none_if_empty)]


def _written_day(value: object) -> object:
    # Numbers would be taken for seconds since 1970, and a year alone for such a number.
    if value is None or value == "":
        return None
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("date_form", "no date")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMPTY = {"type": "string", "maxLength": 0}
_Day = Annotated[
    date | None,
    BeforeValidator(_written_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, _EMPTY, {"type": "null"}]}),
]
_Whose = Annotated[
    Authority | None,
    BeforeValidator(_none_if_empty),
    WithJsonSchema({"anyOf": [{"enum": list(get_args(Authority))}, _EMPTY, {"type": "null"}]}),
]


class Labels(BaseModel):
    """What every verb takes: the language of labels."""

    model_config = ConfigDict(frozen=True)

    lang: Language = Field(default="fi", description="language of labels")


class Search(Labels):
    """What ``search`` takes; filters take an id, an IRI, a code or a label in any language."""

    q: _Text = Field(
        default="",
        max_length=LIMITS.text_characters,
        description="what is looked for, in Finnish, Swedish or English; empty browses",
        examples=["kuka vastaa kaavoituksesta"],
    )
    limit: int = Field(default=10, ge=1, description="hits on a page", examples=[10])
    city: _Name = Field(default=None, description="a municipality", examples=["Tampere"])
    ministry: _Name = Field(
        default=None, description="its laws' documents count too", examples=["YM"]
    )
    law: _Name = Field(default=None, description="number, id or title", examples=["410/2015"])
    task: _Name = Field(default=None, description="id or name of a task")
    type: _Name = Field(default=None, description="of the document", examples=["summary"])
    language: _Name = Field(default=None, description="of the document", examples=["fi"])
    since: _Day = Field(default=None, description="issued then or later", examples=["2015-01-01"])
    until: _Day = Field(default=None, description="issued then or before", examples=["2026-12-31"])
    authority: _Whose = Field(
        default=None, description="whose words the document is", examples=["own-summary"]
    )
    as_of: _Day = Field(
        default=None,
        description="documents that tell the state of that day or of an earlier one",
        examples=["2026-01-01"],
    )
    body: _Name = Field(
        default=None,
        description="a body that the state and cities work together in",
        examples=["TEM070:00/2019"],
    )
    related: bool = Field(
        default=False,
        description="what belongs by the graph to what is asked for counts, too: the agreements "
        "of a city's region, the bodies it is in, the municipalities it carries on; of a type the "
        "summaries of such documents",
    )
    what: Literal["passage", "entity"] = Field(
        default="passage",
        description="passages, or the things of the graph that they tell of",
        examples=["entity"],
    )
    kind: _Name = Field(
        default=None, description="only entities of this kind, with what=entity", examples=["task"]
    )
    mode: Mode = Field(default=Mode.HYBRID, description="both halves, meaning alone, words alone")
    cursor: _Name = Field(default=None, description="'next' of the page before")
    min_score: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="lower hits are left out; where none is left, 'answerable' is false",
        examples=[0.2],
    )
    context: int = Field(
        default=0, ge=0, le=5, description="passages shown before and after each hit", examples=[1]
    )


class Likeness(Labels):
    """What ``similar`` takes."""

    limit: int = Field(default=10, ge=1, le=100, description="at most this many", examples=[5])


class PageOfSearch(Search):
    """What the search page takes besides: the order of its hits."""

    sort: Literal["relevance", "date"] = "relevance"


class OneOfMany(Search):
    """A search among others in one request; a member that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("limit", "context", "min_score", mode="before")
    @classmethod
    def _numbers_alone(cls, value: object) -> object:
        # An address has nothing but text; JSON has numbers, and true is none of them.
        if isinstance(value, (bool, str)):
            raise PydanticCustomError("number_form", "no number")
        return value


class Batch(BaseModel):
    """Several searches in one request, answered from one generation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    queries: list[OneOfMany] = Field(min_length=1, max_length=LIMITS.batch)


class Neighbours(Labels):
    """What ``related`` takes."""

    kind: _Name = Field(default=None, description="only neighbours of this kind", examples=["law"])


class Suggested(Labels):
    """What ``suggestions`` takes."""

    document: _Name = Field(
        default=None, description="its id; without it, of all", examples=["law-410-2015-fi"]
    )
    kind: Literal["law", "task", "topic"] | None = Field(
        default=None, description="only things of this kind", examples=["law"]
    )
    limit: int = Field(default=100, ge=1, le=1_000, description="on a page", examples=[20])
    offset: int = Field(default=0, ge=0, description="so many are passed over", examples=[0])


def only(*models: type[BaseModel]) -> Callable[[Request], None]:
    """Return a dependency that refuses unknown and repeated parameters.

    Args:
        *models: whose fields are the parameters there are.

    Returns:
        What FastAPI calls before the route; it raises ParametersInvalid.
    """
    known = [name for model in models for name in model.model_fields]

    def check(request: Request) -> None:
        counts = Counter(name for name, _ in request.query_params.multi_items())
        faults = [_unknown(name, known) for name in counts if name not in known]
        faults += [
            Fault(name, "query", f"is given {count} times", "once")
            for name, count in counts.items()
            if name in known and count > 1
        ]
        if faults:
            raise ParametersInvalid(*faults)

    return check


def _unknown(name: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Fault(name, "query", f"is not known{hint}", ", ".join(known))
