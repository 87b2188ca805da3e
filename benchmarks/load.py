"""Requests → answers, as many as a server gives: keep-alive connections from one light process.

Sockets and ``select`` alone, because a client that is slower than the server measures itself.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_CHUNK = 1 << 18


@dataclass(slots=True)
class Load:
    """What a server did under load.

    Attributes:
        waits: seconds from a request's first byte to its answer's last one, in their order.
        lost: connections that ended before their answer was whole.
        bodies: bytes of all answers' bodies.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    lost: int = 0
    bodies: int = 0

    @property
    def per_s(self) -> float:
        """Answers with status 200 a second."""
        return self.statuses[200] / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the wait in seconds that a share of the answers stayed below."""
        waits = sorted(self.waits)
        return waits[min(int(len(waits) * share), len(waits) - 1)] if waits else 0.0


def load(
    address: tuple[str, int], requests: Iterator[bytes], *, connections: int, seconds: float
) -> Load:
    """Keep so many connections busy for so long.

    Args:
        address: of the server.
        requests: without end; each a whole request of HTTP/1.1.
        connections: each has one request under way.
        seconds: then no new request is begun; those under way are waited for.

    Returns:
        What was answered.
    """
    found, begun = Load(), time.perf_counter()
    until = begun + seconds
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            one = _Connection(address)
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.ask(next(requests))
        while selector.get_map():
            for key, _ in selector.select(timeout=60):
                one = key.data
                if not one.receive():
                    if one.closed:
                        found.lost += 1
                        selector.unregister(one.socket)
                        one.socket.close()
                    continue
                now = time.perf_counter()
                found.statuses[one.status] += 1
                found.waits.append(now - one.begun)
                found.bodies += one.body
                if now < until and not one.closing:
                    one.ask(next(requests))
                    continue
                selector.unregister(one.socket)
                one.socket.close()
                if now < until:
                    one = _Connection(address)
                    selector.register(one.socket, selectors.EVENT_READ, one)
                    one.ask(next(requests))
    found.seconds = time.perf_counter() - begun
    return found


class _Connection:
    """One connection and the answer that comes in over it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.status = self.body = 0
        self.begun = 0.0
        self.closed = self.closing = False
        self._head = b""
        self._missing: int | None = None
        self._tail = b""

    def ask(self, request: bytes) -> None:
        self._head, self._missing, self._tail, self.body = b"", None, b"", 0
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what came; tell whether the answer is whole."""
        try:
            part = self.socket.recv(_CHUNK)
        except OSError:
            part = b""
        if not part:
            self.closed = True
            return False
        if self._is_begun:
            return self._take(part)
        self._head += part
        head, found, body = self._head.partition(b"\r\n\r\n")
        if not found:
            return False
        self._read(head.lower())
        return self._take(body)

    @property
    def _is_begun(self) -> bool:
        return self._missing is not None

    def _read(self, head: bytes) -> None:
        self.status = int(head[9:12])
        self.closing = b"\r\nconnection: close" in head
        length = head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        self._missing = int(length) if length else -1  # in chunks

    def _take(self, part: bytes) -> bool:
        assert self._missing is not None
        self.body += len(part)
        if self._missing >= 0:
            return self.body >= self._missing
        self._tail = (self._tail + part)[-5:]
        return self._tail == b"0\r\n\r\n"
