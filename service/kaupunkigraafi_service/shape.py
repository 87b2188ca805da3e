"""What all promised JSON shapes have in common, as OpenAPI tells them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A shape with no members but its own."""

    model_config = ConfigDict(extra="forbid")
