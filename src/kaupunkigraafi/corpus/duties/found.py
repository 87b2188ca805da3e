"""What a reader of one language hands back: a duty of a sentence, not yet of the text as given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A duty in a sentence.

    Attributes:
        start: where the bearer or the verb begins, whichever is first.
        end: behind the other.
        kind: of the bearer.
        confidence: 0 to 1.
    """

    start: int
    end: int
    kind: str
    confidence: float
