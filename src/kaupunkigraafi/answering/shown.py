"""What of a search is shown, and how it ranks: read from what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import QueryTextInvalid


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the passages found is shown.

    Attributes:
        limit: hits on a page.
        cursor: ``next`` of the page before.
        min_score: hits of a lower score are left out.
        context: so many passages before and after each hit.
    """

    limit: int = 10
    cursor: str | None = None
    min_score: float | None = None
    context: int = 0


def chosen_mode(mode: Mode | str) -> Mode:
    """Read a mode.

    Args:
        mode: or its name.

    Returns:
        The mode.

    Raises:
        QueryTextInvalid: there is none of that name.
    """
    try:
        return Mode(mode)
    except ValueError as error:
        known = ", ".join(each.value for each in Mode)
        raise QueryTextInvalid(f"mode is {str(mode)!r}; it can be {known}").about(
            "mode", known
        ) from error


def out_of(name: str, value: int, least: int, most: int) -> QueryTextInvalid:
    """Say that a number cannot be.

    Args:
        name: of the parameter.
        value: that was given.
        least: that it can be.
        most: that it can be.

    Returns:
        The error to be raised.
    """
    error = QueryTextInvalid(f"{name} is {value}; it can be {least} to {most}")
    return error.about(name, f"{least} to {most}")
