"""Statutes come from Finlex's API whole: in force where there is such a text, else as enacted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.finlex import FinlexListed, FinlexYears, Wording, listed_laws
from kaupunkigraafi.harvesting.harvest import Wishes, harvest
from kaupunkigraafi.harvesting.report import Harvested
from kaupunkigraafi.harvesting.web import Web
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Authority
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.resources import corpus_dir
from tests.harvesting.server import Reply, Site
from tests.harvesting.statutes import CONSOLIDATED, ENACTED, finlex, statute

LAWS = ("2031/10", "2031/11")


def served(site: Site) -> dict[str, tuple[str, bytes]]:
    laws = {
        "2031/10/fin": ("20320005", statute("2031/10", version="2032-01-02")),
        "2031/10/swe": ("20320005", statute("2031/10", "swe", version="2032-01-02")),
        "2031/11/fin": ("", statute("2031/11")),
        "2031/11/swe": ("", statute("2031/11", "swe")),
    }
    finlex(site, laws)
    return laws


def run(folder: Path, site: Site, web: Web, **wishes: bool) -> Harvested:
    source = FinlexListed(LAWS, address=site.url)
    return harvest(folder, source, web, wishes=Wishes(**wishes))  # type: ignore[arg-type]


def text_of(folder: Path, key: str) -> str:
    with Kaupunkigraafi.open(folder) as kg:
        return kg.document(key).text


def test_the_corpus_lists_73_laws() -> None:
    laws = listed_laws(corpus_dir())
    assert len(laws) == len(set(laws)) == 73
    assert "2015/410" in laws


def test_listed_laws_come_in_force_or_else_as_enacted(
    own_folder: Path, site: Site, web: Web
) -> None:
    served(site)
    done = run(own_folder, site, web)
    assert done.new == ("2031/10/fin", "2031/10/swe", "2031/11/fin", "2031/11/swe")
    assert (done.refused, done.stopped, done.gone) == ((), "", ())
    with Kaupunkigraafi.open(own_folder) as kg:
        consolidated = kg.document("act-2031-10-ajantasa-20320102-fin")
        enacted = kg.document("act-2031-11-alkup-fin")
    assert consolidated.authority is Authority.STATUTE_CONSOLIDATED
    assert enacted.authority is Authority.STATUTE_AS_ENACTED
    assert site.log[0].path == "/robots.txt"
    assert {asked.headers["user-agent"] for asked in site.log} == {web.agent}
    assert web.agent.endswith("(+mailto:tori@example.org)")


def test_a_second_run_asks_whether_things_changed_and_takes_what_did(
    own_folder: Path, site: Site, web: Web
) -> None:
    laws = served(site)
    run(own_folder, site, web)
    site.log.clear()
    laws["2031/11/fin"] = ("", statute("2031/11", text="Kunta pitää torin auki."))
    finlex(site, laws)
    done = run(own_folder, site, web)
    assert (done.new, done.changed, done.unchanged) == ((), ("2031/11/fin",), 3)
    statuses = [a.status for a in site.log if a.path.partition("@")[1] and "list" not in a.path]
    assert sorted(statuses) == [200, 304, 304, 304]


def test_the_next_wording_takes_the_place_of_the_one_before(
    own_folder: Path, site: Site, web: Web
) -> None:
    laws = served(site)
    run(own_folder, site, web)
    laws["2031/10/fin"] = ("20330007", statute("2031/10", version="2033-05-06", text="Uusi."))
    finlex(site, laws)
    done = run(own_folder, site, web)
    assert done.changed == ("2031/10/fin",)
    with Kaupunkigraafi.open(own_folder) as kg:
        ids = {hit.document.id for hit in kg.search("torilaki 10", mode="lexical", limit=50).hits}
    assert "act-2031-10-ajantasa-20330506-fin" in ids
    assert "act-2031-10-ajantasa-20320102-fin" not in ids


def test_an_empty_shell_gives_way_to_the_wording_as_enacted(
    own_folder: Path, site: Site, web: Web
) -> None:
    laws = served(site)
    laws["2031/10/fin"] = ("20320005", statute("2031/10", version="2032-01-02", text=""))
    finlex(site, laws)
    site.routes[f"{ENACTED}/2031/10/fin@"] = Reply(body=statute("2031/10"))
    done = run(own_folder, site, web)
    assert "2031/10/fin" in done.new
    assert done.refused == ()
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.document("act-2031-10-alkup-fin").title == "Torilaki 10 (10/2031)"
    site.log.clear()
    assert run(own_folder, site, web).unchanged == 4
    assert site.answered("/2031/10/fin@20320005") == []  # the shell is not asked for again


def test_what_cannot_be_read_waits_in_quarantine_and_the_rest_is_taken(
    own_folder: Path, site: Site, web: Web
) -> None:
    laws = served(site)
    laws["2031/11/fin"] = ("", b"<akomaNtoso><act>")
    finlex(site, laws)
    done = run(own_folder, site, web)
    assert len(done.new) == 3
    (refused,) = done.refused
    assert refused.name == "2031/11/fin"
    assert "not well-formed" in refused.reason
    (kept,) = Quarantine(own_folder).entries()
    assert kept.copied
    again = run(own_folder, site, web)
    assert [each.name for each in again.refused] == ["2031/11/fin"]


def test_a_busy_host_is_waited_for_as_it_asks(
    own_folder: Path, site: Site, web: Web, waits: list[float]
) -> None:
    laws = served(site)
    busy = [Reply(429, headers={"Retry-After": "7"}), Reply(500), Reply(503)]
    data = laws["2031/11/fin"][1]
    site.routes[f"{ENACTED}/2031/11/fin@"] = lambda _: busy.pop(0) if busy else Reply(body=data)
    done = run(own_folder, site, web)
    assert len(done.new) == 4
    assert waits == [7.0, 2.0, 4.0]


def test_a_host_that_wants_too_long_a_wait_ends_the_run_which_goes_on_later(
    own_folder: Path, site: Site, web: Web, waits: list[float]
) -> None:
    laws = served(site)
    listed = site.routes[f"{CONSOLIDATED}/list"]
    busy = Reply(429, headers={"Retry-After": "86400"})
    site.routes[f"{CONSOLIDATED}/list"] = (
        lambda asked: busy if "=11" in asked.path else listed(asked)  # type: ignore[operator]
    )
    done = run(own_folder, site, web)
    assert done.new == ("2031/10/fin", "2031/10/swe")
    assert "429" in done.stopped
    assert "86400 s" in done.stopped
    assert waits == []
    finlex(site, laws)
    site.log.clear()
    done = run(own_folder, site, web)
    assert len(done.new) == 4
    assert done.stopped == ""
    assert site.asked("2031/10") == []


def test_a_cut_answer_is_taken_anew_and_never_half(own_folder: Path, site: Site, web: Web) -> None:
    laws = served(site)
    whole = laws["2031/11/fin"][1]
    tries = [Reply(body=whole, cut=100)]
    site.routes[f"{ENACTED}/2031/11/fin@"] = lambda _: tries.pop() if tries else Reply(body=whole)
    done = run(own_folder, site, web)
    assert len(done.new) == 4
    assert len(site.asked("statute/2031/11/fin")) == 2


def test_a_law_that_vanished_is_told_and_removed_only_when_asked(
    own_folder: Path, site: Site, web: Web
) -> None:
    served(site)
    run(own_folder, site, web)
    del site.routes[f"{ENACTED}/2031/11/fin@"]
    done = run(own_folder, site, web)
    assert (done.gone, done.removed) == (("2031/11/fin",), ())
    assert "siistinä" in text_of(own_folder, "act-2031-11-alkup-fin")
    done = run(own_folder, site, web, remove_vanished=True)
    assert done.removed == ("act-2031-11-alkup-fin",)


def test_all_statutes_of_some_years_come_page_by_page(
    own_folder: Path, site: Site, web: Web
) -> None:
    finlex(site, {f"2031/{n}/fin": ("", statute(f"2031/{n}")) for n in range(1, 13)})
    source = FinlexYears(2031, 2031, wording=Wording.ENACTED, address=site.url)
    done = harvest(own_folder, source, web)
    assert len(done.new) == 12
    assert len(site.asked("list")) == 2


def test_a_list_that_repeats_itself_is_not_followed_for_ever(site: Site, web: Web) -> None:
    finlex(site, {f"2031/{n}/fin": ("", statute(f"2031/{n}")) for n in range(1, 11)})
    first = site.routes[f"{ENACTED}/list"]
    site.routes[f"{ENACTED}/list"] = lambda asked: first(  # type: ignore[operator]
        type(asked)("GET", asked.path.replace("page=2", "page=1"), {}, b"")
    )
    source = FinlexYears(2031, 2031, address=site.url)
    with pytest.raises(FetchRefused, match="page 2 as the one before"):
        list(source.pages(web, "", ""))


def test_a_run_that_was_killed_goes_on_and_fetches_nothing_twice(
    own_folder: Path, site: Site
) -> None:
    finlex(site, {f"2031/{n}/fin": ("", statute(f"2031/{n}")) for n in range(1, 31)})
    held = threading.Event()
    path = f"{ENACTED}/2031/28/fin@"
    reply = site.routes[path]
    site.routes[path] = Reply(hold=held)
    command = [sys.executable, "-m", "kaupunkigraafi", "harvest", "finlex", "--years", "2031",
               "--wording", "enacted", "--at", site.url, "--pace", "0",
               "--folder", str(own_folder)]  # fmt: skip
    settings = {**os.environ, "KAUPUNKIGRAAFI_HARVEST_LOOPBACK": "true"}
    process = subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL)
    while not site.asked("2031/28/") and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    held.set()
    before = site.answered("/statute/2031/")
    assert len(before) == 27  # 25 are added, two lie fetched
    site.routes[path] = reply
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "new 30" in done.stderr
    fetched = [each for each in site.answered("/statute/2031/") if "28" not in each]
    assert len(fetched) == len(set(fetched)) == 29
