"""Nobody takes all: so many requests a second for each client, so many at once for all.

A client is whoever shows a token that is known here, wherever from, else an address: of IPv6 its
/64, which one subscriber has for himself. A token that nobody knows makes no client, or whoever
invents one for each request would never have to wait. All is kept in memory, of the latest
clients alone.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.problems import problem
from kaupunkigraafi_service.refusals import Busy, TooMany

_STRANGERS_PER_S = 50.0
_MOST_CLIENTS = 10_000
# Probes and what pages are made of: an operator must see in, and a page must look like one.
_FREE = ("/health/", "/metrics", "/static/")


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """A token bucket a client: it fills steadily, and holds a burst.

    >>> now = 0.0
    >>> buckets = Buckets(per_s=1, burst=2, clock=lambda: now)
    >>> [buckets.take("a") for _ in range(3)], buckets.take("b")
    ([0.0, 0.0, 1.0], 0.0)
    """

    def __init__(
        self, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with full buckets.

        Args:
            per_s: tokens that come back each second.
            burst: tokens that a bucket holds.
            clock: seconds that only grow.
        """
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, client: str, cost: int = 1) -> float:
        """Take tokens from a client's bucket, if they are there.

        Args:
            client: whose.
            cost: so many.

        Returns:
            Seconds until they are there; 0: they were taken.
        """
        now = self._clock()
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = _Bucket(self._burst, now)
            if len(self._buckets) > _MOST_CLIENTS:
                self._buckets.popitem(last=False)  # whoever came longest ago is full again
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_s)
        bucket.at = now
        self._buckets.move_to_end(client)
        missing = min(cost, self._burst) - bucket.tokens
        if missing > 0:
            return missing / self._per_s
        bucket.tokens -= cost
        return 0.0


class Fairness:
    """Middleware: 429 for a client that asks too often, 503 where too many ask at once."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_s: float | None,
        burst: int,
        holder: Callable[[str], str] = lambda secret: "",  # noqa: ARG005  named for its meaning
    ) -> None:
        """Wrap an application.

        Args:
            app: what is called.
            per_s: requests of a client a second; 0: any number; None: as many as may be
                useful for strangers, any number for this machine itself.
            burst: of them at once.
            holder: a token's secret → the name of who has it; empty: nobody.
        """
        self._app = app
        self._holder = holder
        self._even_here = per_s is not None
        rate = _STRANGERS_PER_S if per_s is None else per_s
        self._buckets = Buckets(rate, burst) if rate else None
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or say when to come again.

        Args:
            scope: of ASGI.
            receive: of ASGI.
            send: of ASGI.
        """
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await problem(refusal, scope)(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1

    def _refusal(self, scope: Scope) -> Busy | TooMany | None:
        if self._inside >= LIMITS.requests:
            return Busy(f"{self._inside} requests are under way, which is as many as may be")
        client = self._shown(scope) or client_of(scope)
        if self._buckets is None or (not self._even_here and _is_this_machine(client)):
            return None
        wait = self._buckets.take(client)
        if not wait:
            return None
        return TooMany(
            f"{client} asks too often; wait {wait:.1f} s, or ask several things at once: "
            "POST /api/v1/search",
            math.ceil(wait),
        )

    def _shown(self, scope: Scope) -> str:
        scheme, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
        name = self._holder(secret.strip()) if scheme.lower() == "bearer" else ""
        return f"the token of {name}" if name else ""


def client_of(scope: Scope) -> str:
    """Return who asks.

    Args:
        scope: of ASGI; a trusted proxy's word for it is in there already.

    Returns:
        An IPv4 address, an IPv6 network, or what the server knows instead.

    >>> [client_of({"client": (host, 1)}) for host in ("2001:db8:1:2:3::4", "::ffff:1.2.3.4")]
    ['2001:db8:1:2::/64', '1.2.3.4']
    """
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_this_machine(client: str) -> bool:
    return client == "::1" or client.startswith("127.")
