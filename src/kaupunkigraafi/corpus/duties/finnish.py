"""Finnish sentence → the duties it lays on public bodies, by bearer and obliging predicate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaupunkigraafi.corpus.duties.bearers import (
    GENITIVE,
    PLACE,
    RECEIVER,
    SUBJECT,
    Bearer,
    finnish_bearers,
)
from kaupunkigraafi.corpus.duties.found import Found

_SURE, _LIKELY, _FAIR = 0.93, 0.85, 0.7
_PARTICIPLE = r"\w{2,}(?:ttava|ttävä|tava|tävä)(?:t|na|nä|ksi)?\b(?! \w+n\b (?:tavalla|mukai))"
_SPAN = 400  # characters on either side of a bearer that are read
_REACH = 400  # characters from the finite verb to what it obliges to

# What may stand between a bearer and its verb: adverbs, cited places, a clause about the bearer.
_ADVERB = (
    r"(?:\w+sti|viipymättä|viivytyksettä|kuitenkin|myös|lisäksi|tällöin|tarvittaessa|vuosittain|"
    r"aina|siten|niin|osaltaan|itse|muutoin|sitä ennen|edelleen|ensisijaisesti|pyynnöstä|"
    r"hakemuksesta|ennen sitä|tämän vuoksi|siis|jatkuvasti|yhdessä|erikseen|toimialallaan|"
    r"alueellaan|tehtävissään|toiminnassaan|toimialansa \w+|puolestaan|vastaavasti|"
    r"(?:\d+ )+§:n (?:\d+ momentin )?\w+)"
)
_ASIDE = r"(?:\s*,\s*(?:jo\w+|jota|mikäli|kun|jos)\b[^,]{1,200}(?:,[^,]{1,120})?,)"
_WITH = r"(?:\s+(?:ja|tai|sekä|taikka)(?:\s+[\w-]+){0,3}n(?=\s))"
_GAP = rf"(?:{_WITH}){{0,2}}(?:{_ASIDE})?(?:\s*,?\s+{_ADVERB}){{0,4}}\s+"
_MUST = re.compile(
    rf"{_GAP}(?P<verb>on|tulee|pitää|täytyy)\b(?P<rest>(?:(?!\bei\b|\beikä\b)[^;]){{0,{_REACH}}})"
)
_OBLIGED = re.compile(_PARTICIPLE)
_INFINITIVE = re.compile(
    r"\b(?:(?!kuntaa)\w{2,}(?:taa|tää|daa|kaa|ata|ätä|ella|ellä|oida|öidä|ua|yä)"
    r"|\w*(?:huolehtia|vaatia|sallia|pyrkiä|etsiä|sopia|tutkia|periä|kertoa|valita|mainita"
    r"|merkitä|hallita|harkita|hakea|lukea|laskea|pitää|hyväksyä|pysyä|lisätä|kuulla|olla|tehdä"
    r"|nähdä|viedä|käydä|saada|jäädä|tuoda|myydä|kysyä|esittää|koota|turvata|laatia|toimia|valvoa|nimetä|neuvoa|luoda|maksaa|"
    r"julkaista|ratkaista|määrätä|poistaa))\b"
)
_TASK = re.compile(
    rf"(?:{_GAP}|\s+)(?:(?:\w+ ){{0,3}})?(?:tehtävänä|tehtävinä|vastuulla|asiana|velvollisuutena)"
    r"\s+(?:on|ovat)\b|\s+(?:\w+ ){0,2}(?:tehtäviin|tehtäväksi|vastuulle|velvollisuuksiin)\s+"
    r"(?:\w+ ){0,2}(?:kuuluu|kuuluvat)\b|\s+tehtäviä\s+(?:ovat|on)\b|\s+velvollisuus on\b"
)
_BOUND = re.compile(r"\s+(?:\w+ ){0,3}(?:on|ovat)\s+(?:\w+ ){0,3}?(?:velvolli(?:nen|set|sia))\b")
_HOLDS = re.compile(
    r"\s+(?:\w+ ){0,2}on\s+(?:\w+ ){0,3}?(?:\w*velvollisuus|\w*vastuu|velvoite|tehtävänä)\b"
)
_BELONGS = re.compile(r"\s+(?:\w+ ){0,1}kuuluu\b(?! (?:oikeus|kuitenkin oikeus))")

_VERB_LIST = (
    "vastaa huolehtii järjestää valvoo ohjaa hoitaa laatii hyväksyy vahvistaa päättää antaa "
    "asettaa nimeää tekee toimittaa ylläpitää seuraa arvioi edistää tukee kehittää sovittaa "
    "yhteensovittaa myöntää maksaa suorittaa korvaa ilmoittaa tiedottaa julkaisee käsittelee "
    "ratkaisee määrää osoittaa valitsee valmistelee käy neuvottelee kuulee varaa kerää "
    "tarkastaa koordinoi johtaa raportoi selvittää tarkistaa rekisteröi lähettää siirtää "
    "hankkii luovuttaa avustaa opastaa neuvoo toteuttaa kuuluttaa tilittää perii merkitsee "
    "kutsuu harjoittaa tuottaa suunnittelee turvaa varmistaa pyytää tallentaa tutkii "
    "osallistuu vaikuttaa yhteistyöskentelee luo ehkäisee torjuu kokoaa laskee"
)
_VERBS = tuple(_VERB_LIST.split(" "))
_STRONG = frozenset(
    ("vastaa", "huolehtii", "järjestää", "valvoo", "ohjaa", "hoitaa", "laatii", "seuraa")
)


def _plural(verb: str) -> str:
    irregular = {"käy": "käyvät", "luo": "luovat", "tekee": "tekevät", "perii": "perivät"}
    if verb in irregular:
        return irregular[verb]
    vowels = "vat" if re.search("[aou]", verb) else "vät"
    for long in ("ii", "ee"):
        if verb.endswith(long):
            return verb[:-1] + vowels
    return (verb[:-1] if verb.endswith(("aa", "ää", "uu", "yy")) else verb) + vowels


_FINITE = {verb: verb for verb in _VERBS} | {_plural(verb): verb for verb in _VERBS}
_OTHER_FINITE = re.compile(
    r"\b(?:voi|voivat|saa|saavat|on|ovat|ei|eivät|oli|olivat|tulee|tulevat|pitää|katsoo|voidaan|"
    r"edellyttää|tarkoitetaan|säädetään|sovelletaan|noudatetaan|toimii|toimivat)\b"
)
_ANY_VERB = re.compile(
    r"\b(?:" + "|".join(sorted(_FINITE, key=len, reverse=True)) + r")\b|" + _OTHER_FINITE.pattern
)
_VERB = re.compile(r"\b(?:" + "|".join(sorted(_FINITE, key=len, reverse=True)) + r")\b")
_AFTER = 90  # characters from a subject to its verb
_BEHIND = re.compile(r"(?:\s+[\w.:§-]+){0,5}\s+$")
# A clause that only tells when, of what or as what: nothing in it obliges.
_SUBORDINATE = re.compile(
    r"(?:^|[,;:(]\s*|\b(?:ja|tai|sekä|vain|myös|kuitenkin|siitä|sen|silloin|sitten|siihen)\s+)"
    r"(?:jos|kun|jollei|ellei|mikäli|vaikka|koska|että|ettei|jotta|mitä|mikä|minkä|miten|kuinka|"
    r"jo(?:ka|tka|nka|iden|ita|ta|ssa|issa|sta|ista|hon|ihin|lla|illa|lta|ilta|lle|ille)|"
    r"siten kuin|niin kuin|ennen kuin|sellaisena kuin|sen mukaan kuin|kuin)\b[^,;:]*$"
    r"|\bkuin\s+$"
)
# "voi tienpitoviranomainen myöntää": what looks like the present tense is an infinitive.
_MAY = re.compile(r"\b(?:voi|voivat|voisi|saa|saavat|ei|eivät)\b[^,;:.]*$")
_WHOSE = re.compile(
    r"\s*,\s*jonka(?:\s+(?P<task>tehtävänä|tehtäviin|vastuulla)\s+(?:on|kuuluu)\b"
    r"|\s+(?P<verb>on|tulee)\b(?P<rest>[^;.]{0,200}))"
)
_ITEM = re.compile(r"(?:\d\)|–)\s*$")
_VERB_FIRST = re.compile(r"\b(on|tulee|pitää)(?!\s+(?:voimaan|vireille)\b)(?:\s+[\w-]+){0,2}\s+$")
_CHARGE = re.compile(r"\b(?!\w*(?:oikeu|omistu))\w+\s+kuuluu(?:\s+\w+sti)?(?:\s+kuitenkin)?\s+$")


def finnish_duties(sentence: str, ends: bool = True) -> Iterator[Found]:
    """Find the duties of a sentence.

    Args:
        sentence: as it is seen.
        ends: it is whole; False: a list follows that says what the bearer must do.

    Yields:
        One for each bearer and predicate.
    """
    bearers = tuple(finnish_bearers(sentence))
    lower = sentence.lower()
    item = sentence.lstrip()[:1].islower()  # of a list, whose head says what it means
    for place, bearer in enumerate(bearers):
        if bearer.case == SUBJECT and (
            item or _ITEM.search(lower[: bearer.start], _near(lower[: bearer.start]))
        ):
            continue
        found = _of(lower, bearer, ends)
        if found is None:
            continue
        yield found
        for other in _joined(lower, bearers[:place], bearer):
            yield Found(other.start, found.end, other.kind, found.confidence)


def _of(lower: str, bearer: Bearer, ends: bool) -> Found | None:
    before, after = lower[: bearer.start], lower[bearer.end : bearer.end + _SPAN]
    if (whose := _WHOSE.match(after)) and (end := _of_clause(whose)):
        return Found(bearer.start, bearer.end + end, bearer.kind, _LIKELY)
    if _SUBORDINATE.search(before, _near(before)):
        return None
    if bearer.case == GENITIVE:
        return _genitive(before, after, bearer, ends)
    reader = {SUBJECT: _subject, RECEIVER: _receiver, PLACE: _place}[bearer.case]
    return reader(before, after, bearer)


def _near(before: str) -> int:
    """Return from where what stands before is read: a clause is no longer, a hostile text is."""
    return max(0, len(before) - _SPAN)


def _genitive(before: str, after: str, bearer: Bearer, ends: bool) -> Found | None:
    if match := _TASK.match(after):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _SURE)
    if match := _MUST.match(after):
        end = _obliged(match["verb"], match["rest"], ends)
        if end is not None:
            return Found(bearer.start, bearer.end + match.start("rest") + end, bearer.kind, _SURE)
    # "on kunnan viipymättä ilmoitettava", "tulee kunnan laatia"
    verb = _VERB_FIRST.search(before, _near(before))
    if verb and re.match(rf"(?:\s+{_ADVERB})*\s+", after):
        head = re.match(r"(?:\s+(?!\w+n\b)[\w:§.,-]+){0,14}", after)
        end = _obliged(verb[1], after[: head.end()] if head else "", ends=True)
        if end is not None:
            return Found(verb.start(1), bearer.end + end, bearer.kind, _LIKELY)
    return None


def _obliged(verb: str, rest: str, ends: bool) -> int | None:
    """Return where the obliging predicate ends, None where there is none."""
    if re.match(r"\s+(?:voimaan|sovittava|kuitenkin sovittava)\b", rest):
        return None
    if not ends and re.match(r"[^.]*:?\s*$", rest) and len(rest) < _SHORT:
        return len(rest.rstrip(": \n"))
    match = (_OBLIGED if verb == "on" else _INFINITIVE).search(rest)
    if match is None and verb != "on":
        match = _OBLIGED.search(rest)
    if match is None or match[0].startswith("sovittava"):
        return None
    return match.end()


_SHORT = 90


def _of_clause(whose: re.Match[str]) -> int | None:
    """Return where ", jonka tulee päättää" ends."""
    if whose["task"]:
        return whose.end()
    end = _obliged(whose["verb"], whose["rest"], ends=True)
    return None if end is None else whose.start("rest") + end


def _subject(before: str, after: str, bearer: Bearer) -> Found | None:
    if match := _BOUND.match(after):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _SURE)
    if _MAY.search(before, _near(before)):
        return None
    reach = re.match(rf"[^,;:.]{{0,{_AFTER}}}(?:, {_ADVERB})?", after)
    match = _ANY_VERB.search(reach[0]) if reach else None
    if match and match[0] in _FINITE:
        strong = _FINITE[match[0]] in _STRONG
        sure = _LIKELY if strong else _FAIR
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, sure)
    if match:
        return None
    verbs = list(_VERB.finditer(before, _near(before)))
    if verbs and _BEHIND.fullmatch(before[verbs[-1].end() :]):
        verb = verbs[-1]
        if not _SUBORDINATE.search(before[: verb.start()], _near(before)):
            return Found(verb.start(), bearer.end, bearer.kind, _FAIR)
    return None


def _receiver(before: str, after: str, bearer: Bearer) -> Found | None:
    if match := _BELONGS.match(after):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _FAIR)
    if match := _CHARGE.search(before, _near(before)):
        return Found(match.start(), bearer.end, bearer.kind, _FAIR)
    return None


def _place(before: str, after: str, bearer: Bearer) -> Found | None:
    if match := _HOLDS.match(after):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _LIKELY)
    if match := re.match(r"\s+(on|tulee)\b([^;,.]*)", after):
        end = _obliged(match[1], match[2], ends=True)
        if end is not None:
            return Found(bearer.start, bearer.end + match.start(2) + end, bearer.kind, _FAIR)
    verb = _VERB_FIRST.search(before, _near(before))
    if verb and (rest := re.match(r"[^;,.]*", after)):
        end = _obliged(verb[1], rest[0], ends=True)
        if end is not None:
            return Found(verb.start(), bearer.end + end, bearer.kind, _FAIR)
    return None


def _joined(lower: str, earlier: Sequence[Bearer], last: Bearer) -> Iterator[Bearer]:
    """Yield the bearers that share a predicate: "kunnan ja maakunnan liiton on"."""
    for bearer in reversed(earlier):
        between = lower[bearer.end : last.start]
        if bearer.case != last.case or not re.fullmatch(
            r"(?:,| ja| tai| sekä| taikka)(?: [\w-]+){0,3} ?", between
        ):
            return
        yield bearer
        last = bearer
