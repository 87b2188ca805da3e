"""A server over a real socket, started and stopped by the test that needs it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from kaupunkigraafi_service.timely import Timely

WAIT_S = 60


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that happens on another thread."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_S} s for {what}"
        time.sleep(0.01)


@contextmanager
def running(app: FastAPI) -> Iterator[httpx.Client]:
    """Serve an application on a free port of this machine for a ``with`` block."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none", http=Timely))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive(), "the server to start")
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=WAIT_S) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
