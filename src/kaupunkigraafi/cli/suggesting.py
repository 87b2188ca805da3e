"""Commands on links that are only suggested: make them, list them, judge them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.opening import opened
from kaupunkigraafi.cli.options import (
    FolderOption,
    LangOption,
    Language,
    OwnFolderOption,
    TableFormat,
    TableFormatOption,
)
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.suggested import Suggested, Suggestions, suggestions_to_plain

DocumentOption = Annotated[
    str | None, typer.Option("--document", help="An id; without it, of all documents.")
]
KindOption = Annotated[str | None, typer.Option("--kind", help="law, task or topic.")]
LimitOption = Annotated[int, typer.Option("--limit", help="So many at most.")]
OffsetOption = Annotated[int, typer.Option("--offset", help="So many are passed over.")]
ByOption = Annotated[
    str, typer.Option("--by", envvar="KAUPUNKIGRAAFI_REVIEWER", help="Who judges.")
]
_HEADER = (
    "id", "document", "title", "entity", "label", "predicate", "confidence", "method", "evidence",
)  # fmt: skip
_KEYS = "a = accept, r = reject, enter = leave, q = end"


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    for command in (suggest, suggestions, review):
        app.command()(command)


def suggest(
    folder: OwnFolderOption,
    renew: Annotated[
        bool, typer.Option("--renew", help="Those that are there too, since others have come.")
    ] = False,
) -> None:
    """Suggest laws, tasks and topics for documents, by meaning; a stopped run is gone on with."""
    from kaupunkigraafi.writing.proposing import suggest as run  # noqa: PLC0415  readers load slowly

    with printing.bar() as progress:
        done = run(folder, renew=renew, progress=progress)
    printing.message(
        f"{done.suggestions} suggestions for {done.documents} documents; "
        f"{done.unchanged} had theirs already"
    )
    printing.message(f"{folder} is at generation {done.generation}", style="green")


def suggestions(
    document: DocumentOption = None,
    kind: KindOption = None,
    limit: LimitOption = 100,
    offset: OffsetOption = 0,
    folder: FolderOption = None,
    lang: LangOption = Language.FI,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """List links that are suggested and that nobody has reviewed."""
    with opened(folder) as kg:
        found = kg.suggestions(document, kind=kind, limit=limit, offset=offset)
    _print(found, lang, format)


def review(
    folder: OwnFolderOption,
    accept: Annotated[
        list[str], typer.Option("--accept", help="A suggestion's id; may be given again.")
    ] = [],  # noqa: B006  typer makes a list of its own
    reject: Annotated[
        list[str], typer.Option("--reject", help="A suggestion's id; may be given again.")
    ] = [],  # noqa: B006
    by: ByOption = "",
    note: Annotated[str, typer.Option("--note", help="Why; kept with each.")] = "",
    document: DocumentOption = None,
    kind: KindOption = None,
    limit: LimitOption = 100,
    lang: LangOption = Language.FI,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Judge suggestions, by options or one after another; without a terminal, list them."""
    if not (accept or reject):
        with Kaupunkigraafi.open(folder) as kg:
            found = kg.suggestions(document, kind=kind, limit=limit)
        if format is not TableFormat.TABLE or not _on_terminal():
            _print(found, lang, format)
            return
        by = by or typer.prompt("Who judges? Your name goes into the records", err=True)
        accept, reject = _asked(found.suggestions, lang)
    _judge(folder, accept, reject, by, note)


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _judge(folder: Path, accept: Sequence[str], reject: Sequence[str], by: str, note: str) -> None:
    from kaupunkigraafi.writing.reviewing import review as run  # noqa: PLC0415  readers load slowly

    if not (accept or reject):
        printing.message("nothing was judged")
        return
    with printing.bar() as progress:
        done = run(folder, accept=accept, reject=reject, reviewer=by, note=note, progress=progress)
    for name, ids in (("accepted", done.accepted), ("rejected", done.rejected)):
        if ids:
            printing.message(f"{name} {len(ids)}: {', '.join(ids)}")
    printing.message(f"the rows are in {done.records}{os.sep}")
    printing.message(f"{folder} is at generation {done.generation}", style="green")


def _asked(suggested: Sequence[Suggested], lang: str) -> tuple[list[str], list[str]]:
    """Ask a person of one after another; what is judged before the end is kept."""
    accepted, rejected = list[str](), list[str]()
    for number, each in enumerate(suggested, start=1):
        link = each.suggestion
        printing.message(
            f"{number}/{len(suggested)}  {each.document.label(lang)} ({link.document})\n"
            f"    → {each.entity.label(lang)} ({each.entity.id})\n"
            f"    {link.confidence:.2f}, {link.method}: {', '.join(link.evidence)}",
            style="default",
        )
        try:
            answer = typer.prompt(_KEYS, default="", show_default=False, err=True).strip().lower()
        except typer.Abort:  # Ctrl-C or the end of the input
            break
        if answer.startswith("q"):
            break
        if answer.startswith("a"):
            accepted.append(link.id)
        elif answer.startswith("r"):
            rejected.append(link.id)
    return accepted, rejected


def _print(found: Suggestions, lang: str, format: TableFormat) -> None:
    if format is TableFormat.JSON:
        printing.to_json(suggestions_to_plain(found, lang))
    elif format is TableFormat.CSV:
        printing.to_csv(_HEADER, _rows(found, lang))
    else:
        # Ids are what one types next, so no column may cut them.
        for each in found.suggestions:
            link = each.suggestion
            sys.stdout.write(
                f"{link.confidence:.2f}  {link.id}\n"
                f"      {each.document.label(lang)} → {each.entity.label(lang)}\n"
            )
        printing.message(f"{len(found.suggestions)} of {found.total}; nobody has reviewed them")


def _rows(found: Suggestions, lang: str) -> Iterator[tuple[object, ...]]:
    for each in found.suggestions:
        link = each.suggestion
        yield (
            link.id, each.document.id, each.document.label(lang), each.entity.id,
            each.entity.label(lang), link.predicate, link.confidence, link.method.value,
            " ".join(link.evidence),
        )  # fmt: skip
