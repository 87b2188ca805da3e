"""Finlex's open data → statutes in Akoma Ntoso: those that are listed here, or those of some years.

A statute as in force stands at an address with the number of its newest amendment in it, which
only Finlex's own list tells. Where it has none, or an empty one, the wording as enacted is taken.

Source: the API's OpenAPI description at https://opendata.finlex.fi/v3/api-docs.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

from kaupunkigraafi.corpus.readers.akoma_ntoso_meta import LANGUAGES
from kaupunkigraafi.errors import FetchRefused, SourceMissing
from kaupunkigraafi.harvesting.contract import Item, Page
from kaupunkigraafi.harvesting.web import Web

ADDRESS = "https://opendata.finlex.fi/finlex/avoindata/v1"
_ENACTED, _CONSOLIDATED = "act/statute", "act/statute-consolidated"
_AT_ONCE = 10  # Finlex lists no more on a page
_MOST_PAGES = 5000
_ENTRY = re.compile(
    r"/akn/fi/act/(?:statute|statute-consolidated)/(\d{4})/([\w-]+)/(fin|swe|sme)@(\w*)$"
)


class Wording(StrEnum):
    """Which text of a statute is wanted."""

    IN_FORCE = "in-force"
    ENACTED = "enacted"


def listed_laws(corpus: Path) -> tuple[str, ...]:
    """Return the laws that a corpus lists.

    Args:
        corpus: with ``records/laws.csv``.

    Returns:
        Year and number, ``2015/410``, in the order of the file.

    Raises:
        SourceMissing: there is no such file.
    """
    path = corpus / "records" / "laws.csv"
    if not path.is_file():
        raise SourceMissing(f"there is no {path}; name a corpus that lists laws")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["eli"] for row in csv.DictReader(file))


class FinlexListed:
    """Statutes by their numbers, each in some languages."""

    lists_all = True

    def __init__(
        self,
        laws: Sequence[str],
        *,
        languages: Sequence[str] = ("fin", "swe"),
        wording: Wording = Wording.IN_FORCE,
        address: str = ADDRESS,
    ) -> None:
        """Name them.

        Args:
            laws: year and number, ``2015/410``.
            languages: ``fin``, ``swe``, ``sme``.
            wording: as in force, or as enacted.
            address: of the API.
        """
        self._wanted = [(law, language) for law in laws for language in languages]
        self._wording, self._address = wording, address.rstrip("/")
        self.name = "finlex-listed" if wording is Wording.IN_FORCE else "finlex-listed-enacted"

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:  # noqa: ARG002
        """List them, a statute a page.

        Args:
            web: that asks Finlex's list for the wording in force.
            cursor: how many were listed.
            since: not used: each is asked whether it changed.

        Yields:
            Pages of one.

        Raises:
            FetchRefused: Finlex's list cannot be had.
        """
        for place in range(int(cursor or 0), len(self._wanted)):
            law, language = self._wanted[place]
            following = place + 1
            yield Page(
                (self._item(web, law, language),),
                str(following) if following < len(self._wanted) else "",
                len(self._wanted),
            )

    def _item(self, web: Web, law: str, language: str) -> Item:
        enacted = f"{self._address}/akn/fi/{_ENACTED}/{law}/{language}@"
        address = self._in_force(web, law, language) if self._wording is Wording.IN_FORCE else ""
        return Item(
            key=f"{law}/{language}",
            address=address or enacted,
            name=f"{law.replace('/', '_')}_{language}.xml",
            otherwise=enacted if address else "",
        )

    def _in_force(self, web: Web, law: str, language: str) -> str:
        """Return the address of the newest wording; empty where Finlex has none."""
        year, number = law.split("/")
        entries = listing(
            web,
            f"{self._address}/akn/fi/{_CONSOLIDATED}/list",
            {
                "page": "1",
                "startYear": year,
                "endYear": year,
                "documentNumber": number,
                "langAndVersion": f"{language}@",
            },
        )
        found = [
            (match[4], uri)
            for uri in entries
            if (match := _ENTRY.search(uri)) and match.group(1, 2, 3) == (year, number, language)
        ]
        return self._here(max(found)[1]) if found else ""

    def _here(self, uri: str) -> str:
        """Return an address at the host that was asked, wherever the list says that it is."""
        return f"{self._address}{uri[uri.index('/akn/') :]}"


class FinlexYears:
    """All statutes of some years in one language, as enacted or in force."""

    lists_all = True

    def __init__(
        self,
        first: int,
        last: int,
        *,
        language: str = "fin",
        wording: Wording = Wording.ENACTED,
        address: str = ADDRESS,
    ) -> None:
        """Name them.

        Args:
            first: year.
            last: year, included.
            language: ``fin``, ``swe``, ``sme``.
            wording: as in force, or as enacted.
            address: of the API.
        """
        self._years, self._language = (first, last), language
        self._wording, self._address = wording, address.rstrip("/")
        self.name = f"finlex-{first}-{last}-{language}-{wording}"

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:
        """List them as Finlex does.

        Args:
            web: that asks.
            cursor: number of the page.
            since: what was published before is left out, and not told gone.

        Yields:
            Pages of ten.

        Raises:
            FetchRefused: the list cannot be had, repeats itself, or has no end.
        """
        kind = _ENACTED if self._wording is Wording.ENACTED else _CONSOLIDATED
        address = f"{self._address}/akn/fi/{kind}/list"
        asked = {
            "sortBy": "dateIssued",
            "startYear": str(self._years[0]),
            "endYear": str(self._years[1]),
            "langAndVersion": f"{self._language}@",
            **({"publishedSince": since} if since else {}),
        }
        before: list[str] = []
        for number in range(int(cursor or 1), _MOST_PAGES + 1):
            entries = listing(web, address, {"page": str(number), **asked})
            if entries and entries == before:
                raise FetchRefused(f"{address} gives page {number} as the one before; try later")
            before = entries
            last = len(entries) < _AT_ONCE
            items = tuple(item for uri in entries if (item := self._item(uri)))
            yield Page(items, "" if last else str(number + 1))
            if last:
                return
        raise FetchRefused(f"{address} has more than {_MOST_PAGES} pages; ask for fewer years")

    def _item(self, uri: str) -> Item | None:
        match = _ENTRY.search(uri)
        if match is None:
            return None
        year, number, language, _ = match.groups()
        return Item(
            key=f"{year}/{number}/{language}",
            address=f"{self._address}{uri[uri.index('/akn/') :]}",
            name=f"{year}_{number}_{language}.xml",
        )


def listing(web: Web, address: str, asked: dict[str, str]) -> list[str]:
    """Ask Finlex for a page of a list.

    Args:
        web: that fetches.
        address: of the list.
        asked: its parameters.

    Returns:
        The addresses of statutes.

    Raises:
        FetchRefused: it cannot be had, or is no list.
    """
    query = urlencode({"format": "json", "limit": str(_AT_ONCE), **asked}, safe="@")
    url = f"{address}?{query}"
    answer = web.get(url, accept="application/json")
    try:
        loaded = json.loads(answer.data)
    except ValueError as error:
        raise FetchRefused(f"{url} gives no JSON; check the address of the API") from error
    if not isinstance(loaded, list):
        raise FetchRefused(f"{url} gives no list; check the address of the API")
    return [
        each["akn_uri"]
        for each in loaded
        if isinstance(each, dict) and isinstance(each.get("akn_uri"), str)
    ]


def language_code(language: str) -> str:
    """Return a language as Finlex writes it.

    Args:
        language: ``fi``, ``sv`` or ``se``.

    Returns:
        ``fin``, ``swe`` or ``sme``.

    Raises:
        SourceMissing: Finlex has no statutes in it that are read here.

    >>> language_code("sv")
    'swe'
    """
    for code, known in LANGUAGES.items():
        if language == known:
            return code
    known = ", ".join(LANGUAGES.values())
    raise SourceMissing(f"statutes are not read in {language!r}; choose of {known}")
