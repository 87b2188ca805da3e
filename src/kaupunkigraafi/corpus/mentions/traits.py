"""What else a municipality's name may mean: a surname, a firm, a water, a common word.

Written from the names themselves: a municipality that is none of these is taken at its word.
"""

from __future__ import annotations

import re
from enum import Flag, auto

from kaupunkigraafi.corpus.mentions.wordlists import words


class Trait(Flag):
    """What else a name or one of its forms is."""

    NONE = 0
    SURNAME = auto()  # Soini, Nousiainen
    GIVEN = auto()  # Salla, Simo
    FIRM = auto()  # Nokia: a firm wherever nothing says that it is the town
    WATER = auto()  # Keitele, Pyhäjärvi
    DISTRICT = auto()  # Tammela in Tampere
    OUTER = auto()  # Salolla is a person's, Raumalla the town's


_SURNAMES = words(
    "Askola Aura Borgå Hamina Hanko Hattula Heinola Hollola Huittinen Ilmajoki Isojoki Joensuu "
    "Järvenpää Kalajoki Kangasniemi Kankaanpää Kaskinen Kinnula Kivijärvi Kokkola Kolari Kotka "
    "Kurikka Kärkölä Lahti Laitila Lappajärvi Leppävirta Luoto Luumäki Marttila Mynämäki "
    "Myrskylä Nakkila Nivala Nokia Nousiainen Pargas Parikkala Parkano Pirkkala Pukkila "
    "Puumala Pyhäjärvi Raisio Rauma Rautalampi Rautavaara Riihimäki Ristijärvi Rusko "
    "Saarijärvi Salo Soini Somero Sulkava Sund Suonenjoki Tammela Tervo Tervola Toivakka "
    "Ulvila Vasa Vehmaa Vesanto"
)
_GIVEN = words("Aura Kaarina Kauko Kustavi Salla Simo Soini")
_FIRMS = words("Nokia Outokumpu")
_WATERS = words(
    "järvi joki vesi lahti salmi selkä Keitele Inari Konnevesi Puruvesi Rautalampi Vesanto träsk "
    "Enare"
)
_DISTRICTS = words("Tammela Marttila Pirkkala Perho Kaarina Sulkava")
# Places that one is *at* rather than *in*; where these are surnames, "Raumalla" is the town.
_OUTER = words(
    "Alavus Hankasalmi Hyvinkää Ilmajoki Inari Isojoki Järvenpää Kalajoki Kangasniemi "
    "Kankaanpää Kauhajoki Kaustinen Kemijärvi Kempele Keuruu Kitee Kivijärvi Kärsämäki Laihia "
    "Lappajärvi Lemi Leppävirta Lohja Loppi Luumäki Miehikkälä Muhos Mynämäki Mäntsälä Nokia "
    "Nurmijärvi Parainen Parikkala Pihtipudas Punkalaidun Pyhtää Pyhäjoki Pyhäjärvi Rantasalmi "
    "Rauma Rautalampi Rautavaara Riihimäki Ristijärvi Rovaniemi Rusko Saarijärvi Seinäjoki "
    "Siikainen Somero Sulkava Suonenjoki Säkylä Tampere Tyrnävä Ulvila Uurainen Vantaa Vehmaa "
    "Vesanto Vesilahti Viitasaari Vimpeli Virolahti Virrat Ähtäri"
)
# Forms that stand at the start of a sentence as words of the language.
_WORDS = {
    "fi": words(
        "Aura Auran Auraa Hamina Haminan Hanko Hangon Hankoa Kannus Kannuksen Kannusta Kolari "
        "Kolarin Kolaria Kolarissa Kolarista Kotka Kotkan Kotkaa Kotkalla Kotkalle Lahti Lahden "
        "Lahtea Lahdessa Lahdesta Lahteen Lahdella Laukaa Laukaan Luoto Luodon Luotoa Luodolla "
        "Luodolle Luotoon Luodossa Luodosta Multia Nokia Nokian Nokea Pellon Pellossa Pellosta "
        "Pellolla Pellolta Pellolle Perho Perhon Perhoa Rusko Ruskon Ruskoa Salo Salon Saloa "
        "Salolla Salossa Saloon Sievin Somero "
        "Someron Sulkava Sulkavan Varkaus Varkauden Varkautta "
        "Varkaudesta Varkauteen Varkaudella Varkaudessa Virrat Virtojen Virtoja Virroissa "
        "Virroista Virtoihin Virroilla Virroilta Kurikka Kurikan Kaavin Kaavilla Akaan Sysmä "
        "Sysmän Sysmässä Raumalla Rauma Simo Kihniö Lieto Eura Turku Reso Esbo Itis Juga"
    ),
    "sv": words("Ingå Sund Geta Vasa Lappo Halso"),
    "en": words("Sund Pello Aura Salo"),
}
# What a sentence is about where the form is the word.
_ABOUT = {
    "Kolar": "auto|loukkaan|kuol|törm|ajoneuv|onnettom|risteyk|rekka|kuljettaj|nopeu",
    "Varka": "poliisi|riko|varast|epäil|tuom|sakko|vanke|tapahtu|omaisu|rangais|anasta",
    "Kotka": "lint|lens|pesi|siiv|saalis|taiva|kaartel|laji|poika",
    "Laht|Lahd": "jäät|vesi|vede|rann|vene|matal|rehev|uima|kala|mutkit|pohja|syv",
    "Aura": "pelto|pello|kynt|lumi|lume|säde|energi|hehku|migreen|kynnö|valo",
    "Rusk": "taiva|aamu|ilta|illa|aurin|horison|tuli|hehku",
    "Salo": "metsä|humi|erämaa|puut|karhu|polku|kulki|samoi|korpi",
    "Hang|Hank": "heinä|lumi|talik|kädessä",
    "Luo[dt]": "karil|vene|lokki|hylkee|meri|saari",
    "Virr|Virt": "meri|mere|vesi|vede|volt|sähk|kulje|voima",
    "Pello": "vilj|kylv|hehtaar|kynt|omistaj|lohko|raiv|salaoj|kasv|sato|traktor",
    "Perho": "siiv|kukka|kuki|lens|hyöntei|toukka",
    "Kannu": "ratsas|hevo|saappa",
    "Laukaa": "ase|amp|laukau|panok",
    "Multia": "puutarh|kasv|lapio|istut|säkk",
    "Kurik": "nuija|puinen|hakka|lyö",
    "Nok": "piip|hormi|nuoho|savu",
    "Somer": "hiekk|sora",
    "Sulka": "lint|hattu",
    "Kaav": "maali|lasta|pinta",
    "Sievi": "mökki|puku|mekko",
    "Ingå": "avtal|äktenskap|förbund|i ",
    "Sund": "ekonomi|livsstil|mat|kost|miljö|konkurrens|själ|skeptic",
    "Geta": "mjölk|ost|djur",
}
_ABOUTS = tuple(
    (re.compile(start), re.compile(rf"(?<!\w)(?:{words})")) for start, words in _ABOUT.items()
)
# Where nothing tells, these forms are the word more often than the town.
_MOSTLY = re.compile(
    r"(?:Varka|Kolari?[nta]?$|Laukaa|Pello[nl]|Virrat|Virto|Multia|Luo[dt]o|Kannu|Sievin|Kaavi|"
    r"Perho|Hango?|Kurik|Nok|Rusko|Aura[na]?$|Salolla|Kotka[na]?$|Sulkava|Somero|Ingå|Sund|Geta)"
)
# Names that mean something else in another language's text, wherever they stand.
_FOREIGN = {
    "fi": words("Itis Juga Ijo Reso Vanda Sund Lappo Halso Sagu Geta Storå Kumo Vemo"),
}


def traits_of(name: str) -> Trait:
    """Return what else a name may mean.

    Args:
        name: in the nominative.

    Returns:
        All that applies.

    >>> Trait.SURNAME in traits_of("Salo"), traits_of("Helsinki")
    (True, <Trait.NONE: 0>)
    """
    found = Trait.NONE
    for trait, names in (
        (Trait.SURNAME, _SURNAMES),
        (Trait.GIVEN, _GIVEN),
        (Trait.FIRM, _FIRMS),
        (Trait.DISTRICT, _DISTRICTS),
        (Trait.OUTER, _OUTER),
    ):
        if name in names:
            found |= trait
    if any(name.endswith(water) for water in _WATERS):
        found |= Trait.WATER
    return found


def is_word(form: str, language: str) -> bool:
    """Tell whether a form is a word of a language when it begins a sentence.

    Args:
        form: as *Varkauden*.
        language: ``fi``, ``sv`` or ``en``.

    Returns:
        Whether the capital may be the sentence's.
    """
    return form in _WORDS.get(language, ())


def is_foreign(form: str, language: str) -> bool:
    """Tell whether a name is not expected in a language at all.

    Args:
        form: as *Vanda*.
        language: of the text.

    Returns:
        Whether it needs a reason to be a municipality there.
    """
    return form in _FOREIGN.get(language, ())


def means_the_word(form: str, sentence: str) -> bool:
    """Tell whether a sentence is about the thing that the word means, not about a town.

    Args:
        form: that begins the sentence.
        sentence: without it.

    Returns:
        Whether it is.

    >>> means_the_word("Varkaus", "tapahtui yöllä"), means_the_word("Varkaus", "hyväksyi kaavan")
    (True, False)
    """
    return any(start.match(form) and words.search(sentence) for start, words in _ABOUTS)


def mostly_a_word(form: str) -> bool:
    """Tell whether a form that begins a sentence is the common word where nothing else tells.

    Args:
        form: as *Varkaus*.

    Returns:
        Whether it is.
    """
    return _MOSTLY.match(form) is not None
