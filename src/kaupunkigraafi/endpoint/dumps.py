"""READ whole for strangers: a data package of the current generation, made once, on demand.

A process of its own makes it, so that serving goes on meanwhile; it lies beside the folder, in
``FOLDER.dumps/GENERATION``, and goes when its generation does.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.exported import NAME, SUMS
from kaupunkigraafi.folder import Folder

_GENERATION = re.compile(r"\d{6,}")
_DEADLINE_S = 1_800
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A data package that is there.

    Attributes:
        content: the hash of what the generation says.
    """

    generation: str
    directory: Path
    content: str
    files: tuple[DumpFile, ...]


class Dumps:
    """The dumps of a folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Look nowhere yet.

        Args:
            folder: a built graph.
        """
        self._folder = folder.resolve()
        self._lock = threading.Lock()
        self._maker: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.trouble = ""

    @property
    def home(self) -> Path:
        """Where the dumps are."""
        return Folder(self._folder).dumps

    def names(self) -> tuple[str, ...]:
        """Tell which generations have a dump.

        Returns:
            Their names, sorted.
        """
        found = self.home.iterdir() if self.home.is_dir() else iter(())
        return tuple(sorted(each.name for each in found if _GENERATION.fullmatch(each.name)))

    def find(self, generation: str) -> Dump | None:
        """Return a dump that is there.

        Args:
            generation: of which.

        Returns:
            The dump; None: it is not there.
        """
        directory = self.home / generation
        if not _GENERATION.fullmatch(generation) or not (directory / SUMS).is_file():
            return None
        content = json.loads((directory / NAME).read_text(encoding="utf-8"))["contentHash"]
        lines = (directory / SUMS).read_text(encoding="utf-8").splitlines()
        pairs = [line.partition("  ") for line in lines]
        files = [
            DumpFile(path, (directory / path).stat().st_size, digest) for digest, _, path in pairs
        ]
        return Dump(generation, directory, str(content), tuple(files))

    def make(self) -> None:
        """Begin to make a dump of what is published now, unless one is being made."""
        with self._lock:
            if self._maker is None or not self._maker.is_alive():
                self._maker = threading.Thread(target=self._make, name="dump", daemon=True)
                self._maker.start()

    def close(self) -> None:
        """End what is being made; nothing half-made stays."""
        maker, process = self._maker, self._process
        if process is not None:
            process.kill()
        if maker is not None:
            maker.join()

    def _make(self) -> None:
        making = self.home / ".making"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(making, ignore_errors=True)
            self.trouble = self._run(making)
            if not self.trouble:
                described = json.loads((making / NAME).read_text(encoding="utf-8"))
                name = str(described["version"]).rpartition("+")[2]
                shutil.rmtree(self.home / name, ignore_errors=True)
                making.rename(self.home / name)
                self._forget()
        except OSError as error:
            self.trouble = f"{type(error).__name__}: {error.strerror}"
        finally:
            shutil.rmtree(making, ignore_errors=True)
            for each in self.home.glob(".tmp-export-*"):
                shutil.rmtree(each, ignore_errors=True)

    def _run(self, making: Path) -> str:
        """Run the command line's verb; return what went wrong."""
        command = [sys.executable, "-m", "kaupunkigraafi", "export", str(making), "--folder",
                   str(self._folder)]  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603  our own program over our own folder
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, told = self._process.communicate(timeout=_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return f"it took more than {_DEADLINE_S} s"
        if self._process.returncode:
            return told.decode("utf-8", "replace")[-_LONGEST:] or "the process was ended"
        return ""

    def _forget(self) -> None:
        """Remove dumps whose generation is not kept any more."""
        kept = Folder(self._folder).generations
        for name in self.names():
            if not (kept / name).is_dir():
                shutil.rmtree(self.home / name, ignore_errors=True)
