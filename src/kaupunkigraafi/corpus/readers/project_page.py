"""A project page of the Finnish government, as text or HTML → a body with its goals and tasks.

The page of Hankeikkuna (*hankeikkuna*, the government's register of projects) has a fixed
shape: a title, a number with its kind, and headed fields. What a page lacks stays not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.html import is_page, page_text
from kaupunkigraafi.corpus.readers.ministries import ministry_code
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.corpus.readers.project_fields import MAJOR, Fields
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading, Record, SectionSpan
from kaupunkigraafi.vocabulary import iri_of

_NUMBER = re.compile(r"\b([A-ZÅÄÖ]{2,4})\d{3}:\d{2}/\d{4}\b")
_FEWEST_FIELDS = 3
_DAY = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_ITEM = re.compile(r"\s*(\d{1,2})[.)]\s+(.+?)\s*$")
_LAST_WORDS = re.compile(r"(?:\s*(?:[;,.]|\bsekä\b|\bja\b))+\s*$")
_BODY = "toimielin"
_LONGEST_STATUS = 30
_LARGEST = 2**20
_TEXT_SUFFIXES = (".txt", ".text", "")
_PARTIES = (
    ("concept/actor-group/cities", "cities", re.compile(r"\bkaupun(?:git|kien|geista)\b", re.I)),
    ("organisation/state", "state", re.compile(r"\bvaltio(?:n(?=,| ja\b| sekä\b))?\b", re.I)),
    ("organisation/kuntaliitto", "kuntaliitto", re.compile(r"\bKuntaliit(?:to|on)\b")),
)
_NAMES = {"organisation/state": "valtio", "organisation/kuntaliitto": "Suomen Kuntaliitto"}
_REPRESENTED = re.compile(r"\bedustet(?:tuina|tu)\b", re.I)
_NOT = re.compile(r"\bei(?:vät)?\b", re.I)
_DASH = re.compile(r"\s*[–—-]\s*")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's text and fields, with the number that names it."""

    file: File
    text: str
    fields: Fields
    number: str

    @property
    def body(self) -> str:
        """The body's key: its number as an id can have it."""
        return self.number.replace(":", "-").replace("/", "-")

    @property
    def id(self) -> str:
        """The document's id."""
        return f"{self.body}-project-page"

    @property
    def setter(self) -> str:
        """The code of the ministry that set the body, or ``government``."""
        named = self.fields.value("Asettaja").lower()
        return "government" if named == "valtioneuvosto" else ministry_code(named)

    @property
    def tells_of_a_body(self) -> bool:
        """A drafting project or a study has a page of the same shape, but is no body."""
        kind = self.fields.kind.lower()
        return not kind or kind == _BODY or bool(self.fields.value("Toimielimen tyyppi"))


class ProjectPage:
    """Reads project pages saved as text or as they come from the web."""

    name = "project page"
    suffixes = (".txt", ".html")

    def accepts(self, file: File) -> bool:
        """Accept text or HTML that has a project page's fields.

        Args:
            file: any.

        Returns:
            True where a line gives the project's number and others head its fields.
        """
        if len(file.data) > _LARGEST:
            return False
        if not is_page(file) and file.path.suffix.lower() not in _TEXT_SUFFIXES:
            return False
        try:
            fields = Fields(_text(file))
        except UnreadableDocument:
            return False
        numbered = _NUMBER.fullmatch(fields.value("Hankenumero")) is not None
        return numbered and len(fields.stretches) >= _FEWEST_FIELDS

    def read(self, file: File) -> Reading:
        """Read a page.

        Args:
            file: a page.

        Returns:
            One document; the body, its goals, tasks and parties as records.
        """
        return project_reading(file, _text(file))


def project_reading(file: File, text: str) -> Reading:
    """Read the text of a page.

    Args:
        file: it comes from.
        text: cleaned, in the shape of a project page.

    Returns:
        One document; the body, its goals, tasks and parties as records.
    """
    fields = Fields(text)
    page = _Page(file, text, fields, fields.value("Hankenumero"))
    records = tuple(_records(page)) if page.tells_of_a_body else ()
    return Reading((_document(page),), records)


def _text(file: File) -> str:
    return clean(page_text(file) if is_page(file) else decode(file))


def _document(page: _Page) -> Document:
    # The ministries show projects at addresses of their own; only TEM's form is known to us.
    known = page.number.startswith("TEM")
    address = f"https://tem.fi/hankesivu?tunnus={page.number}"
    printed = page.fields.value("Asettaja")
    return Document(
        id=page.id,
        origin=f"hankeikkuna:{page.number}",
        title=page.fields.title,
        text=page.text,
        type="project-page",
        language="fi",
        authority=Authority.AUTHORITY_DOCUMENT,
        source=address if known else page.file.path.name,
        licence="not stated",
        publisher=printed if page.number.startswith(page.setter or "–") else None,
        concerns=(iri_of(f"body/{page.body}"),) if page.tells_of_a_body else (),
        sections=_sections(page),
    )


def _sections(page: _Page) -> tuple[SectionSpan, ...]:
    major = [(name, start) for name, start, _ in page.fields.stretches if name in MAJOR]
    following = (start for _, start in major[1:])
    spans = [(name, start, next(following, len(page.text))) for name, start in major]
    return tuple(
        SectionSpan(start, start + len(page.text[start:end].rstrip()), heading=name)
        for name, start, end in spans
    )


def _records(page: _Page) -> Iterator[Record]:
    yield _record(page, "bodies", _body(page))
    for goal in _goals(page.fields):
        yield _record(page, "body_goals", {"body": page.body, "goal_fi": goal})
    for position, label in _tasks(page.fields):
        task = {
            "id": f"{page.body}/{position}",
            "body": page.body,
            "position": str(position),
            "label_fi": label,
            "carried_by": f"body/{page.body}",
        }
        yield _record(page, "tasks", task)
    for party, key in _parties(page.text):
        if party in _NAMES:
            yield _record(page, "organisations", {"id": key, "name_fi": _NAMES[party]})
        membership = {
            "id": f"{page.body}/{key}",
            "body": page.body,
            "party": party,
            "role": "member",
        }
        yield _record(page, "representations", membership)


def _record(page: _Page, table: str, values: dict[str, str]) -> Record:
    row = (*values.items(), ("source", f"document/{page.id}"))
    return Record(table, row, page.file.path.name)


def _body(page: _Page) -> dict[str, str]:
    fields = page.fields
    begins, _, ends = _DASH.sub("–", fields.value("Toimikausi/aikataulu")).partition("–")
    status = fields.value("Hankkeen perustiedot")
    return {
        "id": page.body,
        "number": page.number,
        "name_fi": fields.title,
        "type_fi": fields.value("Toimielimen tyyppi"),
        "setter": page.setter,
        "date_set": _day(fields.value("Asettamispäivä")),
        "term_start": _day(begins),
        "term_end": _day(ends),
        "reported_status": status if len(status) <= _LONGEST_STATUS else "",
        "summary_fi": one_line(fields.below("Tiivistelmä")),
    }


def _day(text: str) -> str:
    match = _DAY.search(text)
    if match is None:
        return ""
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _goals(fields: Fields) -> list[str]:
    text = fields.below("Tavoitteet ja tuotokset") or fields.below("Tavoitteet")
    return [one_line(goal) for goal in text.split("\n\n") if goal.strip()]


def _tasks(fields: Fields) -> list[tuple[int, str]]:
    """Return the numbered tasks; a line that does not begin with a number goes on the last."""
    found: list[tuple[int, str]] = []
    blank = False
    for line in fields.below("Lähtökohdat").split("\n"):
        match = _ITEM.match(line)
        if match and int(match[1]) == len(found) + 1:
            found.append((int(match[1]), match[2]))
        elif line.strip() and found:
            if blank:
                break  # a paragraph after the list is no part of its last item
            position, begun = found[-1]
            found[-1] = (position, f"{begun} {line.strip()}")
        blank = not line.strip()
    return [(position, _LAST_WORDS.sub("", one_line(task))) for position, task in found]


def _parties(text: str) -> Iterator[tuple[str, str]]:
    """Yield who the page says is represented."""
    sentences = re.split(r"(?<=\.)\s+|\n+", text)
    spoken = " ".join(s for s in sentences if _REPRESENTED.search(s) and not _NOT.search(s))
    for party, key, pattern in _PARTIES:
        if pattern.search(spoken):
            yield party, key
