"""The promised JSON shapes as OpenAPI tells them; ``kaupunkigraafi.plain`` makes what they say.

They describe and are not passed through: an answer leaves as ``plain`` made it, so that the
command line prints the same. A test compares each with real answers.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from kaupunkigraafi_service.reason_schemas import Understood, Why
from kaupunkigraafi_service.shape import Shape

Language = Literal["fi", "sv", "en"]
Authority = Literal[
    "statute-as-enacted",
    "statute-consolidated",
    "authority-document",
    "own-summary",
    "own-upload",
]
_LAW = "http://data.finlex.fi/eli/sd/2015/410"
_DOCUMENT = "https://w3id.org/kaupunkigraafi/id/document/law-410-2015-fi"


class EntityHeading(Shape):
    """What every mention of an entity says of it."""

    id: str = Field(examples=["law/410-2015"])
    iri: str = Field(examples=[_LAW])
    kind: str = Field(examples=["law"])
    label: str = Field(examples=["Kuntalaki"])


class DocumentHeading(Shape):
    """What every mention of a document says of it."""

    id: str = Field(examples=["law-410-2015-fi"])
    iri: str = Field(examples=[_DOCUMENT])
    title: str = Field(examples=["Kuntalaki (410/2015)"])
    type: str = Field(examples=["summary"])
    language: str = Field(examples=["fi"])
    issued: date | None = Field(examples=["2015-04-10"])
    source: str = Field(examples=[_LAW])
    authority: Authority = Field(description="whose words the document is")
    as_of: date | None = Field(description="the day whose state the text tells")
    licence: str = Field(examples=["https://creativecommons.org/licenses/by/4.0/"])


class Passage(Shape):
    """A stretch of a document: ``text == document.text[start:end]``."""

    iri: str = Field(examples=["https://w3id.org/kaupunkigraafi/id/passage/law-410-2015-fi/1"])
    number: int = Field(examples=[1])
    start: int = Field(examples=[0])
    end: int = Field(examples=[312])
    page: int | None = Field(examples=[None])
    section: str | None = Field(examples=[_LAW + "/luku/1/pykala/4"])
    heading: str = Field(examples=["4 § Kunta ja kaupunki"])
    language: str = Field(examples=["fi"])
    text: str


class FoundPassage(Passage):
    """A passage with the stretches of its text that matched."""

    highlights: list[tuple[int, int]] = Field(examples=[[[0, 8]]])


class Hit(Shape):
    """A passage found."""

    score: float = Field(examples=[0.83])
    document: DocumentHeading
    passage: FoundPassage
    entities: list[EntityHeading]
    why: Why
    context: list[Passage] = Field(default=[], description="neighbours, if asked for")


class Bucket(Shape):
    """One value of a facet and how many of the documents found have it."""

    id: str = Field(examples=["municipality/091"])
    iri: str = Field(examples=["https://w3id.org/kaupunkigraafi/id/municipality/091"])
    label: str = Field(examples=["Helsinki"])
    count: int = Field(examples=[3])


class Facets(Shape):
    """What the documents found divide into."""

    city: list[Bucket]
    ministry: list[Bucket]
    law: list[Bucket]
    task: list[Bucket]
    body: list[Bucket]
    type: list[Bucket]
    language: list[Bucket]
    year: list[Bucket]


class Answer(Shape):
    """A page of hits."""

    query: str = Field(examples=["kuka vastaa kaavoituksesta"])
    mode: Literal["hybrid", "semantic", "lexical"]
    generation: str = Field(examples=["000001"])
    total: int = Field(examples=[37])
    took_ms: float = Field(examples=[9.1])
    hits: list[Hit]
    facets: Facets
    next: str | None = Field(description="the cursor of the next page")
    notes: list[str]
    understood: list[Understood] = Field(description="what the query names, offered as filters")
    answerable: bool | None = Field(
        None, description="whether anything reaches min_score, or is near the question at all"
    )
    unanswered: str | None = Field(None, description="why nothing does; hits may still be given")


class Fact(Shape):
    """One statement, with the named graph that states it."""

    predicate: str = Field(examples=["http://www.w3.org/2004/02/skos/core#prefLabel"])
    name: str = Field(examples=["skos:prefLabel"])
    value: str = Field(examples=["Helsinki"])
    label: str = Field(examples=["Helsinki"])
    type: Literal["iri", "literal"]
    language: str = Field(examples=["fi"])
    datatype: str
    graph: str = Field(examples=["https://w3id.org/kaupunkigraafi/graph/records"])


class Entity(EntityHeading):
    """An entity with everything that is stated about it."""

    labels: dict[str, str] = Field(examples=[{"fi": "Helsinki", "sv": "Helsingfors"}])
    facts: list[Fact]


class Related(EntityHeading):
    """A direct neighbour and the predicate between."""

    predicate: str = Field(examples=["eli:responsibility_of_agent"])
    direction: Literal["out", "in"] = Field(description="in: the neighbour is the subject")


class Section(Shape):
    """A section of a document's text."""

    iri: str | None
    number: str = Field(examples=["4 §"])
    heading: str
    start: int
    end: int


class Page(Shape):
    """A printed page of a document's text."""

    number: int
    start: int
    end: int


class Document(DocumentHeading):
    """A whole document."""

    publisher: str | None
    expresses: str | None
    summarises: str | None
    subjects: list[str]
    concerns: list[str]
    text: str
    sections: list[Section]
    pages: list[Page]
    passages: list[Passage]
    entities: list[EntityHeading]


class Source(Shape):
    """A source and how many things rest on it."""

    id: str
    title: str
    read: str
    licence: str
    entities: int
    titles: dict[str, str] = Field(description="its title in each language that it has one in")


class About(Shape):
    """What the graph knows, from where, and what it does not know."""

    generation: str = Field(examples=["000001"])
    created: str
    version: str
    content: str = Field(
        description="hash of what is stated and of the documents: the same data, the same hash",
        examples=["sha256:" + "0" * 64],
    )
    encoder: str
    documents: int
    passages: int
    quads: int
    classes: dict[str, int]
    sources: list[Source]
    gaps: list[str] = Field(description="what is not known, in English")
    gaps_in: dict[Language, list[str]] = Field(description="the same in each language")


class Violation(Shape):
    """A rule that a graph breaks."""

    shape: str
    focus: str
    path: str
    value: str
    message: str


class Validation(Shape):
    """Whether a graph keeps the ontology's rules."""

    conforms: bool
    violations: list[Violation]


class Live(Shape):
    """The process answers."""

    status: Literal["live"]


class Ready(Shape):
    """The graph, the encoder and the query workers are there."""

    status: Literal["ready", "degraded"]
    generation: str
    encoder: str
    workers: int
    notes: list[str]


class ProblemFault(Shape):
    """One parameter that cannot be, and what can."""

    parameter: str = Field(examples=["limit"])
    place: Literal["query", "path", "body"] = Field(alias="in", examples=["query"])
    message: str
    allowed: str = Field(default="", examples=["at most 100"])


class Problem(Shape):
    """RFC 9457: what went wrong and what to do."""

    type: str = Field(examples=["/problems/parameters-invalid"])
    title: str = Field(examples=["A parameter has a value that cannot be"])
    status: int = Field(examples=[422])
    detail: str
    line: int | None = None
    column: int | None = None
    errors: list[ProblemFault] | None = None
