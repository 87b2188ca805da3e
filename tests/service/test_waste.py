"""A search page does its own work once: one search, no query, no template made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import jinja2
import pytest

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the costly things is done."""
    found: Counter[str] = Counter()

    def counting(owner: type, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            found[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    for owner, name in (
        (Kaupunkigraafi, "search"), (Kaupunkigraafi, "sparql"), (Kaupunkigraafi, "related"),
        (jinja2.Environment, "compile"), (jinja2.BaseLoader, "load"),
    ):  # fmt: skip
        counting(owner, name)
    return found


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_second_page_of_results_costs_one_search(
    client: httpx.Client, counts: Counter[str], lang: str
) -> None:
    assert client.get(f"/{lang}/?q=kunta").status_code == 200
    counts.clear()
    assert client.get(f"/{lang}/?q=kaavoitus&ministry=YM").status_code == 200
    assert counts == {"search": 1}


def test_a_page_that_was_read_before_costs_nothing(
    client: httpx.Client, counts: Counter[str]
) -> None:
    tag = client.get("/fi/?q=kunta").headers["etag"]
    counts.clear()
    assert client.get("/fi/?q=kunta", headers={"If-None-Match": tag}).status_code == 304
    assert counts == {}
