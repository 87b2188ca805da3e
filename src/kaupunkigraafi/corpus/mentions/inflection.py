"""Name of a place → its forms in Finnish: fifteen cases with their consonant gradation.

A closed list of names needs no analyser: what a name's last syllables are tells how it is
inflected, and the few that go their own way are listed. Source: Iso suomen kielioppi, § 41–52
(gradation) and § 63–70 (stems); the forms themselves are computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Case(StrEnum):
    """A case (*sijamuoto*) that tells how a name is used."""

    NOMINATIVE = "nom"
    GENITIVE = "gen"
    PARTITIVE = "par"
    INNER = "inner"  # inessive, elative, illative: -ssa, -sta, -Vn
    OUTER = "outer"  # adessive, ablative, allative: -lla, -lta, -lle
    OTHER = "other"  # essive, translative, abessive


@dataclass(frozen=True, slots=True)
class Form:
    """A name in one case; ``Form("Lahden", Case.GENITIVE)``."""

    text: str
    case: Case


@dataclass(frozen=True, slots=True)
class Stem:
    """What endings are put to.

    Attributes:
        weak: in a closed syllable, as in *Lahde-n*.
        strong: in an open one, as in *Lahte-en*.
        partitives: whole forms, as *Lahtea*.
    """

    weak: str
    strong: str
    partitives: tuple[str, ...]


_VOWELS = "aeiouyåäö"
_ONE_SYLLABLE = re.compile(r"(?:pyy|pää|suu|^ii)$", re.IGNORECASE)
# The last vowel that is not neutral decides on -ssa or -ssä: Enontekiössä, Kuortaneella.
_HARMONY = re.compile(r"[aouåäöy](?!.*[aouåäöy])", re.IGNORECASE)
# Nouns that names end in: (nominative, weak stem, strong stem, partitives). Their own vowels
# decide on the endings' vowels: Rovaniemellä though *Rova*.
_TAILS = (
    ("järvi", "järve", "järve", ("järveä",)),
    ("joki", "joe", "joke", ("jokea",)),
    ("koski", "koske", "koske", ("koskea",)),
    ("lahti", "lahde", "lahte", ("lahtea",)),
    ("lampi", "lamme", "lampe", ("lampea",)),
    ("mäki", "mäe", "mäke", ("mäkeä",)),
    ("nummi", "numme", "numme", ("nummea",)),
    ("niemi", "nieme", "nieme", ("niemeä", "nientä")),
    ("saari", "saare", "saare", ("saarta",)),
    ("salmi", "salme", "salme", ("salmea",)),
    ("vesi", "vede", "vete", ("vettä",)),
)
_OWN_WAY = {
    "Alavus": Stem("Alavude", "Alavute", ("Alavutta",)),
    "Geta": Stem("Geta", "Geta", ("Getaa",)),
    "Kannus": Stem("Kannukse", "Kannukse", ("Kannusta",)),
    "Kumlinge": Stem("Kumlinge", "Kumlinge", ("Kumlingea",)),
    "Loppi": Stem("Lope", "Loppe", ("Loppea",)),
    "Muhos": Stem("Muhokse", "Muhokse", ("Muhosta",)),
    "Muurame": Stem("Muurame", "Muurame", ("Muuramea",)),
    "Nurmes": Stem("Nurmekse", "Nurmekse", ("Nurmesta",)),
    "Pedersöre": Stem("Pedersöre", "Pedersöre", ("Pedersöreä", "Pedersöretä")),
    "Pihtipudas": Stem("Pihtiputaa", "Pihtiputaa", ("Pihtipudasta",)),
    "Punkalaidun": Stem("Punkalaitume", "Punkalaitume", ("Punkalaidunta",)),
    "Raahe": Stem("Raahe", "Raahe", ("Raahea",)),
    "Varkaus": Stem("Varkaude", "Varkaute", ("Varkautta",)),
}
_PLURAL = {"Virrat": (("Virtain", "Virtojen"), "Virtoja", "Virroi", "Virtoihin")}
_ALSO = {
    "Kangasala": (
        Form("Kangasalla", Case.OUTER),
        Form("Kangasalta", Case.OUTER),
        Form("Kangasalle", Case.OUTER),
    )
}
# An adjective in front is inflected with its noun: Uudessakaupungissa.
_ADJECTIVES = {"Uusi": Stem("Uude", "Uute", ("Uutta",)), "Iso": Stem("Iso", "Iso", ("Isoa",))}
_AGREEING = re.compile(r"(Uusi|Iso)(kaarlepyy|kaupunki|kyrö)$")
_GRADES = {
    "nk": "ng", "nt": "nn", "lt": "ll", "rt": "rr", "mp": "mm", "ht": "hd", "kk": "k",
    "pp": "p", "tt": "t", "rk": "r", "lk": "l",
}  # fmt: skip
_SINGLE = {"k": "", "p": "v", "t": "d"}
_ONSET = re.compile(rf"([{_VOWELS}])([^{_VOWELS}]+)([{_VOWELS}])$", re.IGNORECASE)


def forms_of(name: str) -> Iterator[Form]:
    """Yield a Finnish name of a place in its cases.

    Args:
        name: in the nominative, in Finnish spelling; of a hyphenated one the last part inflects.

    Yields:
        The nominative first; a form may come twice.

    >>> [form.text for form in forms_of("Lahti")][:6]
    ['Lahti', 'Lahden', 'Lahtea', 'Lahdessa', 'Lahdesta', 'Lahteen']
    >>> {"Uudestakaupungista", "Uuteenkaupunkiin"} <= {f.text for f in forms_of("Uusikaupunki")}
    True
    """
    head, hyphen, last = name.rpartition("-")
    yield Form(name, Case.NOMINATIVE)
    for form in _inflected(last):
        yield Form(head + hyphen + form.text, form.case)


def _inflected(name: str) -> Iterator[Form]:
    agreeing = _AGREEING.match(name)
    if agreeing:
        adjective, noun = agreeing.groups()
        nouns = _singular(_stem(noun), back=_is_back(noun))
        adjectives = _singular(_ADJECTIVES[adjective], back=_is_back(adjective))
        for first, second in zip(adjectives, nouns, strict=True):
            yield Form(first.text + second.text, second.case)
        return
    if name in _PLURAL:
        yield from _plural(name)
        return
    yield from _singular(_stem(name), back=_is_back(name))
    if name.endswith("nen"):
        yield from _plural_of_nen(name[:-3], back=_is_back(name))
    yield from _ALSO.get(name, ())


def _is_back(name: str) -> bool:
    tail = next((tail for tail, *_ in _TAILS if name.lower().endswith(tail)), name)
    decisive = _HARMONY.search(tail)
    return decisive is not None and decisive[0].lower() in "aouå"


def _stem(name: str) -> Stem:
    if name in _OWN_WAY:
        return _OWN_WAY[name]
    a = "a" if _is_back(name) else "ä"
    for tail, weak, strong, partitives in _TAILS:
        if name.lower().endswith(tail):
            first = name[: -len(tail)]
            stems = [first + weak, first + strong, *(first + each for each in partitives)]
            if not first and name[0].isupper():
                stems = [each.capitalize() for each in stems]
            return Stem(stems[0], stems[1], tuple(stems[2:]))
    if name.endswith("nen"):
        return Stem(name[:-3] + "se", name[:-3] + "se", (f"{name[:-3]}st{a}",))
    if name[-1] not in _VOWELS:
        return Stem(name + "i", name + "i", (f"{name}i{a}",))
    if name[-1] == "e" and name[-2] != "e":
        return Stem(name + "e", name + "e", (f"{name}tt{a}",))
    long = name[-2].lower() == name[-1]
    diphthong = name[-2].lower() in _VOWELS  # Paimiota, Lapuaa
    forms = ((f"{name}t{a}",) if diphthong else ()) + (() if long else (f"{name}{a}",))
    return Stem(weak_grade(name), name, forms)


def weak_grade(name: str) -> str:
    """Return a name as its last syllable is when an ending closes it.

    Args:
        name: that ends in a vowel.

    Returns:
        With its last consonants in the weak grade.

    >>> [weak_grade(name) for name in ("Helsinki", "Turku", "Lieto", "Juuka", "Kotka", "Akaa")]
    ['Helsingi', 'Turu', 'Liedo', 'Juua', 'Kotka', 'Akaa']
    """
    match = _ONSET.search(name)
    if not match:
        return name  # a long vowel or a diphthong: nothing alternates
    before, onset, vowel = match.groups()
    if len(onset) == 1:
        weak = _SINGLE.get(onset, onset)
    else:
        weak = onset[:-2] + _GRADES.get(onset[-2:], onset[-2:])
    return name[: match.start()] + before + weak + vowel


def _singular(stem: Stem, *, back: bool) -> Iterator[Form]:
    a = "a" if back else "ä"
    yield Form(stem.weak + "n", Case.GENITIVE)
    yield from (Form(each, Case.PARTITIVE) for each in stem.partitives)
    yield from (Form(f"{stem.weak}{end}{a}", Case.INNER) for end in ("ss", "st"))
    yield from (Form(each, Case.INNER) for each in _illatives(stem.strong))
    yield from (Form(f"{stem.weak}{end}", Case.OUTER) for end in (f"ll{a}", f"lt{a}", "lle"))
    yield Form(f"{stem.strong}n{a}", Case.OTHER)
    yield from (Form(f"{stem.weak}{end}", Case.OTHER) for end in ("ksi", f"tt{a}"))


def _illatives(strong: str) -> Iterator[str]:
    last = strong[-1]
    if _ONE_SYLLABLE.search(strong):
        yield f"{strong}h{last}n"  # Joensuuhun
    elif strong[-2:].lower() == last * 2:
        yield strong + "seen"  # Espooseen
    else:
        yield f"{strong}{last}n"


def _plural_of_nen(first: str, *, back: bool) -> Iterator[Form]:
    a = "a" if back else "ä"
    yield from (Form(first + end, Case.GENITIVE) for end in ("sten", "sien"))
    yield Form(f"{first}si{a}", Case.PARTITIVE)
    yield from (Form(f"{first}si{end}", Case.INNER) for end in (f"ss{a}", f"st{a}", "in"))
    yield from (Form(f"{first}si{end}", Case.OUTER) for end in (f"ll{a}", f"lt{a}", "lle"))
    yield from (Form(f"{first}si{end}", Case.OTHER) for end in (f"n{a}", "ksi"))


def _plural(name: str) -> Iterator[Form]:
    genitives, partitive, weak, illative = _PLURAL[name]
    yield from (Form(each, Case.GENITIVE) for each in genitives)
    yield Form(partitive, Case.PARTITIVE)
    yield from (Form(weak + end, Case.INNER) for end in ("ssa", "sta"))
    yield Form(illative, Case.INNER)
    yield from (Form(weak + end, Case.OUTER) for end in ("lla", "lta", "lle"))
