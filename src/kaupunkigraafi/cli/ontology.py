"""Commands about the ontology itself: ``ontology diff`` and ``ontology docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import TableFormat, TableFormatOption
from kaupunkigraafi.ontology.difference import difference
from kaupunkigraafi.ontology.terms import read_terms
from kaupunkigraafi.resources import ontology_dir

ontology = typer.Typer(help="Read the ontology, and what changed in it.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands.

    Args:
        app: the root.
    """
    app.add_typer(ontology, name="ontology")


@ontology.command()
def diff(
    old: Annotated[Path, typer.Argument(help="An RDF file, or a folder like ontology/.")],
    new: Annotated[
        Path | None, typer.Argument(help="The same, newer; none: the packaged one.")
    ] = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Report what was added, removed and changed between two versions."""
    found = difference(read_terms(old), read_terms(new or ontology_dir()))
    header = ("change", "term", "predicate", "before", "after", "breaking")
    rows = [("added", name, "", "", "", "") for name in found.added]
    rows += [("removed", name, "", "", "", "yes") for name in found.removed]
    rows += [
        (
            "changed",
            each.term,
            each.predicate,
            "; ".join(each.before),
            "; ".join(each.after),
            "yes" if each.breaking else "",
        )
        for each in found.changed
    ]
    if format is TableFormat.JSON:
        printing.to_json([dict(zip(header, row, strict=True)) for row in rows])
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    elif rows:
        printing.to_table(header, rows)
    else:
        printing.message("no difference", style="green")
    printing.message(
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed, "
        f"{len(found.breaking)} terms breaking"
    )


@ontology.command()
def docs(
    into: Annotated[Path, typer.Argument(help="The HTML file to write.")],
) -> None:
    """Write the reference of all classes, properties, concepts and rules."""
    from kaupunkigraafi.ontology.reference import reference  # noqa: PLC0415  jinja2 loads slowly

    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(reference(), encoding="utf-8")
    printing.message(f"written: {into}")
