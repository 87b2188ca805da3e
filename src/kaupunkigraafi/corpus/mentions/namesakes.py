"""Words around a name that make it a person's, a water's or another country's: *Antti*, *ranta*."""

from __future__ import annotations

import re

from kaupunkigraafi.corpus.mentions.heads import beginning, whole

_PERSON_TITLES = re.compile(
    r"(?:\w*(?:ministeri|johtaja|puheenjohtaja|edustaja|professori|tutkija|asiantuntija|sihteeri|"
    r"päällikkö|arkkitehti|insinööri|tuomari|rouva|herra|neiti|tohtori|dosentti|maisteri|kenraali|"
    r"presidentti|piispa|rovasti|neuvos|valtuutettu|toimittaja|kirjailija|valmentaja|pormestari|"
    r"opettaja|lääkäri|poliisi|kapteeni|asiamies|lakimies|koordinaattori|suunnittelija)"
    r"|minister|statsminister|professor|direktör|doktor|fru|herr|ordförande|riksdagsledamot\w*|"
    r"\w*(?:ministern|ledamoten|direktören|ordföranden|borgmästaren|chefen|professorn|forskaren)|"
    r"mr|mrs|ms|dr|prof|chair|chairman|chairperson|director|president|mp|minister|ambassador|"
    r"commissioner|secretary|researcher|manager|officer)\.?$",
    re.IGNORECASE,
)
_SPEAKING = whole(
    "sanoi sanoo sanoisi totesi toteaa kertoi kertoo kirjoitti kirjoittaa muistutti muistuttaa "
    "korosti korostaa kommentoi lisäsi lisää vastasi arveli arvioi ihmetteli pohti kysyi "
    "huomautti vaati myönsi uskoo tuumasi linjasi itse jäi jatkoi valittiin "
    "sade sa säger säger berättar berättade skriver påpekar påpekade betonar menar konstaterar "
    "konstaterade anser svarade "
    "said says told noted notes wrote writes added stressed argued argues remarked replied"
)
_OF_WATERS = beginning(
    "vesi$ vede vettä rann[ao] ranta pinta pinna rehev säännöst kala jäät? jää$ selkä selä saari "
    "saare vesistö valuma tulva pohjukk lahti lahde virtaam vatten strand stränder fisk shore water"
)
_OF_PERSONS = beginning(
    "mukaan$ mielestä$ kanssa$ luona$ luokse kertoma esittäm laatima kirjoittam äiti isä veli "
    "sisko vaimo mies$ lapse poika tytär perhe puoliso puheenvuoro eronpyyn ehdotuksesta"
)
_COUNTRIES = whole(
    "ruotsin norjan viron venäjän saksan italian ranskan tanskan yhdysvaltain yhdysvaltojen "
    "kanadan espanjan britannian englannin puolan "
    "latvian liettuan islannin minnesotan michiganin "
    "sveriges norges estlands rysslands tysklands italiens danmarks "
    "sweden's norway's norwegian italian estonian"
)
_ABROAD = re.compile(
    r"[ ,(]+(?:i |in |Ruotsi|Sverige|Sweden|Norja|Norge|Norway|Italia|Italien|Italy|Viro|Estland|"
    r"Estonia|USA|Minnesota|Michigan|Ontario)(?:Ruotsi|Sverige|Sweden|Norge|Norway|Italien|Italy|"
    r"Estland|Estonia|USA|Minnesota|Michigan|Ontario|ssa|n)?\b"
)


def is_water(words: tuple[str, ...]) -> bool:
    """Tell whether what follows is a lake's or a river's: *vesi*, *rannalla*, *säännöstely*.

    Args:
        words: that follow.

    Returns:
        Whether the first is.
    """
    return bool(words) and _OF_WATERS.match(words[0]) is not None


def is_of_person(words: tuple[str, ...]) -> bool:
    """Tell whether what follows a genitive is a person's: *kanssa*, *mielestä*, *äiti*.

    Args:
        words: that follow.

    Returns:
        Whether the first is.
    """
    return bool(words) and _OF_PERSONS.match(words[0]) is not None


def is_title(word: str) -> bool:
    """Tell whether a word is put before a person's name: *ministeri*, *ordföranden*, *Mr*.

    Args:
        word: that stands before.

    Returns:
        Whether it is.
    """
    return _PERSON_TITLES.match(word) is not None


def speaks(words: tuple[str, ...]) -> bool:
    """Tell whether what follows is what persons do: *sanoo*, *säger*, *said*.

    Args:
        words: that follow.

    Returns:
        Whether the first is.
    """
    return bool(words) and _SPEAKING.match(words[0]) is not None


def is_country(word: str) -> bool:
    """Tell whether a word puts what follows into another country: *Ruotsin*, *Sveriges*.

    Args:
        word: that stands before.

    Returns:
        Whether it does.
    """
    return _COUNTRIES.match(word) is not None


def is_abroad(after: str) -> bool:
    """Tell whether what follows puts a name into another country: *i Sverige*, *(Ruotsi)*.

    Args:
        after: the text behind the name.

    Returns:
        Whether it does.
    """
    return _ABROAD.match(after) is not None
