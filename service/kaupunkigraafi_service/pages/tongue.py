"""A request → the language of its page: the address says it, else the browser that asks."""

from __future__ import annotations

from contextlib import suppress

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request

from kaupunkigraafi.model import LANGUAGES

# What the addresses of pages begin with, as the routes write it.
PREFIX = "/{tongue:tongue}"


class _Tongue(Convertor[str]):
    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("tongue", _Tongue())


def spoken(request: Request) -> str:
    """Return the language that a request is answered in.

    Args:
        request: any; one to an address that is nobody's is answered too.

    Returns:
        The first part of the path; else the parameter ``lang``, as addresses once had it; else
        what the browser asks for.
    """
    first = str(request.scope["path"]).lstrip("/").partition("/")[0]
    asked = request.query_params.get("lang")
    for each in (first, asked):
        if each in LANGUAGES:
            return str(each)
    return preferred(request.headers.get("accept-language", ""))


def preferred(accept: str) -> str:
    """Return the language that somebody reads best.

    Args:
        accept: the header Accept-Language (RFC 9110, 12.5.4).

    Returns:
        One of three; Finnish where none of them is asked for.

    >>> preferred("nb, sv-FI;q=0.9, en;q=0.8"), preferred("de"), preferred("fi;q=0, en;q=0.1")
    ('sv', 'fi', 'en')
    """
    best, chosen = 0.0, LANGUAGES[0]
    for part in accept.lower().split(","):
        name, _, parameters = part.partition(";")
        language = name.strip().partition("-")[0]
        quality = 0.0
        with suppress(ValueError):
            quality = float(parameters.replace(" ", "").removeprefix("q=") or "1")
        if language in LANGUAGES and quality > best:
            best, chosen = quality, language
    return chosen
