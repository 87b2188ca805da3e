"""What one request may cost, and what its answer tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.reports import shown


@dataclass(frozen=True, slots=True)
class WebLimits:
    """What one request may cost.

    Attributes:
        bytes: of an answer, unpacked.
        seconds: of one answer from beginning to end.
        silence_s: that nothing comes.
        pace_s: between two requests to one host; the host may ask for more.
        tries: of one request, where the host is busy or the connection breaks.
        patience_s: the longest wait that a host may ask for before the next try.
        redirects: that are followed.
    """

    bytes: int = 50 * 2**20
    seconds: float = 120.0
    silence_s: float = 30.0
    pace_s: float = 0.5
    tries: int = 5
    patience_s: float = 300.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave.

    Attributes:
        url: that answered at last.
        changed: False: the host says that it is as it was; there is no data then.
    """

    url: str
    data: bytes
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    changed: bool = True


def url_of(text: str) -> httpx.URL:
    """Return an address that can be fetched.

    Args:
        text: as somebody wrote it.

    Returns:
        With a host.

    Raises:
        FetchRefused: it is none, or not http or https.

    >>> url_of("https://example.org/a").host
    'example.org'
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise FetchRefused(f"{shown(text)} is no address ({error}); check it") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchRefused(f"{shown(text)} is not fetched: only http and https addresses are")
    return url


def wait_of(response: httpx.Response) -> float:
    """Return how long a host wants to be left alone.

    Args:
        response: with ``Retry-After``, a number or a date, or without.

    Returns:
        Seconds; 0 where it does not say.

    >>> wait_of(httpx.Response(429, headers={"Retry-After": "7"}))
    7.0
    """
    told = response.headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return 0.0
    zoned = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
