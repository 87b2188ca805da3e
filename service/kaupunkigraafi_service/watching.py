"""Each request → a count, and a line of JSON for the operator: no query, no whole address.

Outside of what may refuse, so that refusals are seen too. Lines go out on a thread of their own:
where nobody reads them, they are dropped, and no request waits.
"""

from __future__ import annotations

import ipaddress
import json
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaupunkigraafi_service.conditional import GENERATION
from kaupunkigraafi_service.metrics import Metrics

_LONGEST = 2_000
_FAULT = 500
_PATIENCE_S = 1.0
_QUIET = ("/health/", "/metrics", "/static/")


class Watching:
    """Middleware: counts every request, and writes a line about it where that is wanted."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        log: str = "off",
        write: Callable[[str], object],
    ) -> None:
        """Wrap an application.

        Args:
            app: what is called.
            metrics: where it is counted.
            log: ``off``; ``requests``; ``queries``: with what was asked, which may be private.
            write: takes a line.
        """
        self._app = app
        self._metrics = metrics
        self._log = log
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Args:
            scope: of ASGI.
            receive: of ASGI.
            send: of ASGI; what it sends is seen here.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, size, generation = _FAULT, 0, ""

        async def seen(message: Message) -> None:
            nonlocal status, size, generation
            if message["type"] == "http.response.start":
                status = message["status"]
                generation = MutableHeaders(scope=message).get(GENERATION, "")
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            seconds = time.perf_counter() - begun
            route = str(getattr(scope.get("route"), "path", "other"))  # the router put it there
            self._metrics.tell(route, scope["method"], status, seconds)
            if self._log != "off" and not scope["path"].startswith(_QUIET):
                told = {"status": status, "ms": round(seconds * 1000, 1), "bytes": size}
                self._tell(scope, route, {**told, "generation": generation})

    def _tell(self, scope: Scope, route: str, told: dict[str, object]) -> None:
        line: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": "request",
            "method": scope["method"][:16],
            "route": route,
            **told,
            "client": shortened((scope.get("client") or ("",))[0]),
        }
        if self._log == "queries":
            line["path"] = scope["path"][:_LONGEST]
            line["query"] = scope["query_string"][:_LONGEST].decode("ascii", "replace")
        # JSON writes CR, LF and ESC as escapes, and what is not ASCII too: one line stays one.
        self._write(json.dumps(line))


def shortened(host: str) -> str:
    """Return an address without its end, which names one person's machine.

    Args:
        host: IPv4 or IPv6.

    Returns:
        Its /24 or /48; empty where it is no address.

    >>> shortened("192.0.2.77"), shortened("2001:db8:1:2::3"), shortened("a\\nb")
    ('192.0.2.0', '2001:db8:1::', '')
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    kept = 24 if address.version == 4 else 48  # noqa: PLR2004  IPv4
    return str(ipaddress.ip_network((address, kept), strict=False).network_address)


class Lines:
    """Lines to standard error, from a thread of its own; what nobody reads in time is dropped."""

    def __init__(self, stream: TextIO | None = None, most: int = 10_000) -> None:
        """Start the thread.

        Args:
            stream: where to; None: standard error.
            most: lines that may wait.
        """
        self._stream = stream or sys.stderr
        self._waiting: queue.Queue[str | None] = queue.Queue(most)
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="lines", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Hand a line over.

        Args:
            line: without its end.
        """
        try:
            self._waiting.put_nowait(line)
        except queue.Full:
            self.dropped += 1

    def close(self) -> None:
        """Write what waits, but wait for no reader that has gone."""
        with suppress(queue.Full):
            self._waiting.put(None, timeout=_PATIENCE_S)
            self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        while (line := self._waiting.get()) is not None:
            try:
                self._stream.write(line + "\n")
                self._stream.flush()
            except (OSError, ValueError):  # the reader has gone; whoever reads next gets the next
                self.dropped += 1
