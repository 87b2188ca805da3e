"""The 308 municipalities → every form their names take, and back from a form to them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.corpus.mentions.inflection import Case, forms_of
from kaupunkigraafi.corpus.mentions.traits import Trait, traits_of

# Official names that are not inflected as they are printed: the form that carries the endings.
_BASES = {"Pedersören kunta": "Pedersöre", "Koski Tl": ""}
# Names of more than one word: (code, what each form has in it, forms as a pattern).
PHRASES = (
    ("284", "Kosk", re.compile(r"\bKoski Tl(?::\w+|\b)|\bKosken(?= Tl\b| kun[tn])|\bKosken Tl\b")),
    ("081", "Adolfs", re.compile(r"\bGustav Adolfs\b")),
    ("202", "Karins", re.compile(r"\b(?:S:t|Sankt|St\.) Karins\b")),
    ("480", "Mårtens", re.compile(r"\b(?:S:t|Sankt|St\.) Mårtens\b")),
    ("491", "Michel", re.compile(r"\b(?:S:t|Sankt|St\.) Michels?\b")),
)
_CLITIC = re.compile(r"(?:kin|kaan|kään|han|hän|ko|kö|pa|pä|kohan|köhän|kinko|kinkö|mme|nsa|nsä)$")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form may be.

    Attributes:
        code: of the municipality, as ``091``.
        name: in the nominative of the form's language.
        case: in Finnish; of a Swedish or English form nominative or genitive.
        languages: in which it is such a form.
        trait: what else the name is.
    """

    code: str
    name: str
    case: Case
    languages: frozenset[str]
    trait: Trait


class Places:
    """Forms of the municipalities' names."""

    def __init__(self, names: Iterable[tuple[str, str, str, str]]) -> None:
        """Compute all forms.

        Args:
            names: (code, Finnish, Swedish, English name) of each.
        """
        rows = tuple(names)
        self._forms: dict[str, Reading] = {}
        for form, reading in _readings(rows):
            known = self._forms.get(form)
            if known is None:
                self._forms[form] = reading
            elif known.code == reading.code:
                self._forms[form] = _joined(known, reading)
        self._of_code = {code: (fi, sv) for code, fi, sv, _ in rows}

    @classmethod
    def load(cls, records: Path) -> Places:
        """Read the names from the records.

        Args:
            records: the folder of ``municipalities.csv``.

        Returns:
            All forms.
        """
        with (records / "municipalities.csv").open(encoding="utf-8", newline="") as file:
            return cls(
                (row["code"], row["name_fi"], row["name_sv"], row["name_en"])
                for row in csv.DictReader(file)
            )

    @property
    def forms(self) -> Mapping[str, Reading]:
        """Every form without clitics."""
        return self._forms

    def reading(self, word: str) -> Reading | None:
        """Return what a word is a form of.

        Args:
            word: capitalised, or all in capitals.

        Returns:
            The reading, None where it is no form of a municipality's name.

        >>> places = Places([("398", "Lahti", "Lahtis", "Lahti")])
        >>> [places.reading(word).case.value for word in ("Lahden", "Lahdessakin", "LAHTEEN")]
        ['gen', 'inner', 'inner']
        >>> places.reading("Lahtelainen")
        """
        found = self._forms.get(word)
        if found is not None or len(word) < _SHORTEST:
            return found
        if word.isupper():
            return self.reading(word[0] + word[1:].lower())
        clitic = _CLITIC.search(word)
        return self._forms.get(word[: clitic.start()]) if clitic else None

    def of_code(self, code: str) -> Reading:
        """Return the reading of a name that is found as a phrase.

        Args:
            code: of the municipality.

        Returns:
            Its nominative, in all languages.
        """
        name = self._of_code[code][0]
        return Reading(code, name, Case.NOMINATIVE, frozenset(("fi", "sv", "en")), Trait.NONE)


def _joined(one: Reading, other: Reading) -> Reading:
    return Reading(
        one.code, one.name, one.case, one.languages | other.languages, one.trait | other.trait
    )


def _readings(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, Reading]]:
    for code, finnish, swedish, english in rows:
        base = _BASES.get(finnish, finnish)
        trait = traits_of(finnish)
        every = frozenset(("fi", "sv", "en"))
        for form in forms_of(base) if base else ():
            languages = every if form.case is Case.NOMINATIVE else frozenset(("fi",))
            yield form.text, Reading(code, finnish, form.case, languages, trait)
        for name, languages in (
            (swedish, frozenset(("sv", "fi"))),
            (english, frozenset(("en", "sv"))),
        ):
            if " " in name:
                continue
            own = traits_of(name)
            yield name, Reading(code, name, Case.NOMINATIVE, languages, own)
            if name[-1] not in "sxz":
                genitive = frozenset(("sv",))
                yield name + "s", Reading(code, name, Case.GENITIVE, genitive, own)
