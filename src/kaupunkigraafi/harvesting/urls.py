"""Addresses of pages and files → items: from a list, or from a site's own map."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from kaupunkigraafi.corpus.readers.contract import slug
from kaupunkigraafi.corpus.readers.xml import local
from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.contract import Item, Page
from kaupunkigraafi.harvesting.web import Web
from kaupunkigraafi.harvesting.xml import root_of

_SUFFIXES = frozenset((".pdf", ".docx", ".docm", ".html", ".htm", ".md", ".txt", ".xml", ".json",
                       ".ttl", ".rdf", ".jsonld"))  # fmt: skip
_MOST_MAPS = 500
_LARGEST_MAP = 50 * 2**20  # the protocol's own limit, unpacked
_GZIP = b"\x1f\x8b"


def item_of(url: str, stamp: str = "") -> Item:
    """Return the item at an address.

    Args:
        url: http or https; its fragment is left out.
        stamp: when it changed, where that is known.

    Returns:
        An item whose key is the address.

    >>> item_of("https://example.org/Päätös%201.pdf#s2").name
    'paatos-1.pdf'
    """
    address = url.strip().partition("#")[0]
    try:
        path = PurePosixPath(unquote(urlsplit(address).path))
    except ValueError:  # what is no address is refused when it is fetched
        path = PurePosixPath("page")
    suffix = path.suffix.lower() if path.suffix.lower() in _SUFFIXES else ".html"
    return Item(key=address, address=address, name=slug(path.stem)[:80] + suffix, stamp=stamp)


class UrlList:
    """A list of addresses, one a line; lines that begin with # are remarks."""

    lists_all = True

    def __init__(self, lines: Sequence[str], name: str) -> None:
        """Take the list.

        Args:
            lines: of the file.
            name: of the list, told apart from others by it.
        """
        stripped = (line.strip() for line in lines)
        self._urls = tuple(
            dict.fromkeys(line for line in stripped if line and not line.startswith("#"))
        )
        self.name = state_name("urls", name)

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:  # noqa: ARG002
        """List them all at once.

        Args:
            web: not used.
            cursor: not used.
            since: not used: each is asked whether it changed.

        Yields:
            One page.
        """
        yield Page(tuple(item_of(url) for url in self._urls), total=len(self._urls))


class Sitemap:
    """What a site's map lists (sitemaps.org), with the maps that a map of maps names."""

    lists_all = True

    def __init__(self, url: str) -> None:
        """Name it.

        Args:
            url: of the map.
        """
        self._url = url
        self.name = state_name("sitemap", url)

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:  # noqa: ARG002
        """List them, a map a page.

        Args:
            web: that fetches.
            cursor: how many maps were listed.
            since: not used: the map tells when each changed.

        Yields:
            Pages.

        Raises:
            FetchRefused: a map cannot be had, or there are too many.
        """
        items, maps = self._map(web, self._url)
        seen, line = {self._url}, [each for each in dict.fromkeys(maps) if each != self._url]
        if len(line) > _MOST_MAPS:
            raise FetchRefused(
                f"{self._url} names {len(line)} maps, more than {_MOST_MAPS}; name those you want"
            )
        begun = int(cursor or 0)
        if not begun:
            yield Page(items, "1" if line else "")
        for place, url in enumerate(line, start=1):
            if place < begun or url in seen:
                continue
            seen.add(url)
            items, deeper = self._map(web, url)
            if deeper:
                raise FetchRefused(
                    f"{url} names maps, and so does the map that names it; name it by itself"
                )
            yield Page(items, str(place + 1) if place < len(line) else "")

    def _map(self, web: Web, url: str) -> tuple[tuple[Item, ...], list[str]]:
        root = root_of(url, _unpacked(url, web.get(url).data))
        items: list[Item] = []
        maps: list[str] = []
        for block in root:
            told = {local(each): (each.text or "").strip() for each in block}
            where = told.get("loc", "")
            if where and local(block) == "url":
                items.append(item_of(where, told.get("lastmod", "")))
            elif where and local(block) == "sitemap":
                maps.append(where)
        if local(root) not in ("urlset", "sitemapindex"):
            raise FetchRefused(f"{url} is no map of a site but <{local(root)}>; check the address")
        return tuple(items), maps


def state_name(kind: str, what: str) -> str:
    """Return the name of the place of a source's state.

    Args:
        kind: of the source.
        what: which one.

    Returns:
        Readable, and another one for another source.

    >>> state_name("sitemap", "https://example.org/sitemap.xml")
    'sitemap-https-example-org-sitemap-xml-2f9707'
    """
    digest = hashlib.sha256(what.encode()).hexdigest()[:6]
    return f"{kind}-{slug(what)[:60]}-{digest}"


def _unpacked(url: str, data: bytes) -> bytes:
    """Unpack a map that is kept packed (``.xml.gz``), up to the protocol's limit."""
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, _LARGEST_MAP + 1)
    except zlib.error as error:
        raise FetchRefused(f"{url} is packed wrongly ({error}); tell its keeper") from error
    if len(found) > _LARGEST_MAP:
        raise FetchRefused(f"{url} unpacks to more than {_LARGEST_MAP // 2**20} MiB; split it")
    return found
