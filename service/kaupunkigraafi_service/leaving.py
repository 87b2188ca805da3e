"""Work for a client that may go away: then it is stopped, and others have its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from starlette.requests import Request

from kaupunkigraafi.endpoint import Cord
from kaupunkigraafi_service.limits import Gate

T = TypeVar("T")


async def run_while_there(request: Request, gate: Gate, work: Callable[[Cord], T]) -> T:
    """Run work on a thread as long as the client waits for it.

    Args:
        request: whose body, if it has one, is read already.
        gate: where it waits for its turn.
        work: called with the cord that is pulled when the client goes away.

    Returns:
        What it returned.

    Raises:
        Busy: the line is full, or did not move.
    """
    cord = Cord()
    watch = asyncio.create_task(_pull_when_gone(request, cord))
    try:
        return await gate.run(lambda: work(cord))
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _pull_when_gone(request: Request, cord: Cord) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cord.pull()
