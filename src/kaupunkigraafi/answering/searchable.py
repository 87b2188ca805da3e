"""The READ river's search: a question → passages, or things of the graph."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict, Unpack, overload

from kaupunkigraafi.answer import Answer, Filters, Mode
from kaupunkigraafi.answering.shown import Shown
from kaupunkigraafi.changing import Changing
from kaupunkigraafi.entity_answer import EntityAnswer, Similar
from kaupunkigraafi.errors import QueryTextInvalid

PASSAGE, ENTITY = "passage", "entity"


class Options(TypedDict, total=False):
    """What both searches take; see ``Searchable.search``."""

    city: str | None
    ministry: str | None
    law: str | None
    task: str | None
    type: str | None
    language: str | None
    since: date | None
    until: date | None
    authority: str | None
    as_of: date | None
    mode: Mode | str
    cursor: str | None
    min_score: float | None
    context: int
    body: str | None
    related: bool


class Searchable(Changing):
    """What of ``Kaupunkigraafi`` answers questions in words."""

    @overload
    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        what: Literal["passage"] = "passage",
        kind: None = None,
        **options: Unpack[Options],
    ) -> Answer: ...

    @overload
    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        what: Literal["entity"],
        kind: str | None = None,
        **options: Unpack[Options],
    ) -> EntityAnswer: ...

    @overload
    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        what: str,
        kind: str | None = None,
        **options: Unpack[Options],
    ) -> Answer | EntityAnswer: ...

    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        city: str | None = None,
        ministry: str | None = None,
        law: str | None = None,
        task: str | None = None,
        type: str | None = None,  # noqa: A002  the filters are named alike everywhere
        language: str | None = None,
        since: date | None = None,
        until: date | None = None,
        authority: str | None = None,
        as_of: date | None = None,
        mode: Mode | str = Mode.HYBRID,
        cursor: str | None = None,
        min_score: float | None = None,
        context: int = 0,
        body: str | None = None,
        related: bool = False,
        what: str = "passage",
        kind: str | None = None,
    ) -> Answer | EntityAnswer:
        """Find passages by meaning and by words, or the things of the graph that they tell of.

        Args:
            text: what is looked for, in Finnish, Swedish or English; empty browses.
            limit: hits on a page, 1 to 1,000.
            city: an id, IRI, code or label in any language, as are the next three.
            ministry: whose laws' documents count too.
            law: ``410/2015`` is fine.
            task: a task whose body or law the document is about.
            type: of the document: ``statute``, ``summary``, ``project-page`` …
            language: of the document: ``fi``, ``sv``, ``en``, ``se``.
            since: documents issued then or later.
            until: documents issued then or before.
            authority: whose words: ``statute-as-enacted``, ``own-summary`` …
            as_of: documents that tell the state of that day or of an earlier one.
            mode: ``hybrid``, ``semantic`` or ``lexical``.
            cursor: ``next`` of the page before.
            min_score: hits of a lower score are left out; where none is left, it is said why.
            context: so many passages before and after each hit, 0 to 5.
            body: that the state and cities work together in; as for ``city``.
            related: what belongs by the graph to what is asked for counts, too: the agreements
                of a city's region, the bodies it is in, the municipalities it carries on …

            what: ``passage``, or ``entity``: things of the graph, by what they are called and by
                what is written about them.
            kind: only entities of this kind: ``task``, ``law``, ``ministry`` …

        Returns:
            The hits with reasons, what the query names, and facets over the best passages.

        Raises:
            QueryTextInvalid: a value out of its range.
            EntityUnknown: a filter names nothing.
        """
        filters = Filters(
            city, ministry, law, task, type, language, since, until, authority, as_of, body, related
        )
        shown = Shown(limit, cursor, min_score, context)
        if what == ENTITY:
            return self._finding.find(text, filters, mode=mode, shown=shown, kind=kind)
        if what != PASSAGE:
            allowed = f"{PASSAGE}, {ENTITY}"
            raise QueryTextInvalid(f"what is {what!r}; it can be {allowed}").about("what", allowed)
        if kind is not None:
            raise QueryTextInvalid(
                f"kind is {kind!r}, and passages have none; ask for what=entity"
            ).about("kind", "nothing where passages are looked for")
        return self._searching.search(text, filters, mode=mode, shown=shown)

    def similar(self, id: str, limit: int = 10) -> tuple[Similar, ...]:  # noqa: A002
        """Return tasks that mean much the same as a task, or documents as a document.

        Args:
            id: of a task or a document, as for ``entity``.
            limit: at most this many, 1 to 100.

        Returns:
            Nearest first; none where the folder was built without vectors.

        Raises:
            EntityUnknown: nothing has that name.
            QueryTextInvalid: it is of another kind, or the limit cannot be.
        """
        return self._likeness.similar(self._names.iri(id), limit)
