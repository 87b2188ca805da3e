"""A call of a tool → its answer, or an error that says what to do; as many at once as may be."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent

from kaupunkigraafi.endpoint import Endpoint
from kaupunkigraafi.errors import KaupunkigraafiError, QueryTextInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import Plain
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Desk:
    """What every tool answers from.

    Attributes:
        kg: the open graph.
        endpoint: over the same generation, for queries of strangers.
        settings: the limits.
        places: calls that may be under way.
    """

    kg: Kaupunkigraafi
    endpoint: Endpoint
    settings: Settings
    places: threading.BoundedSemaphore

    @property
    def pages(self) -> str:
        """Where the service's pages are, as far as the settings tell; else empty."""
        return self.settings.public_url.rstrip("/")

    @contextmanager
    def asked(self, *texts: str | None) -> Iterator[None]:
        """Take a place for one call, and turn the library's errors into the protocol's.

        Args:
            *texts: what the caller wrote; none may be longer than a search text.

        Yields:
            Nothing.

        Raises:
            ToolError: with the value, the limit and the remedy.
        """
        if not self.places.acquire(blocking=False):
            raise ToolError(f"{LIMITS.waiting} calls are under way, as many as may be; ask again")
        try:
            _check(texts)
            yield
        except KaupunkigraafiError as error:
            # Where the graph lies on the disk is nobody's business beyond this machine.
            raise ToolError(str(error).replace(str(self.kg.folder), "this graph")) from error
        finally:
            self.places.release()


def desk(kg: Kaupunkigraafi, endpoint: Endpoint, settings: Settings) -> Desk:
    """Return a desk with all places free.

    Args:
        kg: the open graph.
        endpoint: over it.
        settings: the limits.

    Returns:
        What the tools answer from.
    """
    return Desk(kg, endpoint, settings, threading.BoundedSemaphore(LIMITS.waiting))


def told(lines: Sequence[str], content: Plain) -> CallToolResult:
    """Return an answer both ways: short for reading, whole for computing.

    Args:
        lines: of the text.
        content: the structured content.

    Returns:
        As the protocol has it.
    """
    text = TextContent(type="text", text="\n".join(lines))
    return CallToolResult(content=[text], structured_content=content)


def _check(texts: Sequence[str | None]) -> None:
    for text in texts:
        if text is None:
            continue
        if len(text) > LIMITS.text_characters:
            raise QueryTextInvalid(
                f"the text has {len(text):,} characters; at most {LIMITS.text_characters:,} are "
                "taken: ask with the words that matter"
            )
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise QueryTextInvalid("the text has half a character; send whole Unicode characters")
