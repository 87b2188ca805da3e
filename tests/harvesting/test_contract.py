"""Whatever the source: new, unchanged, changed, gone are told; a broken listing loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.harvesting.contract import Source
from kaupunkigraafi.harvesting.directory import Directory
from kaupunkigraafi.harvesting.finlex import FinlexYears
from kaupunkigraafi.harvesting.hankeikkuna import Hankeikkuna
from kaupunkigraafi.harvesting.harvest import Wishes, harvest
from kaupunkigraafi.harvesting.oai_pmh import OaiPmh
from kaupunkigraafi.harvesting.urls import Sitemap, UrlList
from kaupunkigraafi.harvesting.web import Web
from tests.harvesting.repositories import hankeikkuna, record, repository, site_map, thing
from tests.harvesting.server import Reply, Site
from tests.harvesting.statutes import finlex, statute


def page(number: int, words: str = "on auki") -> bytes:
    text = f"<h1>Tori {number}</h1><p>Tori {number} {words} joka päivä, ja sinne pääsee jalan.</p>"
    return f"<html><head><title>Tori {number}</title></head><body>{text}</body></html>".encode()


@dataclass
class World:
    """Puts three things, numbered 1 to 3, where a source finds them.

    Attributes:
        put: numbers → what they say; what is left out is gone.
        broken: makes the listing fail; None: it cannot.
    """

    source: Callable[[], Source]
    put: Callable[[dict[int, str]], None]
    broken: Callable[[], None] | None


def _finlex(site: Site, tmp_path: Path) -> World:
    def put(said: dict[int, str]) -> None:
        finlex(site, {f"2031/{n}/fin": ("", statute(f"2031/{n}", text=f"Tori {n} {w}."))
                      for n, w in said.items()})  # fmt: skip

    def broken() -> None:
        site.routes["/akn/fi/act/statute/list"] = Reply(500)

    return World(lambda: FinlexYears(2031, 2031, address=site.url), put, broken)


def _hankeikkuna(site: Site, tmp_path: Path) -> World:
    def put(said: dict[int, str]) -> None:
        hankeikkuna(
            site,
            [thing(n, "HANKE", tavoitteet={"fi": f"Tori {n} {w}."}, muokattu=_edited(n, w))
             for n, w in said.items()],
        )  # fmt: skip

    def broken() -> None:
        site.routes["/kohteet/haku"] = Reply(500)

    return World(lambda: Hankeikkuna(address=site.url, size=2), put, broken)


def _edited(number: int, words: str) -> str:
    return f"20{31 if words == 'on auki' else 99}-01-0{number}T10:00:00"


def _oai_pmh(site: Site, tmp_path: Path) -> World:
    def put(said: dict[int, str]) -> None:
        repository(site, [record(n, day=_edited(n, w)[:10], title=f"Tori {n} {w}")
                          for n, w in said.items()])  # fmt: skip

    def broken() -> None:
        site.routes["/oai"] = Reply(500)

    return World(lambda: OaiPmh(f"{site.url}/oai"), put, broken)


def _sitemap(site: Site, tmp_path: Path) -> World:
    def put(said: dict[int, str]) -> None:
        for n in range(1, 4):
            site.routes.pop(f"/tori/{n}", None)
        site_map(site, {f"/tori/{n}": (_edited(n, w)[:10], page(n, w)) for n, w in said.items()})

    def broken() -> None:
        site.routes["/sitemap.xml"] = Reply(500)

    return World(lambda: Sitemap(f"{site.url}/sitemap.xml"), put, broken)


def _urls(site: Site, tmp_path: Path) -> World:
    lines: list[str] = []

    def put(said: dict[int, str]) -> None:
        site_map(site, {f"/tori/{n}": ("", page(n, w)) for n, w in said.items()})
        lines[:] = ["# torit", *(f"{site.url}/tori/{n}" for n in said)]

    return World(lambda: UrlList(lines, "torit"), put, None)


def _directory(site: Site, tmp_path: Path) -> World:
    home = tmp_path / "saapuvat"
    home.mkdir()

    def put(said: dict[int, str]) -> None:
        for n in range(1, 4):
            path = home / f"tori-{n}.html"
            if n not in said:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != page(n, said[n]):
                path.write_bytes(page(n, said[n]))

    return World(lambda: Directory(home), put, None)


WORLDS = {"finlex": _finlex, "hankeikkuna": _hankeikkuna, "oai-pmh": _oai_pmh,
          "sitemap": _sitemap, "urls": _urls, "directory": _directory}  # fmt: skip


@pytest.fixture(params=WORLDS)
def place(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> World:
    return WORLDS[request.param](site, tmp_path)


def test_what_is_new_unchanged_changed_and_gone_is_told(
    place: World, own_folder: Path, web: Web
) -> None:
    place.put({1: "on auki", 2: "on auki", 3: "on auki"})
    first = harvest(own_folder, place.source(), web)
    assert (len(first.new), first.refused, first.stopped) == (3, (), "")
    again = harvest(own_folder, place.source(), web, wishes=Wishes(full=True))
    assert (again.new, again.changed, again.unchanged, again.gone) == ((), (), 3, ())
    assert again.generation == first.generation
    place.put({1: "on auki", 2: "on kiinni"})
    third = harvest(own_folder, place.source(), web, wishes=Wishes(full=True))
    assert (third.new, len(third.changed), len(third.gone)) == ((), 1, 1)
    assert third.removed == ()
    last = harvest(own_folder, place.source(), web, wishes=Wishes(full=True, remove_vanished=True))
    assert len(last.removed) == 1
    assert Folder(own_folder).verify().whole


def test_a_listing_that_breaks_makes_nothing_gone(place: World, own_folder: Path, web: Web) -> None:
    if place.broken is None:
        pytest.skip("this listing is at hand, and cannot break off")
    place.put({1: "on auki", 2: "on auki"})
    before = harvest(own_folder, place.source(), web)
    place.broken()
    wishes = Wishes(full=True, remove_vanished=True)
    done = harvest(own_folder, place.source(), web, wishes=wishes)
    assert "500" in done.stopped
    assert (done.gone, done.removed, done.generation) == ((), (), before.generation)
    place.put({1: "on auki", 2: "on auki"})
    assert harvest(own_folder, place.source(), web).stopped == ""


def test_names_of_states_are_those_of_one_directory(place: World) -> None:
    place.put({1: "on auki"})
    assert "/" not in place.source().name
    assert place.source().name == place.source().name
