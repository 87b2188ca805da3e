"""A project page of the Finnish government, as text → a body with its goals and tasks.

The page of Hankeikkuna (*hankeikkuna*, the government's register of projects) has a fixed
shape: a title, a number with its kind, and headed fields. What a page lacks stays not known.
"""

from __future__ import annotations

import re
from datetime import date

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File, slug
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading, Record, SectionSpan
from kaupunkigraafi.vocabulary import iri_of

_NUMBER = re.compile(r"\b([A-ZÅÄÖ]{2,4}\d{3}:\d{2}/\d{4})\b")
_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_ITEM = re.compile(r"^\s*(\d{1,2})[.)]\s+(.+?)\s*$")
_LAST_WORDS = re.compile(r"\s*(?:[;,.]|\bsekä|\bja)+\s*$")
_HEADINGS = (
    "Hankkeen perustiedot", "Hankenumero", "Asettaja", "Toimikausi/aikataulu", "Asettamispäivä",
    "Toimielimen tyyppi", "Tavoitteet ja tuotokset", "Tavoitteet", "Tuotokset", "Tiivistelmä",
    "Lähtökohdat", "Yhteyshenkilö", "Lisätietoja", "Jäsenet", "Asiakirjat",
)  # fmt: skip
# What is cited as a section; the short fields between stay together.
_MAJOR = frozenset(
    (
        "Hankkeen perustiedot", "Tavoitteet ja tuotokset", "Tavoitteet", "Tuotokset",
        "Tiivistelmä", "Lähtökohdat", "Jäsenet", "Lisätietoja", "Asiakirjat",
    )
)  # fmt: skip
_WITH_VALUE = frozenset(
    ("Hankkeen perustiedot", "Hankenumero", "Asettaja", "Asettamispäivä", "Toimielimen tyyppi")
)
_STATUSES = ("Käynnissä", "Päättynyt", "Suunnitteilla")
_BODY_KINDS = ("Toimielin",)
_PARTIES = (
    ("organisation/cities", re.compile(r"\bkaupun(?:git|gin|kien)\b", re.IGNORECASE)),
    ("organisation/state", re.compile(r"\bvaltio\b", re.IGNORECASE)),
    ("organisation/kuntaliitto", re.compile(r"\bKuntaliitto\b")),
)
_MINISTRIES = {
    "valtioneuvoston kanslia": "VNK", "ulkoministeriö": "UM", "oikeusministeriö": "OM",
    "sisäministeriö": "SM", "puolustusministeriö": "PLM", "valtiovarainministeriö": "VM",
    "opetus- ja kulttuuriministeriö": "OKM", "maa- ja metsätalousministeriö": "MMM",
    "liikenne- ja viestintäministeriö": "LVM", "työ- ja elinkeinoministeriö": "TEM",
    "sosiaali- ja terveysministeriö": "STM", "ympäristöministeriö": "YM",
}  # fmt: skip
_SIGNS = (b"Hankenumero", b"Asettaja")


class ProjectPage:
    """Reads project pages saved as text."""

    name = "project page"

    def accepts(self, file: File) -> bool:
        """Accept text that has a project page's fields.

        Args:
            file: any.

        Returns:
            True where the fields and a project number are there.
        """
        if b"\0" in file.data[:4096] or b"<" in file.data.lstrip()[:1]:
            return False
        return all(sign in file.data for sign in _SIGNS)

    def read(self, file: File) -> Reading:
        """Read a page.

        Args:
            file: a page.

        Returns:
            One document; the body, its goals, tasks and parties as records.

        Raises:
            UnreadableDocument: the page names no project number.
        """
        text = clean(decode(file))
        match = _NUMBER.search(text)
        if not match:
            raise UnreadableDocument(
                f"{file.path.name} looks like a project page but names no project number such "
                "as TEM070:00/2019; save the whole page"
            )
        fields = _Fields(text)
        number = match[1]
        body = number.replace(":", "-").replace("/", "-")
        document = _document(text, fields, number, body)
        return Reading((document,), _records(fields, number, body, document.id))


class _Fields:
    """The page's title, its values and its headed stretches."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[str, str] = {}
        self.stretches: list[tuple[str, int, int]] = []
        self.title = text.split("\n", 1)[0].strip()
        self._read()

    def _read(self) -> None:
        place = 0
        opened: tuple[str, int] | None = None
        for line in self.text.split("\n"):
            heading = next((h for h in _HEADINGS if line == h or line.startswith(h + " ")), None)
            if heading and (line == heading or heading in _WITH_VALUE):
                if opened:
                    self.stretches.append((*opened, place))
                opened = (heading, place)
                self.values.setdefault(heading, line.removeprefix(heading).strip())
            place += len(line) + 1
        if opened:
            self.stretches.append((*opened, len(self.text)))

    def body_of(self, heading: str) -> str:
        """Return what stands below a heading."""
        for name, start, end in self.stretches:
            if name == heading:
                return self.text[start + len(name) : end].strip()
        return ""


def _document(text: str, fields: _Fields, number: str, body: str) -> Document:
    # The ministries' sites show a project at one address form; only TEM's is known to us.
    page = f"https://tem.fi/hankesivu?tunnus={number}"
    source = page if number.startswith("TEM") else f"{slug(number)}.txt"
    return Document(
        id=f"{body}-project-page",
        origin=f"hankeikkuna:{number}",
        title=fields.title,
        text=text,
        type="project-page",
        language="fi",
        authority=Authority.AUTHORITY_DOCUMENT,
        source=source,
        licence="not stated",
        publisher=_setter(fields) and f"ministry/{_setter(fields)}",
        concerns=(iri_of(f"body/{body}"),),
        sections=_sections(fields),
    )


def _sections(fields: _Fields) -> tuple[SectionSpan, ...]:
    major = [(heading, start) for heading, start, _ in fields.stretches if heading in _MAJOR]
    ends = [*(start for _, start in major[1:]), len(fields.text)]
    return tuple(
        SectionSpan(start, end, heading=heading)
        for (heading, start), end in zip(major, ends, strict=True)
    )


def _records(fields: _Fields, number: str, body: str, document: str) -> tuple[Record, ...]:
    source = f"document/{document}"
    rows: list[tuple[str, dict[str, str]]] = [
        (
            "bodies",
            {
                "id": body,
                "number": number,
                "name_fi": fields.title,
                "type_fi": fields.values.get("Toimielimen tyyppi", ""),
                "setter": _setter(fields),
                "date_set": _day(fields.values.get("Asettamispäivä", "")),
                "reported_status": _status(fields),
                "summary_fi": one_line(fields.body_of("Tiivistelmä")),
                "source": source,
            },
        )
    ]
    rows += [
        ("body_goals", {"body": body, "goal_fi": goal, "source": source}) for goal in _goals(fields)
    ]
    rows += [
        (
            "tasks",
            {
                "id": f"{body}/{position}",
                "body": body,
                "position": str(position),
                "label_fi": label,
                "carried_by": f"body/{body}",
                "source": source,
            },
        )
        for position, label in _tasks(fields)
    ]
    rows += [
        (
            "representations",
            {
                "id": f"{body}/{party.split('/')[1]}",
                "body": body,
                "party": party,
                "role": "member",
                "source": source,
            },
        )
        for party in _parties(fields)
    ]
    return tuple(Record(table, tuple(row.items()), document) for table, row in rows)


def _setter(fields: _Fields) -> str:
    named = fields.values.get("Asettaja", "").lower()
    return "government" if named == "valtioneuvosto" else _MINISTRIES.get(named, "")


def _status(fields: _Fields) -> str:
    printed = fields.values.get("Hankkeen perustiedot", "")
    return printed if printed in _STATUSES else ""


def _day(text: str) -> str:
    match = _DAY.search(text)
    if not match:
        return ""
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _goals(fields: _Fields) -> list[str]:
    text = fields.body_of("Tavoitteet ja tuotokset") or fields.body_of("Tavoitteet")
    return [one_line(goal) for goal in text.split("\n\n") if goal.strip()]


def _tasks(fields: _Fields) -> list[tuple[int, str]]:
    """Return the numbered tasks; a line that does not begin with a number goes on the last."""
    found: list[tuple[int, str]] = []
    for line in fields.body_of("Lähtökohdat").split("\n"):
        match = _ITEM.match(line)
        if match and int(match[1]) == len(found) + 1:
            found.append((int(match[1]), match[2]))
        elif found and line.strip():
            position, begun = found[-1]
            found[-1] = (position, f"{begun} {line.strip()}")
        elif found:
            break
    return [(position, _LAST_WORDS.sub("", one_line(task))) for position, task in found]


def _parties(fields: _Fields) -> list[str]:
    """Return who the page says is represented."""
    sentences = re.split(r"(?<=[.\n])\s+|\n+", fields.text)
    spoken = " ".join(s for s in sentences if "edustettuina" in s.lower())
    return [party for party, pattern in _PARTIES if pattern.search(spoken)]
