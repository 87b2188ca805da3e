"""Repositories of publications (OAI-PMH 2.0) → what they tell of each publication, as a text.

The record is harvested, not the file behind it: Dublin Core has no agreed place for its address.

Source: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from lxml import etree

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import slug
from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.contract import Item, Page, Told
from kaupunkigraafi.harvesting.urls import state_name
from kaupunkigraafi.harvesting.web import Web
from kaupunkigraafi.harvesting.xml import root_of
from kaupunkigraafi.model import Authority

REPOSITORIES = {
    "valto": "https://julkaisut.valtioneuvosto.fi/oai/request",
    "julkari": "https://www.julkari.fi/oai/request",
}
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_PAGES = 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGES = {"fi": "fi", "fin": "fi", "sv": "sv", "swe": "sv", "en": "en", "eng": "en"}


class OaiPmh:
    """The records of a repository, or of a set of it."""

    lists_all = True

    def __init__(self, url: str, *, within: str = "") -> None:
        """Name it.

        Args:
            url: that answers the protocol.
            within: a set; empty: all.
        """
        self._url, self._within = url, within
        self.name = state_name("oai-pmh", f"{url} {within}".strip())

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:
        """List the records.

        Args:
            web: that asks.
            cursor: a resumption token; one that the repository knows no longer begins anew.
            since: only what changed from that day on.

        Yields:
            Pages as the repository cuts them.

        Raises:
            FetchRefused: an answer is none, or the pages have no end.
        """
        token = cursor
        for _ in range(_MOST_PAGES):
            root = self._asked(web, token, since)
            fault = root.find(f"{_OAI}error")
            code = "" if fault is None else fault.get("code", "")
            if code == "badResumptionToken" and token == cursor != "":
                token = cursor = ""
                continue
            if code == "noRecordsMatch":
                yield Page(())
                return
            if code:
                said = one_line((fault.text or "") if fault is not None else "")[:200]
                raise FetchRefused(f"{self._url} refuses: {code} {said}; check the address and set")
            following = root.find(f"{_OAI}ListRecords/{_OAI}resumptionToken")
            before, token = token, _text(following)
            if token and token == before:
                raise FetchRefused(f"{self._url} gives the same page again and again; try later")
            records = root.iterfind(f"{_OAI}ListRecords/{_OAI}record")
            items = tuple(item for each in records if (item := _item(each)))
            size = "" if following is None else following.get("completeListSize", "")
            yield Page(items, token, int(size) if size.isdecimal() else 0)
            if not token:
                return
        raise FetchRefused(f"{self._url} has more than {_MOST_PAGES} pages; ask for a set of it")

    def _asked(self, web: Web, token: str, since: str) -> etree._Element:
        if token:  # exclusive: what was asked first is in the token
            asked = {"verb": "ListRecords", "resumptionToken": token}
        else:
            asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
            asked |= {"set": self._within} if self._within else {}
            # Every repository knows days; not all know seconds.
            asked |= {"from": since[:10]} if since else {}
        url = f"{self._url}?{urlencode(asked)}"
        root = root_of(url, web.get(url, accept="text/xml, application/xml").data)
        if root.tag != f"{_OAI}OAI-PMH":
            raise FetchRefused(f"{url} is no answer of OAI-PMH; check the address")
        return root


def _item(record: etree._Element) -> Item | None:
    header = record.find(f"{_OAI}header")
    if header is None:
        return None
    key = _text(header.find(f"{_OAI}identifier"))
    stamp = _text(header.find(f"{_OAI}datestamp"))
    name = f"{slug(key)[:80]}.txt"
    if header.get("status") == "deleted":
        return Item(key, "", name, stamp=stamp, gone=True)
    fields: dict[str, list[str]] = {}
    for each in record.iterfind(f"{_OAI}metadata/*/*"):
        if str(each.tag).startswith(_DC) and each.text and each.text.strip():
            fields.setdefault(str(each.tag).removeprefix(_DC), []).append(clean(each.text))
    titles = fields.get("title", [])
    if not key or not titles:
        return None
    links = [each for each in fields.get("identifier", []) if each.startswith("http")]
    parts = [*titles, *fields.get("description", []), "; ".join(fields.get("subject", []))]
    return Item(
        key,
        links[0] if links else "",
        name,
        stamp=stamp,
        data="\n\n".join(filter(None, parts)).encode(),
        told=_told(fields, one_line(titles[0])),
    )


def _told(fields: dict[str, list[str]], title: str) -> Told:
    languages = [_LANGUAGES.get(each.lower()[:3].rstrip("_-"), "") for each in
                 fields.get("language", [])]  # fmt: skip
    days = [each[:10] for each in fields.get("date", []) if _is_day(each[:10])]
    rights = [each for each in fields.get("rights", []) if each.startswith("http")]
    return Told(
        title=title,
        language=next(filter(None, languages), ""),
        issued=min(days, default=""),
        publisher=one_line(next(iter(fields.get("publisher", [])), "")),
        licence=next(iter(rights), ""),
        authority=Authority.AUTHORITY_DOCUMENT.value,
    )


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
