"""What OpenAPI says of a route's answers: an example of each, and the problems it may have."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from kaupunkigraafi_service import problems, schemas

# Any: OpenAPI's own JSON, which FastAPI types so.
Responses = dict[int | str, dict[str, Any]]

SUMMARY = "A knowledge graph and semantic search over Finnish urban policy."
DESCRIPTION = (
    "Everything under /api/v1 stays: members may be added, none is renamed or removed. "
    "An id is `kind/key` (`municipality/091`, `law/410-2015`). Every answer names the "
    "generation it was read from in the header `Kaupunkigraafi-Generation`. Errors are "
    "RFC 9457 problems whose `type` leads to a page that explains it."
)


@cache
def examples() -> dict[str, Any]:
    """Return an example of each verb's answer.

    Returns:
        verb → JSON.
    """
    found: dict[str, Any] = json.loads(
        files(__package__).joinpath("examples.json").read_text(encoding="utf-8")
    )
    return found


def answers(verb: str, *statuses: int) -> Responses:
    """Return what OpenAPI says of a route's answers.

    Args:
        verb: whose example is shown.
        *statuses: of the problems it may have.

    Returns:
        status → description and content.
    """
    described: Responses = {
        200: {
            "description": "The answer",
            "content": {"application/json": {"example": examples()[verb]}},
        }
    }
    return {**described, **refusals(*statuses)}


def refusals(*statuses: int) -> Responses:
    """Return what OpenAPI says of problems.

    Args:
        *statuses: of HTTP.

    Returns:
        status → description and content.
    """
    return {
        status: {
            "model": schemas.Problem,
            "description": HTTPStatus(status).phrase,
            "content": {problems.MEDIA_TYPE: {"example": _example(status)}},
        }
        for status in statuses
    }


def _example(status: int) -> dict[str, Any]:
    kind = next(kind for _, kind in problems.TYPES if kind.status == status)
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": status,
        "detail": "what was given, what is allowed, and what to do",
    }
