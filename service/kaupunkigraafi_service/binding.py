"""A host and a port → a socket that listens, taken before anything slow is begun."""

from __future__ import annotations

import socket

from kaupunkigraafi.errors import KaupunkigraafiError

_LINE = 128  # connections that the kernel keeps waiting


def bound_to(host: str, port: int) -> socket.socket:
    """Take an address.

    Args:
        host: a name or an address of this machine.
        port: 0 chooses a free one.

    Returns:
        A socket that listens there.

    Raises:
        KaupunkigraafiError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where the socket says that it is TCP; without
    # this every answer waits 40 ms for the client's acknowledgement (Nagle's algorithm).
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise KaupunkigraafiError(
            f"port {port} of {host} cannot be used: {error.strerror}; choose another: --port"
        ) from error
    bound.listen(_LINE)
    return bound


def url_of(bound: socket.socket) -> str:
    """Return where a socket is reached.

    Args:
        bound: that listens.

    Returns:
        As ``http://127.0.0.1:8000``.
    """
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
