"""An address → its bytes, politely: paced, patient, within limits of size and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version

import httpx

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.addresses import Resolve, resolved
from kaupunkigraafi.harvesting.limits import Answer, WebLimits, url_of, wait_of
from kaupunkigraafi.harvesting.robots import AGENT, Rules, rules_of
from kaupunkigraafi.harvesting.transport import CheckedTransport
from kaupunkigraafi.held import Held

_AGAIN = frozenset((429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))
_UNCHANGED, _OK = 304, 200
_PACKINGS = frozenset(("", "identity", "gzip", "deflate"))


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Web(Held):
    """Fetches; used by one thread.

    >>> with Web(contact="kirjaamo@example.org") as web:
    ...     web.agent.rpartition("(")[2]
    '+mailto:kirjaamo@example.org)'
    """

    def __init__(
        self,
        *,
        contact: str = "",
        loopback: bool = False,
        limits: WebLimits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = resolved,
    ) -> None:
        """Open nothing yet.

        Args:
            contact: e-mail address of whoever harvests; hosts are told.
            loopback: take addresses of this machine.
            limits: of one request.
            sleep: waits.
            resolve: name → addresses.
        """
        told = f" (+mailto:{contact})" if contact else ""
        self.agent = f"{AGENT}/{version('kaupunkigraafi')}{told}"
        self._limits, self._sleep = limits or WebLimits(), sleep
        self._client = httpx.Client(
            transport=CheckedTransport(loopback=loopback, resolve=resolve),
            timeout=self._limits.silence_s,
            trust_env=False,
            headers={"User-Agent": self.agent, "Accept-Encoding": "gzip"},
        )
        self._rules: dict[str, Rules] = {}
        self._last: dict[str, float] = {}  # host → when it was asked last

    def get(self, url: str, *, etag: str = "", modified: str = "", accept: str = "*/*") -> Answer:
        """Fetch an address.

        Args:
            url: http or https.
            etag: of what we have; empty: none.
            modified: its ``Last-Modified``.
            accept: media types.

        Returns:
            The answer.

        Raises:
            FetchRefused: it may not be fetched, is not there, or is too large, slow or broken.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return self._patiently(_Call("GET", url, headers))

    def post(self, url: str, body: bytes) -> Answer:
        """Ask an address a question in JSON.

        Args:
            url: http or https.
            body: JSON.

        Returns:
            The answer.

        Raises:
            FetchRefused: as ``get``.
        """
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return self._patiently(_Call("POST", url, headers, body))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _patiently(self, call: _Call) -> Answer:
        """Try until it is answered, or shall not be tried any more."""
        for attempt in range(1, self._limits.tries + 1):
            self._ask_robots(call.url)
            status, answer, wait = self._once(call)
            if answer is not None:
                return answer
            wait = max(wait, 2.0 ** (attempt - 1))
            if attempt == self._limits.tries or wait > self._limits.patience_s:
                break
            self._sleep(wait)
        raise FetchRefused(
            f"{call.url} {status} ({attempt} tries, the next one in {wait:g} s); run the same "
            "command later: it goes on where it stopped",
            again=True,
        )

    def _once(self, call: _Call) -> tuple[str, Answer | None, float]:
        """Send once; None: it may be tried again, after so many seconds."""
        try:
            response = self._followed(call)
        except httpx.TransportError as error:
            return f"broke off: {type(error).__name__} {error}".strip(), None, 0.0
        with closing(response):
            if response.status_code in _AGAIN:
                return f"answered {response.status_code}", None, wait_of(response)
            try:
                return "", self._taken(call, response), 0.0
            except httpx.TransportError as error:
                return f"broke off: {type(error).__name__} {error}".strip(), None, 0.0

    def _followed(self, call: _Call) -> httpx.Response:
        """Follow redirects; each is checked and asked for as if it had been given."""
        request = self._client.build_request(
            call.method, call.url, headers=dict(call.headers), content=call.body
        )
        for _ in range(self._limits.redirects + 1):
            self._pace(request.url)
            response = self._client.send(request, stream=True)
            if response.next_request is None:
                return response
            response.close()
            request = response.next_request
            self._ask_robots(str(request.url))
        raise FetchRefused(
            f"{call.url} is redirected more than {self._limits.redirects} times; check the address"
        )

    def _taken(self, call: _Call, response: httpx.Response) -> Answer:
        status, url = response.status_code, str(response.url)
        if status == _UNCHANGED:
            return Answer(url, b"", changed=False)
        if status != _OK:
            raise FetchRefused(
                f"{call.url} answered {status}; check whether it has moved", gone=status in _GONE
            )
        return Answer(
            url,
            self._body(call.url, response),
            media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            etag=response.headers.get("ETag", ""),
            modified=response.headers.get("Last-Modified", ""),
        )

    def _body(self, url: str, response: httpx.Response) -> bytes:
        packing = response.headers.get("Content-Encoding", "").strip().lower()
        if packing not in _PACKINGS:
            raise FetchRefused(f"{url} is packed as {packing!r}; only gzip is unpacked here")
        most, until = self._limits.bytes, time.monotonic() + self._limits.seconds
        data = bytearray()
        try:
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > most:
                    raise FetchRefused(
                        f"{url} is larger than {most} bytes, the most that is fetched; "
                        "take it by hand and split it"
                    )
                if time.monotonic() > until:
                    raise FetchRefused(
                        f"{url} took longer than {self._limits.seconds:g} s; run the command later",
                        again=True,
                    )
        except httpx.DecodingError as error:
            raise FetchRefused(f"{url} is packed wrongly ({error}); tell its keeper") from error
        return bytes(data)

    def _ask_robots(self, url: str) -> None:
        where = url_of(url)
        origin = f"{where.scheme}://{where.netloc.decode('ascii', 'replace')}"
        if origin not in self._rules:
            self._rules[origin] = self._robots(origin)
        rules = self._rules[origin]
        if rules.parser is None:
            del self._rules[origin]  # it may answer the next time
            raise FetchRefused(
                f"{origin}/robots.txt cannot be had, and without it nothing is fetched; "
                "run the command later",
                again=True,
            )
        if not rules.may(url):
            raise FetchRefused(
                f"{url} is closed to programs by {origin}/robots.txt; ask its keeper for the files"
            )

    def _robots(self, origin: str) -> Rules:
        call = _Call("GET", f"{origin}/robots.txt")
        request = self._client.build_request("GET", call.url)
        for _ in range(self._limits.redirects + 1):
            self._pace(request.url)
            try:
                with closing(self._client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        return rules_of(response.status_code, self._body(call.url, response))
                    request = response.next_request
            except httpx.TransportError:
                return Rules(None)
        return rules_of(404, b"")

    def _pace(self, url: httpx.URL) -> None:
        host = url.netloc.decode("ascii", "replace")
        rules = self._rules.get(f"{url.scheme}://{host}")
        pace = max(self._limits.pace_s, rules.pace_s if rules else 0.0)
        left = self._last.get(host, float("-inf")) + pace - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._last[host] = time.monotonic()
