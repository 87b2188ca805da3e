"""The pages' own words in three languages, from ``texts.toml`` and ``prose.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi_service.pages.words import count as number

_FILES = ("texts.toml", "prose.toml")

Catalogue = Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def catalogue() -> Catalogue:
    """Return all texts.

    Returns:
        section → name → language → text.
    """
    found: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for name in _FILES:
        found |= tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return found


class Texts:
    """The words of one language.

    >>> Texts("sv")("search.button")
    'Sök'
    >>> Texts("en")("search.page", number=3)
    'p. 3'
    >>> Texts("sv")("document.amended", count=1), Texts("sv")("document.amended", count=14)
    ('ändrad en gång', 'ändrad 14 gånger')
    """

    def __init__(self, language: str) -> None:
        """Choose the language.

        Args:
            language: ``fi``, ``sv`` or ``en``.
        """
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text.

        Args:
            key: ``section.name``; where ``count`` is 1, ``section.name-one`` goes before it.
            **values: for the ``{places}`` in it; a whole number is written as the language does.

        Returns:
            Plain text; the template escapes it.
        """
        section, _, name = key.partition(".")
        texts = catalogue()[section]
        # Finnish, Swedish and English have two forms of a number each: one, and all others (CLDR).
        text = texts.get(f"{name}-one", texts[name]) if values.get("count") == 1 else texts[name]
        written = {
            each: number(value, self.language) if isinstance(value, int) else value
            for each, value in values.items()
        }
        return text[self.language].format(**written)

    def known(self, key: str, fallback: str) -> str:
        """Return a text that may not be there.

        Args:
            key: ``section.name``, the name being a value of the data.
            fallback: returned where there is no such text.

        Returns:
            The text, or the fallback.

        >>> Texts("fi").known("kind.law", "law"), Texts("fi").known("kind.x", "x")
        ('laki', 'x')
        """
        section, _, name = key.partition(".")
        text = catalogue()[section].get(name)
        return text[self.language] if text else fallback


def language_of(asked: str | None) -> str:
    """Return the language of a page.

    Args:
        asked: the parameter ``lang``, anything.

    Returns:
        One of three; Finnish where it is none of them.

    >>> language_of("sv"), language_of("xx"), language_of(None)
    ('sv', 'fi', 'fi')
    """
    return asked if asked in LANGUAGES else LANGUAGES[0]
