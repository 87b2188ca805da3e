"""A host's robots.txt → what may be fetched there, and how fast (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

AGENT = "kaupunkigraafi"
_SLOWEST_S = 60.0
_MISSING = range(400, 500)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host asks of us.

    Attributes:
        parser: None: the host could not say, so nothing is fetched from it.
    """

    parser: RobotFileParser | None

    def may(self, url: str) -> bool:
        """Tell whether an address may be fetched.

        Args:
            url: of the host.

        Returns:
            False where its robots.txt forbids it, or could not be had.
        """
        return self.parser is not None and self.parser.can_fetch(AGENT, url)

    @property
    def pace_s(self) -> float:
        """Seconds between two requests that the host asks for, at most a minute; 0: none."""
        delay = self.parser.crawl_delay(AGENT) if self.parser is not None else None
        return min(float(delay or 0), _SLOWEST_S)


def rules_of(status: int, data: bytes) -> Rules:
    """Read what a host answered.

    Args:
        status: of the answer.
        data: its body.

    Returns:
        4xx: everything is allowed; 5xx: nothing is.

    >>> rules_of(200, b"User-agent: *\\nDisallow: /a").may("https://example.org/a/b")
    False
    >>> rules_of(404, b"").may("https://example.org/a/b")
    True
    """
    parser = RobotFileParser()
    if status in _MISSING:
        parser.parse([])
        return Rules(parser)
    if status != 200:  # noqa: PLR2004
        return Rules(None)
    parser.parse(data.decode("utf-8", "replace").splitlines())
    return Rules(parser)
