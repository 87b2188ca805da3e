"""An editorial note of the records, kept in English → the same in the language of the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kaupunkigraafi.model import Label

_PLACE = "{0}"
_BETWEEN = re.compile(r"(?<=\.);? (?=\S)")  # sentences; a clause that leads to a section follows


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences that are known.

    Returns:
        English → language → text.
    """
    return tomllib.loads(files(__package__).joinpath("notes.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the sentences that hold a number or a heading of somebody else."""
    return tuple(
        (re.compile(re.escape(key).replace(re.escape(_PLACE), "(.+)")), key)
        for key in sentences()
        if _PLACE in key
    )


def note_in(text: str, language: str) -> Label:
    """Return a note in a language.

    Args:
        text: in English.
        language: of the page.

    Returns:
        The note; in English still where a sentence of it is not known, and told to be so.

    >>> note_in("The text at hand says ELY centre.; section 9 of the law", "fi").text
    'Käytetty teksti puhuu ELY-keskuksesta; lain 9 §'
    >>> note_in("Nobody knows this sentence.", "sv").language
    'en'
    """
    if language == "en":
        return Label(text, "en")
    told = [_said(each, language) for each in _BETWEEN.split(text)]
    if not all(told):
        return Label(text, "en")
    joined = told[0]
    for each in told[1:]:
        # A clause that begins with a small letter belongs to the sentence before it.
        clause = each[:1].islower() or each[:1].isdigit()
        joined = f"{joined.removesuffix('.')}; {each}" if clause else f"{joined} {each}"
    return Label(joined, language)


def _said(sentence: str, language: str) -> str:
    known = sentences().get(sentence)
    if known:
        return known[language]
    for pattern, key in _patterns():
        match = pattern.fullmatch(sentence)
        if match:
            return sentences()[key][language].format(*match.groups())
    return ""
