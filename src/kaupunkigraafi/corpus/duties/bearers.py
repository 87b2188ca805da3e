"""Sentence → the public bodies it names: where, in which case, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

MUNICIPALITY = "municipality"
COUNTY = "wellbeing_county"
MINISTRY = "ministry"
REGION = "regional_council"
AGENCY = "state_agency"
JOINT = "joint_authority"
OTHER = "other"
SUBJECT, GENITIVE, PLACE, RECEIVER = "subject", "genitive", "place", "receiver"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A public body in a sentence.

    Attributes:
        start: where its name begins, what tells its kind included ("kunnan viranomainen").
        end: behind its last character.
        kind: one of ``duty.BEARERS``.
        case: ``subject``, ``genitive``, ``place`` (in or at it) or ``receiver`` (to it).
        many: it is in the plural.
    """

    start: int
    end: int
    kind: str
    case: str
    many: bool = False


# head → (nominative, its plural, genitive, its plurals, stem of other cases)
_HEADS = {
    "kunta": ("kunta", "kunnat", "kunnan", "kuntien", "kunna|kunni"),
    "kaupunki": ("kaupunki", "kaupungit", "kaupungin", "kaupunkien", "kaupungi|kaupungei"),
    "hallitus": ("hallitus", "hallitukset", "hallituksen", "hallitusten", "hallitukse"),
    "valtuusto": ("valtuusto", "valtuustot", "valtuuston", "valtuustojen", "valtuusto"),
    "ministeriö": ("ministeriö", "ministeriöt", "ministeriön", "ministeriöiden", "ministeriö"),
    "hyvinvointialue": (
        "hyvinvointialue", "hyvinvointialueet", "hyvinvointialueen", "hyvinvointialueiden",
        "hyvinvointialuee|hyvinvointialuei",
    ),
    "yhtymä": ("yhtymä", "yhtymät", "yhtymän", "yhtymien", "yhtymä|yhtymi"),
    "maakunnan liitto": (
        "maakunnan liitto", "maakuntien liitot|maakunnan liitot|maakuntaliitot",
        "maakunnan liiton|maakuntaliiton", "maakuntien liittojen|maakunnan liittojen",
        "maakunnan liito|maakuntien liitoi",
    ),
    "keskus": ("keskus", "keskukset", "keskuksen", "keskusten|keskuksien", "keskukse|keskuksi"),
    "virasto": ("virasto", "virastot", "viraston", "virastojen", "virasto"),
    "toimisto": ("toimisto", "toimistot", "toimiston", "toimistojen", "toimisto"),
    "laitos": ("laitos", "laitokset", "laitoksen", "laitosten|laitoksien", "laitokse"),
    "viranomainen": (
        "viranomainen", "viranomaiset", "viranomaisen", "viranomaisten|viranomaisien",
        "viranomaise|viranomaisi",
    ),
    "toimielin": ("toimielin", "toimielimet", "toimielimen", "toimielinten", "toimielime"),
    "tuomioistuin": (
        "tuomioistuin", "tuomioistuimet", "tuomioistuimen", "tuomioistuinten", "tuomioistuime",
    ),
    "oikeus": ("oikeus", "oikeudet", "oikeuden", "oikeuksien", "oikeude"),
    "yksikkö": ("yksikkö", "yksiköt", "yksikön", "yksiköiden|yksikköjen", "yksikö"),
    "hallinto": ("hallinto", "hallinnot", "hallinnon", "hallintojen", "hallinno"),
    "konttori": ("konttori", "konttorit", "konttorin", "konttorien", "konttori"),
    "neuvosto": ("neuvosto", "neuvostot", "neuvoston", "neuvostojen", "neuvosto"),
    "valtuutettu": ("valtuutettu", "valtuutetut", "valtuutetun", "valtuutettujen", "valtuutetu"),
    "asiamies": ("asiamies", "asiamiehet", "asiamiehen", "asiamiesten", "asiamiehe"),
    "johtaja": ("johtaja", "johtajat", "johtajan", "johtajien", "johtaja"),
    "pormestari": ("pormestari", "pormestarit", "pormestarin", "pormestarien", "pormestari"),
    "komitea": ("komitea", "komiteat", "komitean", "komiteoiden", "komitea"),
    "järjestäjä": ("järjestäjä", "järjestäjät", "järjestäjän", "järjestäjien", "järjestäjä"),
    "poliisi": ("poliisi", "poliisit", "poliisin", "poliisien", "poliisi"),
    "puolustusvoimat": ("puolustusvoima", "puolustusvoimat", "-", "puolustusvoimien", "-"),
    "kela": ("kela", "-", "kelan", "-", "kela"),
    "hus": ("hus", "-", "hus:n", "-", "hus:"),
    "syke": ("syke", "-", "syken", "-", "syke"),
}  # fmt: skip
_PLACE, _RECEIVER = "(?:ssa|ssä|lla|llä)", "lle"

Namer = Callable[[str, str], str | None]


def _of_kunta(prefix: str, before: str) -> str | None:
    if prefix in ("", "jäsen", "koti", "asuin", "naapuri", "sijainti", "sijoitus", "isäntä"):
        return MUNICIPALITY
    if prefix.endswith("lauta"):
        return _of_board(prefix.removesuffix("lauta"), before)
    if prefix in ("valio", "johto"):
        return MUNICIPALITY
    return OTHER if prefix.endswith(("neuvottelu", "toimi")) else None


def _of_board(prefix: str, before: str) -> str | None:
    if _owner(before):
        return _owner(before)
    return MUNICIPALITY if prefix in ("", "tarkastus", "keskusvaali") else OTHER


def _of_hallitus(prefix: str, before: str) -> str | None:
    kinds = {
        "kunnan": MUNICIPALITY, "kaupungin": MUNICIPALITY, "alue": COUNTY, "opetus": AGENCY,
        "metsä": AGENCY, "läänin": AGENCY, "yhtymä": JOINT,
    }  # fmt: skip
    return kinds.get(prefix) or (_owner(before) if not prefix else None)


def _of_keskus(prefix: str, before: str) -> str | None:
    if prefix in ("vastaanotto", "järjestely"):
        return OTHER
    if not prefix:
        return AGENCY if not before or before.rstrip().endswith((".", "on", "tulee")) else None
    stems = (
        "ympäristö", "ely-", "elinvoima", "elinkeino", "kehittämis", "tutkimus", "turvallisuus",
        "tilasto", "luonnonvara", "hätä", "rata", "hallinto", "palvelu", "oikeusrekisteri", "keha-",
        "väestörekisteri", "hallinto", "liikenne",
    )  # fmt: skip
    return AGENCY if prefix.endswith(stems) else None


def _of_laitos(prefix: str, before: str) -> str | None:
    kinds = {
        "kansaneläke": OTHER, "pelastus": COUNTY, "maanmittaus": AGENCY, "rajavartio": AGENCY,
    }  # fmt: skip
    if not prefix and before.rstrip().endswith(("hyvinvoinnin", "ilmatieteen")):
        return AGENCY
    return kinds.get(prefix)


def _of_viranomainen(prefix: str, before: str) -> str | None:
    kinds = {
        "tienpito": AGENCY, "rakennusvalvonta": MUNICIPALITY, "ympäristönsuojelu": MUNICIPALITY,
        "terveydensuojelu": MUNICIPALITY, "pelastus": COUNTY, "poliisi": AGENCY, "vero": AGENCY,
        "työsuojelu": AGENCY, "työvoima": MUNICIPALITY, "jätehuolto": MUNICIPALITY,
    }  # fmt: skip
    return kinds.get(prefix) or _owner(before) or OTHER


def _of_provider(_: str, before: str) -> str | None:
    if before.rstrip().endswith(("opetuksen", "varhaiskasvatuksen", "esiopetuksen")):
        return MUNICIPALITY
    return OTHER if before.rstrip().endswith("koulutuksen") else None


def _owner(before: str) -> str | None:
    """Return whose organ it is: what stands before it in the genitive."""
    found = _OWNERS.search(before)
    if not found:
        return None
    word = found[1]
    if word.startswith(("kunnan", "kunnallis", "kaupungin", "kuntien")):
        return MUNICIPALITY
    if word.startswith("hyvinvointialue"):
        return COUNTY
    return REGION if word.endswith("liiton") else JOINT


_OWNERS = re.compile(
    r"\b(kunnan|kuntien|kaupungin|kunnallise[nt]|hyvinvointialueen|maakunnan liiton|kuntayhtymän)"
    r"(?: (?:toimivaltai|asianomai|monijäseni|määräämä|ylin|ylimmän|päättävä|vastaava)\w*){0,2} $"
)


def _only(kind: str, *prefixes: str) -> Namer:
    return lambda prefix, _: kind if not prefixes or prefix.endswith(prefixes) else None


_NAMERS: dict[str, Namer] = {
    "kunta": _of_kunta,
    "kaupunki": lambda prefix, _: MUNICIPALITY if not prefix else None,
    "hallitus": _of_hallitus,
    "valtuusto": lambda prefix, _: {"alue": COUNTY, "yhtymä": JOINT}.get(prefix, MUNICIPALITY),
    "ministeriö": _only(MINISTRY),
    "hyvinvointialue": _only(COUNTY),
    "yhtymä": _only(JOINT, "kunta", "hus-", "hyvinvointi"),
    "maakunnan liitto": _only(REGION),
    "keskus": _of_keskus,
    "virasto": _only(AGENCY),
    "toimisto": _only(AGENCY, "elinkeino", "maanmittaus", "työvoima", "vero"),
    "laitos": _of_laitos,
    "viranomainen": _of_viranomainen,
    "toimielin": lambda _, before: _owner(before),
    "tuomioistuin": _only(OTHER),
    "oikeus": _only(OTHER, "hallinto-", "käräjä", "hovi", "vakuutus", "maa", "markkina"),
    "yksikkö": _only(OTHER, "hankinta", "tiedonhallinta"),
    "hallinto": _only(AGENCY, "tie", "vero"),
    "konttori": _only(AGENCY, "valtio"),
    "neuvosto": _only(OTHER, "valtio"),
    "valtuutettu": lambda prefix, _: OTHER if prefix else None,
    "asiamies": lambda prefix, _: OTHER if prefix else None,
    "johtaja": _only(MUNICIPALITY, "kunnan", "kaupungin"),
    "pormestari": _only(MUNICIPALITY),
    "komitea": _only(OTHER, "hallinto", "seuranta"),
    "järjestäjä": _of_provider,
    "poliisi": lambda prefix, _: AGENCY if not prefix else None,
    "puolustusvoimat": _only(AGENCY),
    "kela": lambda prefix, _: OTHER if not prefix else None,
    "hus": lambda prefix, _: JOINT if not prefix else None,
    "syke": lambda prefix, _: AGENCY if not prefix else None,
}


def _forms() -> dict[str, tuple[str, str, bool]]:
    forms: dict[str, tuple[str, str, bool]] = {}
    for head, (one, many, gen, gens, _) in _HEADS.items():
        for words, case, plural in (
            (one, SUBJECT, False), (many, SUBJECT, True), (gen, GENITIVE, False),
            (gens, GENITIVE, True),
        ):  # fmt: skip
            forms.update(dict.fromkeys(words.split("|"), (head, case, plural)))
    return forms


_FORMS = MappingProxyType(_forms())
_OBLIQUE = {stem: head for head, row in _HEADS.items() for stem in row[4].split("|")}
_WORD = re.compile(
    r"(?<![\w-])([\w-]*?)(?:("
    + "|".join(sorted(map(re.escape, _FORMS), key=len, reverse=True))
    + r")|("
    + "|".join(sorted(map(re.escape, _OBLIQUE), key=len, reverse=True))
    + rf")({_PLACE}|{_RECEIVER}))(?:kin|kaan|kään)?(?![\w-])"
)
# "elinkeino-, liikenne- ja ympäristökeskus", "asumisen rahoitus- ja kehittämiskeskus"
_SHARED = re.compile(r"(?:\b(?:\w+n )?[\w]+-,? (?:[\w]+- )?(?:ja|sekä) )$")


def finnish_bearers(sentence: str) -> Iterator[Bearer]:
    """Find the public bodies of a sentence.

    Args:
        sentence: Finnish, as it is seen.

    Yields:
        Those in the nominative, the genitive, and the cases of place and receiver; in order.

    >>> [(each.kind, each.case) for each in finnish_bearers("Kunnan on kuultava ministeriötä.")]
    [('municipality', 'genitive')]
    """
    lower = sentence.lower()
    for match in _WORD.finditer(lower):
        prefix, form, oblique, ending = match.groups()
        if form:
            head, case, many = _FORMS[form]
        else:
            head, case = _OBLIQUE[oblique], RECEIVER if ending == _RECEIVER else PLACE
            many = False
        before = lower[max(0, match.start() - 70) : match.start()]
        kind = _NAMERS[head](prefix, before)
        if kind:
            shared = _SHARED.search(before)
            start = match.start() - (len(shared[0]) if shared else 0)
            if not shared and head in _OWNED and (owner := _OWNERS.search(before)):
                start -= len(before) - owner.start(1)
            yield Bearer(start, match.end(), kind, case, many)


_OWNED = ("viranomainen", "toimielin", "hallitus", "kunta")
