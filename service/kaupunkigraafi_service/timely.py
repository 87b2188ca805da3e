"""HTTP over a socket, with a clock: who does not finish a request's headers in time is let go.

uvicorn has a clock for idle connections only; one byte now and then would hold one for ever.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.peer import connected

_WORDS = b"The request's headers did not come in time.\n"


class Timely(H11Protocol):
    """uvicorn's protocol, with a deadline for each request's first line and headers."""

    patience_s = LIMITS.header_s
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock with the connection.

        Args:
            transport: of the connection.
        """
        super().connection_made(transport)
        self.app = connected(self.app, self.client)
        self._start()

    def data_received(self, data: bytes) -> None:
        """Look whether a request is still on its way in.

        Args:
            data: what came.
        """
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Look whether the next request has begun already."""
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock with the connection.

        Args:
            exc: why it was lost; None: it ended.
        """
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._start()  # bytes that came meanwhile do not set it back
        else:
            self._stop()

    def _start(self) -> None:
        if self._clock is None:
            self._clock = self.loop.call_later(self.patience_s, self._late)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _late(self) -> None:
        self._clock = None
        if self.transport.is_closing():
            return
        if self.conn.our_state is h11.IDLE:
            headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
            told = h11.Response(status_code=408, headers=headers, reason=b"Request Timeout")
            for event in (told, h11.Data(data=_WORDS), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
