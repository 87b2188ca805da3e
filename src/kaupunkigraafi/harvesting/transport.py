"""A request → a connection to the address that was checked, not to its name."""

from __future__ import annotations

import httpx

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.addresses import Resolve, checked, resolved

_PORTS = {"http": 80, "https": 443}


class CheckedTransport(httpx.BaseTransport):
    """Sends to checked addresses alone; certificates are verified against the name."""

    def __init__(self, *, loopback: bool, resolve: Resolve = resolved) -> None:
        """Open nothing yet.

        Args:
            loopback: take addresses of this machine.
            resolve: name → addresses.
        """
        self._loopback, self._resolve = loopback, resolve
        # One for each host: a connection that was made for one name never serves another.
        self._inner: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Args:
            request: with the name in its URL and its ``Host``.

        Returns:
            The answer.

        Raises:
            FetchRefused: not HTTP, or the name leads where it may not.
        """
        url = request.url
        if url.scheme not in _PORTS or not url.host:
            raise FetchRefused(f"{url} is not fetched: only http and https addresses are")
        port = url.port or _PORTS[url.scheme]
        address = checked(url.host, port, loopback=self._loopback, resolve=self._resolve)
        sent = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        if url.host not in self._inner:
            self._inner[url.host] = httpx.HTTPTransport()
        return self._inner[url.host].handle_request(sent)

    def close(self) -> None:
        """Close all connections."""
        for each in self._inner.values():
            each.close()
