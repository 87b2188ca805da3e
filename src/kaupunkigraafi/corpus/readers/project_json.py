"""Hankeikkuna's API: its JSON → the project pages that it makes of the same facts.

An answer holds objects (*kohde*): development projects, drafting projects, bodies, strategies.
Each becomes a document in the shape of its page, so that both ways in lead to one document.
What an object lacks, a date above all, stays out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.html import page_text
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.corpus.readers.project_page import project_reading
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Document, Reading, Record

_NUMBER = re.compile(r"[A-ZÅÄÖ]{2,4}\d{3}:\d{2}/\d{4}")
_SIGNS = re.compile(rb'"tunnus"\s*:\s*"[A-Z\xc3\x85\x84\x96]{2,8}\d{3}:\d{2}/\d{4}"')
_HEAD = 2**20
_KINDS = {
    "HANKE": "Kehittäminen",
    "LAINSAADANTO": "Lainvalmistelu",
    "TOIMIELIN": "Toimielin",
    "STRATEGIA": "Strategia",
}
_STATES = {
    "SUUNNITTEILLA": "Suunnitteilla",
    "KAYNNISSA": "Käynnissä",
    "PAATTYNYT": "Päättynyt",
}
# The heading of the page, and the names that its text may have in an object.
_TEXTS = (
    ("Tavoitteet ja tuotokset", ("tavoitteet", "tavoite", "tavoitteetJaTuotokset")),
    ("Tiivistelmä", ("tiivistelma", "kuvaus")),
    ("Lähtökohdat", ("lahtokohdat", "lahtokohta", "tehtavat")),
)
_SET = ("asettamisPaiva", "asettamispaiva", "asettamisPvm", "asetettu")
_BEGINS = ("toimikausiAlkaa", "toimikausiAlku", "aloitusPaiva", "alkaa", "alku")
_ENDS = ("toimikausiPaattyy", "toimikausiLoppu", "paattymisPaiva", "paattyy", "loppu")
_SETTERS = ("asettaja", "ministerio")
_LANGUAGES = ("fi", "sv", "en")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 4_102_444_800_000  # 2100 in milliseconds; what is more is no day


class ProjectJson:
    """Reads what Hankeikkuna's API answers."""

    name = "Hankeikkuna JSON"
    suffixes = (".json",)

    def accepts(self, file: File) -> bool:
        """Accept JSON with the number of a project.

        Args:
            file: any.

        Returns:
            True where an object has such a ``tunnus``.
        """
        begins = file.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        return begins and bool(_SIGNS.search(file.data[:_HEAD]))

    def read(self, file: File) -> Reading:
        """Read an answer, or one object of it.

        Args:
            file: JSON.

        Returns:
            A document for each object, and the records of bodies.

        Raises:
            UnreadableDocument: it is no JSON, or no object in it has a number and a name.
        """
        try:
            loaded = json.loads(decode(file).removeprefix("\ufeff"))
        except ValueError as error:
            raise UnreadableDocument(
                f"{file.path.name} is not JSON ({one_line(str(error))[:120]}); take it anew"
            ) from error
        documents: dict[str, Document] = {}
        records: list[Record] = []
        for thing in _things(loaded):
            reading = project_reading(file, _page(thing))
            (document,) = reading.documents
            if document.id not in documents:
                documents[document.id] = document
                records += (_named(record, thing) for record in reading.records)
        if not documents:
            raise UnreadableDocument(
                f"{file.path.name} has no object with a number (tunnus) and a name (nimi); "
                "ask the API for kohteet"
            )
        return Reading(tuple(documents.values()), tuple(records))


def _things(loaded: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects that are projects, in an answer, a list, or by themselves."""
    if isinstance(loaded, list):
        for each in loaded:
            yield from _things(each)
    elif isinstance(loaded, dict):
        number = loaded.get("tunnus")
        if isinstance(number, str) and _NUMBER.fullmatch(number) and _text(loaded, ("nimi",)):
            yield loaded
            return
        for each in loaded.values():
            yield from _things(each)


def _page(thing: Mapping[str, object]) -> str:
    """Return a project's page, as text."""
    number, kind = str(thing["tunnus"]), _code(thing, "tyyppi")
    term = " – ".join(filter(None, (_day(thing, _BEGINS), _day(thing, _ENDS))))
    if term and not _day(thing, _BEGINS):
        term = f"– {term}"
    state = _code(thing, "tila")
    blocks = [
        one_line(_text(thing, ("nimi",))),
        f"{number} {_KINDS.get(kind, kind.capitalize())}".strip(),
        f"Hankkeen perustiedot {_STATES.get(state, state.capitalize())}".strip(),
        f"Hankenumero {number}",
        _field("Asettaja", _setter(thing)),
        _field("Toimikausi/aikataulu", term),
        _field("Asettamispäivä", _day(thing, _SET)),
    ]
    for heading, names in _TEXTS:
        text = _text(thing, names)
        blocks += [heading, text] if text else []
    return clean("\n\n".join(filter(None, blocks)))


def _field(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


def _code(thing: Mapping[str, object], name: str) -> str:
    value = thing.get(name)
    return one_line(value)[:30].upper() if isinstance(value, str) else ""


def _setter(thing: Mapping[str, object]) -> str:
    for name in _SETTERS:
        value = thing.get(name)
        if isinstance(value, dict):
            value = _text(value, ("nimi",)) or _text(thing, (name,))
        if isinstance(value, str) and value:
            return one_line(value)
    return ""


def _text(thing: Mapping[str, object], names: tuple[str, ...], language: str = "fi") -> str:
    """Return a text that an object has under one of some names, plain or by language."""
    for name in names:
        value = thing.get(name)
        if isinstance(value, dict):
            value = value.get(language)
        elif language != "fi":
            value = None
        if isinstance(value, str) and value.strip():
            return _without_marks(value)
    return ""


def _without_marks(text: str) -> str:
    if not _MARKUP.search(text):
        return text
    return page_text(File.of_text("text.html", f"<html><body>{text}</body></html>"))


def _day(thing: Mapping[str, object], names: tuple[str, ...]) -> str:
    """Return a day as a page prints it; the API gives days and moments, or nothing."""
    inner = thing.get("toimikausi")
    places = (thing, inner) if isinstance(inner, dict) else (thing,)
    for place in places:
        for name in names:
            found = _as_day(place.get(name))
            if found is not None:
                return f"{found.day}.{found.month}.{found.year}"
    return ""


def _as_day(value: object) -> date | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LATEST:
        return (_EPOCH + timedelta(milliseconds=value)).date()
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _named(record: Record, thing: Mapping[str, object]) -> Record:
    """Add the names in the other languages, which no page prints."""
    if record.table != "bodies":
        return record
    names = {f"name_{code}": one_line(_text(thing, ("nimi",), code)) for code in _LANGUAGES[1:]}
    stated = {**dict(record.values), **{key: name for key, name in names.items() if name}}
    return Record(record.table, tuple(stated.items()), record.origin)
