"""Commands that take data out whole: ``export``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.opening import opened
from kaupunkigraafi.cli.options import FolderOption, TableFormat, TableFormatOption


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    app.command()(export)


def export(
    directory: Annotated[Path, typer.Argument(help="Where to; absent, or empty.")],
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Write all of it: N-Quads, documents, a CSV and a sheet a class, a crosswalk, hashes."""
    with opened(folder) as kg, printing.bar() as progress:
        made = kg.export(directory, progress)
    header = ("file", "bytes", "sha256")
    if format is TableFormat.JSON:
        printing.to_json(asdict(made))
    elif format is TableFormat.CSV:
        printing.to_csv(header, made.files)
    else:
        printing.to_table(header, made.files)
    for note in made.notes:
        printing.message(note, style="yellow")
    printing.message(f"generation {made.generation}, content {made.content}", style="green")
