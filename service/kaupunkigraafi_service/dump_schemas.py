"""The promised shape of what is said of a dump."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kaupunkigraafi_service.shape import Shape


class DumpFile(Shape):
    """A file of a dump."""

    path: str = Field(examples=["graph.nq.gz"])
    href: str = Field(examples=["/dumps/000001/graph.nq.gz"])
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Dump(Shape):
    """A data package: all of a generation, or that it is being made."""

    generation: str = Field(examples=["000001"])
    status: Literal["ready", "making"]
    content: str = Field(description="hash of what the generation says; empty: not made yet")
    files: list[DumpFile]
