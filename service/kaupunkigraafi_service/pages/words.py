"""Labels, dates and marked text as a page shows them, each with the language it is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaupunkigraafi.model import LANGUAGES, Entity, Label

_BLANK_LINES = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ALIKE = 4  # so many letters alike at the beginning: one word in two forms
_LONGEST = 460
_LEAD = 90  # characters before the first marked word of a text that is cut
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked or not."""

    text: str
    marked: bool = False


def label_in(labels: Sequence[Label], language: str, fallback: str) -> Label:
    """Choose a label and keep the language it is in.

    Args:
        labels: to choose from.
        language: of the page.
        fallback: shown where there is no label.

    Returns:
        A label; its language is empty where it has none.

    >>> label_in((Label("Åbo", "sv"), Label("Turku", "fi")), "en", "x")
    Label(text='Turku', language='fi')
    """
    for wanted in (language, *LANGUAGES, ""):
        for label in labels:
            if label.language == wanted:
                return label
    return labels[0] if labels else Label(fallback)


def entity_label(entity: Entity, language: str) -> Label:
    """Return what an entity is called.

    Args:
        entity: any.
        language: of the page.

    Returns:
        Its label, else its id.
    """
    return label_in(entity.labels, language, entity.id)


def day(value: date | str | None, language: str) -> str:
    """Return a date as people of the language write it.

    Args:
        value: a date, its ISO form, or a time that begins with one.
        language: of the page.

    Returns:
        The date; what is not one as it is.

    >>> day(date(2015, 4, 10), "fi"), day("2015-04-10", "en"), day("2015", "sv")
    ('10.4.2015', '10 April 2015', '2015')
    """
    if value is None:
        return ""
    try:
        found = value if isinstance(value, date) else date.fromisoformat(value[:10])
    except ValueError:
        return str(value)
    if language == "en":
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    return f"{found.day}.{found.month}.{found.year}"


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a question, small.

    Args:
        text: of the question.

    Returns:
        Words of three letters and more, in order.

    >>> words_of("Kuka vastaa kaavoituksesta?")
    ('kuka', 'vastaa', 'kaavoituksesta')
    """
    return tuple(word.casefold() for word in _WORD.findall(text))


def bent(word: str, asked: Sequence[str]) -> str:
    """Say which word of the question a word of the text answers to.

    Args:
        word: of the text; one that is told with an arrow already stays.
        asked: words of the question.

    Returns:
        ``kaavoitus → kaavoituksesta`` where the two differ, else the word.

    >>> bent("kaavoituksesta", ["kuka", "kaavoitus"]), bent("kunta", ["kunta"])
    ('kaavoitus → kaavoituksesta', 'kunta')
    """
    if word in asked or "→" in word:
        return word
    alike = [(_alike(word, each), each) for each in asked]
    length, nearest = max(alike, default=(0, ""))
    return f"{nearest} → {word}" if length >= max(_ALIKE, len(nearest) - 4) else word


def _alike(one: str, other: str) -> int:
    """Count the letters that two words have alike from the beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def count(number: int, language: str) -> str:
    """Return a number as people of the language write it.

    Args:
        number: whole.
        language: of the page.

    Returns:
        Digits in groups of three: with a comma in English, else with a no-break space.

    >>> count(664028, "en"), count(664028, "fi")
    ('664,028', '664\\xa0028')
    """
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", "\u00a0")


def marked(text: str, spans: Sequence[tuple[int, int]], *, heading: str = "") -> tuple[Piece, ...]:
    """Cut a passage into marked and plain pieces, leaving out what is far from the marks.

    Args:
        text: of the passage.
        spans: (start, end) of the marks, in characters of the text.
        heading: left out where the text begins with it, since it is shown beside.

    Returns:
        Pieces, without blank lines; a long text begins or ends with an ellipsis.

    >>> marked("Kunta kaavoittaa.", [(6, 16)])
    (Piece(text='Kunta ', marked=False), Piece(text='kaavoittaa', marked=True), ...)
    """
    body = _body(text, heading)
    begin, end = _window(text, body, spans)
    pieces: list[Piece] = []
    place = begin
    for first, last in sorted(spans):
        start, stop = max(first, place), min(last, end)
        if start < stop:
            pieces += [Piece(text[place:start]), Piece(text[start:stop], marked=True)]
            place = stop
    pieces.append(Piece(text[place:end]))
    if begin > body:
        pieces.insert(0, Piece("… "))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(
        Piece(_BLANK_LINES.sub("\n", piece.text), piece.marked) for piece in pieces if piece.text
    )


def _body(text: str, heading: str) -> int:
    """Return where the text begins below its heading."""
    rest = text.removeprefix(heading)
    below = rest.lstrip()
    return len(text) - len(below) if heading and below and rest[:1].isspace() else 0


def _window(text: str, body: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(text) - body <= _LONGEST:
        return body, len(text)
    first = min((start for start, _ in spans if start >= body), default=body)
    begin = max(body, first - _LEAD)
    if begin > body:
        begin = text.find(" ", begin) + 1 or begin
    end = min(len(text), begin + _LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + _LEAD)
    return begin, end
