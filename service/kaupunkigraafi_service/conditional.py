"""A repeated question is answered with 304: one generation, one address, one Accept, one answer.

The tag is known before anything is looked up, so a repeated question costs no worker and no
search. It is weak (RFC 9110, 8.8.1): an answer tells how long it took, and may be packed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GENERATION = "Kaupunkigraafi-Generation"
_OK = 200
_ASKING = "no-cache"
_LEAST_DIGITS = 32


class Conditional:
    """Middleware: tags what was read from a generation, and answers 304 where the tag is known.

    What is read from a generation says so in ``Kaupunkigraafi-Generation``; everything else
    (health, ``Cache-Control: no-store``) passes through untouched. Pages say when they were
    read, so theirs are good for a day.
    """

    def __init__(self, app: ASGIApp, *, current: Callable[[Scope], str], salt: str) -> None:
        """Wrap an application.

        Args:
            app: what is called.
            current: request → the generation that is served now; empty: none.
            salt: the program and its limits; where they change, answers may.
        """
        self._app = app
        self._current = current
        self._salt = salt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Args:
            scope: of ASGI.
            receive: of ASGI.
            send: of ASGI; what it sends is tagged here.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        current = self._current(scope) if known else ""
        mine = {self._tag(scope, current), self._tag(scope, current, _today())} & _tags(known)
        if current and mine:
            headers = {"ETag": mine.pop(), "Cache-Control": _ASKING, GENERATION: current}
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _OK:
                headers = MutableHeaders(scope=message)
                generation = headers.get(GENERATION, "")
                page = headers.get("content-type", "").startswith("text/html")
                if generation and headers.get("cache-control", _ASKING) == _ASKING:
                    headers["ETag"] = self._tag(scope, generation, _today() if page else "")
                    # To be kept, and asked about each time: the next generation may be there.
                    headers["Cache-Control"] = _ASKING
            await send(message)

        await self._app(scope, receive, tagged)

    def _tag(self, scope: Scope, generation: str, day: str = "") -> str:
        accept = ",".join(Headers(scope=scope).getlist("accept"))
        parts = (self._salt, generation, day, scope["path"], accept)
        text = "\n".join(parts).encode() + b"\n" + scope["query_string"]
        return f'W/"{generation}-{hashlib.sha256(text).hexdigest()[:_LEAST_DIGITS]}"'


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _tags(header: str) -> frozenset[str]:
    """Return the tags of If-None-Match; our own have no comma in them."""
    found = frozenset(each.strip() for each in header.split(","))
    return found | {f"W/{each}" for each in found if each.startswith('"')}
