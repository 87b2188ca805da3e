"""What a request may cost before its question is looked at: bytes, characters, places in line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from anyio import CapacityLimiter, current_time, fail_after, to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaupunkigraafi_service.problems import problem
from kaupunkigraafi_service.refusals import BodyLate, BodyTooLarge, Busy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the service; those of the query workers are in the settings.

    Attributes:
        body_bytes: of a request.
        text_characters: of a search text.
        given_characters: of a text whose mentions or duties are asked for; the command line has
            no limit.
        query_characters: of a SPARQL query.
        batch: searches in one request.
        header_bytes: of a request's first line and headers together; a longer query is posted.
        header_s: within which a request's headers must come.
        body_s: within which a request's body must come.
        requests: of all clients that may be under way.
        waiting: queries that may wait for a worker; the next one is told to come again.
        validations: graphs that are checked at the same time.
    """

    body_bytes: int = 2 * 2**20
    text_characters: int = 2_000
    given_characters: int = 200_000
    query_characters: int = 64 * 2**10
    batch: int = 100
    header_bytes: int = 128 * 2**10
    header_s: float = 10.0
    body_s: float = 30.0
    requests: int = 256
    waiting: int = 32
    validations: int = 1


LIMITS = Limits()
_NOTHING: Mapping[str, int] = MappingProxyType({})


class BodyLimit:
    """Middleware: stops a body that is too large or too slow while it comes in."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int = LIMITS.body_bytes,
        larger: Mapping[str, int] = _NOTHING,
        patience_s: float = LIMITS.body_s,
    ) -> None:
        """Wrap an application.

        Args:
            app: what is called.
            most: bytes.
            larger: beginning of an address → bytes, where that is another number.
            patience_s: within which the body must come.
        """
        self._app = app
        self._most = most
        self._larger = larger
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Args:
            scope: of ASGI.
            receive: of ASGI; counted here.
            send: of ASGI.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = next(
            (n for start, n in self._larger.items() if scope["path"].startswith(start)), self._most
        )
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            await problem(self._error(declared, most), scope)(scope, receive, send)
            return
        seen, whole = 0, False
        until = current_time() + self._patience_s

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:  # from here on it is told that the client has gone
                return await receive()
            try:
                with fail_after(until - current_time()):
                    message = await receive()
            except TimeoutError as error:
                raise BodyLate(
                    f"the request's body was not there after {self._patience_s:g} s; "
                    "send it at once"
                ) from error
            whole = not message.get("more_body")
            seen += len(message.get("body", b""))
            if seen > most:
                raise self._error(str(seen), most)
            return message

        await self._app(scope, counted, send)

    @staticmethod
    def _error(size: str, most: int) -> BodyTooLarge:
        return BodyTooLarge(
            f"the request has {size} bytes or more; at most {most} are taken. Send less"
        )


class Gate:
    """A few may pass at once, a few more may wait a while, the next is told to come again."""

    def __init__(self, passing: int, waiting: int, patience_s: float) -> None:
        """Open the gate.

        Args:
            passing: at once.
            waiting: before it.
            patience_s: how long one may wait.
        """
        self._places = CapacityLimiter(passing)
        # Threads of its own: searches must not wait for those that run slow queries.
        self._threads = CapacityLimiter(passing)
        self._waiting = waiting
        self._patience_s = patience_s

    @property
    def line(self) -> int:
        """How many wait."""
        return self._places.statistics().tasks_waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Run work on a thread, once there is room.

        Args:
            work: called without arguments.

        Returns:
            What it returned.

        Raises:
            Busy: the line is full, or did not move.
        """
        line = self.line
        if self._places.available_tokens < 1 and line >= self._waiting:
            raise Busy(
                f"{line} requests are waiting, which is as many as may; try again in a second"
            )
        place = object()
        try:
            with fail_after(self._patience_s):
                await self._places.acquire_on_behalf_of(place)
        except TimeoutError as error:
            raise Busy(
                f"no place became free within {self._patience_s:g} s; try again in a second"
            ) from error
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._places.release_on_behalf_of(place)
