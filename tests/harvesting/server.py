"""A real server on loopback that answers as a source does, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    method: str
    path: str  # with its query
    headers: dict[str, str]
    body: bytes
    status: int = 0


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0  # so many bytes fewer than announced are sent
    hold: threading.Event | None = None  # nothing is sent until it is set


Route = Callable[[Asked], Reply]


class Site:
    """Routes by path without query; what has none is 404. Replies may be changed at any time."""

    def __init__(self) -> None:
        self.routes: dict[str, Route | Reply] = {}
        self.log: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self, "GET")

            def do_POST(self) -> None:
                site.answer(self, "POST")

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler, method: str) -> None:
        size = int(handler.headers.get("Content-Length") or 0)
        headers = {key.lower(): value for key, value in handler.headers.items()}
        asked = Asked(method, handler.path, headers, handler.rfile.read(size))
        self.log.append(asked)
        route = self.routes.get(handler.path.partition("?")[0], Reply(404))
        reply = route if isinstance(route, Reply) else route(asked)
        if reply.hold is not None:
            reply.hold.wait(60)
        asked.status = reply.status
        etag = reply.headers.get("ETag")
        if reply.status == 200 and etag and headers.get("if-none-match") == etag:
            reply = Reply(304, headers={"ETag": etag})
            asked.status = 304
        try:
            handler.send_response(reply.status)
            for key, value in reply.headers.items():
                handler.send_header(key, value)
            handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            handler.wfile.write(reply.body[: len(reply.body) - reply.cut])
            if reply.cut:
                handler.close_connection = True
        except OSError:
            handler.close_connection = True

    def asked(self, part: str = "") -> list[str]:
        """Paths that were asked for, without robots.txt."""
        return [a.path for a in self.log if a.path != "/robots.txt" and part in a.path]

    def answered(self, part: str = "") -> list[str]:
        """Paths that were answered with 200."""
        found = [a for a in self.log if a.status == 200 and a.path != "/robots.txt"]
        return [a.path for a in found if part in a.path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
