"""What the engine leaves in a store's directory when it writes → gone before it is published."""

from __future__ import annotations

from pathlib import Path

# Never read again, and naming local paths.
_LITTER = ("LOG", "LOG.old.*", "LOCK")


def sweep(directory: Path) -> None:
    """Remove it.

    Args:
        directory: of a closed store.
    """
    for pattern in _LITTER:
        for file in directory.glob(pattern):
            file.unlink()
