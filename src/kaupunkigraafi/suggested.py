"""The READ river's look at suggestions: with the names a person knows, apart from all facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.opened import Opened
from kaupunkigraafi.errors import EntityUnknown, QueryTextInvalid
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.suggestions import ordered, suggestions_in
from kaupunkigraafi.model import Entity
from kaupunkigraafi.plain import Plain, entity_heading
from kaupunkigraafi.suggestion import KINDS, Suggestion
from kaupunkigraafi.vocabulary import iri_of, shorten

MOST = 1_000  # on a page
UNREVIEWED: Mapping[str, str] = {
    "fi": "Ehdotuksia, joita kukaan ei ole tarkistanut.",
    "sv": "Förslag som ingen har granskat.",
    "en": "Suggestions that nobody has reviewed.",
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with the document and the thing that it would join.

    Attributes:
        document: as an entity: its id, its IRI, its title.
        entity: the law, the task or the topic.
    """

    suggestion: Suggestion
    document: Entity
    entity: Entity


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of what is suggested; none of it is stated.

    Attributes:
        total: of all that fit.
        generation: that was read.
    """

    suggestions: tuple[Suggested, ...]
    total: int
    generation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which suggestions are asked for.

    Attributes:
        document: its id, with or without ``document/``, or its IRI; None: of all documents.
        kind: of the thing: ``law``, ``task`` or ``topic``; None: all.
        limit: on a page, 1 to 1,000.
        offset: so many are passed over.
    """

    document: str | None = None
    kind: str | None = None
    limit: int = 100
    offset: int = 0

    def check(self) -> None:
        """Look whether it can be.

        Raises:
            QueryTextInvalid: a value out of its range.
        """
        if not 1 <= self.limit <= MOST:
            raise QueryTextInvalid(
                f"limit is {self.limit}, but a page holds 1 to {MOST} suggestions"
            ).about("limit", f"1 to {MOST}")
        if self.offset < 0:
            raise QueryTextInvalid(f"offset is {self.offset}; give 0 or more").about(
                "offset", "0 or more"
            )
        if self.kind is not None and self.kind not in KINDS:
            raise QueryTextInvalid(
                f"nothing of the kind {self.kind!r} is suggested; kinds are {', '.join(KINDS)}"
            ).about("kind", ", ".join(KINDS))


def suggestions_of(store: Store, names: Names, generation: str, asked: Asked) -> Suggestions:
    """Return what is suggested, the surest first.

    Args:
        store: the graph.
        names: to label documents and things.
        generation: that is read.
        asked: which of them.

    Returns:
        A page.

    Raises:
        QueryTextInvalid: a value out of its range.
        EntityUnknown: there is no such document.
    """
    asked.check()
    key = asked.document
    if key is not None:
        key = key.removeprefix(iri_of("document/")).removeprefix("document/")
        if names.entity(iri_of(f"document/{key}")).kind != "document":
            raise EntityUnknown(f"there is no document {key!r}")
    fitting = [
        each for each in ordered(suggestions_in(store, key)) if asked.kind in (None, each.kind)
    ]
    page = fitting[asked.offset : asked.offset + asked.limit]
    return Suggestions(_named(page, names), len(fitting), generation)


def _named(page: Sequence[Suggestion], names: Names) -> tuple[Suggested, ...]:
    documents = [iri_of(f"document/{each.document}") for each in page]
    entities = names.entities((*documents, *(each.entity for each in page)))
    found = {each.iri: each for each in entities}
    return tuple(
        Suggested(each, found[document], found[each.entity])
        for each, document in zip(page, documents, strict=True)
    )


class WithSuggestions(Opened):
    """An open graph's verb on what is only suggested."""

    def suggestions(
        self,
        document: str | None = None,
        *,
        kind: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> Suggestions:
        """Return what documents may be about by meaning; nobody has reviewed it.

        Args:
            document: an id, with or without ``document/``, or an IRI; None: of all documents.
            kind: of the things: ``law``, ``task`` or ``topic``; None: all.
            limit: on a page, 1 to 1,000.
            offset: so many are passed over.

        Returns:
            A page, the surest first; links that are stated are not among them.

        Raises:
            QueryTextInvalid: a value out of its range.
            EntityUnknown: there is no such document.
        """
        asked = Asked(document, kind, limit, offset)
        return suggestions_of(self._store, self._names, self.generation, asked)


def suggestions_to_plain(found: Suggestions, language: str = "fi") -> Plain:
    """Return suggestions as they are printed.

    Args:
        found: of ``Kaupunkigraafi.suggestions``.
        language: of the labels.

    Returns:
        ``{"generation", "note", "total", "suggestions"}``, each suggestion ``{"id", "document",
        "entity", "predicate", "confidence", "method", "evidence"}``.
    """
    return {
        "generation": found.generation,
        "note": UNREVIEWED.get(language, UNREVIEWED["fi"]),
        "total": found.total,
        "suggestions": [
            {
                "id": each.suggestion.id,
                "document": entity_heading(each.document, language),
                "entity": entity_heading(each.entity, language),
                "predicate": shorten(each.suggestion.predicate),
                "confidence": each.suggestion.confidence,
                "method": each.suggestion.method.value,
                "evidence": list(each.suggestion.evidence),
            }
            for each in found.suggestions
        ],
    }
