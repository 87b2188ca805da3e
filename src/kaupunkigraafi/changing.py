"""An open graph → the next generation of its folder: the facade's verbs that write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kaupunkigraafi.answering.opened import Opened
from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.quarantine import Quarantine, Quarantined
from kaupunkigraafi.writing.packaged import own_folder

if TYPE_CHECKING:
    from kaupunkigraafi.reports import Report


class Changing(Opened):
    """What ``Kaupunkigraafi`` does to its folder, and reads the outcome from then on."""

    def add(self, *paths: str | Path) -> Report:
        """Add documents and read the new generation from now on.

        Args:
            *paths: files or folders.

        Returns:
            What was added, replaced and refused.
        """
        from kaupunkigraafi.build import add  # noqa: PLC0415  readers load slowly

        shared = self._packaged
        target = own_folder() if shared else self.folder
        report = add(target, *map(Path, paths))
        self._reopen(target)
        if shared:
            note = f"your documents are kept in {target}; open it with Kaupunkigraafi.open(…)"
            report = replace(report, notes=(*report.notes, note))
        return report

    def remove(self, *ids: str, purge: bool = False) -> Report:
        """Remove documents and read the new generation from now on.

        Args:
            *ids: documents' ids.
            purge: erase them from every generation and file of the folder.

        Returns:
            What was removed.
        """
        from kaupunkigraafi.build import remove  # noqa: PLC0415  readers load slowly

        if self._packaged:
            raise EntityUnknown(
                "the packaged corpus is not changed; build a folder of your own first: "
                "kaupunkigraafi build --into DIR"
            )
        if purge:
            return self._purge(*ids)
        report = remove(self.folder, *ids)
        self._reopen(self.folder)
        return report

    def _purge(self, *ids: str) -> Report:
        from kaupunkigraafi.writing.purging import purge  # noqa: PLC0415  readers load slowly

        self.close()  # or this graph itself would hold what is to go
        try:
            return purge(self.folder, *ids)
        finally:
            self._reopen(self.folder)

    def quarantine(self, *, retry: bool = False, clear: bool = False) -> tuple[Quarantined, ...]:
        """Tell which files ``add`` refused, and why; they wait in the folder's ``quarantine``.

        Args:
            retry: try again to add them first, from where they were, else from the copy.
            clear: forget them afterwards.

        Returns:
            Those that lie there now.
        """
        from kaupunkigraafi.build import retry as again  # noqa: PLC0415  readers load slowly

        kept = Quarantine(self.folder)
        if retry and kept.entries():
            again(self.folder)
            self._reopen(self.folder)
        if clear:
            with Folder(self.folder).lock():
                kept.clear()
        return kept.entries()
