"""Names of statutes → their numbers: *kuntalain*, *holhoustoimesta annetun lain*, *strafflagen*.

A name that several statutes have borne one after the other means the newest, unless the text
itself says which: that is remembered in ``Known``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kaupunkigraafi.vocabulary import FINLEX

_ENDINGS = {
    "laki": "laki lain lakia laissa laista lakiin lailla lailta laille laiksi lakina lait lakien "
    "lakeja laeissa laeista lakeihin laeilla",
    "asetus": "asetus asetuksen asetusta asetuksessa asetuksesta asetukseen asetuksella "
    "asetukselle",
    "kaari": "kaari kaaren kaarta kaaressa kaaresta kaareen kaarella",
    "sääntö": "sääntö säännön sääntöä säännössä säännöstä sääntöön säännöllä",
    "lag": "lag lagen lagens lags lagar lagarna",
    "balk": "balk balken balkens",
    "förordning": "förordning förordningen förordningens",
    "reglemente": "reglemente reglementet reglementets",
}
_BASES = {form: base for base, forms in _ENDINGS.items() for form in forms.split()}
FINNISH = frozenset(("laki", "asetus", "kaari", "sääntö"))
# The forms of above, as a tree: an alternation of whole words is three times as slow.
HEAD = re.compile(
    r"(?:la(?:ki(?:in|en|na|a)?|i(?:n|ssa|sta|ksi|lla|lle|lta|t)|k(?:eja|eihin)|ei(?:ssa|sta|lla)"
    r"|g(?:ens?|arna|ar|s)?)"
    r"|asetu(?:s|sta|ks(?:en|essa|esta|een|ella|elle))"
    r"|kaar(?:i|en|ta|essa|esta|een|ella)"
    r"|sään(?:tö(?:ä|ön)?|nö(?:n|ssä|stä|llä))"
    r"|balk(?:ens?)?|förordning(?:ens?)?|reglemente(?:ts?)?)(?![^\W_]|-\w)"
)
_SEEN_OFTEN = 0.2  # of the commonest bearer's citations: rarer ones are slips or nested titles
_LONGEST = 24  # words of a title


class Statutes:
    """Names of statutes in three languages."""

    def __init__(
        self, names: Iterable[tuple[str, str, str, int]], elis: Mapping[str, str] | None = None
    ) -> None:
        """Sort names by what they are found by.

        Args:
            names: (number, language, name, how often it was seen); titles in the nominative.
            elis: number → year and number of its ELI, where these are not the number's own.
        """
        cited: dict[tuple[str, str], dict[str, int]] = {}
        for number, language, name, count in names:
            bearers = cited.setdefault((language, name.lower()), {})
            bearers[number] = bearers.get(number, 0) + count
        self._elis = dict(elis or {})
        self._names: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._openings: dict[str, int] = {}
        self._english: dict[str, str] = {}
        for (language, name), bearers in cited.items():
            self._keep(language, name, _newest(bearers))

    def _keep(self, language: str, name: str, number: str) -> None:
        head, _, title = name.partition(" ")
        if language == "en":
            self._english[name] = number
        elif head in _BASES and title and language != "en":
            self._titles[title] = number
            self._open(title)
        else:
            self._names.setdefault(name, number)
            self._names.setdefault(name.removeprefix("suomen ").removeprefix("finlands "), number)

    def _open(self, title: str) -> None:
        words = title.split()
        key = " ".join(words[:2])
        self._openings[key] = max(self._openings.get(key, 0), len(words))

    @classmethod
    def load(cls, corpus: Path) -> Statutes:
        """Read names from the packaged corpus.

        Args:
            corpus: the folder of ``records/`` and ``names/``.

        Returns:
            All names.
        """
        return cls(_rows(corpus), _elis(corpus / "records" / "citations.csv"))

    def named(self, name: str) -> str | None:
        """Return the number of a statute by its whole name in the nominative.

        Args:
            name: as *hallintolaki*, *työntekijän eläkelaki*, in small letters.

        Returns:
            Its number, None where no statute is called so.
        """
        return self._names.get(name)

    def titled(self, words: list[str], *, ending: bool) -> tuple[str, int] | None:
        """Return the statute whose title the words end or begin with.

        Args:
            words: in small letters.
            ending: the title stands at the end of them (*holhoustoimesta annettu laki*), not at
                their beginning (*lagen om förmyndarverksamhet*).

        Returns:
            Its number, and how many of the words are its title; the longest title counts.
        """
        longest = min(len(words), _LONGEST)
        if not ending:
            longest = min(longest, self._openings.get(" ".join(words[:2]), 1))
        for length in range(longest, 0, -1):
            part = words[-length:] if ending else words[:length]
            number = self._titles.get(" ".join(part))
            if number:
                return number, length
        return None

    @property
    def english(self) -> Mapping[str, str]:
        """English names in small letters → numbers."""
        return self._english

    def iri(self, number: str) -> str:
        """Return the ELI of a statute.

        Args:
            number: as ``410/2015``.

        Returns:
            Its IRI.

        >>> Statutes([]).iri("410/2015")
        'http://data.finlex.fi/eli/sd/2015/410'
        """
        own = "/".join(reversed(number.split("/")))
        return FINLEX + self._elis.get(number, own)


def base_of(form: str) -> str:
    """Return the nominative of an inflected name.

    Args:
        form: that ends in a form of *laki*, *asetus*, *lag* …, in small letters.

    Returns:
        The name with that word in the nominative.

    >>> base_of("hallintolaissa"), base_of("ärvdabalkens"), base_of("lain")
    ('hallintolaki', 'ärvdabalk', 'laki')
    """
    match = HEAD.search(form)
    return form[: match.start()] + _BASES[match[0]] if match else form


def _newest(bearers: Mapping[str, int]) -> str:
    least = max(bearers.values()) * _SEEN_OFTEN
    often = [number for number, count in bearers.items() if count >= least]
    return max(often, key=lambda number: tuple(map(int, reversed(number.split("/")))))


_OFFICIAL = 1_000  # more than any count: a title outranks what citations call a statute


def _rows(corpus: Path) -> Iterator[tuple[str, str, str, int]]:
    for row in _read(corpus / "records" / "laws.csv"):
        for column, language in (("title_fi", "fi"), ("title_sv", "sv"), ("former_title_fi", "fi")):
            if row[column]:
                yield row["number"], language, row[column], _OFFICIAL
    for row in _read(corpus / "names" / "statutes.csv"):
        yield row["number"], row["language"], row["name"], int(row["cited"])
    for row in _read(corpus / "names" / "short_names.csv"):
        yield row["number"], row["language"], row["name"], _OFFICIAL


def _elis(citations: Path) -> dict[str, str]:
    return {
        row["number"]: row["cited"]
        for row in _read(citations)
        if row["cited"].split("/")[::-1] != row["number"].split("/")
    }


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
