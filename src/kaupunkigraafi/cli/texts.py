"""Commands over a text of one's own: mentions, duties."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import Language, TableFormat, TableFormatOption
from kaupunkigraafi.errors import SourceMissing, UnreadableDocument
from kaupunkigraafi.mentioning import mentions as find
from kaupunkigraafi.mentioning import mentions_to_plain
from kaupunkigraafi.obliging import duties as find_duties
from kaupunkigraafi.obliging import duties_to_plain

FileArgument = Annotated[str, typer.Argument(metavar="FILE|-", help="UTF-8 text; - reads stdin.")]
TextLanguageOption = Annotated[
    Language | None, typer.Option("--language", help="Of the text; without it, found.")
]


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    app.command()(mentions)
    app.command()(duties)


def mentions(
    file: FileArgument,
    language: TextLanguageOption = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Find municipalities, ministries, laws and undertakings that a text mentions."""
    plain = mentions_to_plain(find(text_of(file), language))
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        header = tuple(plain[0]) if plain else _HEADER
        printing.to_csv(header, [list(each.values()) for each in plain])
    else:
        shown = ("start", "end", "text", "id", "chapter", "section", "confidence", "method")
        printing.to_table(shown, [[each[name] for name in shown] for each in plain])


_HEADER = (
    "start", "end", "text", "kind", "id", "iri", "law", "chapter", "section", "confidence",
    "method",
)  # fmt: skip


def duties(
    file: FileArgument,
    language: TextLanguageOption = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Find where a statute's text obliges a public body to act, and which (Finnish, Swedish)."""
    plain = duties_to_plain(find_duties(text_of(file), language))
    header = ("start", "end", "text", "bearer", "confidence")
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        printing.to_csv(header, [list(each.values()) for each in plain])
    else:
        printing.to_table(header, [list(each.values()) for each in plain])


def text_of(file: str) -> str:
    """Return a file's text as it is, so that offsets count what the file has.

    Args:
        file: its name; ``-``: standard input.

    Returns:
        The text, line ends untouched.

    Raises:
        SourceMissing: it cannot be read.
        UnreadableDocument: it is not UTF-8 text.
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise SourceMissing(f"{file} cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8, "
            "or add it to a folder: kaupunkigraafi add"
        ) from error
