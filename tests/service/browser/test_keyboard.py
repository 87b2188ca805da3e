"""Without a mouse: everything is reached by Tab, in order, and one always sees where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from tests.service.browser.conftest import LOCALE, Visit
from tests.service.browser.test_journeys import reach
from tests.service.serving import until

PAGES = [
    "/fi/", "/sv/?q=bostäder&ministry=YM", "/fi/entity/municipality/091", "/en/query",
    "/fi/compare?city=091&city=853", "/fi/document/task-132-1999-54b", "/en/api", "/sv/about",
    "/en/questions/rolls", "/fi/collection?p=task-132-1999-54b/1",
]  # fmt: skip
_STEPS = 45
_WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const around = here.closest('#editor') ?? here, outer = getComputedStyle(around);
  const drawn = each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2;
  return {
    what: here.tagName + ' ' + (here.getAttribute('href') ?? here.id ?? ''),
    index: here.tabIndex,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
        && box.right > 0 && box.left < innerWidth,
    ringed: drawn(style) || drawn(outer),
    named: (here.textContent + (here.getAttribute('aria-label') ?? '')
        + (here.labels?.[0]?.textContent ?? '') + (here.getAttribute('aria-labelledby') ?? ''))
        .trim() !== '',
  };
}"""


@pytest.fixture
def hands(browser: Browser, real: httpx.Client) -> Iterator[Visit]:
    with browser.new_context(locale=LOCALE, reduced_motion="reduce") as context:
        yield Visit(context, str(real.base_url))


@pytest.mark.parametrize("address", PAGES)
def test_every_stop_of_the_focus_is_seen_ringed_and_named(hands: Visit, address: str) -> None:
    page = hands.go(address)
    stops = []
    for _ in range(_STEPS):
        page.keyboard.press("Tab")
        where = page.evaluate(_WHERE)
        if where is None:
            break
        stops.append(where)
    assert len(stops) > 10
    assert [each for each in stops if not (each["seen"] and each["ringed"])] == []
    assert [each for each in stops if not each["named"] or each["index"] > 0] == []


def test_an_official_goes_all_the_way_by_keyboard(hands: Visit) -> None:
    page = hands.go("/fi/")
    reach(page, "#q")
    page.keyboard.type("asuminen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=asuminen"))
    reach(page, "#narrow a[href*='ministry=']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("ministry="))
    reach(page, ".collect input")
    page.keyboard.press("Space")
    reach(page, "#collecting button")
    page.keyboard.press("Enter")
    expect(page.locator("ol.hits > li")).to_have_count(1)
    reach(page, ".languages a[lang=sv]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("ol.hits > li")).to_have_count(1)


def test_a_researcher_goes_all_the_way_by_keyboard(hands: Visit) -> None:
    page = hands.go("/en/compare")
    reach(page, "#city1")
    page.keyboard.type("Helsinki")
    reach(page, "#city2")
    page.keyboard.type("Turku")
    page.keyboard.press("Enter")
    expect(page.locator("table.compared").first).to_be_visible()
    # A table that is wider than its place is moved by the arrow keys.
    page.set_viewport_size({"width": 360, "height": 700})
    reach(page, ".wide")
    page.keyboard.press("ArrowRight")
    until(lambda: page.evaluate("document.activeElement.scrollLeft > 0"), "the table to move")
    page.goto(hands.home + "/en/entity/municipality/091")
    reach(page, "details.ties summary")
    page.keyboard.press("Enter")
    expect(page.locator("table.connections")).to_be_visible()
    page.goto(hands.home + "/en/query")
    expect(page.locator(".cm-content")).to_be_visible()
    reach(page, ".cm-content")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table")).to_be_visible()
