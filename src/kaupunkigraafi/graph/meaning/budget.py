"""A scorer that answers so much for one query and no more."""

from __future__ import annotations

from collections.abc import Sequence

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.contract import Ranked, Scorer, Snippet, Thing, Weight, Wish


class Budget:
    """A ``Scorer`` for one query: each text costs, since each is read by the encoder."""

    def __init__(self, scorer: Scorer, limits: MeaningLimits) -> None:
        """Start with nothing asked.

        Args:
            scorer: that answers.
            limits: of what it is asked.
        """
        self._scorer = scorer
        self._limits = limits
        self._texts: set[str] = set()

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        """Return what some things score; see ``Scorer``.

        Args:
            wish: what is looked for.
            subjects: IRIs.
            most: so many of the best are enough.

        Returns:
            Those that match.

        Raises:
            QueryRefused: too many texts, or too many things.
        """
        self._pay(wish.text)
        check_pairs(len(subjects), self._limits)
        return self._scorer.weigh(wish, subjects, most=most)

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        """Return the best of all; see ``Scorer``.

        Args:
            wish: what is looked for.
            depth: about so many passages.
            passages_only: and not what they belong to.

        Returns:
            The beginning of the ranking.

        Raises:
            QueryRefused: too many texts, or too many things.
        """
        self._pay(wish.text)
        check_pairs(depth, self._limits)
        return self._scorer.best(wish, depth, passages_only=passages_only)

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        """Return stretches of passages; see ``Scorer``.

        Args:
            wish: what is looked for.
            rows: of the passages.

        Returns:
            One for each row.

        Raises:
            QueryRefused: too many texts, or too many passages.
        """
        self._pay(wish.text)
        check_pairs(len(rows), self._limits)
        return self._scorer.snippets(wish, rows)

    def similarity(self, first: Thing, second: Thing) -> float | None:
        """Return how near two things are; see ``Scorer``.

        Args:
            first: a text or an IRI.
            second: likewise.

        Returns:
            The cosine.

        Raises:
            QueryRefused: too many texts.
        """
        for each in (first, second):
            if each.is_text:
                self._pay(each.value)
        return self._scorer.similarity(first, second)

    def _pay(self, text: str) -> None:
        self._texts.add(text)
        check_texts(len(self._texts), self._limits)


def check_texts(count: int, limits: MeaningLimits) -> None:
    """Refuse a query that asks for too many texts.

    Args:
        count: of different texts.
        limits: of a query.

    Raises:
        QueryRefused: they are too many.
    """
    if count > limits.texts:
        raise QueryRefused(
            f"the query asks the search for more than {limits.texts} different texts; "
            "narrow what binds the text, or ask in parts"
        )


def check_pairs(count: int, limits: MeaningLimits) -> None:
    """Refuse a query that needs too many scores at once.

    Args:
        count: of scores.
        limits: of a query.

    Raises:
        QueryRefused: they are too many.
    """
    if count > limits.pairs:
        raise QueryRefused(
            f"SERVICE kg:search would score more than {limits.pairs} things; narrow them by "
            "patterns beside it, give kg:limit or kg:minScore, or order by DESC of the score "
            "with a LIMIT"
        )
