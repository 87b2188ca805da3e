"""Swedish sentence → the duties it lays on public bodies, by bearer and obliging predicate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kaupunkigraafi.corpus.duties.bearers import (
    AGENCY,
    COUNTY,
    JOINT,
    MINISTRY,
    MUNICIPALITY,
    OTHER,
    REGION,
)
from kaupunkigraafi.corpus.duties.found import Found

_SURE, _LIKELY, _FAIR = 0.92, 0.84, 0.7

# kind → the words that name its bodies; the first that fits is taken.
_NAMES: tuple[tuple[str, str], ...] = (
    (JOINT, r"(?:affärsverks|välfärds)?samkommun(?:en|er|erna)?|hus|välfärdssammanslutning(?:en)?"),
    (REGION, r"förbund(?:et|en)? på landskapsnivå|landskapsförbund(?:et|en)?"),
    (
        COUNTY,
        r"välfärdsområde(?:t|n|na)?|välfärdsområdesstyrelsen|välfärdsområdesfullmäktige|"
        r"räddningsverket|den regionala räddningsmyndigheten",
    ),
    (
        MUNICIPALITY,
        r"(?:med|hem|bosättnings|placerings)?kommun(?:en|er|erna)?|stad(?:en)?|kommunstyrelsen|"
        r"stadsstyrelsen|(?:kommun|stads)?fullmäktige|revisionsnämnden|kommundirektören|"
        r"borgmästaren|kommunens [\w-]*(?:myndighet|organ|nämnd)\w*|det kommunala organet|"
        r"(?:den )?(?:byggnadstillsyns|kommunala miljövårds)myndighet(?:en)?|utbildningsanordnaren",
    ),
    (MINISTRY, r"[\w-]*ministeri(?:et|erna|um)"),
    (
        AGENCY,
        r"närings-, trafik- och miljöcentral(?:en|erna)?|ntm-central(?:en|erna)|"
        r"livskraftscentral(?:en|erna)|[\w-]*miljöcentral(?:en|erna)?|"
        r"arbetskrafts- och näringscentral(?:en|erna)?|arbets- och näringsbyrån|"
        r"(?:centralen för utveckling|finansierings- och utvecklingscentralen)[\w ]*|"
        r"regionförvaltningsverke[tn]|tillstånds- och tillsynsverket|vägförvaltningen|"
        r"skatteförvaltningen|lantmäteriverket(?:s centralförvaltning)?|statskontoret|"
        r"utbildningsstyrelsen|forststyrelsen|väghållningsmyndighet(?:en)?|länsstyrelse[nr]\w*|"
        r"polisen|statistikcentralen|naturresursinstitutet|meteorologiska institutet|"
        r"institutet för hälsa och välfärd|(?:trafiklednings|transport- och kommunikations|"
        r"säkerhets- och kemikalie|musei|livsmedels|migrations|kommunikations|konsument|"
        r"luftfarts|sjöfarts)verket|banförvaltningscentralen|nödcentralsverket",
    ),
    (
        OTHER,
        r"statsrådet|folkpensionsanstalten|[\w-]*domstol(?:en|arna)?|[\w-]*myndighet(?:en|er|erna)?"
        r"|[\w-]*delegationen|[\w-]*kommission(?:en)?|[\w-]*kommittén|[\w-]*nämnden|förläggningen|"
        r"(?:en|den) upphandlande enhet(?:en)?|upphandlande enheter(?:na)?|[\w-]+ombudsmannen|"
        r"(?:den )?informationshanteringsenhet(?:en)?|direktionen",
    ),
)
_BEARER = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES) + r")(?![\w-])"
)
_ADVERB = (
    r"(?:också|även|dock|dessutom|vid behov|utan dröjsmål|årligen|alltid|härvid|därvid|då|själv|"
    r"minst|likaså|i första hand|på ansökan|på begäran|omedelbart|i samband med \w+)"
)
_ASIDE = r"(?:\s*,?\s+(?:som|vars|för vilke[nt]|till vilke[nt])\b[^,;.]{1,200},?)"
_TAIL = r"(?:\s+(?:inom|i|på|för|vid|med)(?:\s+[\w-]+){1,6})"
_SPAN = 400  # characters on either side of a bearer that are read
_SHORT = 40  # characters before a list
_WORDS = 18  # after the auxiliary verb, within which the verb comes
_MUST = re.compile(
    rf"(?:\s*,)?(?:{_ASIDE})?(?:\s+{_ADVERB})*(?:{_TAIL})?\s+(?:ska|skall)\b(?!\s+(?:inte|icke|ej)\b)"
    rf"(?P<rest>[^;]{{0,300}})"
)
_VERB = re.compile(
    r"(?!(?:inte|utan|alla|andra|samma|detta|denna|dessa|sina|egna|från|också)$)"
    r"(?:\w{2,}a|få|ge|se|ta|bestå|förete|föreslå|uppstå|ingå|tillse)"
)
_PASSIVE = re.compile(r"\w{2,}as|[\w]*(?:ges|ses|tas|fås|görs|finnas)")
_TASK = re.compile(
    rf"(?:{_ASIDE})?\s+(?:har (?:\w+ )?(?:till|som) uppgift|är (?:\w+ )?skyldig(?:a|t)?|"
    r"är (?:\w+ )?ålagd|"
    r"har (?:\w+ )?skyldighet|har (?:\w+ )?ansvaret? för|bär ansvaret|har hand om)\b"
)
_WHO = re.compile(r"\s*,\s+som\b[^,;.]{0,80}?\b(?:ska|skall)\b(?P<rest>[^;]{0,300})")
_IN = re.compile(r"(?:^|[.]\s*)i\s+(?:en )?(?:[\w-]+ )?$")
_THERE = re.compile(r"\s+(?:ska|skall)\s[^.;]{0,120}?\b(?:finnas|tillsättas|ordnas|väljas)\b")
_UPPGIFT = re.compile(r"s\s+(?:\w+ ){0,2}(?:uppgift(?:er)?|skyldighet) (?:är|hör|ska|skall)\b")
_VERB_LIST = (
    "ansvarar svarar sörjer ser fastställer beslutar godkänner utser ordnar utarbetar "
    "övervakar meddelar handhar ger sköter leder styr främjar utvecklar beviljar betalar "
    "lämnar utfärdar tillsätter bereder stöder samordnar följer bedömer behandlar avgör "
    "ersätter upprättar tar förordnar väljer verkställer underrättar informerar utövar "
    "koordinerar upprätthåller tillhandahåller publicerar registrerar inspekterar granskar "
    "hör bestämmer genomför anvisar förvaltar uppgör antar bistår planerar fattar"
)
_VERBS = tuple(_VERB_LIST.split(" "))
_STRONG = frozenset(("ansvarar", "svarar", "sörjer", "ordnar", "övervakar", "sköter", "utarbetar"))
_FINITE = re.compile(
    rf"(?:\s*,)?(?:{_ASIDE})?(?:\s+{_ADVERB})*(?:\s+(?:eller|och|samt) [\w ]{{1,40}}?)?\s+"
    rf"(?P<verb>{'|'.join(_VERBS)})\b(?!\s+(?:inte|ej)\b)"
)
_TURNED = re.compile(
    rf"(?<![\w-])(?P<verb>(?!hör\b)(?:{'|'.join(_VERBS)}))(?:\s+{_ADVERB})*\s+"
    r"(?:den |det |en |ett )?$"
)
_BY = re.compile(
    r"\b(?P<verb>godkänns|utses|ordnas|beviljas|fattas|fastställs|utfärdas|meddelas|sköts|leds|"
    r"övervakas|tillsätts|handhas|avgörs|behandlas|betalas|utarbetas|upprättas|förordnas|väljs|"
    r"bereds|förs|utövas|verkställs|samordnas|ges|styrs|arrangeras)\b[^,;.]{0,60}\bav\s+"
    r"(?:den |det |en |ett )?(?:[\w ]{0,30}organet (?:för|i) )?$"
)
_LED = re.compile(
    r"(?:,\s*|(?:^|[.;]\s*)(?:för|om|i|på|av|när|till|vid|efter|dessutom|därtill|inom|över|under|med)"
    r"\b[^,;.]*\s)$"
)
_RELATIVE = re.compile(r"\b(?:som|om|när|där|vilket|vilken|vilka)\b[^,;.]*$")
_WITHIN = re.compile(
    r"\b(?:i|för|av|hos|till|från|inom|på|med|mot|åt|genom|vid|mellan|under|som)\s+"
    r"(?:den |det |en |ett |de )?(?:[\w-]+a )?$"
)
_TURNED_MUST = re.compile(r"\b(?:ska|skall)(?:\s+(?:den|det|en|ett|också|även|dock))*\s+$")
_SUBORDINATE = re.compile(
    r"(?:^|[,;:(]\s*|\b(?:och|eller|samt|även|också|till|av|för|på|i|vid|med|om|mom\.|dem|de|den|det|"
    r"\w{4,})\s+)(?:om|när|då|som|där|vars|vilken|vilket|vilka|vad|att|huruvida|innan|eftersom|"
    r"för vilken|hur|sedan|medan|trots att|varvid|än)\b(?:\s+(?!ska\b|skall\b)[\w§.-]+){0,3}?\s*"
    r"(?:den |det |en |ett )?$"
)


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    kind: str


def swedish_duties(sentence: str, ends: bool = True) -> Iterator[Found]:
    """Find the duties of a sentence.

    Args:
        sentence: as it is seen.
        ends: it is whole; False: a list follows that says what the bearer must do.

    Yields:
        One for each bearer and predicate.
    """
    lower = sentence.lower()
    item = sentence.lstrip()[:1].islower()  # of a list, whose head says what it means
    earlier: list[_Named] = []
    for match in _BEARER.finditer(lower):
        if match[0] == "hus" and sentence[match.start() : match.end()] != "HUS":
            continue  # houses
        bearer = _Named(match.start(), match.end(), str(match.lastgroup))
        found = _of(lower, bearer, ends)
        if found and not (item and found.start == bearer.start):
            yield found
            for other in _joined(lower, earlier, bearer):
                yield Found(min(other.start, found.start), found.end, other.kind, found.confidence)
        earlier.append(bearer)


def _of(lower: str, bearer: _Named, ends: bool) -> Found | None:
    before, after = lower[: bearer.start], lower[bearer.end : bearer.end + _SPAN]
    found = _turned_must(before, after, bearer, ends) or _around(before, after, bearer, ends)
    if found or _WITHIN.search(before, _near(before)) or _is_subordinate(before):
        return found
    return _must(after, bearer, ends) or _present(before, after, bearer)


def _turned_must(before: str, after: str, bearer: _Named, ends: bool) -> Found | None:
    """Read "ska kommunen ordna"."""
    turned = _TURNED_MUST.search(before, _near(before))
    if turned is None or re.match(r"\s+(?:inte|ej)\b", after):
        return None
    end = _obliged(f" {after.lstrip(' ,')}"[:300], ends)
    if end is None:
        return None
    end += len(after) - len(after.lstrip(" ,")) - 1
    return Found(turned.start(), bearer.end + end, bearer.kind, _SURE)


def _around(before: str, after: str, bearer: _Named, ends: bool) -> Found | None:
    """Read "godkänns av kommunen", "i kommunen ska finnas", "kommunen, som ska ordna"."""
    by = _BY.search(before, _near(before))
    if by and "förordning" not in by[0]:
        if _RELATIVE.search(before[: by.start()], _near(before)):
            return None
        return Found(by.start(), bearer.end, bearer.kind, _FAIR)
    if _IN.search(before) and (match := _THERE.match(after)):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _FAIR)
    if match := _WHO.match(after):
        end = _obliged(match["rest"], ends)
        if end is not None:
            return Found(bearer.start, bearer.end + match.start("rest") + end, bearer.kind, _LIKELY)
    return None


def _must(after: str, bearer: _Named, ends: bool) -> Found | None:
    """Read "kommunen har till uppgift", "kommunen ska ordna"."""
    if match := _TASK.match(after) or _UPPGIFT.match(after):
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, _SURE)
    match = _MUST.match(after)
    end = _obliged(match["rest"], ends) if match else None
    if match is None or end is None:
        return None
    return Found(bearer.start, bearer.end + match.start("rest") + end, bearer.kind, _SURE)


def _present(before: str, after: str, bearer: _Named) -> Found | None:
    """Read "kommunen ordnar", "om detta beslutar kommunen"."""
    if _MUST.match(after):
        return None
    if match := _FINITE.match(after):
        sure = _LIKELY if match["verb"] in _STRONG else _FAIR
        return Found(bearer.start, bearer.end + match.end(), bearer.kind, sure)
    if match := _TURNED.search(before, _near(before)):
        lead = before[: match.start()]
        if _LED.search(lead, _near(lead)) and not _is_subordinate(lead):
            return Found(match.start(), bearer.end, bearer.kind, _FAIR)
    return None


def _is_subordinate(before: str) -> bool:
    return bool(_SUBORDINATE.search(before, _near(before)))


def _near(before: str) -> int:
    """Return from where what stands before is read: a clause is no longer, a hostile text is."""
    return max(0, len(before) - _SPAN)


def _obliged(rest: str, ends: bool) -> int | None:
    """Return where the obliging predicate ends; a passive obliges somebody else."""
    if not rest.strip(": ") or (not ends and len(rest.strip(": ")) < _SHORT):
        return len(rest.rstrip(": "))
    for word in list(re.finditer(r"[\w-]+", rest))[:_WORDS]:
        if _PASSIVE.fullmatch(word[0]):
            return None
        if _VERB.fullmatch(word[0]):
            return word.end()
    return None


def _joined(lower: str, earlier: list[_Named], last: _Named) -> Iterator[_Named]:
    """Yield the bearers that share a predicate: "kommunen och samkommunen ska"."""
    for bearer in reversed(earlier):
        between = lower[bearer.end : last.start]
        if not re.fullmatch(r"(?:,| och| eller| samt)(?: [\w-]+){0,3} ?", between):
            return
        yield bearer
        last = bearer


def named_kinds(text: str) -> frozenset[str]:
    """Return the kinds of public bodies that a text names.

    Args:
        text: as it is seen.

    Returns:
        Kinds of bearers.
    """
    found = (str(match.lastgroup) for match in _BEARER.finditer(text.lower()) if match[0] != "hus")
    owner = {MUNICIPALITY} if re.search(r"\bkommunens\b", text.lower()) else set()
    return frozenset(found) | owner
