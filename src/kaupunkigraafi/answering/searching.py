"""A question with filters → an Answer: narrow, rank, cut the page, count, explain."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Answer, Filters, Hit, Mode, Note, Understood
from kaupunkigraafi.answering.answers import Hits, page_of
from kaupunkigraafi.answering.facets import facets_of
from kaupunkigraafi.answering.favouring import Favouring
from kaupunkigraafi.answering.linked import Linked, types_of
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.narrowing import Asked, Narrowed, narrow
from kaupunkigraafi.answering.relating import Relating
from kaupunkigraafi.answering.shown import Shown, chosen_mode, out_of
from kaupunkigraafi.answering.understanding import Types, Understanding
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.model import Passage
from kaupunkigraafi.search.asked import read
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.reranking import DEPTH, Reranker, reordered
from kaupunkigraafi.search.scoring import Ranking, Scored

_LATELY = 32  # rankings
_POOL = 200  # as many of the best passages are counted in facets
_MOST = 1_000
_MOST_CONTEXT = 5
_AGAIN = 0.85  # of the score, for each better passage of the same document


@dataclass(frozen=True, slots=True)
class _Wish:
    """A query that was read: what it names, and what passages gain by that."""

    text: str
    understood: tuple[Understood, ...]
    gains: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The best passages.

    Attributes:
        understood: what the query names, saying what of it counts.
        asked: by filters and by the query.
        narrowed: some filter may leave passages out.
    """

    ranking: Ranking
    understood: tuple[Understood, ...]
    asked: tuple[Asked, ...]
    narrowed: bool


class Searching:
    """The search over one generation."""

    def __init__(
        self,
        generation: str,
        documents: Documents,
        outline: Outline,
        index: Index,
        *,
        relating: Relating,
        reranker: Reranker | None = None,
    ) -> None:
        """Keep the parts.

        Args:
            generation: its name, which answers tell.
            documents: of the generation.
            outline: of the generation.
            index: of the generation.
            relating: over the generation's graph.
            reranker: reads the best passages of a hybrid search again; None: nobody does.
        """
        self._generation = generation
        self._reranker = reranker
        self._outline = outline
        self._index = index
        self._names = Names(documents)
        self._linked = Linked(outline)
        self._relating = relating
        self._favouring = Favouring(documents, outline, self._linked)
        types = Types(types_of(outline, related=False), types_of(outline, related=True))
        self._understanding = Understanding(documents, self._names, types)
        self._documents = documents
        self._hits = Hits(documents, outline, self._names)
        # A page asks for passages and for things, and then for its next page: one ranking.
        self._lately: OrderedDict[tuple[str, Filters, Mode, int], Best] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, text: str, filters: Filters, *, mode: Mode | str, shown: Shown) -> Answer:
        """Answer a question; see ``Kaupunkigraafi.search``.

        Args:
            text: what is looked for; empty browses.
            filters: what narrows it.
            mode: both halves, or one.
            shown: what of the passages found is shown.

        Returns:
            The page of hits, facets over the best passages.

        Raises:
            QueryTextInvalid: a value out of its range.
        """
        begun = time.perf_counter()
        chosen, limit = chosen_mode(mode), shown.limit
        if not 1 <= limit <= _MOST:
            raise out_of("limit", limit, 1, _MOST)
        if not 0 <= shown.context <= _MOST_CONTEXT:
            raise out_of("context", shown.context, 0, _MOST_CONTEXT)
        page = page_of(shown.cursor, limit, self._generation)
        best = self.best(text, filters, chosen, max(_POOL, page.offset + limit))
        ranking, unanswered = _enough(best.ranking, text, shown.min_score)
        hits = self._hits.hits(text, ranking, page, best.asked)
        found = dict.fromkeys(int(self._outline.position[each.row]) for each in ranking.scored)
        more = page.offset + limit < len(ranking.scored)
        return Answer(
            query=text,
            mode=chosen,
            generation=self._generation,
            total=len(ranking.scored),
            took_ms=(time.perf_counter() - begun) * 1000,
            hits=self._within(hits, shown.context),
            facets=facets_of(self._outline, found, self._names),
            next=page.cursor(self._generation) if more else None,
            notes=ranking.notes,
            unanswered=unanswered,
            understood=best.understood,
        )

    def best(self, text: str, filters: Filters, mode: Mode, depth: int) -> Best:
        """Rank passages.

        Args:
            text: what is looked for; empty browses.
            filters: what narrows it.
            mode: both halves, or one.
            depth: about so many passages.

        Returns:
            The best of them, what the query names, and what was asked for.
        """
        asked = (text, filters, mode, depth)
        with self._lock:
            if asked in self._lately:
                self._lately.move_to_end(asked)
                return self._lately[asked]
        best = self._best(text, filters, mode, depth)
        with self._lock:
            self._lately[asked] = best
            if len(self._lately) > _LATELY:
                self._lately.popitem(last=False)
        return best

    def _best(self, text: str, filters: Filters, mode: Mode, depth: int) -> Best:
        narrowed = narrow(self._outline, self._names, self._linked, filters, self._relating)
        wish = self._wish(text, mode)
        ranking = self._rank(wish, narrowed, mode, depth)
        named = tuple(Asked("", each.entity.iri) for each in wish.understood if each.weighed)
        return Best(ranking, wish.understood, (*narrowed.asked, *named), narrowed.rows is not None)

    def _wish(self, text: str, mode: Mode) -> _Wish:
        """Read what the query names; it weighs where meaning and words do."""
        understood = self._understanding.read(text)
        if mode is not Mode.HYBRID:
            return _Wish(text, understood)
        return _Wish(text, *self._favouring.gains(understood))

    def _within(self, hits: tuple[Hit, ...], context: int) -> tuple[Hit, ...]:
        """Add the neighbours of each passage found."""
        if not context:
            return hits
        return tuple(replace(hit, context=self._around(hit.passage, context)) for hit in hits)

    def _around(self, passage: Passage, context: int) -> tuple[Passage, ...]:
        return tuple(
            each
            for each in self._documents.passages_of(passage.document)
            if 0 < abs(each.number - passage.number) <= context
        )

    def _rank(self, wish: _Wish, narrowed: Narrowed, mode: Mode, limit: int) -> Ranking:
        text, rows = wish.text, narrowed.rows
        if text.strip():
            ranking = self._index.search(text, limit=limit, mode=mode, rows=rows, gains=wish.gains)
            if mode is Mode.HYBRID:
                ranking = self._reranked(text, ranking)
                named = self._named(wish, narrowed)
                scored = self._spread(_first(named, ranking.scored))
                return replace(ranking, scored=scored, far="" if named else ranking.far)
            return ranking
        return Ranking(self._browse(np.flatnonzero(narrowed.documents).tolist()))

    def _reranked(self, text: str, ranking: Ranking) -> Ranking:
        if self._reranker is None:
            return ranking
        best = ranking.scored[:DEPTH]
        passages = self._documents.passages(each.row for each in best)
        texts = [f"{passages[each.row].heading} {passages[each.row].text}" for each in best]
        scores = self._reranker.scores(read(text).text, texts)
        name = self._reranker.name
        note = Note(
            f"the best {len(best)} were put in order by {name}", kind="reranked", about=name
        )
        notes = (*ranking.notes, note)
        return replace(ranking, scored=reordered(ranking.scored, scores), notes=notes)

    def _named(self, wish: _Wish, narrowed: Narrowed) -> tuple[int, ...]:
        """Return the passages that a statute's number, or a section of it, leads straight to.

        A query that says what must or may not stand in a passage leads nowhere straight.
        """
        asked = read(wish.text)
        if asked.phrases or asked.without:
            return ()
        law, section = self._understanding.cited(wish.text)
        rows = self._documents.rows_on(law, section) if law else ()
        return tuple(row for row in rows if narrowed.rows is None or narrowed.rows[row])

    def _spread(self, scored: tuple[Scored, ...]) -> tuple[Scored, ...]:
        """Let other documents speak: each further passage of a document counts a little less."""
        seen: Counter[int] = Counter()
        spread = []
        for each in scored:
            document = int(self._outline.position[each.row])
            spread.append(replace(each, score=each.score * _AGAIN ** seen[document]))
            seen[document] += 1
        return tuple(sorted(spread, key=lambda each: -each.score))

    def _browse(self, documents: list[int]) -> tuple[Scored, ...]:
        """Return the first passage of each document, the newest document first."""
        firsts: dict[int, int] = {}
        for row, position in enumerate(self._outline.position.tolist()):
            if position >= 0:
                firsts.setdefault(position, row)
        issued = self._outline.issued
        ordered = sorted(documents, key=lambda position: issued[position], reverse=True)
        return tuple(Scored(firsts[p], 0.0, None, None) for p in ordered if p in firsts)


def _enough(ranking: Ranking, text: str, least: float | None) -> tuple[Ranking, str | None]:
    """Leave out what scores too low, and say so where nothing is left; browsing has no scores.

    Where no least score is asked for, nothing is left out: that all is far is only said.
    """
    if least is None or not text.strip():
        return ranking, ranking.far
    kept = tuple(each for each in ranking.scored if each.score >= least)
    if kept:
        return replace(ranking, scored=kept), ""
    best = max((each.score for each in ranking.scored), default=None)
    why = "no passage matches" if best is None else f"the best passage scores {best:.4f}"
    return replace(ranking, scored=()), f"{why}; min_score is {least:g}"


def _first(rows: tuple[int, ...], scored: tuple[Scored, ...]) -> tuple[Scored, ...]:
    """Put some passages first; they keep the reasons they were found for."""
    if not rows:
        return scored
    known = {each.row: each for each in scored}
    named = [replace(known.get(row, Scored(row, 1.0, None, None)), score=1.0) for row in rows]
    others = [each for each in scored if each.row not in rows]
    return (*named, *others)[: max(len(scored), len(named))]
