"""The command line's root: all commands, and the one table from error to exit code."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from kaupunkigraafi.cli import (
    assisting,
    harvesting,
    measuring,
    ontology,
    questions,
    reading,
    records,
    suggesting,
    taking,
    texts,
    things,
    tokens,
    writing,
)
from kaupunkigraafi.errors import (
    CorpusError,
    FolderError,
    GraphError,
    KaupunkigraafiError,
    SearchError,
)

# 2 is what the shell and typer say of a wrong call; a question that cannot be answered is one.
EXIT_CODES: tuple[tuple[type[KaupunkigraafiError], int], ...] = (
    (GraphError, 2),
    (SearchError, 2),
    (CorpusError, 1),
    (FolderError, 3),
    (KaupunkigraafiError, 1),
)

app = typer.Typer(
    name="kaupunkigraafi",
    help="A knowledge graph and semantic search over Finnish urban policy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
reading.register(app)
things.register(app)
questions.register(app)
ontology.register(app)
measuring.register(app)
texts.register(app)
suggesting.register(app)
taking.register(app)
records.register(app)
writing.register(app)
tokens.register(app)
assisting.register(app)
harvesting.register(app)


def exit_code(error: KaupunkigraafiError) -> int:
    """Return the exit code of an error.

    Args:
        error: what the library raised.

    Returns:
        1, 2 or 3.

    >>> from kaupunkigraafi.errors import EntityUnknown
    >>> exit_code(EntityUnknown("…"))
    2
    """
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def main() -> None:
    """Run the command line; the script ``kaupunkigraafi`` calls this."""
    try:
        app()
    except KaupunkigraafiError as error:
        Console(stderr=True).print(f"kaupunkigraafi: {error}", style="red", markup=False)
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
