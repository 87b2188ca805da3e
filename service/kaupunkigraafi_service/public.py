"""A request → the address that the service has for its client, for what must say it whole."""

from __future__ import annotations

import re

from starlette.requests import Request

from kaupunkigraafi_service.serving import serving_of

# What a client says in Host ends up in IRIs; what is no host is not repeated.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


def root_of(request: Request) -> str:
    """Return the absolute address of the service.

    Args:
        request: any.

    Returns:
        As the operator has set it, else as the client has it; without a slash at its end.
    """
    chosen = serving_of(request).settings.public_url
    if chosen:
        return chosen.rstrip("/")
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return "http://localhost"
    return f"{request.url.scheme}://{host}{request.scope.get('root_path', '')}"
