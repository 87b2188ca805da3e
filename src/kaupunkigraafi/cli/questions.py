"""Commands of the prepared questions: ``questions`` lists them, ``question`` asks one."""

from __future__ import annotations

from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.opening import opened
from kaupunkigraafi.cli.options import (
    FolderOption,
    LangOption,
    Language,
    TableFormat,
    TableFormatOption,
)
from kaupunkigraafi.errors import ParameterInvalid
from kaupunkigraafi.questions.asking import QuestionAnswer
from kaupunkigraafi.questions.form import Question, load_questions, named
from kaupunkigraafi.questions.plain import (
    NOT_KNOWN,
    answer_to_plain,
    column_label,
    message,
    question_to_plain,
    shown,
)


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    app.command()(questions)
    # A question's own parameters may be written as options: --body TEM070-00-2019.
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
        question
    )


def questions(
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """List the prepared questions."""
    found = load_questions().values()
    if format is TableFormat.JSON:
        printing.to_json([question_to_plain(each, lang) for each in found])
        return
    header = ("name", "title", "parameters")
    rows = [(each.name, each.title(lang), _parameters(each)) for each in found]
    (printing.to_csv if format is TableFormat.CSV else printing.to_table)(header, rows)


def _parameters(question: Question) -> str:
    return " ".join(f"--{each.name} {each.default or each.kind}" for each in question.parameters)


def question(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As `questions` lists it.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", help="NAME=VALUE, or the VALUE of the only parameter."),
    ] = None,
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Ask a prepared question; its parameters are options too, as --body TEM070-00-2019."""
    asked = named(load_questions(), name)
    given = _given(asked, [*(param or ())], list(context.args))
    with opened(folder) as kg:
        answer = kg.question(name, **given)
    if format is TableFormat.JSON:
        printing.to_json(answer_to_plain(answer, lang))
    elif format is TableFormat.CSV:
        header, rows = _cells(answer, lang)
        printing.to_csv(header, rows)
    else:
        _table(answer, lang)


def _given(question: Question, params: list[str], extra: list[str]) -> dict[str, str]:
    """Collect ``--param NAME=VALUE`` and ``--NAME VALUE``."""
    found: dict[str, str] = {}
    names = [each.name for each in question.parameters]
    for text in params:
        name, equals, value = text.partition("=")
        if equals and name in names:
            found[name] = value
        elif len(names) == 1:
            found[names[0]] = text
        else:
            known = ", ".join(names) or "none"
            raise ParameterInvalid(
                f"--param {text!r} names no parameter; write NAME=VALUE: {known}"
            )
    rest = iter(extra)
    for text in rest:
        name, equals, value = text.removeprefix("--").partition("=")
        if not text.startswith("--"):
            raise ParameterInvalid(f"{text!r} belongs to no parameter; write --NAME {text}")
        found[name] = value if equals else next(rest, "")
    return found


def _cells(
    answer: QuestionAnswer, language: str
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Lay the answer out for a spreadsheet: a last column says what is not known."""
    header = (*answer.columns, "not_known")
    rows: list[tuple[object, ...]] = [
        (*(shown(value, language) for value in row), "") for row in answer.rows
    ]
    rows += [
        (*(shown(value, language) for value in each.values), each.reason.label(language))
        for each in answer.unsaid
    ]
    return header, rows


def _table(answer: QuestionAnswer, language: str) -> None:
    printing.message(answer.question.title(language), style="bold")
    header = [column_label(answer.question, name, language) for name in answer.columns]
    if answer.rows:
        printing.to_table(header, [[shown(v, language) for v in row] for row in answer.rows])
    if answer.unsaid:
        rows = [
            [*(shown(v, language) for v in each.values), each.reason.label(language)]
            for each in answer.unsaid
        ]
        printing.to_table([*header, NOT_KNOWN[language]], rows)
    told = message(answer, language)
    if told:
        printing.message(told, style="yellow")
    for name, meant in answer.given:
        printing.message(f"{name}: {meant}")
