"""What citations are made of: a statute's name or number in a text, then its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_TOLD = 2  # words that a title is told apart by within one text


@dataclass(frozen=True, slots=True)
class Statute:
    """A statute's name, number, or both, where it stands.

    Attributes:
        law: its number, as ``410/2015``.
        language: of the words around, which tells the grammar of sections.
    """

    start: int
    end: int
    law: str
    language: str
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A statute, or a chapter or section of it, that is cited."""

    start: int
    end: int
    law: str
    chapter: str | None
    section: str | None
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Bound:
    """Names that a text binds to numbers itself: *kuntalaki (365/1995)*, *jäljempänä X-laki*."""

    numbers: dict[str, str] = field(default_factory=dict)

    def bind(self, name: str, law: str) -> None:
        """Remember the first number that a name stands beside.

        Args:
            name: in the nominative, in small letters.
            law: the number.
        """
        self.numbers.setdefault(name, law)

    def bind_title(self, words: Sequence[str], law: str) -> None:
        """Remember a title by the words that it ends in, since where it begins is not marked.

        Args:
            words: in front of *annettu laki*, in small letters.
            law: the number.
        """
        self.numbers.setdefault(_ending(words), law)

    def titled(self, words: Sequence[str]) -> str | None:
        """Return the number of a title that the text has had before.

        Args:
            words: in front of *annettu laki*.

        Returns:
            The number, None where no title of the text ends so.
        """
        return self.numbers.get(_ending(words))


def _ending(words: Sequence[str]) -> str:
    return "… " + " ".join(words[-_TOLD:])
