"""What travels for a search page, and that nothing in it moves once it is there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page
from tests.service.browser.conftest import LOCALE

_FIRST, _NEXT = 120_000, 15_000
_SHIFTS = """() => new Promise(resolve => {
  const seen = [];
  new PerformanceObserver(list => seen.push(...list.getEntries().map(each => each.value)))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(seen), 300);
})"""


class Line:
    """A connection whose bytes are counted, headers too; what the browser kept costs none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._bytes = 0.0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._heard)
        session.send("Network.enable")

    def _heard(self, told: dict[str, float]) -> None:
        self._bytes += told["encodedDataLength"]

    def cost(self, address: str) -> float:
        self._bytes = 0.0
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return self._bytes


@pytest.fixture
def line(browser: Browser) -> Iterator[Line]:
    with browser.new_context(locale=LOCALE) as context:
        yield Line(context.new_page())


def test_a_search_page_is_small_and_the_next_ones_are_smaller(
    line: Line, real: httpx.Client
) -> None:
    home = str(real.base_url)
    first = line.cost(f"{home}/fi/?q=kuka+vastaa+kaavoituksesta")
    assert 1_000 < first < _FIRST
    for words in ("asuminen+Turussa", "MAL-sopimus", "kaupunkien+tehtävät&ministry=YM"):
        assert 1_000 < line.cost(f"{home}/fi/?q={words}") < _NEXT, words


def test_the_way_back_costs_next_to_nothing(line: Line, real: httpx.Client) -> None:
    address = f"{real.base_url}/sv/entity/municipality/091"
    line.cost(address)
    line.cost(f"{real.base_url}/sv/about")
    # A browser asks whether the page is still the same, and is told so without a body.
    assert line.cost(address) < 1_500


@pytest.mark.parametrize("path", ["/fi/?q=asuminen", "/sv/entity/municipality/091", "/en/query"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_is_drawn(
    line: Line, real: httpx.Client, path: str, width: int
) -> None:
    line.page.set_viewport_size({"width": width, "height": 900})
    line.cost(f"{real.base_url}{path}")
    assert sum(line.page.evaluate(_SHIFTS)) < 0.01
