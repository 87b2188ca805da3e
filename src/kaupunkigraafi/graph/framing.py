"""Parent ↔ worker: one message after another over a pipe, each with its length before it.

┌──────┬───────────────┬───────────────┬────────────┬──────┐
│ type │ length of head│ length of body│ head (JSON)│ body │
│ 1 B  │ 4 B           │ 4 B           │            │      │
└──────┴───────────────┴───────────────┴────────────┴──────┘

parent → worker  START     head: directory, limits, prefixes, whether there is a search
worker → parent  READY     head: sockets (whether they are denied)
parent → worker  QUERY     head: text and how to answer it
worker → parent  ANSWER    head: rows, truncated; body: the answer as bytes
worker → parent  FAULT     head: error, message, line, column
worker → parent  QUESTION  head: verb; body: what of the search it asks, for SERVICE kg:search
                           and kg:similarity. Comes between QUERY and ANSWER; a worker has
                           neither sockets nor an encoder, so it asks.
parent → worker  REPLY     head: why it is refused, if it is; body: what was found
"""

from __future__ import annotations

import json
import os
import select
import struct
import time
from enum import IntEnum
from typing import NamedTuple, TypeAlias

# What JSON gives; the head of a message is a flat object.
Head: TypeAlias = (
    "dict[str, str | int | float | bool | list[str] | list[int] | dict[str, str] | None]"
)

_LENGTHS = struct.Struct("!BII")
_CHUNK = 1 << 20
# A worker that was broken into shall not make its parent allocate without end.
_MOST = 1 << 30


class Type(IntEnum):
    """What a message is."""

    START = 0
    READY = 1
    QUERY = 2
    ANSWER = 3
    FAULT = 4
    QUESTION = 5
    REPLY = 6


class Message(NamedTuple):
    """One message."""

    type: Type
    head: Head
    body: bytes = b""


class PipeClosed(Exception):
    """The other side is gone, or speaks another language."""


class PipeLate(Exception):
    """The other side said nothing until the deadline."""


def send(pipe: int, message: Message) -> None:
    """Write a message.

    Args:
        pipe: a file descriptor.
        message: what to say.

    Raises:
        PipeClosed: nobody reads it.
    """
    head = json.dumps(message.head, ensure_ascii=False).encode()
    lengths = _LENGTHS.pack(message.type, len(head), len(message.body))
    try:
        # Two writes: joining would copy ten MiB.
        for part in (lengths + head, message.body):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(pipe, rest) :]
    except OSError as error:
        raise PipeClosed(str(error)) from error


def receive(pipe: int, deadline: float | None = None) -> Message:
    """Read a message.

    Args:
        pipe: a file descriptor.
        deadline: on the monotonic clock; None waits for ever.

    Returns:
        The message.

    Raises:
        PipeClosed: the other side is gone.
        PipeLate: nothing came in time.

    >>> reader, writer = os.pipe()
    >>> send(writer, Message(Type.ANSWER, {"rows": 2}, b"two"))
    >>> receive(reader)
    Message(type=<Type.ANSWER: 3>, head={'rows': 2}, body=b'two')
    """
    kind, head, body = _LENGTHS.unpack(_read(pipe, _LENGTHS.size, deadline))
    if head + body > _MOST or kind not in set(Type):
        raise PipeClosed(f"a message of type {kind} and {head + body} bytes")
    text = _read(pipe, head, deadline)
    return Message(Type(kind), json.loads(text), _read(pipe, body, deadline))


def _read(pipe: int, size: int, deadline: float | None) -> bytes:
    parts, missing = list[bytes](), size
    while missing:
        if deadline is not None:
            _wait(pipe, deadline)
        part = os.read(pipe, min(missing, _CHUNK))
        if not part:
            raise PipeClosed("end of file")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _wait(pipe: int, deadline: float) -> None:
    # poll and not select: a service may hold more than 1,024 files open.
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise PipeLate
