"""Hankeikkuna's API, version 2 → its objects, one kind after the other, each an item of JSON.

``POST kohteet/haku`` answers so many results and where the next ones begin. Kinds are asked for one
by one and kept apart: a body is no project, though both have a number. What an object lacks, a date
above all, stays out: the reader invents none.

Source: the API's description at https://api.hankeikkuna.fi/api/api-docs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.contract import Item, Page
from kaupunkigraafi.harvesting.web import Web

ADDRESS = "https://api.hankeikkuna.fi/api/v2"
KINDS = ("HANKE", "LAINSAADANTO", "TOIMIELIN", "STRATEGIA")
STATES = ("SUUNNITTEILLA", "KAYNNISSA", "PAATTYNYT")
_MOST_PAGES = 10_000


class Hankeikkuna:
    """Projects, drafting projects, bodies and strategies."""

    lists_all = True

    def __init__(
        self,
        kinds: Sequence[str] = KINDS,
        *,
        states: Sequence[str] = (),
        size: int = 100,
        address: str = ADDRESS,
    ) -> None:
        """Say what is wanted.

        Args:
            kinds: of ``KINDS``.
            states: of ``STATES``; none: whatever their state.
            size: objects a page.
            address: of the API.

        Raises:
            FetchRefused: there is no such kind or state.
        """
        for given, known in ((kinds, KINDS), (states, STATES)):
            unknown = sorted(set(given) - set(known))
            if unknown:
                raise FetchRefused(f"{unknown[0]!r} is not known; choose of {', '.join(known)}")
        self._kinds, self._states, self._size = tuple(kinds), tuple(states), size
        self._url = f"{address.rstrip('/')}/kohteet/haku"
        self.name = "-".join(("hankeikkuna", *kinds, *states)).lower()

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:
        """List the objects of each kind.

        Args:
            web: that asks.
            cursor: JSON of the kind and of where its next page begins.
            since: only what was edited after it.

        Yields:
            Pages of one kind each.

        Raises:
            FetchRefused: an answer is none, or the pages have no end.
        """
        place, after = json.loads(cursor) if cursor else (0, None)
        for _ in range(_MOST_PAGES):
            kind = self._kinds[place]
            answer = self._asked(web, kind, after, since)
            found = [each for each in _list(answer.get("result")) if isinstance(each, dict)]
            following = _following(answer, found) if len(found) >= self._size else None
            if following is not None and following == after:
                raise FetchRefused(
                    f"{self._url} gives the same page of {kind} again and again; try later"
                )
            items = tuple(item for each in found if (item := _item(each, kind)))
            after = following
            if after is None:
                place += 1
            last = place == len(self._kinds)
            yield Page(items, "" if last else json.dumps([place, after]))
            if last:
                return
        raise FetchRefused(f"{self._url} has more than {_MOST_PAGES} pages; ask for one kind")

    def _asked(self, web: Web, kind: str, after: object, since: str) -> Mapping[str, object]:
        body: dict[str, object] = {
            "tyyppi": [kind],
            "size": self._size,
            "sort": [{"field": "kohde.muokattu", "order": "ASC"}],
        }
        if self._states:
            body["tila"] = list(self._states)
        if after is not None:
            body["searchAfter"] = after
        if since:
            body["muokattuPaivaAlku"] = since[:19]  # the API takes no zone
        answer = web.post(self._url, json.dumps(body).encode())
        try:
            loaded = json.loads(answer.data)
        except ValueError as error:
            raise FetchRefused(f"{self._url} gives no JSON; check the address") from error
        if not isinstance(loaded, dict) or not isinstance(loaded.get("result"), list):
            raise FetchRefused(f"{self._url} gives no list of results; check the address")
        return loaded


def _following(answer: Mapping[str, object], found: Sequence[Mapping[str, object]]) -> object:
    """Return where the next page begins."""
    told = answer.get("nextSearchAfter")
    if told:
        return told
    raise FetchRefused(
        f"Hankeikkuna gives a full page ({len(found)} objects) without saying where the next one "
        "begins (nextSearchAfter), so what lies behind it cannot be had; try later"
    )


def _item(result: Mapping[str, object], kind: str) -> Item | None:
    thing = result.get("kohde", result)
    if not isinstance(thing, dict):
        return None
    number, key = thing.get("tunnus"), thing.get("uuid")
    named = key if isinstance(key, str) and key else number
    if not isinstance(named, str) or not named:
        return None
    own = thing.get("tyyppi")
    stated = own if own in KINDS else kind
    changed = thing.get("muokattu")
    return Item(
        key=f"{stated}/{named}",
        address="",
        name=f"{str(stated).lower()}.json",
        stamp=str(changed) if changed else "",
        data=json.dumps({"kohde": {**thing, "tyyppi": stated}}, ensure_ascii=False).encode(),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
