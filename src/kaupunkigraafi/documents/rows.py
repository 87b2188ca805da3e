"""documents.sqlite, both sides: its tables, and a row as the dataclass it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.model import Authority, Document, Link, PageSpan, Passage, SectionSpan

NAME = "documents.sqlite"
SCHEMA = """
CREATE TABLE documents (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL, type TEXT NOT NULL, language TEXT NOT NULL, authority TEXT NOT NULL,
  source TEXT NOT NULL, licence TEXT NOT NULL, issued TEXT, as_of TEXT, publisher TEXT,
  expresses TEXT, summarises TEXT, subjects TEXT NOT NULL, concerns TEXT NOT NULL,
  sections TEXT NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER, section TEXT,
  heading TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, hash BLOB NOT NULL);
CREATE UNIQUE INDEX passage_of_document ON passages (document, number);
CREATE INDEX passage_by_hash ON passages (hash);
CREATE TABLE links (document INTEGER NOT NULL, entity TEXT NOT NULL, kind TEXT NOT NULL,
  path TEXT NOT NULL);
CREATE INDEX link_of_document ON links (document);
CREATE INDEX link_of_entity ON links (entity);
CREATE TABLE mentions (document INTEGER NOT NULL, passage INTEGER NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, entity TEXT NOT NULL, body TEXT NOT NULL,
  confidence REAL NOT NULL, method TEXT NOT NULL, stated INTEGER NOT NULL);
CREATE INDEX mention_of_passage ON mentions (document, passage);
CREATE INDEX mention_of_entity ON mentions (entity);
CREATE TABLE entities (iri TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE labels (iri TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
  folded TEXT NOT NULL, preferred INTEGER NOT NULL);
CREATE INDEX label_of_entity ON labels (iri);
CREATE INDEX label_by_text ON labels (folded);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('next_row', 0);
"""
DOCUMENT_COLUMNS = (
    "id, origin, title, text, type, language, authority, source, licence, issued, as_of, "
    "publisher, subjects, concerns, expresses, summarises, sections, pages"
)
PASSAGE_COLUMNS = (
    "d.id, p.number, p.start, p.stop, p.text, p.language, p.page, p.section, p.heading"
)
_VARIABLES = 900  # SQLite's smallest default limit of bound variables is 999


@dataclass(frozen=True, slots=True)
class Outline:
    """What filters and facets need of every document, held in memory.

    Attributes:
        ids: of the documents, in the order of the arrays.
        laws: of each document the statute whose text or summary it is; empty where of none.
        position: of each passage row's document in ``ids``; -1 where the row is a hole.
    """

    ids: tuple[str, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    issued: tuple[str, ...]
    authorities: tuple[str, ...]
    as_of: tuple[str, ...]
    laws: tuple[str, ...]
    links: tuple[tuple[Link, ...], ...]
    position: NDArray[np.int32]


def batches(values: list[int] | list[str]) -> Iterator[list[int] | list[str]]:
    """Cut values into statements' worth, since SQLite limits bound variables."""
    for start in range(0, len(values), _VARIABLES):
        yield values[start : start + _VARIABLES]


def whole(value: object) -> int:
    """Read an integer column."""
    return int(value)  # type: ignore[call-overload,no-any-return]


def date_or_none(value: object) -> date | None:
    """Read a date column that may be null."""
    return date.fromisoformat(str(value)) if value else None


def text_or_none(value: object) -> str | None:
    """Read a text column that may be null."""
    return None if value is None else str(value)


def document_of(values: Sequence[object]) -> Document:
    """Read a row of DOCUMENT_COLUMNS."""
    (
        *first, licence, issued, as_of, publisher, subjects, concerns, expresses, summarises,
        sections, pages,
    ) = values  # fmt: skip
    key, origin, title, text, kind, language, authority, source = map(str, first)
    return Document(
        id=key,
        origin=origin,
        title=title,
        text=text,
        type=kind,
        language=language,
        authority=Authority(authority),
        source=source,
        licence=str(licence),
        issued=date_or_none(issued),
        as_of=date_or_none(as_of),
        publisher=text_or_none(publisher),
        subjects=tuple(json.loads(str(subjects))),
        concerns=tuple(json.loads(str(concerns))),
        expresses=text_or_none(expresses),
        summarises=text_or_none(summarises),
        sections=tuple(SectionSpan(*span) for span in json.loads(str(sections))),
        pages=tuple(PageSpan(*span) for span in json.loads(str(pages))),
    )


def passage_of(values: Sequence[object]) -> Passage:
    """Read a row of PASSAGE_COLUMNS."""
    document, number, start, stop, text, language, page, section, heading = values
    return Passage(
        document=str(document),
        number=whole(number),
        start=whole(start),
        end=whole(stop),
        text=str(text),
        language=str(language),
        page=None if page is None else whole(page),
        section=text_or_none(section),
        heading=str(heading),
    )


def link_of(values: Sequence[object]) -> Link:
    """Read entity, kind and path."""
    entity, kind, path = values
    # The same names stand in thousands of paths; each is kept once.
    steps = tuple(sys.intern(step) for step in json.loads(str(path)))
    return Link(sys.intern(str(entity)), sys.intern(str(kind)), steps)
