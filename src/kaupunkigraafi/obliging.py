"""READ without a folder: a text → the duties that it lays on public bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from kaupunkigraafi.corpus.duties.detector import duties_of
from kaupunkigraafi.duty import Duty


def duties(text: str, language: str | None = None) -> tuple[Duty, ...]:
    """Find where a statute's text obliges a public body to act, and which kind of body.

    Args:
        text: of a section or more; also decomposed, with soft hyphens and no-break spaces.
        language: ``fi`` or ``sv``; None: found paragraph by paragraph. Other languages are not
            read, and nothing is found in them.

    Returns:
        In the order of the text; offsets are indices into the text as given. They are
        candidates: found by their wording, not confirmed by anybody.

    >>> for each in duties("Kunnan on järjestettävä esiopetusta. Kunta voi antaa lisäopetusta."):
    ...     print(each.start, each.end, each.text, each.bearer)
    0 23 Kunnan on järjestettävä municipality
    """
    return duties_of(text, language)


def duties_to_plain(duties: Sequence[Duty]) -> list[dict[str, object]]:
    """Return duties.

    Args:
        duties: of ``Kaupunkigraafi.duties``.

    Returns:
        ``{"start", "end", "text", "bearer", "confidence"}`` each.
    """
    return [asdict(duty) for duty in duties]
