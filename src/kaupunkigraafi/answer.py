"""What a search asks and gives: filters in, an Answer of Hits with their reasons out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kaupunkigraafi.frames import framed
from kaupunkigraafi.model import Document, Entity, Label, Passage, best_label
from kaupunkigraafi.vocabulary import iri_of


class Mode(StrEnum):
    """How a search ranks: by both halves, by meaning alone, by words alone."""

    HYBRID = "hybrid"
    SEMANTIC = "semantic"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; the first four and ``body`` take an id, an IRI, a code or a label.

    Attributes:
        body: that the state and cities work together in.
        related: what belongs by the graph to what is asked for counts, too.
        since: documents issued then or later; with ``until``, when they were issued.
        authority: whose words a document is.
        as_of: documents that tell the state of that day or of an earlier one; when it holds.
    """

    city: str | None = None
    ministry: str | None = None
    law: str | None = None
    task: str | None = None
    type: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None
    authority: str | None = None
    as_of: date | None = None
    body: str | None = None
    related: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query names, as a filter that is offered for it.

    Attributes:
        start: index into the query, as Python counts characters; ``end`` is behind the last.
        text: between them, as typed.
        kind: of the entity; ``type`` where a type of documents is asked for.
        entity: that is named: a section where one is cited; a concept of ontology/concepts.ttl.
        filter: the name of the filter that takes it; empty where there is none.
        value: what the filter takes.
        related: the filter finds something only with ``related``.
        weighed: passages that are linked to it rank higher than they would without.
    """

    start: int
    end: int
    text: str
    kind: str
    entity: Entity
    filter: str
    value: str
    related: bool = False
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class Semantic:
    """Why by meaning: the place among all passages by cosine (1 is nearest)."""

    rank: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Lexical:
    """Why by words: the place among all passages, and the words of the text that matched.

    Attributes:
        terms: as the text has them; ``boende → asumisen`` where a translation found one.
        matched: (word of the query, its forms in the text), in the order of the query.
    """

    rank: int
    terms: tuple[str, ...] = ()
    matched: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class GraphPath:
    """Why by the graph: the path from the document to what was asked for.

    Attributes:
        path: IRI, predicate, IRI, …; a predicate with ``^`` is followed against its direction.
        labels: the path in plain words, one text a language.
        sentences: its statements in plain words, one text a language.
        asked: id of what was asked for.
        by: the filter that asked; ``query`` where the query names it.
    """

    path: tuple[str, ...]
    labels: tuple[Label, ...]
    sentences: tuple[Label, ...] = ()
    asked: str = ""
    by: str = ""

    @property
    def triples(self) -> tuple[tuple[str, str, str], ...]:
        """The statements that the path follows, each in its own direction."""
        steps = zip(self.path[::2], self.path[1::2], self.path[2::2], strict=False)
        return tuple(
            (there, step[1:], here) if step.startswith("^") else (here, step, there)
            for here, step, there in steps
        )


@dataclass(frozen=True, slots=True)
class Why:
    """The three reasons a hit may have; a reason that did not count is None or empty."""

    semantic: Semantic | None = None
    lexical: Lexical | None = None
    graph: tuple[GraphPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its document, its entities and the reasons.

    Attributes:
        context: the passages before and after it, where they were asked for.
    """

    score: float
    document: Document
    passage: Passage
    entities: tuple[Entity, ...] = ()
    why: Why = field(default_factory=Why)
    highlights: tuple[tuple[int, int], ...] = ()
    context: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One line of a facet: how many matching documents have this value."""

    id: str
    iri: str
    labels: tuple[Label, ...]
    count: int

    def label(self, language: str = "fi") -> str:
        """Return the value's name.

        Args:
            language: ``fi``, ``sv`` or ``en``.

        Returns:
            The best label, else the id.
        """
        return best_label(self.labels, language) or self.id


class Note(str):
    """What somebody should know of an answer, in English; others say its kind in their language.

    Attributes:
        kind: ``left-out``, ``no-vectors``, ``no-encoder`` or ``reranked``.
        about: the word, the model or the reason that it tells of; may be empty.

    >>> note = Note("left out: passages with 'katu'", kind="left-out", about="katu")
    >>> note, note.kind, note.about
    ("left out: passages with 'katu'", 'left-out', 'katu')
    """

    __slots__ = ("about", "kind")
    about: str
    kind: str

    def __new__(cls, text: str, *, kind: str, about: str = "") -> Note:
        """Make a note.

        Args:
            text: in English.
            kind: of the note.
            about: what it tells of.

        Returns:
            The text, which knows its kind.
        """
        note = super().__new__(cls, text)
        note.kind, note.about = kind, about
        return note


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives; iterating it gives the hits.

    Attributes:
        total: how many passages match, of which ``hits`` are a page.
        notes: what the user should know (a half that could not run, a text that was cut).
        unanswered: why nothing here answers: nothing reaches the least score asked for, or,
            where none was, all that was found is far from the question (the hits stay); empty
            where something may answer, None where it cannot be told.
        understood: what the query names, in its order.
    """

    query: str
    mode: Mode
    generation: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: tuple[tuple[str, tuple[Bucket, ...]], ...] = ()
    next: str | None = None
    notes: tuple[Note, ...] = ()
    unanswered: str | None = None
    understood: tuple[Understood, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        """Iterate over the hits, best first."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Return the number of hits on this page."""
        return len(self.hits)

    def to_pandas(self) -> Any:
        """Return the hits as a pandas ``DataFrame``, a row each, best first.

        Returns:
            ``score``, ``document``, ``title``, ``type``, ``language``, ``issued``, ``authority``,
            ``source``, ``passage`` (IRI), ``section`` (IRI), ``page``, ``text``.

        Raises:
            GraphError: pandas is not installed.
        """
        return framed({name: [told(hit) for hit in self.hits] for name, told in _COLUMNS.items()})


_COLUMNS: dict[str, Callable[[Hit], object]] = {
    "score": lambda hit: hit.score,
    "document": lambda hit: hit.document.id,
    "title": lambda hit: hit.document.title,
    "type": lambda hit: hit.document.type,
    "language": lambda hit: hit.passage.language,
    "issued": lambda hit: hit.document.issued,
    "authority": lambda hit: hit.document.authority.value,
    "source": lambda hit: hit.document.source,
    "passage": lambda hit: iri_of(f"passage/{hit.passage.document}/{hit.passage.number}"),
    "section": lambda hit: hit.passage.section,
    "page": lambda hit: hit.passage.page,
    "text": lambda hit: hit.passage.text,
}
