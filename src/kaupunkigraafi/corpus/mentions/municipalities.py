"""Text → municipalities: a form of a name, held against what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kaupunkigraafi.corpus.mentions import heads, namesakes
from kaupunkigraafi.corpus.mentions.inflection import Case
from kaupunkigraafi.corpus.mentions.persons import is_given_name
from kaupunkigraafi.corpus.mentions.places import PHRASES, Places, Reading
from kaupunkigraafi.corpus.mentions.surroundings import Chain, Surroundings
from kaupunkigraafi.corpus.mentions.traits import (
    Trait,
    is_foreign,
    is_word,
    means_the_word,
    mostly_a_word,
)

_CAPITALISED = re.compile(r"(?<![\w@#/])([A-ZÅÄÖ][^\W\d_]+)(?:-[A-ZÅÄÖ][^\W\d_]+)?(?!\w)")
_TAIL = re.compile(r"[-–](?=\w)([^\W\d_]+)")
_NOT_OWN_TAILS = re.compile(
    r"(?:talo|sali|hall|areena|arena|stadion|hotel|festiv|messu|maraton|cup|päivä|viikko|viiko|"
    r"ralli|kisa|risteily|laiva|lehti|lehde|säätiö|yhtiö|konserni|seura|opisto|museo|sopimu|"
    r"julistu|prosess|regatta|jazz|rock|konsern|bolag|avtal|huset|dag|vecka|maratho|group|"
    r"gala|kilpailu|palkin|jäähal|uimahal|lentoas|instituut)",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_BORDER = frozenset(("851", "854", "976"))  # Tornio, Pello, Ylitornio: Sweden has theirs
_ROMAN = frozenset(("II", "III"))
_REGIONS = re.compile(
    r"(?:Lapin|Kainuun|Uudenmaan|Satakunnan|Pirkanmaan|Kymenlaakson|\w+-(?:Suomen|Savon|Karjalan|"
    r"Pohjanmaan|Hämeen|Uudenmaan)|Pohjanmaan|Ahvenanmaan|Suomen|Ålands|Nylands|Österbottens)$"
)
_BARE = (Case.NOMINATIVE, Case.GENITIVE)
_SURE, _LIKELY, _HARDLY = 0.98, 0.9, 0.65


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality found in what is seen of a text."""

    start: int
    end: int
    code: str
    confidence: float
    method: str


class Municipalities:
    """Finds municipalities in a text."""

    def __init__(self, places: Places) -> None:
        """Keep the forms.

        Args:
            places: of the municipalities' names.
        """
        self._places = places

    def find(self, text: str, language_at: Callable[[int], str]) -> Iterator[Municipality]:
        """Yield the municipalities of a text.

        Args:
            text: as seen.
            language_at: the language at a place of the text; ``und`` where it cannot be told.

        Yields:
            In the order of the text.
        """
        chains: dict[int, Chain] = {}
        persons: set[str] = set()  # "Antti Salo" makes a later "Salon" his
        for start, end, reading in self._candidates(text):
            around = Surroundings(text, start, end, chains)
            if is_given_name(around.previous):
                persons.add(reading.code)
            found = self._judged(around, reading, language_at)
            his = reading.code in persons and reading.case in _BARE
            if found and not (his and found.method == "name"):
                yield found

    def _candidates(self, text: str) -> list[tuple[int, int, Reading]]:
        reading_of = self._places.reading
        found = []
        for match in _CAPITALISED.finditer(text):
            for group in (0, 1):  # Mänttä-Vilppula, else the first part of two
                reading = reading_of(match[group])
                if reading is not None:
                    found.append((match.start(), match.end(group), reading))
                    break
        for code, part, phrase in PHRASES:
            if part not in text:
                continue
            found += [
                (match.start(), match.end(), self._places.of_code(code))
                for match in phrase.finditer(text)
            ]
        return sorted(found, key=lambda each: each[:2])

    def _judged(
        self, around: Surroundings, reading: Reading, language_at: Callable[[int], str]
    ) -> Municipality | None:
        text, start, end = around.text, around.start, around.end
        if text[start:end] in _ROMAN or not _free(text, start):
            return None
        language = language_at(start)
        if language in ("fi", "sv", "en") and language not in reading.languages:
            return None
        if _tail_denies(text, end) or self._is_other(around, reading, language):
            return None
        verdict = self._confidence(around, reading, language)
        return verdict and Municipality(start, end, reading.code, *verdict)

    def _is_other(self, around: Surroundings, reading: Reading, language: str) -> bool:
        """Tell whether the words around make it a thing of another name."""
        if heads.is_firm(around.following) or heads.is_others(around.following):
            return True
        shares_its_head = reading.case is Case.GENITIVE or language in ("sv", "en")
        if shares_its_head and around.conjuncts and heads.is_others(around.heads):
            return True
        if self._opens_a_name(around, reading):
            return True
        return self._stands_in_a_name(around, reading) or _is_person(around, reading)

    def _opens_a_name(self, around: Surroundings, reading: Reading) -> bool:
        """*Helsinki Partners*: a bare name right before a capital opens another's name."""
        if reading.case is not Case.NOMINATIVE or not around.following:
            return False
        next_word = around.following[0]
        if not next_word[0].isupper() or next_word.isupper() or self._places.reading(next_word):
            return False
        if heads.is_own(around.following) or namesakes.is_title(next_word):
            return False
        text = around.text[around.start : around.end]
        return not text.isupper()

    def _stands_in_a_name(self, around: Surroundings, reading: Reading) -> bool:
        if around.previous in ("of", "i"):
            return around.earlier[:1].isupper() and heads.names_a_thing(around.earlier)
        if around.previous.lower() in ("svenska", "swedish") and reading.code in _BORDER:
            return True
        if heads.names_a_thing(around.previous) and around.previous[0].isupper():
            return True
        return namesakes.is_country(around.previous) or namesakes.is_abroad(around.after)

    def _confidence(
        self, around: Surroundings, reading: Reading, language: str
    ) -> tuple[float, str] | None:
        form = around.text[around.start : around.end]
        if self._has_a_reason(around, language):
            return _SURE, "name-in-context"
        if self._is_namesake(around, reading) or _needs_a_reason(around, reading, language):
            return None
        languages = (language,) if language != "und" else ("fi", "sv", "en")
        if around.starts_sentence and any(is_word(form, each) for each in languages):
            return _at_a_beginning(around, reading)
        doubtful = reading.trait & Trait.SURNAME and reading.case in _BARE
        return (_HARDLY if doubtful else _LIKELY), "name"

    def _has_a_reason(self, around: Surroundings, language: str) -> bool:
        """*Salon kaupunki*, *Lahden ja Hollolan*, *kaupungit Salo*: the words around say so."""
        if heads.is_own(around.following) or heads.is_own(around.heads):
            return True
        if heads.announces(around.previous):
            return True
        if _APPOSITION.match(around.after):
            return True
        back = _JOINED_BACK.search(around.before[-_LONGEST_NAME:])
        joined = (*around.conjuncts, *((back[1],) if back else ()))
        return any(
            reading is not None
            and not reading.trait & (Trait.FIRM | Trait.GIVEN)
            and (language == "und" or language in reading.languages)
            for reading in map(self._places.reading, joined)
        )

    def _is_namesake(self, around: Surroundings, reading: Reading) -> bool:
        """*Tampereen Tammela*, *Säkylän Pyhäjärvi*: a district or a water of a municipality."""
        if reading.trait & Trait.WATER and namesakes.is_water(around.following):
            return True
        if reading.case is Case.GENITIVE and not reading.trait & (Trait.DISTRICT | Trait.WATER):
            return False
        if not around.previous:
            return False
        if _REGIONS.match(around.previous):
            return False
        owner = self._places.reading(around.previous)
        return owner is not None and owner.case is Case.GENITIVE and owner.code != reading.code


def _at_a_beginning(around: Surroundings, reading: Reading) -> tuple[float, str] | None:
    """Judge a word whose capital may be the sentence's by what the sentence is about."""
    form, sentence = around.text[around.start : around.end], around.sentence
    if means_the_word(form, sentence):
        return None
    if heads.is_civic(sentence):
        return _HARDLY, "name-in-context"
    place = Case.OUTER if reading.trait & Trait.OUTER else Case.INNER
    return (_HARDLY, "name") if reading.case is place or not mostly_a_word(form) else None


_APPOSITION = re.compile(
    r",? (?:a|the|en) (?:\w+ ){0,2}(?:town|city|municipality|stad|kommun)\b"
    r"|, (?:\w+ ){0,2}(?:kaupunki|kunta)\b| \((?:kaupunki|kunta|stad|kommun|city|town)\)"
)
_JOINED_BACK = re.compile(
    r"([A-ZÅÄÖ][^\W\d_]+)(?:, |,? (?:ja|sekä|tai|eli|och|samt|eller|and|or|&) |/|[–—])$"
)


def _free(text: str, start: int) -> bool:
    """Tell whether a name begins where it stands: not *Itä-Helsinki*, but *Turku-Tampere*."""
    before = text[max(0, start - 30) : start]
    if not before.endswith(("-", "–")) or before.endswith((" -", " –", "\n-", "\n–")):
        return True
    joined = re.search(r"([A-ZÅÄÖ]?\w+)[-–]$", before)
    return joined is None or before.endswith("–")


def _tail_denies(text: str, end: int) -> bool:
    tail = _TAIL.match(text, end)
    if not tail:
        return False
    if text[end] == "–":
        return False
    return tail[1][0].isupper() or _NOT_OWN_TAILS.match(tail[1]) is not None


def _is_person(around: Surroundings, reading: Reading) -> bool:
    """*Antti Salo*, *ministeri Salon*, *Salo sanoo*, *Salolle*: a surname or a given name."""
    place_cases = (Case.INNER, Case.OUTER) if reading.trait & Trait.OUTER else (Case.INNER,)
    if reading.case in place_cases:
        return False
    if is_given_name(around.previous):
        return True
    if not reading.trait & (Trait.SURNAME | Trait.GIVEN):
        return False
    return (
        reading.case is Case.OUTER
        or namesakes.is_title(around.previous)
        or namesakes.speaks(around.heads if around.conjuncts else around.following)
        or (reading.case is Case.GENITIVE and namesakes.is_of_person(around.following))
        or (bool(reading.trait & Trait.GIVEN) and _is_family(around.following))
        or _follows_a_name(around)
    )


def _follows_a_name(around: Surroundings) -> bool:
    """Tell whether the word before looks like a given name that we do not know."""
    previous = around.previous
    return (
        previous[:1].isupper()
        and not around.previous_starts_sentence
        and not previous.isupper()
        and not previous.endswith(("n", "s", "t"))
        and not heads.announces(previous)
    )


def _is_family(words: tuple[str, ...]) -> bool:
    """*Salla Virtanen*: a capitalised word behind a given name."""
    return bool(words) and words[0][0].isupper() and not words[0].isupper()


def _needs_a_reason(around: Surroundings, reading: Reading, language: str) -> bool:
    """Tell whether a name is something else wherever nothing says that it is the town."""
    if reading.trait & Trait.FIRM and not _is_town(around, reading):
        return True
    form = around.text[around.start : around.end]
    given = bool(reading.trait & Trait.GIVEN) and language in ("sv", "en")
    doubtful = is_foreign(form, language) or given
    return doubtful and not heads.is_civic(around.sentence)


_BUSINESS = re.compile(
    r"osak|yhtiö|pörssi|puhelin|matkapuhel|verkko|tulos|liikevaih|irtisano|aktie|bolag|"
    r"företag|telefon|company|shares|network|phone|handset|steel|teräs|stål",
    re.IGNORECASE,
)


def _is_town(around: Surroundings, reading: Reading) -> bool:
    """Tell whether a name that a firm bears is the town's: *Nokialla*, *Outokummussa*."""
    place = Case.OUTER if reading.trait & Trait.OUTER else Case.INNER
    near = around.before[-60:] + around.after[:60]
    return reading.case is place and not _BUSINESS.search(near)
