"""What a query needs of the search: scores of the graph's things, and the best of all.

The search is a sibling that this part does not know; the floor above joins the two. A scorer is
asked from the query's own process, be it this one or a worker's at the other end of a pipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

MODES = ("hybrid", "semantic", "lexical")
LANGUAGES = ("fi", "sv", "en", "se", "und")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for.

    Attributes:
        text: not empty.
        mode: one of MODES.
        language: of the documents, as ``sv``; empty: any.
    """

    text: str
    mode: str = "hybrid"
    language: str = ""


class Weight(NamedTuple):
    """What one thing scores.

    Attributes:
        subject: IRI of a passage, of a document or of an entity.
        score: of the best of its passages, with six decimals.
        row: of that passage; of several that score the same, the first.
    """

    subject: str
    score: float
    row: int


class Ranked(NamedTuple):
    """The beginning of a ranking: what is not in it scores less than all that is.

    Attributes:
        weights: best first, then by row, then by IRI.
        whole: nothing follows.
    """

    weights: tuple[Weight, ...]
    whole: bool


class Snippet(NamedTuple):
    """The stretch of a passage that shows why it was found; language empty where not known."""

    text: str
    language: str


class Thing(NamedTuple):
    """What is compared: a text, or something by its IRI."""

    value: str
    is_text: bool


class Scorer(Protocol):
    """The search of one generation, as a query over its graph needs it.

    Every method raises ``QueryRefused`` where a text is too long, or where meaning alone is asked
    for and there is no encoder.
    """

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        """Return what some things score.

        Args:
            wish: what is looked for.
            subjects: IRIs, each once; those of nothing that has passages are left out.
            most: so many of the best are enough, with all that score what the last of them does;
                None: all.

        Returns:
            Those that match, best first, then by row, then by IRI. Fewer than ``most`` are all.
        """

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        """Return the best of all.

        Args:
            wish: what is looked for.
            depth: about so many passages.
            passages_only: and not the documents and entities they belong to.

        Returns:
            The beginning of the ranking.
        """

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        """Return stretches of passages around the words that were looked for.

        Args:
            wish: what is looked for.
            rows: of the passages.

        Returns:
            One for each row.
        """

    def similarity(self, first: Thing, second: Thing) -> float | None:
        """Return how near two things are in meaning.

        Args:
            first: a text or an IRI.
            second: likewise; one of the two is a text.

        Returns:
            The cosine in [-1, 1], of the nearest passage where one is no text; None where
            nothing can be compared.
        """
