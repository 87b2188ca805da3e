"""A page of another site → what its scripts may ask here, as browsers want to be told (CORS)."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from kaupunkigraafi_service.conditional import GENERATION

WRITING = ("PUT", "DELETE")
_EXPOSED = [GENERATION, "Kaupunkigraafi-Truncated", "ETag", "Link", "Location", "Retry-After"]


def open_to_all(app: FastAPI, by_token: bool) -> None:
    """Let scripts of any site read, as public data are for.

    Args:
        app: that is adorned.
        by_token: they may write, too, where they show a token.
    """
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS", *(WRITING if by_token else ())],
        allow_headers=[
            "Accept",
            "Content-Type",
            "If-None-Match",
            *(("Authorization", "If-Match") if by_token else ()),
        ],
        expose_headers=_EXPOSED,
        max_age=86_400,
    )
