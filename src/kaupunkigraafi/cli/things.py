"""Commands on things of the graph: those that a search found, and those that are alike."""

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
from kaupunkigraafi.entity_answer import EntityAnswer
from kaupunkigraafi.entity_plain import similar_to_plain

_HEADER = ("score", "kind", "id", "label")


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    app.command()(similar)


def show(answer: EntityAnswer, language: str, *, as_csv: bool) -> None:
    """Print the things that a search found.

    Args:
        answer: of the search.
        language: of the labels.
        as_csv: for a program; else for a person.
    """
    rows = [
        (round(hit.score, 4), hit.entity.kind, hit.entity.id, hit.entity.label(language))
        for hit in answer
    ]
    if as_csv:
        printing.to_csv(_HEADER, rows)
        return
    printing.to_table(_HEADER, [(f"{score:.2f}", *rest) for score, *rest in rows])
    printing.message(f"{answer.total} things, {answer.took_ms:.0f} ms, {answer.generation}")


def similar(
    id: Annotated[str, typer.Argument(help="A task or a document: task/410-2015/22.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Things shown.")] = 10,
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Show the tasks or documents that mean much the same."""
    with opened(folder) as kg:
        plain = similar_to_plain(kg.similar(id, limit), lang)
    header = ("cosine", "kind", "id", "label")
    rows = [[each[column] for column in header] for each in plain]
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    else:
        printing.to_table(header, rows)
