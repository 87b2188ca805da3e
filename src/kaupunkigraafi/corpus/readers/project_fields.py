"""The text of a project page → its title, its kind and its headed fields."""

from __future__ import annotations

import re
from itertools import pairwise

# A field whose value stands on the heading's line, or else on the lines below it.
_VALUES = (
    "Hankkeen perustiedot", "Hankenumero", "Asianumerot", "Asettaja", "Toimikausi/aikataulu",
    "Asettamispäivä", "Toimielimen tyyppi",
)  # fmt: skip
# What is cited as a section; the short fields between stay together.
MAJOR = (
    "Hankkeen perustiedot", "Tavoitteet ja tuotokset", "Tavoitteet", "Tuotokset", "Tiivistelmä",
    "Lähtökohdat", "Jäsenet", "Yhteyshenkilö", "Yhteyshenkilöt", "Lisätietoja", "Asiakirjat",
)  # fmt: skip
_KIND = re.compile(r"[A-ZÅÄÖ]{2,4}\d{3}:\d{2}/\d{4}(?:\s+(?P<kind>[^\W\d].*))?$")


class Fields:
    """A page's title, its kind, and the stretch of text below each heading.

    >>> fields = Fields("Ryhmä\\n\\nTEM001:00/2020 Toimielin\\n\\nAsettaja: oikeusministeriö")
    >>> fields.title, fields.kind, fields.value("Asettaja"), fields.value("Asettamispäivä")
    ('Ryhmä', 'Toimielin', 'oikeusministeriö', '')
    """

    def __init__(self, text: str) -> None:
        """Find the fields.

        Args:
            text: cleaned.
        """
        self._text = text
        self._values: dict[str, str] = {}
        self.stretches: list[tuple[str, int, int]] = []
        self.title, self.kind = _title(text)
        self._read()

    def _read(self) -> None:
        place = 0
        opened: list[tuple[str, int]] = []
        for line in self._text.split("\n"):
            heading, value = _heading(line)
            if heading and heading not in self._values:
                self._values[heading] = value
                opened.append((heading, place))
            place += len(line) + 1
        following = (start for _, start in opened[1:])
        self.stretches = [(*each, next(following, len(self._text))) for each in opened]

    def value(self, heading: str) -> str:
        """Return the value of a short field.

        Args:
            heading: the field's.

        Returns:
            From the heading's line, else the first line below it; empty where there is none.
        """
        if heading not in self._values:
            return ""
        below = self.below(heading).split("\n", 1)[0].strip()
        return self._values[heading] or below

    def below(self, heading: str) -> str:
        """Return what stands below a heading.

        Args:
            heading: a field's.

        Returns:
            Without the heading's line; empty where there is no such heading.
        """
        for name, start, end in self.stretches:
            if name == heading:
                return self._text[start:end].partition("\n")[2].strip()
        return ""


def _title(text: str) -> tuple[str, str]:
    """Return the title, which stands before the line of number and kind, and the kind."""
    lines = [line for line in text.split("\n") if line]
    for before, line in pairwise(lines):
        match = _KIND.match(line)
        if match:
            return before, match["kind"] or ""
    return (lines or [""])[0], ""


def _heading(line: str) -> tuple[str, str]:
    bare = line.removesuffix(":")
    if bare in MAJOR or bare in _VALUES:
        return bare, ""
    for name in _VALUES:
        if line.startswith((f"{name} ", f"{name}: ")):
            # A page of the web may have its fields in a table: "Asettaja | oikeusministeriö".
            return name, line[len(name) :].strip(" :|")
    return "", ""
