"""Text → Mentions: all finders over one text, their spans told in the text as given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.mentions.citations import Citations
from kaupunkigraafi.corpus.mentions.ministries import Ministries
from kaupunkigraafi.corpus.mentions.municipalities import Municipalities
from kaupunkigraafi.corpus.mentions.places import Places
from kaupunkigraafi.corpus.mentions.seen import Seen, see
from kaupunkigraafi.corpus.mentions.statutes import Statutes
from kaupunkigraafi.corpus.mentions.undertakings import Undertakings
from kaupunkigraafi.model import LANGUAGES, Mention
from kaupunkigraafi.vocabulary import id_of, iri_of

_LEAST = 60  # characters that tell a paragraph's language; a shorter one has its text's


class Detector:
    """Finds who and what a text names; made once, used for many texts."""

    def __init__(self, corpus: Path) -> None:
        """Read names and compute their forms.

        Args:
            corpus: the packaged corpus, or one like it.
        """
        records = corpus / "records"
        self._municipalities = Municipalities(Places.load(records))
        self._ministries = Ministries.load(records)
        self._undertakings = Undertakings.load(records)
        self._statutes = Statutes.load(corpus)
        self._citations = Citations(self._statutes)

    def mentions(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Find what a text mentions.

        Args:
            text: any; also decomposed, with soft hyphens and no-break spaces.
            language: ``fi``, ``sv`` or ``en``; another or None: found paragraph by paragraph.

        Returns:
            In the order of the text; offsets are indices into the text as given.
        """
        seen = see(text)
        language_at = _languages(seen.text, language)
        found = (_told(text, seen, each) for each in self._found(seen.text, language_at))
        return tuple(sorted(found, key=lambda each: (each.start, each.end, each.id)))

    def _found(self, text: str, language_at: Callable[[int], str]) -> Iterator[_Found]:
        for place in self._municipalities.find(text, language_at):
            yield _Found("municipality", f"municipality/{place.code}", place)
        for ministry in self._ministries.find(text):
            yield _Found("ministry", f"ministry/{ministry.code}", ministry)
        for each in self._undertakings.find(text):
            yield _Found(each.kind, f"{each.kind}/{each.key}", each)
        for citation in self._citations.find(text, language_at):
            law = id_of(self._statutes.iri(citation.law))
            yield _Found("law", law, citation, citation.law, citation.chapter, citation.section)


class _Span(Protocol):
    """What every finder tells of what it found."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def confidence(self) -> float: ...
    @property
    def method(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Found:
    """What a finder found in what is seen."""

    kind: str
    id: str
    span: _Span
    law: str | None = None
    chapter: str | None = None
    section: str | None = None


def _told(text: str, seen: Seen, found: _Found) -> Mention:
    start, end = seen.span(found.span.start, found.span.end)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        kind=found.kind,
        id=found.id,
        iri=iri_of(found.id),
        law=found.law,
        chapter=found.chapter,
        section=found.section,
        confidence=found.span.confidence,
        method=found.span.method,
    )


def _languages(text: str, given: str | None) -> Callable[[int], str]:
    """Return what tells the language at a place, paragraph by paragraph, each once."""
    if given in LANGUAGES:
        return lambda _: given
    known: dict[int, str] = {}
    whole: list[str] = []

    def of_text() -> str:
        if not whole:
            whole.append(_known(language_of(text)))
        return whole[0]

    def at(place: int) -> str:
        start = text.rfind("\n", 0, place) + 1
        if start not in known:
            end = text.find("\n", place)
            paragraph = text[start : end if end >= 0 else len(text)]
            told = _known(language_of(paragraph)) if len(paragraph) >= _LEAST else "und"
            known[start] = told if told != "und" else of_text()
        return known[start]

    return at


def _known(language: str) -> str:
    return language if language in LANGUAGES else "und"
