"""A real browser before the real server: Debian's Chromium, driven without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = Path(__file__).parent / "axe" / "axe.min.js"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_STEP_MS = 20_000
LOCALE = "fi-FI"  # of the browser, which decides where an address names no language


def chromium() -> str | None:
    """Find the browser: KAUPUNKIGRAAFI_CHROMIUM, else a Chromium on the path."""
    named = os.environ.get("KAUPUNKIGRAAFI_CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip("there is no Chromium here; `make browser` installs Debian's where it can")
    # No sandbox: tests run as root in a container, and the pages are our own.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=options)
        yield launched
        launched.close()


class Visit:
    """A person at a browser; what the console complains of is kept."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(_STEP_MS)
        self.home = home
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: object) -> None:
        if getattr(message, "type", "") in ("error", "warning"):
            self.complaints.append(getattr(message, "text", ""))

    def go(self, address: str) -> Page:
        self.page.goto(self.home + address)
        return self.page


@pytest.fixture
def visit(browser: Browser, client: httpx.Client) -> Iterator[Visit]:
    """A visit with scripts."""
    with browser.new_context(locale=LOCALE) as context:
        yield Visit(context, str(client.base_url))


@pytest.fixture
def plain(browser: Browser, client: httpx.Client) -> Iterator[Visit]:
    """A visit of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, locale=LOCALE) as context:
        yield Visit(context, str(client.base_url))


@pytest.fixture(scope="module")
def inspector(browser: Browser, client: httpx.Client) -> Iterator[Visit]:
    """A visit that brings axe-core along to every page."""
    with browser.new_context(locale=LOCALE) as context:
        context.add_init_script(path=AXE)
        yield Visit(context, str(client.base_url))


@pytest.fixture(scope="module")
def artefacts() -> Path | None:
    """Where screenshots go that a person wants to see: KAUPUNKIGRAAFI_ARTEFACTS, else nowhere."""
    named = os.environ.get("KAUPUNKIGRAAFI_ARTEFACTS")
    return Path(named) if named else None
