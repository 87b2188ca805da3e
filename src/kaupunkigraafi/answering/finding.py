"""A question → things of the graph: by what they are called and by what is written about them.

A task is called by words that mean what is asked; a ministry is not, but texts about what it does
lead to it. Both reasons count alike. A text that leads to five ministries says less of each, and of
one kind every further thing counts a little less, so that the task, the law and the ministry that
answer together stand together.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from kaupunkigraafi.answer import Filters, Mode
from kaupunkigraafi.answering.answers import page_of
from kaupunkigraafi.answering.calling import Calling
from kaupunkigraafi.answering.linked import is_mention
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.paths import Paths
from kaupunkigraafi.answering.searching import Best, Searching
from kaupunkigraafi.answering.shown import Shown, chosen_mode, out_of
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.entity_answer import EntityAnswer, EntityHit, Evidence, Named
from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.model import Document, Link, Passage
from kaupunkigraafi.vocabulary import KINDS

_POOL = 200  # as many of the best passages speak for things
_MOST = 1_000
_SHOWN = 3  # passages told for each thing
_DIRECT = 3  # a path of document, predicate, entity
# How much of a passage's score a thing has: itself the subject; by the law's ministry; by name.
_SUBJECT, _FURTHER, _MENTIONED = 1.0, 0.9, 0.8
_SHARE = 0.7  # that one of the two reasons alone can give
_AGAIN = 0.9  # of the score, for each better thing of the same kind
# Things that are told about others, or are found as passages and documents.
_LEFT_OUT = frozenset(
    ("passage", "document", "expression", "source", "change", "membership", "roll", "concept",
     "name-change", "division-period", "")
)  # fmt: skip


@dataclass(slots=True)
class _Thing:
    """A thing on its way to a hit."""

    named: tuple[float, Named] | None = None
    spoken: float = 0.0
    rows: dict[int, tuple[float, Link]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        called = self.named[0] if self.named else 0.0
        return 1 - (1 - _SHARE * called) * (1 - _SHARE * self.spoken)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What the passages of a document speak of: with its share of the score, or if mentioned."""

    about: tuple[tuple[Link, float], ...]
    mentions: dict[str, tuple[Link, ...]]

    @classmethod
    def of(cls, links: Sequence[Link]) -> _Spoken:
        about = [each for each in links if not is_mention(each) and _counts(each)]
        kinds = Counter(each.kind for each in about)
        mentions: dict[str, tuple[Link, ...]] = {}
        for link in filter(is_mention, links):
            mentions[link.entity] = (*mentions.get(link.entity, ()), link)
        return cls(tuple((link, _share(link) / sqrt(kinds[link.kind])) for link in about), mentions)


class Finding:
    """The search for things over one generation."""

    def __init__(
        self,
        generation: str,
        documents: Documents,
        outline: Outline,
        searching: Searching,
        calling: Callable[[], Calling],
    ) -> None:
        """Keep the parts.

        Args:
            generation: its name, which answers tell.
            documents: of the generation.
            outline: of the generation.
            searching: for passages, over the same generation.
            calling: gives what things are called; asked at the first search.
        """
        self._generation = generation
        self._documents = documents
        self._outline = outline
        self._searching = searching
        self._calling = calling
        self._names = Names(documents)
        self._spoken: dict[int, _Spoken] = {}  # by position, of documents that were found

    def find(
        self, text: str, filters: Filters, *, mode: Mode | str, shown: Shown, kind: str | None
    ) -> EntityAnswer:
        """Answer a question; see ``Kaupunkigraafi.search``.

        Args:
            text: what is looked for, not empty.
            filters: where there are any, passages that pass them are the only reason.
            mode: both halves, or one.
            shown: what of the things found is shown.
            kind: only things of this kind.

        Returns:
            The page of hits.

        Raises:
            QueryTextInvalid: a value out of its range.
        """
        begun = time.perf_counter()
        chosen = chosen_mode(mode)
        self._check(text, shown, kind)
        page = page_of(shown.cursor, shown.limit, self._generation)
        best = self._searching.best(text, filters, chosen, _POOL)
        things = self._things(text, chosen, best)
        ranked = self._ranked(things, best, kind)
        if shown.min_score is not None:
            ranked = [each for each in ranked if each[1] >= shown.min_score]
        cut = ranked[page.offset : page.offset + page.limit]
        named = {each.entity.iri for each in best.understood}
        more = page.offset + page.limit < len(ranked)
        kinds = self._documents.kinds_of(iri for iri, _ in ranked)
        counts = Counter(kinds.get(iri, "") for iri, _ in ranked)
        return EntityAnswer(
            query=text,
            mode=chosen,
            generation=self._generation,
            total=len(ranked),
            hits=tuple(self._hits(cut, things, named)),
            kinds=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
            next=page.cursor(self._generation) if more else None,
            notes=best.ranking.notes,
            understood=best.understood,
            # What is named is here, however far the texts are.
            unanswered=best.ranking.far and ("" if named else best.ranking.far),
            took_ms=(time.perf_counter() - begun) * 1000,
        )

    @staticmethod
    def _check(text: str, shown: Shown, kind: str | None) -> None:
        if not 1 <= shown.limit <= _MOST:
            raise out_of("limit", shown.limit, 1, _MOST)
        if shown.context:
            raise QueryTextInvalid(
                f"context is {shown.context}, and things have none; search for passages"
            ).about("context", "0 where entities are looked for")
        if not text.strip():
            raise QueryTextInvalid(
                "entities are found by a question; say what is looked for, or ask SPARQL for all"
            ).about("q", "a text with something that is looked for")
        known = sorted({each.name for each in KINDS} - _LEFT_OUT)
        if kind is not None and kind not in known:
            allowed = ", ".join(known)
            raise QueryTextInvalid(f"kind is {kind!r}; it can be {allowed}").about("kind", allowed)

    def _things(self, text: str, mode: Mode, best: Best) -> dict[str, _Thing]:
        things: dict[str, _Thing] = {}
        rows = [scored.row for scored in best.ranking.scored]
        mentioned = self._documents.mentioned(rows)
        for scored in best.ranking.scored:
            for link, weight in self._spoken_of(scored.row, mentioned.get(scored.row, ())):
                thing = things.get(link.entity)
                if thing is None:
                    thing = things[link.entity] = _Thing()
                score = min(1.0, scored.score) * weight
                thing.spoken = max(thing.spoken, score)
                thing.rows.setdefault(scored.row, (score, link))
        for iri, score, named in self._calling().named(text, mode, self._nearest(best)):
            # With a filter, what no passage that passes leads to is not found by its name.
            if iri in things or not best.narrowed:
                things.setdefault(iri, _Thing()).named = (score, named)
        return things

    @staticmethod
    def _nearest(best: Best) -> float:
        cosines = [each.semantic.cosine for each in best.ranking.scored if each.semantic]
        return max(cosines, default=-1.0)

    def _spoken_of(self, row: int, mentioned: Sequence[str]) -> Iterator[tuple[Link, float]]:
        """Yield what a passage speaks of, and how much of its score that has."""
        position = int(self._outline.position[row])
        if position not in self._spoken:
            self._spoken[position] = _Spoken.of(self._outline.links[position])
        spoken = self._spoken[position]
        yield from spoken.about
        for entity in mentioned:
            yield from ((link, _MENTIONED) for link in spoken.mentions.get(entity, ()))

    def _ranked(
        self, things: dict[str, _Thing], best: Best, kind: str | None
    ) -> list[tuple[str, float]]:
        named = {each.entity.iri for each in best.understood if each.filter != "type"}
        scores = {iri: thing.score for iri, thing in things.items() if thing.score > 0}
        scores |= dict.fromkeys(named, 1.0)
        kinds = self._documents.kinds_of(scores)
        fit = [
            iri for iri, own in kinds.items() if own == kind or (not kind and own not in _LEFT_OUT)
        ]
        fit.sort(key=lambda iri: (-scores[iri], iri))
        if kind:
            return [(iri, scores[iri]) for iri in fit]
        seen: Counter[str] = Counter()
        spread = []
        for iri in fit:
            again = 1.0 if iri in named else _AGAIN ** seen[kinds[iri]]
            spread.append((iri, scores[iri] * again))
            seen[kinds[iri]] += 1
        return sorted(spread, key=lambda each: (-each[1], each[0]))

    def _hits(
        self, ranked: Sequence[tuple[str, float]], things: dict[str, _Thing], named: set[str]
    ) -> Iterator[EntityHit]:
        chosen = {iri: self._rows(things.get(iri)) for iri, _ in ranked}
        passages = self._documents.passages({row for rows in chosen.values() for row, _, _ in rows})
        documents = {
            key: found
            for key in sorted({each.document for each in passages.values()})
            if (found := self._documents.document(key)) is not None
        }
        paths = Paths(self._names, ())
        entities = self._names.entities(iri for iri, _ in ranked)
        for entity, (iri, score) in zip(entities, ranked, strict=True):
            thing = things.get(iri)
            called = thing.named[1] if thing and thing.named else None
            hit = EntityHit(score, entity, iri in named, called)
            evidence = tuple(
                _evidence(paths, documents[passages[row].document], passages[row], told)
                for row, *told in chosen[iri]
                if row in passages and passages[row].document in documents
            )
            yield replace(hit, evidence=evidence)

    @staticmethod
    def _rows(thing: _Thing | None) -> list[tuple[int, float, Link]]:
        if thing is None or not thing.rows:
            return []
        best = sorted(thing.rows.items(), key=lambda item: (-item[1][0], item[0]))[:_SHOWN]
        return [(row, score, link) for row, (score, link) in best]


def _share(link: Link) -> float:
    return _SUBJECT if len(link.path) == _DIRECT else _FURTHER


def _counts(link: Link) -> bool:
    """A text about a law leads to each of its sixty tasks, and speaks of none of them."""
    return len(link.path) == _DIRECT or link.kind in ("law", "ministry")


def _evidence(
    paths: Paths, document: Document, passage: Passage, told: Sequence[object]
) -> Evidence:
    score, link = told
    assert isinstance(score, float)  # noqa: S101  put there by _rows
    assert isinstance(link, Link)  # noqa: S101
    return Evidence(score, document, passage, paths.to(document, passage, link))
