"""What every step says of a duty: where a text lays it on a public body, and on which kind."""

from __future__ import annotations

from dataclasses import dataclass

BEARERS = (
    "municipality",
    "wellbeing_county",
    "ministry",
    "regional_council",
    "state_agency",
    "joint_authority",
    "other",
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of a statute that obliges a public body to act.

    Attributes:
        start: index into the text as given, as Python counts characters.
        end: behind its last character.
        text: between them, as given: from the bearer to the obliging predicate, or the reverse.
        bearer: one of ``BEARERS``; ``other`` is a public body of none of the kinds before.
        confidence: 0 to 1, that the text lays this duty on such a body.
    """

    start: int
    end: int
    text: str
    bearer: str
    confidence: float
