"""The graph that is served: one generation at a time, each held until its last request ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property

from kaupunkigraafi.endpoint import Endpoint, published
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import Plain, about_to_plain
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.pages.namesakes import Namesakes, namesakes_of

_LOG = logging.getLogger("kaupunkigraafi.service")
_PAUSE_S = 0.5


class Reading:
    """An open generation with its query workers."""

    def __init__(self, kg: Kaupunkigraafi, endpoint: Endpoint) -> None:
        """Keep both.

        Args:
            kg: closed with this.
            endpoint: its workers; closed with this.
        """
        self.kg = kg
        self.endpoint = endpoint
        self.pins = 0
        self.retired = False

    @cached_property
    def about(self) -> Plain:
        """What the generation knows: counted once, since it never changes."""
        return about_to_plain(self.kg.about(content=False))

    @cached_property
    def hashed(self) -> Plain:
        """The same with the hash of the content, for which all of it is read once."""
        return about_to_plain(self.kg.about())

    @cached_property
    def namesakes(self) -> Namesakes:
        """What tells things of one name apart: asked once, since hits on every page need it."""
        return namesakes_of(self.kg)

    def close(self) -> None:
        """End the workers and let the generation go."""
        self.endpoint.close()
        self.kg.close()


class Generations:
    """Hands out the current generation, and moves on when another one is published.

    A request pins one generation, so its answer never mixes two. The next one is opened
    beside it; the old one is closed by whoever unpins it last.
    """

    def __init__(self, kg: Kaupunkigraafi, settings: Settings) -> None:
        """Start the workers of an open graph.

        Args:
            kg: the first generation; closed with this.
            settings: of the workers.
        """
        self._folder = kg.folder
        self._settings = settings
        self._lock = threading.Lock()
        self._moving = threading.Lock()  # one at a time opens the next generation
        self._current = Reading(kg, Endpoint(kg, settings))
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        self.trouble = ""

    @property
    def current(self) -> str:
        """The generation that is served now, as ``000042``."""
        with self._lock:
            return self._current.kg.generation

    @contextmanager
    def pinned(self) -> Iterator[Reading]:
        """Hold the current generation for a ``with`` block.

        Yields:
            The generation; it stays open even where another one is published meanwhile.
        """
        with self._lock:
            reading = self._current
            reading.pins += 1
        try:
            yield reading
        finally:
            with self._lock:
                reading.pins -= 1
                last = reading.retired and not reading.pins
            if last:
                reading.close()

    def refresh(self) -> bool:
        """Move on to the published generation, where it is another than the current one.

        Returns:
            True where it moved on.

        Raises:
            KaupunkigraafiError: the published generation cannot be opened; the old one stays.
        """
        with self._moving:
            old = self._current
            if published(self._folder) == old.kg.generation:
                return False
            kg = old.kg.next()
            fresh = Reading(kg, Endpoint(kg, self._settings, before=old.endpoint))
            with self._lock:
                self._current = fresh
                old.retired = True
                free = not old.pins
        if free:
            old.close()
        return True

    def watch(self, told: Callable[[str], None]) -> None:
        """Look twice a second, on a thread of its own, whether something was published.

        Args:
            told: called with each generation moved on to.
        """
        self._watcher = threading.Thread(
            target=self._look, args=(told,), name="generations", daemon=True
        )
        self._watcher.start()

    def _look(self, told: Callable[[str], None]) -> None:
        while not self._stop.wait(_PAUSE_S):
            try:
                if self.refresh():
                    told(self._current.kg.generation)
                self.trouble = ""
            except KaupunkigraafiError as error:
                # Said once, not twice a second; /health/ready says it as long as it lasts.
                if str(error) != self.trouble:
                    _LOG.warning("the published generation cannot be opened: %s", error)
                self.trouble = str(error)

    def close(self) -> None:
        """Stop looking and close the current generation."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
        self._current.close()
