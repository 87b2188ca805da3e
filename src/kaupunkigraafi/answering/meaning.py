"""What a query over the graph asks of the search → scores of things, by their IRIs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.documents.places import Places
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.errors import EncoderMissing, QueryRefused, QueryTextInvalid
from kaupunkigraafi.graph.meaning.contract import Ranked, Snippet, Thing, Weight, Wish
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.snippet import Snippets
from kaupunkigraafi.search.weighing import Scores, Weighed

_REMEMBERED = 64
_DECIMALS = 6  # beyond them, scores differ with the number of passages they are made for
_UNKNOWN = "und"


class Meaning:
    """The scorer of one generation; safe to use from several threads."""

    def __init__(self, documents: Documents, outline: Outline, index: Index) -> None:
        """Keep the parts.

        Args:
            documents: of the generation.
            outline: of the generation.
            index: of the generation.
        """
        self._documents = documents
        self._outline = outline
        self._index = index
        self._weighed: OrderedDict[tuple[str, str], Weighed] = OrderedDict()
        self._spoken: dict[str, NDArray[np.bool_]] = {}
        self._lock = threading.Lock()

    @cached_property
    def _places(self) -> Places:
        return Places.read(self._documents.path, self._outline)

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        """Return what some things score; see ``Scorer``.

        Args:
            wish: what is looked for.
            subjects: IRIs, each once.
            most: so many of the best are enough, with all that score what the last of them does.

        Returns:
            Those that match, best first.
        """
        weighed = self._weigh(wish.text, wish.mode)
        rows, owners = self._places.rows_of(subjects)
        allowed = self._allowed(wish)
        if allowed is not None:
            rows, owners = rows[allowed[rows]], owners[allowed[rows]]
        each = np.unique(rows)
        scores = _rounded(weighed.scores(each))[np.searchsorted(each, rows)]
        matching = ~np.isnan(scores)
        rows, owners, scores = rows[matching], owners[matching], scores[matching]
        # Of each thing the best passage, of those that score the same the first.
        order = np.lexsort((rows, -scores, owners))
        _, firsts = np.unique(owners[order], return_index=True)
        best = order[firsts]
        if most is not None and len(best) > most:
            least = np.partition(scores[best], -most)[-most]
            best = best[scores[best] >= least]
        found = zip(owners[best].tolist(), scores[best].tolist(), rows[best].tolist(), strict=True)
        weights = [Weight(subjects[owner], score, row) for owner, score, row in found]
        return tuple(sorted(weights, key=lambda each: (-each.score, each.row, each.subject)))

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        """Return the best of all; see ``Scorer``.

        Args:
            wish: what is looked for.
            depth: about so many passages.
            passages_only: and not what they belong to.

        Returns:
            The beginning of the ranking.
        """
        beginning = self._weigh(wish.text, wish.mode).best(depth, self._allowed(wish))
        scores = _rounded(beginning.scores)
        order = np.lexsort((beginning.rows, -scores))
        found: dict[str, Weight] = {}
        documents: set[int] = set()
        rows = zip(beginning.rows[order].tolist(), scores[order].tolist(), strict=True)
        for row, score in rows:
            things = [self._places.passage_iri(row)]
            if not passages_only:
                # What a document is about has its score by the best of its passages already.
                document = int(self._outline.position[row])
                only = document in documents
                documents.add(document)
                things += self._places.things_of(row, section_only=only)
            for thing in sorted(things):
                found.setdefault(thing, Weight(thing, score, row))
        return Ranked(tuple(found.values()), beginning.whole)

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        """Return stretches of passages; see ``Scorer``.

        Args:
            wish: what is looked for.
            rows: of the passages.

        Returns:
            One for each row.
        """
        wording = self._weigh(wish.text, wish.mode).wording
        cut = Snippets(wish.text, wording.translations if wording else ())
        passages = self._documents.passages(dict.fromkeys(rows))
        return tuple(
            Snippet(
                cut.of(passages[row].text),
                "" if passages[row].language == _UNKNOWN else passages[row].language,
            )
            for row in rows
        )

    def similarity(self, first: Thing, second: Thing) -> float | None:
        """Return how near two things are in meaning; see ``Scorer``.

        Args:
            first: a text or an IRI.
            second: likewise.

        Returns:
            The cosine; None where neither is a text, one is empty, or has no passages.
        """
        text, other = (first, second) if first.is_text else (second, first)
        if not text.is_text or not text.value.strip() or not other.value.strip():
            return None
        if not other.is_text:
            weights = self.weigh(Wish(text.value, Mode.SEMANTIC), [other.value])
            return weights[0].score if weights else None
        vectors = [self._weigh(each.value, Mode.SEMANTIC).meant for each in (text, other)]
        queries = [each.query for each in vectors if each is not None]
        return round(float(queries[0] @ queries[1]), _DECIMALS)

    def forget(self) -> None:
        """Let go of what is remembered of texts; for those who measure."""
        with self._lock:
            self._weighed.clear()

    def _weigh(self, text: str, mode: str) -> Weighed:
        key = (text, mode)
        with self._lock:
            if key in self._weighed:
                self._weighed.move_to_end(key)
                return self._weighed[key]
        try:
            weighed = self._index.weigh(text, mode=Mode(mode))
        except (EncoderMissing, QueryTextInvalid) as error:
            raise QueryRefused(str(error)) from error
        with self._lock:
            self._weighed[key] = weighed
            if len(self._weighed) > _REMEMBERED:
                self._weighed.popitem(last=False)
        return weighed

    def _allowed(self, wish: Wish) -> NDArray[np.bool_] | None:
        """Return (rows,), True where the document is in the language; None: any language will do.

        An unknown language is one that no document is in.
        """
        if not wish.language:
            return None
        known = self._spoken.get(wish.language)
        if known is not None:
            return known
        spoken = np.array([each == wish.language for each in self._outline.languages], dtype=bool)
        rows = np.zeros(len(self._outline.position), dtype=bool)
        filled = self._outline.position >= 0
        rows[filled] = spoken[self._outline.position[filled]]
        if spoken.any():  # so that only as many are kept as there are languages
            self._spoken[wish.language] = rows
        return rows


def _rounded(scores: Scores) -> NDArray[np.float64]:
    return np.asarray(np.round(scores.astype(np.float64), _DECIMALS), dtype=np.float64)
