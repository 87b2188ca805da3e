"""What FastAPI's validation found → faults in our words: which parameter, what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One value of a request that cannot be.

    Attributes:
        place: ``query``, ``path`` or ``body``.
        allowed: what can be, empty where the message says it all.
    """

    parameter: str
    place: str
    message: str
    allowed: str = ""


def faults_of(found: Sequence[object]) -> tuple[Fault, ...]:
    """Return what FastAPI's validation found, in our words.

    Args:
        found: ``RequestValidationError.errors()``.

    Returns:
        One fault a finding.
    """
    return tuple(_fault(each) for each in found if isinstance(each, dict))


def _fault(found: dict[str, object]) -> Fault:
    place, *names = found["loc"] if isinstance(found["loc"], (list, tuple)) else ("query",)
    context = found.get("ctx")
    allowed = _allowed(str(found["type"]), context if isinstance(context, dict) else {})
    return Fault(
        parameter=".".join(map(str, names)),
        place=str(place),
        message=f"{_shown(found.get('input'))} {_MESSAGES.get(str(found['type']), 'cannot be')}",
        allowed=allowed,
    )


_MESSAGES = {
    "missing": "is missing",
    "int_parsing": "is not a whole number",
    "extra_forbidden": "is not known",
}
_LONGEST = 60


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _allowed(kind: str, context: dict[str, object]) -> str:
    bounds = {
        "ge": "at least {}",
        "gt": "more than {}",
        "le": "at most {}",
        "lt": "less than {}",
        "max_length": "at most {} characters",
        "min_length": "at least {} characters",
        "expected": "{}",
        "pattern": "text that fits {}",
    }
    known = [words.format(context[name]) for name, words in bounds.items() if name in context]
    if known:
        return ", ".join(known)
    if kind == "value_error":  # raised by ourselves, and says what can be
        return str(context.get("error", ""))
    if kind.startswith("date"):
        return "a date as 2024-12-31"
    if kind.startswith(("number", "float")):
        return "a number"
    return "a whole number" if kind.startswith("int") else ""
