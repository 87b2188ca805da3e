"""An answer to a prepared question → what its page shows: headings, rows, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi.questions.asking import QuestionAnswer, Value
from kaupunkigraafi.questions.plain import column_label
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.words import entity_label


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it leads; an empty address: nowhere."""

    label: Label
    href: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The tables of an answer.

    Attributes:
        unsaid: rows of what cannot be said; the last cell is the reason.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unsaid: tuple[tuple[Cell, ...], ...]
    sparql: str


def question_view(answer: QuestionAnswer, language: str) -> QuestionView:
    """Lay an answer out.

    Args:
        answer: to a question.
        language: of the page.

    Returns:
        What the template shows.
    """
    # A gap that is not about a row has empty cells; a column that is empty everywhere says nothing.
    told = [
        index
        for index in range(len(answer.columns))
        if any(each.values[index] is not None for each in answer.unsaid)
    ]
    return QuestionView(
        tuple(column_label(answer.question, name, language) for name in answer.columns),
        tuple(tuple(_cell(value, language) for value in row) for row in answer.rows),
        tuple(
            (
                *(_cell(each.values[index], language) for index in told),
                Cell(entity_label(each.reason, language)),
            )
            for each in answer.unsaid
        ),
        answer.query,
    )


def _cell(value: Value, language: str) -> Cell:
    if isinstance(value, Entity):
        known = value.kind not in ("", "term", "expression")
        href = entity_address(value.id, language) if known else ""
        return Cell(entity_label(value, language), href)
    if value is None:
        return Cell(Label(""))
    return Cell(Label(str(value)), is_number=isinstance(value, int))
