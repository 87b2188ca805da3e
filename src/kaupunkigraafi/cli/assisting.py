"""The command ``mcp``: the graph as a tool of assistants."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from kaupunkigraafi.cli.opening import opened
from kaupunkigraafi.cli.options import FolderOption
from kaupunkigraafi.errors import SourceMissing


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the root.
    """
    app.command()(mcp)


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Over streamable HTTP; else over standard streams.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="With --http.")] = 8010,
    host: Annotated[str, typer.Option("--host", help="127.0.0.1: this machine alone.")] = (
        "127.0.0.1"
    ),
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="A name that clients may call this server by."),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Serve assistants over the Model Context Protocol: tools, resources and prompts."""
    if find_spec("mcp") is None:
        raise SourceMissing(
            "the package mcp is not installed; install it: pip install 'kaupunkigraafi[mcp]'"
        )
    from kaupunkigraafi.mcp.server import serve_http, serve_stdio  # noqa: PLC0415  loads slowly

    with opened(folder) as kg:
        if http:
            serve_http(kg, host=host, port=port, names=allow_host or ())
        else:
            serve_stdio(kg)
