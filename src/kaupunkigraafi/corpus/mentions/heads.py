"""Words behind or before a name that tell whose name it is: *kaupunki*, *yliopisto*, *Oyj*.

Beginnings of words, so that they hold in every case: ``yliopist`` is *yliopisto*, *yliopiston*,
*yliopistossa*. Written from the rules of what counts as a mention.
"""

from __future__ import annotations

import re

from kaupunkigraafi.corpus.mentions.wordlists import words as listed


def beginning(words: str) -> re.Pattern[str]:
    """Make a pattern of beginnings of words; ``$`` ends a whole word."""
    return re.compile(rf"(?:{'|'.join(words.split())})", re.IGNORECASE)


def whole(words: str) -> re.Pattern[str]:
    """Make a pattern of whole words."""
    return re.compile(rf"(?:{'|'.join(words.split())})$", re.IGNORECASE)


# What a municipality has: these make an ambiguous name one.
_OWN_BEGINNINGS = beginning(
    # Finnish
    "kaupun(?:ki|gi|kei) kun(?:ta|na|ti|nis|nalli) valtuust kaupunginvaltuust kunnanvalt "
    "kunnanhallit kaupunginhallit kunnanjohtaj kaupunginjohtaj apulaiskaupung pormestar "
    "apulaispormestar asemakaav yleiskaav asukas asukk asukasluv väkiluv väestö veroprosent "
    "tuloveroprosent kiinteistövero lautakun sivistyslautak teknisen? taajam keskust esikaupun "
    "kaupunginos päiväkod perusopetu koulu varhaiskasvatu maankäyttö maapolitiik kaavoitu "
    "elinvoim työllisyysalue joukkoliiken raitiot pormestariohjelm kuntaliitok kuntaliitos "
    "palvelutuotan tilinpäätö talousarvi vanhusneuvost nuorisovaltuust kotihoit keskustaajam "
    "lukiois rautatieasem matkakeskuk satam "
    # Swedish
    "stad$ stads$ staden kommun stadsfullmäkt fullmäktig stadsstyr stadsdirekt borgmäst "
    "invånar detaljplan generalplan kommundirekt skattesats stadskärn centrum bildningsn "
    # English
    "city$ town municipal council mayor residents inhabitants deputy"
)
# What is somebody else's, or a thing with a name of its own.
_NOT_OWN_BEGINNINGS = beginning(
    # Finnish: regions, districts of others
    "seutu seudu seutuj kaupunkiseu seutukun seutuliiken talousalue työssäkäyntialue metropolial "
    "kasvukäytäv vaalipiiri maakun lääni läänin hyvinvointialu pelastuslaito pelastusalu "
    "sairaanhoitop sairaanhoitoal erityisvastuual yhteistyöal erva hiippakun seurakun seurakunt "
    "rovastikun tuomiokapit kauppakamar vesienhoitoal ely-kesk elinvoimakesk te-toimist te-kesk "
    "työvoima-\\b poliisilait poliisipiir syyttäjäal ulosottovir maistraat aluetoimist vesipiir "
    "sotilaslään varuskun prikaat rykment lennost laivasto aluehallintov vankil kihlakun "
    "vesi-\\s ympäristökeskuk metsäkeskuk maaseutuk liikennepiir tullipiir luotsi merivartio "
    # schools, hospitals, courts
    "yliopist ammattikorkeak korkeakoul kauppakorkeak teknillis teknillin kesäyliop avoimen "
    "normaalikoulu yliopistolli sairaal[^-]*$ keskussair "
    "aluesair hovioikeu käräjäoik hallinto-oik "
    "raastuvanoik maaoikeu vesioikeu vesioikeud markkinaoik lääninoik "
    # treaties, waters, buildings, events, firms
    "sopimus$ sopimuks sopimust sopimuss rauha rauhan rauhas julistuks julistus yleissopim "
    "peruskirj pöytäkirja päätösasiakirj vesistö selkä "
    "selän selkäv selälle vesist linnan$ linna$ "
    "linnas tuomiokirk messukesk messut messuil jokilaiv teatter filharmon orkest juhlaviik "
    "osuuskaup maalaiskun pörss patterist osuuspank säästöpan "
    "puhelinyht jazz pankki pankin kirjamess taidemus "
    "päätelmä kansanopisto kristillinen "
    # Swedish
    "region regionen universitet yrkeshögsk högskol handelshögsk centralsjukh sjukhus hovrätt "
    "tingsrätt förvaltningsdom förvaltningsrätt länsrätt valkrets sjukvårdsdistr välfärdsområd "
    "räddningsv stift landskommun domkapit församling "
    "prosteri handelskam ekonomisk landskap län$ läns$ "
    "länet polisinrättn domkyrk slott fördrag freden slutakt deklar kommunalförb stadsregion "
    "åklagard fängels härad å$ älv$ sjö$ fjärd "
    "ström$ varv$ brigad metropolområd pendlingsreg ekonomiska skärgård "
    # English
    "region$ regions$ regional sub-region subregion universit university metropolitan "
    "wellbeing constituenc hospital court$ courts$ "
    "district$ archipelago diocese convention treaty accord "
    "declaration final$ process$ commission$ airport castle cathedral polytechnic chamber "
    "economic$ parish brigade prison fair$"
)
# Firms, papers, clubs and events that begin with a town's name in the genitive or bare.
_FIRM_WORDS = whole(
    "oy oyj ab abp ltd plc inc corp corporation group konserni oy:n oyj:n ab:n ry ry:n rf säätiö "
    "säätiön stiftelse osuuskunta osk "
    "sanomat sanomien sanomissa sanomia energia energian energialle energiaa vesi veden satama "
    "sataman sähkö sähkön uutiset uutisten lehti lehden seudun osuuspankki osuuskauppa "
    "yliopisto yliopiston asunnot asuntojen palloseura pallo lukko kärpät tappara ilves jokerit "
    "pelicans bussit liikenne kaukolämpö kaukolämmön messut renkaat renkaiden jalkapalloklubi "
    "konepaja telakka panimo puhelin "
    "biennaali meripäivät meripäivien kirjamessut rallit "
    "työväen kaupunginteatteri juhlaviikot oopperajuhlat oopperajuhlien jazz "
    "cup marathon maraton akademi akademis "
    "energi nyheter underrättelser tidning hamn vatten klassiska slott "
    "airport university hospital castle cathedral festival biennial harbour philharmonic "
    "news times telephone shipyard"
)
_FIRM_BEFORE = whole(
    "visit business invest hotel hotelli scandic radio fc hc ifk hjk hifk restaurant ravintola "
    "forum greater port bank university universities diocese "
    "treaty gulf bay court courts battle peace "
    "convention region archipelago airport lake river province county constituency universitetet "
    "freden fördraget slaget konventionen regionen landskapet länet ms m/s ss tsv ok.? vpk "
    "republic duchy smart aalto"
)
# What a sentence speaks of when it speaks of towns.
_CIVIC = re.compile(
    r"(?<!\w)(?:kaupun|kunna|kunta|kuntien|valtuust|asukas|asukk|veropros|maakun|kaava|kaavo|"
    r"talousarv|hyväksy|päät[tiö]|liitty|osallistu|rakentaa|rakensi|sijaitsee|kuuluu|investoi|"
    r"järjestää|järjesti|hakee|haki|valtio|tukea|avustu|rahoit|työllisy|ministeriö|seutukun|lakkaut|"
    r"ehdott|esittää|esitti|alue|palvelu|koulu|kouluverk|väestö|väkiluku|vuokra|tont[ti]|euro|"
    r"kommun|stad|invånar|fullmäktige|besluta|beslöt|godkän|municipal|city|cities|council|town|"
    r"inhabitants|residents)",
    re.IGNORECASE,
)
_OPENING_CITY = whole(
    "kaupunki kaupungin kaupungit kaupungissa kaupungista kunta kunnan kunnat kunnassa staden "
    "kommunen städerna kommunerna stad kommun of cities municipalities city town municipality"
)


def is_own(words: tuple[str, ...]) -> bool:
    """Tell whether what follows a name is a municipality's: *kaupunginhallitus*, *stad*.

    Args:
        words: that follow.

    Returns:
        Whether the first says so.
    """
    return bool(words) and _OWN_BEGINNINGS.match(words[0]) is not None


def is_others(words: tuple[str, ...]) -> bool:
    """Tell whether what follows a name makes it somebody else's: *yliopisto*, *seutu*.

    Args:
        words: that follow.

    Returns:
        Whether the first says so.
    """
    if not words:
        return False
    first = words[0]
    if _NOT_OWN_BEGINNINGS.match(first) and first[0].islower():
        return True
    # "Helsingin ja Uudenmaan sairaanhoitopiiri": the region's name stands between.
    return first[0].isupper() and len(words) > 1 and _is_district(words[1])


def _is_district(word: str) -> bool:
    return word.startswith(("sairaanhoitop", "vaalipiir", "lääni", "hovioik", "sjukvårdsd"))


def is_firm(words: tuple[str, ...]) -> bool:
    """Tell whether a name opens a firm's, a paper's, a club's or an event's name.

    Args:
        words: that follow.

    Returns:
        Whether they say so: *Sanomat*, *Energia*, *Raide Oy*.
    """
    if not words:
        return False
    named = 0
    while named < len(words) and words[named][0].isupper():
        named += 1
    capitals = words[: named or (1 if words[0].lower() in ("oy", "oyj", "ab", "ry", "rf") else 0)]
    if any(each.lower().split(":")[0] in _FORMS for each in capitals):
        return True
    return bool(capitals) and _FIRM_WORDS.match(capitals[0]) is not None


_FORMS = listed("oy oyj ab abp ltd plc inc corp ry rf oy.")


def names_a_thing(word: str) -> bool:
    """Tell whether a word before a name makes both a firm's or a thing's: *Visit*, *Treaty of*.

    Args:
        word: that stands before; ``of`` is to be skipped by the caller.

    Returns:
        Whether it does.
    """
    return _FIRM_BEFORE.match(word) is not None


def is_civic(sentence: str) -> bool:
    """Tell whether a sentence speaks of what towns are and do.

    Args:
        sentence: or a part of it.

    Returns:
        Whether it does.
    """
    return _CIVIC.search(sentence) is not None


def announces(word: str) -> bool:
    """Tell whether a word before a name says that it is a municipality's: *kaupunki*, *city of*.

    Args:
        word: that stands before.

    Returns:
        Whether it does.
    """
    return _OPENING_CITY.match(word) is not None
