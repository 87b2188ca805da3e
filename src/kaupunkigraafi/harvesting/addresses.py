"""A host's name → the one address to connect to: checked, and public."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

from kaupunkigraafi.errors import FetchRefused

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
_IP: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses of these networks stand for one of IPv4, which is what must be judged.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolved(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses.

    Args:
        host: a name, or an address.
        port: of the service.

    Returns:
        As text, in the system's order.

    Raises:
        FetchRefused: there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchRefused(
            f"{host} is no host that is known here ({error}); check the address and the network",
            again=True,
        ) from error
    return [str(each[4][0]) for each in found]


def checked(host: str, port: int, *, loopback: bool, resolve: Resolve = resolved) -> str:
    """Return the address to connect to.

    Args:
        host: as the URL has it.
        port: of the service.
        loopback: take addresses of this machine.
        resolve: name → addresses; asked once.

    Returns:
        The first address.

    Raises:
        FetchRefused: an address is not public: what is public does not lead there.

    >>> checked("example.org", 443, loopback=False, resolve=lambda host, port: ["93.184.216.34"])
    '93.184.216.34'
    """
    addresses = list(resolve(host, port))
    for each in addresses:
        if not _may(_judged(each), loopback=loopback):
            raise FetchRefused(
                f"{host} leads to {each}, which is no public address, and only public ones are "
                "fetched from; add what lies on your own network as files (for a mirror on this "
                "machine set KAUPUNKIGRAAFI_HARVEST_LOOPBACK=true)"
            )
    if not addresses:
        raise FetchRefused(f"{host} has no address; check the URL", again=True)
    return addresses[0]


def _judged(text: str) -> _IP:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if within is None and address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return within or address
    return address


def _may(address: _IP, *, loopback: bool) -> bool:
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast
