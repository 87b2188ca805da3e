"""The things that flow in both rivers: frozen dataclasses, no behaviour but their own.

A file becomes a Reading (Documents and Records), a Document becomes Passages, an IRI becomes
an Entity of Facts. What a search gives stands in ``answer.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaupunkigraafi.user_graph import UserGraph

LANGUAGES = ("fi", "sv", "en")


class Authority(StrEnum):
    """Whose words a document is, the first thing a reader must know of it."""

    STATUTE_AS_ENACTED = "statute-as-enacted"
    STATUTE_CONSOLIDATED = "statute-consolidated"
    AUTHORITY_DOCUMENT = "authority-document"
    OWN_SUMMARY = "own-summary"
    OWN_UPLOAD = "own-upload"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from (*lähde*): one block of ``sources.toml``; ``titles`` translate it."""

    id: str
    title: str
    publisher: str
    licence: str
    read: date | None
    url: str | None = None
    verified: bool = True
    note: str = ""
    titles: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table, as text, with the place it was read from.

    Attributes:
        table: the table's name, as in ``corpus/records/csv-metadata.json``.
        values: column → text; an empty text means *not known*.
        origin: ``municipalities.csv:12`` or a document's file name, for messages.
    """

    table: str
    values: tuple[tuple[str, str], ...]
    origin: str

    def __getitem__(self, column: str) -> str:
        """Return the column's text, empty where the row has none.

        Args:
            column: the column's name.

        Returns:
            The text.

        >>> Record("ministries", (("code", "TEM"),), "ministries.csv:2")["code"]
        'TEM'
        """
        return dict(self.values).get(column, "")


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A stretch of a document's text that is one section (*pykälä*) or headed part.

    Offsets count characters of ``Document.text``, end excluded.
    """

    start: int
    end: int
    number: str = ""
    heading: str = ""
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class PageSpan:
    """A stretch of a document's text that is one printed page."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it; NFC, immutable.

    Attributes:
        id: its key; its IRI is ``…/id/document/{id}``. Letters, digits, ``.``, ``_``, ``-``.
        origin: what identifies it for replacement (ELI expression, page URL, absolute path);
            never shown to the public, since it may be a path.
        source: where anyone can read the original: a URL, else a file name.
        type: a key of ``ontology/concepts.ttl`` (``statute``, ``project-page``, ``summary`` …).
        language: ``fi``, ``sv``, ``en``, ``se`` or ``und``.
        licence: an IRI, or ``not stated``.
        as_of: the day whose state the text tells: enacted, consolidated or read.
        subjects: IRIs of topics.
        concerns: IRIs of the entities it is about.
        expresses: the law whose wording it is.
        summarises: the official page or text it is a summary of, for ``own-summary``.
    """

    id: str
    origin: str
    title: str
    text: str
    type: str
    language: str
    authority: Authority
    source: str
    licence: str
    issued: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    subjects: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    expresses: str | None = None
    summarises: str | None = None
    sections: tuple[SectionSpan, ...] = ()
    pages: tuple[PageSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file.

    Attributes:
        graphs: of an RDF file.
        notes: what its reader left out and the user should know, with the file's name.
    """

    documents: tuple[Document, ...]
    records: tuple[Record, ...] = ()
    graphs: tuple[UserGraph, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that a search finds: ``document.text[start:end] == text``.

    Attributes:
        document: the document's id.
        number: 1, 2, … within the document.
        section: the section's IRI, where the section has one.
        heading: the number and heading of its section, as a reader would cite it.
    """

    document: str
    number: int
    start: int
    end: int
    text: str
    language: str
    page: int | None = None
    section: str | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its language; ``language`` is empty where it has none."""

    text: str
    language: str = ""


def best_label(labels: tuple[Label, ...], language: str) -> str:
    """Choose a label: the language asked for, else fi, sv, en, else one without a language.

    Args:
        labels: to choose from.
        language: ``fi``, ``sv`` or ``en``.

    Returns:
        The text, empty where there is no label.

    >>> best_label((Label("Åbo", "sv"), Label("Turku", "fi")), "en")
    'Turku'
    """
    known = {label.language: label.text for label in reversed(labels)}
    return next((known[each] for each in (language, *LANGUAGES, "") if each in known), "")


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an entity.

    Attributes:
        predicate: IRI.
        value: an IRI (then ``is_iri``) or a literal's text.
        labels: of the value, where it is an IRI.
        graph: the named graph that states it.
    """

    predicate: str
    value: str
    is_iri: bool
    language: str = ""
    datatype: str = ""
    labels: tuple[Label, ...] = ()
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A node of the graph that a person would name: a city, a law, a task."""

    id: str
    iri: str
    kind: str
    labels: tuple[Label, ...] = ()
    facts: tuple[Fact, ...] = ()

    def label(self, language: str = "fi") -> str:
        """Return the best label: the language asked for, else fi, sv, en, else the id.

        Args:
            language: ``fi``, ``sv`` or ``en``.

        Returns:
            The label's text.

        >>> Entity("municipality/091", "…", "municipality",
        ...        (Label("Helsinki", "fi"), Label("Helsingfors", "sv"))).label("sv")
        'Helsingfors'
        """
        return best_label(self.labels, language) or self.id


@dataclass(frozen=True, slots=True)
class Link:
    """An entity a document leads to, and the path in the graph that leads there.

    Attributes:
        path: IRI, predicate, IRI, predicate, … from the document to the entity.
    """

    entity: str
    kind: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names an entity.

    Attributes:
        start: index into the text as given, as Python counts characters.
        end: behind its last character.
        text: between them, as given.
        kind: ``municipality``, ``ministry``, ``law``, ``body``, ``agreement``, ``programme`` or
            ``government``.
        id: of the entity; of a law also where a section of it is cited.
        iri: the entity's.
        law: the statute's number, as ``410/2015``; for laws alone, as are the next two.
        chapter: that is cited, as ``17`` or ``2a``.
        section: that is cited, as ``23`` or ``22a``.
        confidence: 0 to 1, that the span names the entity.
        method: how it was found: ``name``, ``name-in-context``, ``number``, ``title`` …
    """

    start: int
    end: int
    text: str
    kind: str
    id: str
    iri: str
    law: str | None = None
    chapter: str | None = None
    section: str | None = None
    confidence: float = 1.0
    method: str = "name"
