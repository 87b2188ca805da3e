"""Commands about who may write or read: ``token add``, ``token list`` and ``token revoke``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import TableFormat, TableFormatOption
from kaupunkigraafi.endpoint.access import Scope, mint, read_tokens
from kaupunkigraafi.endpoint.access import revoke as end

token = typer.Typer(
    help="Say who may write into a service, or read a private one.", no_args_is_help=True
)

_FileOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--token-file", envvar="KAUPUNKIGRAAFI_TOKEN_FILE", help="Where their hashes are kept."
    ),
]
_NameArgument: TypeAlias = Annotated[str, typer.Argument(help="Whose it is.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands.

    Args:
        app: the root.
    """
    app.add_typer(token, name="token")


@token.command()
def add(
    name: _NameArgument,
    token_file: _FileOption,
    scope: Annotated[list[Scope], typer.Option("--scope", help="What it is good for; several.")],
    days: Annotated[int, typer.Option("--days", help="Until it ends.")] = 90,
) -> None:
    """Make a token and print it, this once; only its hash is kept."""
    secret = mint(token_file, name, frozenset(scope), days)
    typer.echo(secret)
    printing.message(f"keep it: only its hash stands in {token_file}", style="yellow")


@token.command("list")
def list_(token_file: _FileOption, format: TableFormatOption = TableFormat.TABLE) -> None:
    """List the tokens, what they are good for, and until when."""
    header = ("name", "scopes", "created", "expires", "expired")
    rows = [
        (
            each.name,
            " ".join(sorted(each.scopes)),
            each.created.isoformat(),
            each.expires.isoformat(),
            "yes" if each.is_expired() else "",
        )
        for each in read_tokens(token_file)
    ]
    if format is TableFormat.JSON:
        printing.to_json([dict(zip(header, row, strict=True)) for row in rows])
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    else:
        printing.to_table(header, rows)


@token.command()
def revoke(name: _NameArgument, token_file: _FileOption) -> None:
    """End a token; a running service does not take it from now on."""
    end(token_file, name)
    printing.message(f"the token of {name} is good for nothing from now on", style="green")
