"""A request to a private service → who may read it, or 401 before anything is looked at.

One place before all routes, so that none can be forgotten: what is not there, what cannot be
asked so and what is too large look the same to a stranger as what is there. Free are only the
files that pages are made of, which come with the program, and the probe that tells that the
process lives. Source: RFC 9110, 11.6.1 and 15.5.2; RFC 9111, 5.2.2.7 (private).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaupunkigraafi.endpoint.readers import Readers
from kaupunkigraafi.errors import TokensInvalid
from kaupunkigraafi_service.peer import PEER
from kaupunkigraafi_service.refusals import TokenInsufficient, TokenNeeded

_FREE = ("/static/",)
_FREE_EXACTLY = ("/health/live",)
_POLICY_VIOLATION = 1008


class Private:
    """Middleware: lets readers in, and nobody else; no shared cache keeps what they get."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        readers: Readers,
        refused: Callable[[Request, Exception], Response],
        write: Callable[[str], object],
    ) -> None:
        """Wrap an application.

        Args:
            app: what is called for readers.
            readers: who they are.
            refused: makes the answer to everybody else.
            write: takes a line for the operator.
        """
        self._app = app
        self._readers = readers
        self._refused = refused
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it.

        Args:
            scope: of ASGI.
            receive: of ASGI.
            send: of ASGI.
        """
        if scope["type"] == "lifespan" or _is_free(scope):
            await self._app(scope, receive, send)
            return
        error = self._error(scope)
        if error is None:
            await self._app(scope, receive, self._kept_private(send))
        elif scope["type"] == "http":
            response = self._refused(Request(scope), error)
            response.headers["Cache-Control"] = "no-store"
            response.headers["Vary"] = ", ".join((*self._readers.varying, "Accept"))
            await response(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    def _error(self, scope: Scope) -> Exception | None:
        try:
            found = self._readers.judge(scope["headers"], cast("str | None", scope.get(PEER)))
        except TokensInvalid as error:
            # The message names a file of this machine, which is the operator's alone to know.
            self._write(json.dumps({"event": "tokens", "error": str(error)}))
            return TokensInvalid("the tokens cannot be checked now; the operator's log says why")
        if found.reader:
            return None
        if found.known:
            return TokenInsufficient(found.missing, "read")
        return TokenNeeded(found.missing)

    def _kept_private(self, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                found = [each.strip() for each in headers.get("cache-control", "").split(",")]
                kept = [each for each in found if each and each not in ("public", "private")]
                headers["Cache-Control"] = ", ".join(("private", *(kept or ["no-cache"])))
                for name in self._readers.varying:
                    headers.add_vary_header(name)
            await send(message)

        return told


def _is_free(scope: Scope) -> bool:
    """Tell whether an address tells nothing that the program itself does not."""
    path = scope.get("path", "")
    plain = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    return plain and (path in _FREE_EXACTLY or path.startswith(_FREE))
