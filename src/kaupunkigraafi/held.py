"""Something that is held and let go: used in a ``with`` block, closed at its end."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Held:
    """What has ``close``; several parts of both rivers are.

    >>> with Held() as held:
    ...     held.close()
    """

    __slots__ = ()

    def close(self) -> None:
        """Let go; those that hold something say what of."""

    def __enter__(self) -> Self:
        """Hold it for a ``with`` block.

        Returns:
            Itself.
        """
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it.

        Args:
            kind: of the exception that ended the block, if any.
            error: the exception.
            trace: its traceback.
        """
        self.close()
