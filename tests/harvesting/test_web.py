"""What is fetched is public, allowed, not too large, and told by whom it is asked for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from kaupunkigraafi.errors import FetchRefused
from kaupunkigraafi.harvesting.addresses import checked
from kaupunkigraafi.harvesting.limits import WebLimits
from kaupunkigraafi.harvesting.web import Web
from tests.harvesting.server import Reply, Site

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",  # noqa: S104
    "2002:7f00:1::", "64:ff9b::a00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_network_within_is_connected_to(address: str) -> None:
    with pytest.raises(FetchRefused, match="no public address"):
        checked("tori.example", 80, loopback=False, resolve=lambda *_: [address])


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = ["93.184.216.34", "10.0.0.1"]
    with pytest.raises(FetchRefused, match=r"leads to 10\.0\.0\.1"):
        checked("tori.example", 80, loopback=False, resolve=lambda *_: mixed)


def test_loopback_may_be_allowed_and_nothing_else_with_it() -> None:
    assert checked("a", 80, loopback=True, resolve=lambda *_: ["127.0.0.1"]) == "127.0.0.1"
    with pytest.raises(FetchRefused):
        checked("a", 80, loopback=True, resolve=lambda *_: ["192.168.0.1"])


def test_loopback_is_refused_unless_it_is_allowed(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"a")
    with Web() as strict, pytest.raises(FetchRefused, match="no public address"):
        strict.get(f"{site.url}/a")
    assert site.log == []


def test_a_name_is_resolved_once_for_a_connection_and_that_address_is_used(site: Site) -> None:
    site.routes["/a"] = Reply(body=b"a")
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    port = site.url.rpartition(":")[2]
    with Web(loopback=True, limits=WebLimits(pace_s=0), resolve=resolve) as opened:
        assert opened.get(f"http://tori.invalid:{port}/a").data == b"a"
    assert asked == ["tori.invalid"] * 2  # robots.txt, and the thing itself
    assert {each.headers["host"] for each in site.log} == {f"tori.invalid:{port}"}


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/a", "http://192.168.0.1/", "http://[fc00::1]/", "file:///etc/passwd",
               "ftp://example.org/a"],
)  # fmt: skip
def test_a_redirect_to_where_it_may_not_go_is_refused(site: Site, web: Web, target: str) -> None:
    site.routes["/a"] = Reply(302, headers={"Location": target})
    with pytest.raises(FetchRefused, match=r"no public address|only http"):
        web.get(f"{site.url}/a")
    assert site.asked() == ["/a"]


def test_redirects_are_followed_five_times_and_no_more(site: Site, web: Web) -> None:
    for number in range(10):
        site.routes[f"/{number}"] = Reply(301, headers={"Location": f"/{number + 1}"})
    site.routes["/5"] = Reply(body=b"here")
    assert web.get(f"{site.url}/0").url == f"{site.url}/5"
    site.routes["/5"] = Reply(301, headers={"Location": "/6"})
    site.log.clear()
    with pytest.raises(FetchRefused, match="more than 5 times"):
        web.get(f"{site.url}/0")
    assert len(site.asked()) == 6


def test_robots_txt_is_kept_also_behind_a_redirect(site: Site, web: Web) -> None:
    site.routes["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /closed/")
    site.routes["/open"] = Reply(302, headers={"Location": "/closed/a"})
    for path in ("/closed/a", "/open"):
        with pytest.raises(FetchRefused, match=r"closed to programs by .*robots\.txt"):
            web.get(site.url + path)
    assert site.asked() == ["/open"]


def test_without_its_robots_txt_nothing_is_fetched_from_a_broken_host(site: Site, web: Web) -> None:
    site.routes["/robots.txt"] = Reply(503)
    site.routes["/a"] = Reply(body=b"a")
    with pytest.raises(FetchRefused, match="cannot be had") as told:
        web.get(f"{site.url}/a")
    assert told.value.again
    assert site.asked() == []


def test_a_host_may_ask_for_a_slower_pace(site: Site, web: Web, waits: list[float]) -> None:
    site.routes["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 9")
    site.routes["/a"] = Reply(body=b"a")
    web.get(f"{site.url}/a")
    assert 8 < waits[-1] <= 9


def test_what_is_too_large_is_not_taken_to_its_end(site: Site, web: Web) -> None:
    site.routes["/a"] = Reply(body=b"a" * 100_001)
    with pytest.raises(FetchRefused, match="larger than 100000 bytes"):
        web.get(f"{site.url}/a")


def test_what_unpacks_to_too_much_is_refused(site: Site, web: Web) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    site.routes["/a"] = Reply(body=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchRefused, match="larger than 100000 bytes"):
        web.get(f"{site.url}/a")


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "zstd"])
def test_other_packings_are_refused(site: Site, web: Web, packing: str) -> None:
    site.routes["/a"] = Reply(body=b"a", headers={"Content-Encoding": packing})
    with pytest.raises(FetchRefused, match="only gzip is unpacked"):
        web.get(f"{site.url}/a")


def test_what_is_packed_wrongly_is_named(site: Site, web: Web) -> None:
    site.routes["/a"] = Reply(body=b"plain", headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchRefused, match="packed wrongly"):
        web.get(f"{site.url}/a")


def test_a_date_in_retry_after_is_waited_for(site: Site, web: Web, waits: list[float]) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    busy = [Reply(429, headers={"Retry-After": until})]
    site.routes["/a"] = lambda _: busy.pop() if busy else Reply(body=b"a")
    web.get(f"{site.url}/a")
    assert 50 < waits[0] <= 100


def test_a_host_that_never_answers_well_is_given_up(
    site: Site, web: Web, waits: list[float]
) -> None:
    site.routes["/a"] = Reply(500)
    with pytest.raises(FetchRefused, match="answered 500 \\(5 tries") as told:
        web.get(f"{site.url}/a")
    assert told.value.again
    assert waits == [1, 2, 4, 8]


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (403, False)])
def test_what_is_not_there_is_told_apart_from_what_is_closed(
    site: Site, web: Web, status: int, gone: bool
) -> None:
    site.routes["/a"] = Reply(status)
    with pytest.raises(FetchRefused, match=f"answered {status}") as told:
        web.get(f"{site.url}/a")
    assert (told.value.gone, told.value.again) == (gone, False)
    assert site.asked() == ["/a"]


def test_a_question_is_asked_in_json(site: Site, web: Web) -> None:
    site.routes["/haku"] = lambda asked: Reply(body=asked.body)
    assert web.post(f"{site.url}/haku", json.dumps({"size": 1}).encode()).data == b'{"size": 1}'
    assert site.log[-1].headers["content-type"] == "application/json"


def test_addresses_that_are_none_are_refused(web: Web) -> None:
    for url in ("http://", "kissa", "http://[", "http://a b/", "http://\0/"):
        with pytest.raises(FetchRefused):
            web.get(url)
