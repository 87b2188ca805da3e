"""The contract that every source keeps: pages of items, each to be fetched or brought along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kaupunkigraafi.harvesting.web import Web


@dataclass(frozen=True, slots=True)
class Told:
    """What a listing tells of a document that the document itself does not; empty: nothing.

    Attributes:
        issued: ISO 8601 day.
        authority: a value of ``Authority``.
    """

    title: str = ""
    language: str = ""
    issued: str = ""
    publisher: str = ""
    licence: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source lists.

    Attributes:
        key: names it within the source, for good.
        address: where it is; it is fetched from there unless ``data`` is given.
        name: a file name, whose suffix tells the format.
        stamp: changes whenever the thing does; empty where the source swears nothing.
        data: the thing itself, where the listing brought it.
        otherwise: an address that is tried where what the first one gives cannot be read.
        path: where it lies on this machine, so that nothing is fetched.
        refused: why it shall not be opened; empty: it may.
        gone: the source says that there is no such thing any more.
    """

    key: str
    address: str
    name: str
    stamp: str = ""
    data: bytes | None = None
    otherwise: str = ""
    path: Path | None = None
    refused: str = ""
    gone: bool = False
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a listing.

    Attributes:
        cursor: where the next page begins; empty: this is the last one.
        total: of all items, where the source tells it; 0: it does not.
    """

    items: tuple[Item, ...]
    cursor: str = ""
    total: int = 0


class Source(Protocol):
    """Lists what there is, page by page."""

    @property
    def name(self) -> str:
        """Of the place that its state is kept in: letters, digits and hyphens."""
        ...

    @property
    def lists_all(self) -> bool:
        """Whether a listing without ``since`` names everything: what it misses is gone."""
        ...

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:
        """List.

        Args:
            web: that fetches.
            cursor: of the page to begin with; empty: the first.
            since: what did not change since this moment (UTC, ISO 8601) may be left out; empty:
                nothing may. A source that cannot tell lists everything.

        Returns:
            Pages as they come, the last one with an empty cursor.

        Raises:
            FetchRefused: the listing cannot be had, or has no end.
        """
        ...
