"""Who may write, or read what is private: tokens, kept as hashes with their scopes and ends.

A token is 32 random bytes, so a plain SHA-256 of it cannot be guessed back.
Source: RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kaupunkigraafi.errors import TokensInvalid

_PREFIX = "kgr_"  # so that people and scanners of secrets know what they see
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BYTES = 32
_MOST_DAYS = 3_650
_WRITTEN_BY_OTHERS = 0o022


class Scope(StrEnum):
    """What a token is good for."""

    READ = "read"
    UPDATE = "update"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Attributes:
        name: whose it is; unique in the file.
        sha256: of the token, 64 hexadecimal digits.
        expires: from then on it is good for nothing.
    """

    name: str
    sha256: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime

    def is_expired(self, now: datetime | None = None) -> bool:
        """Tell whether it is good no more.

        Args:
            now: None: the present.

        Returns:
            True from the moment of its end on.
        """
        return (now or datetime.now(UTC)) >= self.expires


class Tokens:
    """The tokens of a file, read again whenever it changes; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Args:
            path: as ``mint`` writes it.

        Raises:
            TokensInvalid: it is not there, or not such a file, or others may write it.
        """
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()
        self._refresh()

    def holder(self, secret: str) -> Token | None:
        """Find the token that was shown; all are compared, each in constant time.

        Args:
            secret: of a stranger.

        Returns:
            What is kept of it, expired or not; None: there is no such token.

        Raises:
            TokensInvalid: the file cannot be read any more.
        """
        self._refresh()
        digest = hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
        found = None
        for token in self._tokens:
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return found

    def name_of(self, secret: str) -> str:
        """Find who has a token, for what is no reason to refuse anything.

        Args:
            secret: of a stranger.

        Returns:
            The holder's name; empty: nobody's, or the file cannot be read any more.
        """
        try:
            found = self.holder(secret)
        except TokensInvalid:
            return ""
        return found.name if found else ""

    def _refresh(self) -> None:
        with self._lock:
            try:
                stat = self._path.stat()
            except OSError as error:
                raise TokensInvalid(_missing(self._path)) from error
            seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if seen != self._seen:
                self._tokens = read_tokens(self._path)
                self._seen = seen


def read_tokens(path: Path) -> tuple[Token, ...]:
    """Read the tokens of a file.

    Args:
        path: as ``mint`` writes it.

    Returns:
        In their order.

    Raises:
        TokensInvalid: it is not there, or not such a file, or others may write it.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            raw = json.load(stream)
        tokens = tuple(_token(each) for each in raw["tokens"])
    except FileNotFoundError as error:
        raise TokensInvalid(_missing(path)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TokensInvalid(
            f"{path} is no file of tokens ({type(error).__name__}: {error}); "
            "remove it, and make tokens anew: kaupunkigraafi token add NAME"
        ) from error
    if mode & _WRITTEN_BY_OTHERS:
        raise TokensInvalid(
            f"{path} can be written by others, who could let themselves in; run: chmod 600 {path}"
        )
    return tokens


def mint(path: Path, name: str, scopes: frozenset[Scope], days: int) -> str:
    """Make a token and keep its hash.

    Args:
        path: the file; made where it is missing.
        name: whose it is.
        scopes: what it is good for, one at least.
        days: until it ends.

    Returns:
        The token, which nobody can read again.

    Raises:
        TokensInvalid: the name is taken or no name, or the days are out of range.
    """
    if not _NAME.fullmatch(name):
        raise TokensInvalid(f"{name[:80]!r} is no name of a token; use letters, digits, . _ @ -")
    if not 0 < days <= _MOST_DAYS:
        raise TokensInvalid(f"a token cannot be good for {days} days; give 1 to {_MOST_DAYS}")
    if not scopes:
        raise TokensInvalid(f"a token needs a scope; give one of {', '.join(Scope)}")
    known = read_tokens(path) if path.exists() else ()
    if any(token.name == name for token in known):
        raise TokensInvalid(
            f"there is a token {name} in {path}; choose another name, "
            f"or end that one first: kaupunkigraafi token revoke {name}"
        )
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    now = datetime.now(UTC).replace(microsecond=0)
    _write(path, (*known, Token(name, digest, scopes, now, now + timedelta(days=days))))
    return secret


def revoke(path: Path, name: str) -> None:
    """End a token; a running service does not take it from now on.

    Args:
        path: the file.
        name: whose it is.

    Raises:
        TokensInvalid: there is no such token.
    """
    known = read_tokens(path)
    kept = tuple(token for token in known if token.name != name)
    if len(kept) == len(known):
        told = ", ".join(token.name for token in known) or "none"
        raise TokensInvalid(f"there is no token {name[:80]!r} in {path}; there are: {told}")
    _write(path, kept)


def _token(raw: dict[str, object]) -> Token:
    scopes = raw["scopes"]
    if not isinstance(scopes, list):
        raise TypeError("scopes is no list")
    created, expires = (datetime.fromisoformat(str(raw[each])) for each in ("created", "expires"))
    if created.tzinfo is None or expires.tzinfo is None:
        raise ValueError("a time has no zone")
    digest = str(raw["sha256"])
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a hash is none")
    return Token(str(raw["name"]), digest, frozenset(map(Scope, scopes)), created, expires)


def _write(path: Path, tokens: tuple[Token, ...]) -> None:
    body = [
        {
            "name": token.name,
            "sha256": token.sha256,
            "scopes": sorted(token.scopes),
            "created": token.created.isoformat(),
            "expires": token.expires.isoformat(),
        }
        for token in tokens
    ]
    fresh = path.with_name(path.name + ".tmp")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"tokens": body}, stream, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def _missing(path: Path) -> str:
    return f"there is no file of tokens {path}; make one: kaupunkigraafi token add NAME"
