"""Commands on the rows of knowledge: ``records export`` and ``records import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.resources import corpus_dir

records = typer.Typer(
    help="Take the records to a spreadsheet and back, as one workbook.", no_args_is_help=True
)

_FileArgument = Annotated[Path, typer.Argument(help="A workbook (.xlsx).")]


def register(app: typer.Typer) -> None:
    """Add the group of commands.

    Args:
        app: the root.
    """
    app.add_typer(records, name="records")


@records.command()
def export(
    file: _FileArgument,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Another corpus than the packaged one.")
    ] = None,
) -> None:
    """Write all tables into a workbook, a sheet each; every cell is text."""
    from kaupunkigraafi.corpus.workbook import export_records  # noqa: PLC0415  seldom needed

    rows = export_records(corpus or corpus_dir(), file)
    printing.message(f"{rows} rows are in {file}", style="green")


@records.command("import")
def import_(
    file: _FileArgument,
    corpus: Annotated[Path, typer.Option("--corpus", help="Whose records are replaced.")],
) -> None:
    """Take a workbook's tables over, all or none; faults are named by sheet and row."""
    from kaupunkigraafi.corpus.workbook import import_records  # noqa: PLC0415  seldom needed

    done = import_records(file, corpus)
    for name, before, now in done.changed:
        printing.message(f"{name}: {before} rows, now {now}")
    if not done.changed:
        printing.message("nothing changed")
    printing.message(f"{done.rows} rows are in {corpus / 'records'}", style="green")
