"""A request that would write → whoever may do so, or why not.

A token counts in the Authorization header alone: addresses end up in logs and histories.
Without a file of tokens only programs at this machine may write; a browser at this machine that
some page elsewhere makes send something is told by its Origin, or by the name it calls us.
Source: RFC 6750; the Fetch standard's Origin header; RFC 9110, 11.6.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

from kaupunkigraafi.endpoint.access import Scope, Token
from kaupunkigraafi.endpoint.writing import Writer
from kaupunkigraafi_service.protocol import no_update
from kaupunkigraafi_service.refusals import OriginRefused, TokenInsufficient, TokenNeeded
from kaupunkigraafi_service.serving import Serving, serving_of

_OWN_SITES = ("", "same-origin", "none")


def admit(request: Request, scope: Scope) -> Writer:
    """Let a request write, or say why not; its body need not be there yet.

    Args:
        request: that would write.
        scope: what it would do.

    Returns:
        What does it.

    Raises:
        UpdateRefused: this service only reads.
        TokenNeeded: there is no token, or none that is good.
        TokenInsufficient: the token is good for something else.
        OriginRefused: no tokens are asked for, and it may come from a page elsewhere.
    """
    serving = serving_of(request)
    if serving.writer is None:
        raise no_update()
    if serving.tokens is None:
        _check_origin(request)
    else:
        _check_scope(_shown(request, serving), scope)
    return serving.writer


def _shown(request: Request, serving: Serving) -> Token:
    assert serving.tokens is not None  # noqa: S101  the caller looked
    headers = request.headers.getlist("authorization")
    scheme, _, secret = (headers[0] if len(headers) == 1 else "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise TokenNeeded(
            "a write needs a token in the header: Authorization: Bearer …; "
            "the operator makes one with: kaupunkigraafi token add NAME"
        )
    token = serving.tokens.holder(secret.strip())
    if token is None:
        raise TokenNeeded("this token is not known here; ask the operator for one")
    if token.is_expired():
        raise TokenNeeded(
            f"the token of {token.name} expired at {token.expires.isoformat()}; ask for a new one"
        )
    return token


def _check_scope(token: Token, scope: Scope) -> None:
    if scope not in token.scopes:
        raise TokenInsufficient(
            f"the token of {token.name} is good for {', '.join(sorted(token.scopes))}, and this "
            f"needs {scope.value}; ask the operator for one",
            scope.value,
        )


def _check_origin(request: Request) -> None:
    host = request.headers.get("host", "")
    origin = request.headers.get("origin", "")
    elsewhere = bool(origin) and origin.partition("://")[2] != host
    if elsewhere or request.headers.get("sec-fetch-site", "") not in _OWN_SITES:
        raise OriginRefused(
            f"a page of {origin[:200] or 'another site'} may not write here; "
            "a service with --token-file takes a token instead"
        )
    if not is_this_machine(_name(host)):
        raise OriginRefused(
            f"the request is for {host[:200]!r}, which is no name of this machine alone; "
            "ask http://127.0.0.1, or serve with --token-file"
        )


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_this_machine(host: str) -> bool:
    """Tell whether a name means this machine to everybody.

    Args:
        host: a name or an address, without a port.

    Returns:
        False for a name that somebody's server may resolve.

    >>> [is_this_machine(each) for each in ("127.0.0.1", "[::1]", "localhost", "example.org")]
    [True, True, True, False]
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
