"""The server: binds a socket, opens the graph, and answers until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from kaupunkigraafi.endpoint.readers import readers_of
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.binding import bound_to, url_of
from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.places import Writing
from kaupunkigraafi_service.timely import Timely

_GRACE_S = 10
_LOOK_S = 1.0


def serve(
    folder: str | Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    default_graph: str | None = None,
    processes: int = 1,
    writing: Writing | None = None,
    progress: Progress = silent,
) -> None:
    """Serve pages, API and SPARQL until SIGINT or SIGTERM.

    Args:
        folder: a built graph; None: the packaged corpus, built once.
        host: the address to listen at.
        port: 0 chooses a free one; the URL is printed to standard error.
        default_graph: ``union`` or ``strict``; None: as the settings have it.
        processes: that serve the same folder at the same address; each has its own workers,
            rates and metrics.
        writing: what may be changed and by whom; None: as the settings have it.
        progress: told how far a first build is.

    Raises:
        KaupunkigraafiError: the address cannot be used, or the graph not be opened.
    """
    chosen = Settings()
    if default_graph is not None:
        chosen = chosen.model_copy(update={"default_graph": _graph(default_graph)})
    wanted = writing or Writing(chosen.writable, chosen.token_file)
    wanted = replace(wanted, private=wanted.private or chosen.private)
    chosen = wanted.applied(chosen, host, processes)
    if chosen.private:
        readers_of(chosen)  # said before a folder is opened, and before processes are started
    with bound_to(host, port) as bound, wanted.place(folder, progress) as place:
        address = url_of(bound)
        if processes > 1:
            _serve_together(bound, place, chosen, processes, progress)
            return
        kg = Kaupunkigraafi.open(place, progress=progress)
        app = create_app(
            kg,
            chosen,
            started=lambda: _say(
                f"serving {kg.folder}, generation {kg.generation}, at {address}{wanted.told}"
            ),
            moved=lambda generation: _say(f"serving generation {generation} from now on"),
        )
        server = uvicorn.Server(_config(app))
        # uvicorn raises the signal again once it is done, and SIGTERM would end the process
        # before a folder that was made for a while is removed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])


def application() -> FastAPI:
    """Make the application of one of several processes, from the settings alone.

    Returns:
        An ASGI application over ``KAUPUNKIGRAAFI_FOLDER``, or the packaged corpus.
    """
    _end_with_parent()
    chosen = Settings()
    kg = Kaupunkigraafi.open(chosen.folder)
    return create_app(
        kg, chosen, started=lambda: _say(f"process {os.getpid()} serves generation {kg.generation}")
    )


def _end_with_parent() -> None:
    """Stop as on SIGTERM once the process that started this one is gone, however it went."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, name="parent", daemon=True).start()


def _config(app: FastAPI | str, processes: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=processes,
        log_level="warning",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LIMITS.header_bytes,
        http=Timely,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _serve_together(
    bound: socket.socket,
    folder: str | Path | None,
    chosen: Settings,
    processes: int,
    progress: Progress,
) -> None:
    # Each process reads its settings from the environment; a first build happens once, here.
    with Kaupunkigraafi.open(folder, progress=progress) as kg:
        os.environ["KAUPUNKIGRAAFI_FOLDER"] = str(kg.folder.resolve())
        os.environ["KAUPUNKIGRAAFI_DEFAULT_GRAPH"] = chosen.default_graph
        os.environ["KAUPUNKIGRAAFI_PRIVATE"] = str(chosen.private)
        if chosen.token_file:
            os.environ["KAUPUNKIGRAAFI_TOKEN_FILE"] = str(chosen.token_file.resolve())
        _say(f"serving {kg.folder}, generation {kg.generation}, at {url_of(bound)}")
    config = _config("kaupunkigraafi_service.run:application", processes)
    Multiprocess(config, sockets=[bound]).run()


def _graph(name: str) -> Literal["union", "strict"]:
    return "strict" if name == "strict" else "union"


def _say(text: str) -> None:
    print(f"kaupunkigraafi: {text}", file=sys.stderr, flush=True)
