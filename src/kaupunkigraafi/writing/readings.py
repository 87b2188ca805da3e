"""Reading → JSON → Reading, on its way out of the process that read a stranger's file."""

from __future__ import annotations

from pydantic import TypeAdapter

from kaupunkigraafi.model import Reading

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def to_json(reading: Reading) -> bytes:
    """Write a reading down.

    Args:
        reading: any.

    Returns:
        JSON.

    >>> from_json(to_json(Reading(())))
    Reading(documents=(), records=(), graphs=(), notes=())
    """
    return _READING.dump_json(reading)


def from_json(body: bytes) -> Reading:
    """Read it back.

    Args:
        body: of a process that may have been made to say anything.

    Returns:
        The reading.

    Raises:
        ValueError: it is none.
    """
    return _READING.validate_json(body)
