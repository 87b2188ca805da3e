"""Who may read a private service: the headers of a request → who asks, or what is missing.

For anything that speaks HTTP, be it pages, API, SPARQL or MCP. A token counts in the header
Authorization alone: as Bearer, or as the password of Basic, which is what browsers ask people
for. A name that a proxy sets counts only where the connection itself comes from that proxy.
Source: RFC 6750; RFC 7617, The 'Basic' HTTP Authentication Scheme.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaupunkigraafi.endpoint.access import Scope, Tokens
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.settings import Settings

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FIELD = re.compile(r"[A-Za-z0-9-]{1,64}")
_LONGEST = 256
_RESERVED = ("authorization", "cookie", "host")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may read.

    Attributes:
        reader: who it is; empty: nobody who may.
        missing: in words, where nobody may; empty otherwise.
        known: the token is good, but not for reading.
    """

    reader: str = ""
    missing: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who may read.

    Attributes:
        tokens: one of scope ``read`` lets in; None: no token does.
        field: the header that a proxy sets to a person's name, in lower case; empty: none.
        proxies: whose word for it counts.
    """

    tokens: Tokens | None = None
    field: str = ""
    proxies: tuple[_Network, ...] = ()

    def judge(self, headers: Sequence[tuple[bytes, bytes]], peer: str | None) -> Verdict:
        """Tell whether whoever sends a request may read.

        Args:
            headers: of the request, as ASGI has them: names in lower case.
            peer: the address at the other end of the connection itself, whatever headers say
                of it; None: not known, and no proxy is believed.

        Returns:
            Who it is, or what is missing.

        Raises:
            TokensInvalid: the file of tokens cannot be read any more.

        >>> proxy = ipaddress.ip_network("10.0.0.2/32")
        >>> readers = Readers(field="remote-user", proxies=(proxy,))
        >>> sent = [(b"remote-user", b"anna@example.org")]
        >>> readers.judge(sent, "10.0.0.2").reader, readers.judge(sent, "10.0.0.3").reader
        ('anna@example.org', '')
        """
        named = self._named(headers) if self._is_proxy(peer) else ""
        if named:
            return Verdict(named)
        shown = _values(headers, "authorization")
        secret = _secret(shown[0]) if len(shown) == 1 else ""
        if not secret or self.tokens is None:
            return Verdict(missing=self._how())
        token = self.tokens.holder(secret)
        if token is None:
            return Verdict(missing=f"this token is not known here; {self._how()}")
        if token.is_expired():
            ended = token.expires.isoformat()
            return Verdict(missing=f"this token expired at {ended}; ask the operator for a new one")
        if Scope.READ not in token.scopes:
            good = ", ".join(sorted(token.scopes))
            return Verdict(
                missing=f"this token is good for {good}, and reading needs {Scope.READ.value}",
                known=True,
            )
        return Verdict(token.name)

    @property
    def varying(self) -> tuple[str, ...]:
        """The headers that an answer depends on, for ``Vary``."""
        return ("Authorization", *([self.field] if self.field else []))

    def _how(self) -> str:
        if self.tokens is None:
            return "this service is private; come by the way that its operator has told you"
        return (
            "this service is private; send a token of scope read in the header "
            "Authorization: Bearer …, which its operator makes: kaupunkigraafi token add NAME"
        )

    def _is_proxy(self, peer: str | None) -> bool:
        try:
            address = ipaddress.ip_address((peer or "").partition("%")[0])
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.proxies)

    def _named(self, headers: Sequence[tuple[bytes, bytes]]) -> str:
        """Return the name that a proxy set; two of them are no name, since one is a stranger's."""
        values = _values(headers, self.field)
        name = values[0].strip() if len(values) == 1 else ""
        return name if len(name) <= _LONGEST and name.isprintable() else ""


def readers_of(settings: Settings) -> Readers:
    """Return who may read a private service.

    Args:
        settings: the file of tokens, the header and the proxies.

    Returns:
        Somebody at least.

    Raises:
        KaupunkigraafiError: nobody could read, or everybody could give himself a name.
        TokensInvalid: the file of tokens is not to be had.
    """
    field, named = settings.identity_header.strip().lower(), settings.trusted_proxies
    proxies = tuple(_network(each) for each in re.split(r"[,\s]+", named) if each)
    if bool(field) != bool(proxies):
        raise KaupunkigraafiError(
            f"the header {field or 'of an identity'!r} and the proxies {named!r} go together: a "
            "name counts only from a proxy that is listed; set KAUPUNKIGRAAFI_IDENTITY_HEADER and "
            "KAUPUNKIGRAAFI_TRUSTED_PROXIES, or neither"
        )
    if field and (not _FIELD.fullmatch(field) or field in _RESERVED):
        raise KaupunkigraafiError(
            f"{field[:80]!r} is no header for an identity; take one that the proxy sets or "
            "removes in every request, as Remote-User"
        )
    if not field and settings.token_file is None:
        raise KaupunkigraafiError(
            "a private service that nobody may read: name those who may with --token-file FILE "
            "(kaupunkigraafi token add NAME --scope read --token-file FILE), or a proxy with "
            "KAUPUNKIGRAAFI_IDENTITY_HEADER and KAUPUNKIGRAAFI_TRUSTED_PROXIES"
        )
    tokens = Tokens(settings.token_file) if settings.token_file else None
    return Readers(tokens, field, proxies)


def _network(text: str) -> _Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise KaupunkigraafiError(
            f"{text[:80]!r} is no address or network of a proxy; write 10.0.0.2 or 10.0.0.0/24"
        ) from error
    if not network.prefixlen:
        raise KaupunkigraafiError(
            f"{text} is everybody, who could give himself any name; list the proxies alone"
        )
    return network


def _values(headers: Sequence[tuple[bytes, bytes]], name: str) -> list[str]:
    wanted = name.encode("latin-1")
    return [value.decode("latin-1") for found, value in headers if found.lower() == wanted]


def _secret(header: str) -> str:
    """Return the token of a header, plain or as a password; empty where there is none."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]
