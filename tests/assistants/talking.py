"""The official client on real servers: a process over standard streams, a socket over HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp", reason="the extra [mcp] is not installed")

from mcp import Client, StdioServerParameters

WAIT_S = 120
# client, then what is done with it
Talk = Callable[[Callable[[Client], Awaitable[Any]]], Any]


def command(folder: Path, *more: str) -> list[str]:
    return ["-m", "kaupunkigraafi", "mcp", "--folder", str(folder), *more]


def over_stdio(folder: Path) -> Talk:
    server = StdioServerParameters(
        command=sys.executable, args=command(folder), env=dict(os.environ)
    )
    return talking(lambda: server)


def talking(server: Callable[[], Any]) -> Talk:
    def talk(about: Callable[[Client], Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            with anyio.fail_after(WAIT_S):
                async with Client(server()) as client:
                    return await about(client)

        return anyio.run(whole)

    return talk
