"""Scored passages → an Answer: documents, entities, reasons, facets, pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.answer import Hit, Lexical, Why
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.narrowing import Asked
from kaupunkigraafi.answering.paths import Paths
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.model import Entity, Link, Passage
from kaupunkigraafi.search.asked import read
from kaupunkigraafi.search.explain import Explaining
from kaupunkigraafi.search.scoring import Ranking

_DIRECT = 3  # a path of document, predicate, entity


@dataclass(frozen=True, slots=True)
class Page:
    """Which hits of a ranking are shown."""

    offset: int
    limit: int

    def cursor(self, generation: str) -> str:
        """Return the text that leads to the next page.

        Args:
            generation: the ranking's; another one may rank otherwise.

        Returns:
            An opaque text, safe in a URL.
        """
        raw = f"{generation}:{self.offset + self.limit}".encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def page_of(cursor: str | None, limit: int, generation: str) -> Page:
    """Return the page that a cursor leads to.

    Args:
        cursor: of an earlier answer, None for the first page.
        limit: hits on a page.
        generation: the current one.

    Returns:
        The page.

    Raises:
        QueryTextInvalid: not a cursor of ours, or one of another generation.

    >>> page_of(Page(0, 10).cursor("000001"), 10, "000001")
    Page(offset=10, limit=10)
    """
    if cursor is None:
        return Page(0, limit)
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        named, offset = raw.split(":")
        page = Page(int(offset), limit)
    except (binascii.Error, ValueError) as error:
        raise QueryTextInvalid(
            f"the cursor {cursor[:40]!r} is not one of ours; use the answer's 'next' as it is"
        ).about("cursor", "'next' of an answer") from error
    if named != generation or page.offset < 0:
        raise QueryTextInvalid(
            f"the cursor belongs to generation {named[:12]}, the current one is {generation}; "
            "search anew without a cursor"
        ).about("cursor", f"one of generation {generation}")
    return page


class Hits:
    """Makes hits of scored rows."""

    def __init__(self, documents: Documents, outline: Outline, names: Names) -> None:
        """Keep what every hit needs.

        Args:
            documents: of the generation.
            outline: of the generation.
            names: of the generation.
        """
        self._documents = documents
        self._outline = outline
        self._names = names

    def hits(
        self, text: str, ranking: Ranking, page: Page, asked: Sequence[Asked]
    ) -> tuple[Hit, ...]:
        """Return one hit a scored row.

        Args:
            text: the query.
            ranking: of the query.
            page: the part of it that is shown.
            asked: the entities that were asked for, by filters and by the query itself.

        Returns:
            Hits in the same order.
        """
        scored = ranking.scored[page.offset : page.offset + page.limit]
        passages = self._documents.passages(each.row for each in scored)
        keys = {passage.document for passage in passages.values()}
        documents = {key: self._documents.document(key) for key in sorted(keys)}
        told = Explaining(read(text).text, ranking.translations)
        mentioned = self._documents.mentioned(passages)
        paths = Paths(self._names, asked)
        found = []
        for each in scored:
            passage = passages[each.row]
            document = documents[passage.document]
            if document is not None:
                matched = told.of(passage.text)
                links = self._outline.links[int(self._outline.position[each.row])]
                names = mentioned.get(each.row, ())
                found.append(
                    Hit(
                        score=each.score,
                        document=document,
                        passage=passage,
                        entities=self._entities(passage, links, names),
                        why=Why(
                            each.semantic,
                            each.lexical
                            and Lexical(each.lexical.rank, matched.terms, matched.forms),
                            paths.of(document, passage, links, names),
                        ),
                        highlights=matched.spans,
                    )
                )
        return tuple(found)

    def _entities(
        self, passage: Passage, links: Sequence[Link], mentioned: Sequence[str]
    ) -> tuple[Entity, ...]:
        """Return its section, what it mentions itself, and what its document is about."""
        direct = [link.entity for link in links if len(link.path) == _DIRECT]
        first = [passage.section] if passage.section else []
        return self._names.entities(dict.fromkeys([*first, *mentioned, *direct]))
