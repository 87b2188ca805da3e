"""Commands that change a folder or run for long: build, add, remove, quarantine, verify, serve …"""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import (
    EncoderOption,
    FolderOption,
    OwnFolderOption,
    TableFormat,
    TableFormatOption,
    TokenFileOption,
)
from kaupunkigraafi.folder import Folder, Verdict
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.quarantine import Quarantine, Quarantined
from kaupunkigraafi.reports import DEFAULT_ENCODER, Report, shown


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    for command in (build, add, remove, quarantine, verify, repair, serve):
        app.command()(command)


def build(
    into: Annotated[Path, typer.Option("--into", help="The folder to build.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Another corpus than the packaged one.")
    ] = None,
    encoder: EncoderOption = DEFAULT_ENCODER,
) -> None:
    """Build a folder from ontology, records and documents."""
    from kaupunkigraafi.build import build as run  # noqa: PLC0415  readers load slowly
    from kaupunkigraafi.resources import corpus_dir  # noqa: PLC0415

    with printing.bar() as progress:
        report = run(corpus or corpus_dir(), into, encoder=encoder, progress=progress)
    _tell(report, into)


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    folder: OwnFolderOption,
    empty: Annotated[
        bool, typer.Option("--empty", help="A new folder starts from the ontology alone.")
    ] = False,
    encoder: EncoderOption = DEFAULT_ENCODER,
) -> None:
    """Add documents; one of the same source is replaced."""
    from kaupunkigraafi.build import add as run  # noqa: PLC0415  readers load slowly

    with printing.bar() as progress:
        report = run(folder, *paths, empty=empty, encoder=encoder, progress=progress)
    _tell(report, folder)
    if report.failed:
        raise typer.Exit(1)


def remove(
    ids: Annotated[list[str], typer.Argument(help="Documents' ids.")],
    folder: OwnFolderOption,
    purge: Annotated[
        bool, typer.Option("--purge", help="Erase them from every generation and file, too.")
    ] = False,
) -> None:
    """Remove documents with their passages, vectors and statements."""
    if purge:
        from kaupunkigraafi.writing.purging import purge as run  # noqa: PLC0415  readers load slowly
    else:
        from kaupunkigraafi.build import remove as run  # noqa: PLC0415  readers load slowly

    with printing.bar() as progress:
        report = run(folder, *ids, progress=progress)
    _tell(report, folder)


def quarantine(
    folder: OwnFolderOption,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try first to add them again; what is taken leaves.")
    ] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget them afterwards.")] = False,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """List the files that add refused, each with the reason and what to do about it."""
    kept = Quarantine(folder)
    failed = False
    if retry and kept.entries():
        from kaupunkigraafi.build import retry as run  # noqa: PLC0415  readers load slowly

        with printing.bar() as progress:
            report = run(folder, progress=progress)
        _tell(report, folder)
        failed = bool(report.failed)
    if clear:
        with Folder(folder).lock():
            kept.clear()
    _print(kept.entries(), format)
    if failed and not clear:
        raise typer.Exit(1)


def _print(entries: tuple[Quarantined, ...], format: TableFormat) -> None:
    rows = [replace(each, path=shown(each.path)) for each in entries]
    if format is TableFormat.JSON:
        printing.to_json([asdict(each) for each in rows])
    elif format is TableFormat.CSV:
        names = [each.name for each in fields(Quarantined)]
        printing.to_csv(names, [list(asdict(each).values()) for each in rows])
    elif not rows:
        printing.message("the quarantine is empty")
    else:
        printing.to_table(("refused", "when", "why"), [(e.name, e.when, e.reason) for e in rows])


def verify(folder: OwnFolderOption) -> None:
    """Compare every byte of a folder with what was published."""
    _judge(Folder(folder).verify(), folder)


def repair(folder: OwnFolderOption) -> None:
    """Point at the newest whole generation; what is broken is set aside."""
    verdict = Folder(folder).repair()
    for action in verdict.actions:
        printing.message(action)
    if verdict.generation is None:
        printing.message(
            f"no generation of {folder} is whole; rebuild it: kaupunkigraafi build --into {folder}",
            style="red",
        )
        raise typer.Exit(3)
    printing.message(f"{folder} serves generation {verdict.generation}", style="green")


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option("--host", help="127.0.0.1: this machine alone.")] = (
        "127.0.0.1"
    ),
    folder: FolderOption = None,
    default_graph: Annotated[
        str, typer.Option("--default-graph", help="union of the stated graphs, or strict.")
    ] = "union",
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="That serve at one address.")
    ] = 1,
    writable: Annotated[
        bool, typer.Option("--writable", help="Take updates and documents from those who may.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Let nobody read without a token or a trusted proxy.")
    ] = False,
    token_file: TokenFileOption = None,
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Start without a statement; without --folder, for a while."),
    ] = False,
) -> None:
    """Serve pages, API and SPARQL over HTTP."""
    from kaupunkigraafi_service.places import Writing  # noqa: PLC0415  the service loads slowly
    from kaupunkigraafi_service.run import serve as run  # noqa: PLC0415

    # Opened once for its bar alone: what serves for days shall not hold the terminal's line.
    if folder is None and not empty:
        with printing.bar() as progress:
            Kaupunkigraafi.open(progress=progress).close()
    writing = Writing(writable, token_file if writable or private else None, empty, private)
    run(
        folder,
        host=host,
        port=port,
        default_graph=default_graph,
        processes=processes,
        writing=writing,
    )


def _tell(report: Report, folder: Path) -> None:
    for name in ("added", "replaced", "unchanged", "removed"):
        ids = getattr(report, name)
        if ids:
            shown = ", ".join(ids[:10]) + (" …" if len(ids) > 10 else "")  # noqa: PLR2004
            printing.message(f"{name} {len(ids)}: {shown}")
    for failure in report.failed:
        printing.message(f"not taken: {failure.name}: {failure.reason}", style="red")
    if report.failed:
        printing.message(
            f"{len(report.failed)} wait in {folder / 'quarantine'}: "
            f"kaupunkigraafi quarantine --folder {folder}"
        )
    for note in report.notes:
        printing.message(note, style="yellow")
    printing.message(f"{folder} is at generation {report.generation}", style="green")


def _judge(verdict: Verdict, folder: Path) -> None:
    for fault in verdict.faults:
        printing.message(fault, style="red")
    if not verdict.whole:
        printing.message(f"run: kaupunkigraafi repair --folder {folder}", style="red")
        raise typer.Exit(3)
    printing.message(f"{folder} is whole, generation {verdict.generation}", style="green")
