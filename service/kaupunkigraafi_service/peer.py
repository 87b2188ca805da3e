"""A connection → who is at its other end, kept beside what a proxy's headers say of it.

uvicorn replaces the client by what X-Forwarded-For has, where it trusts the sender; whether a
name that a proxy gives counts must not depend on a header. Under another server nothing is kept,
and no proxy's name counts.
"""

from __future__ import annotations

from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGI3Application

PEER = "kaupunkigraafi.peer"


def connected(app: ASGI3Application, client: tuple[str, int] | None) -> ASGI3Application:
    """Wrap an application for one connection.

    Args:
        app: what is called; it may put another client into the scope.
        client: address and port at the other end; None: not known.

    Returns:
        An application whose requests carry the address in their scope.
    """
    address = client[0] if client else None
    inner = cast("ASGIApp", app)

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        await inner({**scope, PEER: address}, receive, send)

    return cast("ASGI3Application", told)
