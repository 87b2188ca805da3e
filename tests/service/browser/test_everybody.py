"""Every page in every language, by light and dark, narrow and wide: anybody can use it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest
from tests.service.browser.conftest import AXE, Visit
from tests.service.test_pages import ADDRESSES

_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_NARROW, _MIDDLE, _WIDE = 320, 768, 1280
# Longer names, more of everything, and things of kinds that the tiny world has none of.
REAL = ["/?q=asuminen+Turussa", "/entity/municipality/091", "/entity/law/410-2015",
        "/entity/body/TEM070-00-2019", "/entity/task/410-2015/22", "/document/task-132-1999-54b",
        "/compare?city=091&city=853&city=837&city=564", "/questions/rolls", "/about",
        "/?q=kunta&since=1900-01-01&until=1900-12-31"]  # fmt: skip
_FAULTS = """async ([levels, rules]) => {
  const options = rules ? {runOnly: {type: 'rule', values: rules}}
                        : {runOnly: {type: 'tag', values: levels}};
  const found = await axe.run(document, {...options, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' +
      v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' – ' + n.failureSummary).join(' | '));
}"""
_TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')]
      .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .slice(0, 4).map(e => e.tagName + '.' + e.className) : []"""


def test_the_inspector_is_the_one_we_know() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == _SHA256
    assert "Mozilla Public License" in (AXE.parent / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_keeps_wcag_by_light_and_dark_and_fits_a_narrow_window(
    inspector: Visit, address: str, lang: str, artefacts: Path | None
) -> None:
    inspector.complaints.clear()
    page = inspector.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": _WIDE, "height": 900})
    inspector.go(f"/{lang}{address}")
    for details in page.query_selector_all("details"):
        details.evaluate("each => { each.open = true }")
    for width in (_NARROW, _MIDDLE, _WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_TOO_WIDE) == [], width
    # Text at twice its size, in a window that stays as it is (WCAG 1.4.4).
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert page.evaluate(_TOO_WIDE) == [], "letters of double size"
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert page.evaluate(_FAULTS, [_LEVELS, None]) == []
    # By dark nothing but colours changes.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate(_FAULTS, [_LEVELS, ["color-contrast"]]) == []
    assert inspector.complaints == []
    if artefacts:
        _photograph(inspector, artefacts, f"{address} {lang}")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("address", REAL)
def test_pages_of_our_own_data_keep_wcag_and_fit_a_narrow_window(
    inspector: Visit, real: httpx.Client, address: str, lang: str, artefacts: Path | None
) -> None:
    inspector.complaints.clear()
    page = inspector.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(f"{real.base_url}/{lang}{address}")
    for details in page.query_selector_all("details"):
        details.evaluate("each => { each.open = true }")
    for width in (_NARROW, _MIDDLE, _WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_TOO_WIDE) == [], width
    assert page.evaluate(_FAULTS, [_LEVELS, None]) == []
    assert inspector.complaints == []
    if artefacts:
        _photograph(inspector, artefacts, f"real {address} {lang}")


def _photograph(visit: Visit, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stem = "".join(each if each.isalnum() else "-" for each in name).strip("-")
    for width in (360, _MIDDLE, _WIDE):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.screenshot(path=folder / f"{stem}-{width}.png", full_page=True)


def test_the_first_tab_leads_past_the_menu(visit: Visit, client: httpx.Client) -> None:
    page = visit.go("/?q=kunta")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
