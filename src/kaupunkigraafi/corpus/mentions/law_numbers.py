"""Text → statutes cited by number: *kuntalaki (410/2015)*, *laissa 800/1996*, *(410/2015) 7 §*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kaupunkigraafi.corpus.mentions.cited import Bound, Statute
from kaupunkigraafi.corpus.mentions.scanning import places, word_start
from kaupunkigraafi.corpus.mentions.statutes import FINNISH, HEAD, base_of

_NUMBER = re.compile(r"(?<![\w/:.–-])(\d{1,4})/ ?(1[6-9]\d\d|20[0-3]\d)(?![\w/:]|-\d)")
_DIGITS, _DATE = re.compile(r"\d+$"), re.compile(r"[\d.]+$")
_DATED = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.(1[89]\d\d|20[0-3]\d)/(\d{1,4})(?![\d/])")
# What is numbered alike and is no statute: bills and statements, treaties, judgements, EU acts.
_OTHER = re.compile(
    r"(?:\b(?:HE|LA|RP|EV|EK|RSv|RSk|KK|VK|VNS|VNT|SRR|SopS|FördrS|KKO|KHO|HD|HFD|MAO|TSV|EOA|"
    r"OKV|AOA|[A-ZÅÄÖ][a-zåäö]{0,2}(?:VM|VL|VP|UB|UU|U)|PTK|[Dd]nro:?|[Dd]nr|N:o|n:o|[Nn]r|No\.?)"
    r"\s*|\((?:EU|EY|EG|EC|ETY|EEG|EEC)[^)]*\)\s*|[Dd]irekti\w+\s+|[Vv]uosina\s+|\bs\.\s*"
    r"|\bpykälä\s*)$"
)
_NUMBERED_LAW = re.compile(
    r"\b(?:laki|lain|laissa|lag|lagen|Act|Decree|asetus|förordning)\s+(?:nro?|[Nn]r|No\.?|n:o)\s*$"
)
_LAW_WORD = re.compile(
    r"(?:\b\w*(?:la(?:ki|in|kia|issa|ista|kiin|illa|ille|eilla|eissa|eista|it|kien)|asetu[sk]\w*|"
    r"kaar(?:i|en|essa|ta)|pää(?:tös|töksen|töksessä|töstä|töksellä)|sään(?:tö|nön|nössä)|"
    r"lag(?:en|ens|ar|arna)?|balk(?:en)?|förordning(?:en|ar|arna)?|beslut(?:et)?|reglemente\w*|"
    r"[Aa]cts?|[Cc]ode|[Dd]ecrees?|MRL|AKL|YVAL))\s+(?:nro?\s+|nr\s+|no\.?\s+)?\(?$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:\s*,\s*|\s+(?:ja|sekä|och|and|samt|tai|eller)\s+)")
_LETTERED = re.compile(r"(?<![\w.])[LA](?::\w+)?\s*$")
_LAW_NEAR = re.compile(
    r"(?:\b\w*(?:lai[nst]|lak[ie]|laeis|laeil|asetu[sk]|kaar[eit]|päätö[sk]|säänt|säänn|sopimu)|"
    r"lag(?:en|ens|ar|arna|s)?\b|balk|förordning|beslut|(?:\bAct|\bCode|\bDecree|\bConstitution)\b"
    r"|§)",
)
_SENTENCE = re.compile(r"(?<=[a-zåäö)][.!?])\s+(?=[A-ZÅÄÖ])")
_ISSUES_FROM = 1990
_SMALL = 12  # "(5/2019)" is an issue or a month as often as a statute
_TITLE_SV = re.compile(
    r"\b(?:lag|förordning)(?:en|ens|ar|arna|s)?\b(?: av den \d{1,2} \w+ \d{4})?"
    r" (?:om|angående|mot|för|med)\b"
)
# "lagen om ändring av lagen om …": the number is that of the whole.
_NESTED_SV = re.compile(r" om [\w ]{3,60}? av $")
_COMPOUND_SV = re.compile(
    r"(?:\b(?:[a-zåäö]+a|[a-zåäö]+s) )?\b[\w-]+(?:lag|balk)(?:en|ens|s)? av den \d{1,2} \w+ \d{4}$"
)
_ENGLISH = re.compile(r"\b(?:Act|Code|Decree|Constitution)\b")
_TITLE_EN = re.compile(
    r"(?:\b[A-Z][\w-]*(?: (?:and|of|on|the|in|for|to)(?= ))*[ ])*"
    r"\b(?:Act|Code|Decree|Constitution)\b"
    r"(?: (?:on|of|concerning|for|to) [^();]{3,140})?\s*$"
)
_TITLE_BOUND_FI = re.compile(
    r"\s+annet(?:tu|un|tua|ussa|usta|tuun|ulla|ulle|uksi)\s+(?:lai|lak|asetu[sk])\w*\s*$"
)
_LONGER = re.compile(
    r"(?:[\w-]+-\s(?:ja|tai|och|eller)|\b(?:militära|samiska|nya|tidigare|upphävda)|"
    r"\b[a-zåäö]+(?:ens|ets|nas))\s$"
)
_ENACTED = re.compile(r"\bannet(?:tu|un|tua|ussa|usta|tuun|ulla|ulle|uksi|ut|tujen)\s+(?:\w+)?$")
_NICKNAME = re.compile(
    r"\)?(?:[,;]?\s*\(?(?:jäljempänä|nedan|hereinafter)\s+|[,;]\s*)[*\"”'’(]*"
    r"([\w-]+(?:laki|lag|lagen|kaari))\b(?!\s*\()",
    re.IGNORECASE,
)
_REACH = 300
_LEAST_YEAR = 1734
_SURE, _FAIR = 0.99, 0.9


def numbered(text: str, language_at: Callable[[int], str], bound: Bound) -> Iterator[Statute]:
    """Yield the statutes that a text cites by number.

    Args:
        text: as seen.
        language_at: the language at a place.
        bound: gets the names that stand beside numbers.

    Yields:
        In the order of the text; the span has the name where it stands right before.
    """
    chain: int | None = None  # where the last number ends: "laeilla 1/2000, 2/2001 ja 3/2002"
    for match in _matches(text, _NUMBER, _DIGITS):
        law = f"{int(match[1])}/{match[2]}"
        start, end = match.span()
        before = text[max(0, start - _REACH) : start]
        number, year = int(match[1]), int(match[2])
        chained = chain is not None and _JOINT.fullmatch(text, chain, start) is not None
        chain = None
        if not (number and year >= _LEAST_YEAR and (chained or _is_statute(before, number, year))):
            continue
        chain = end
        if before.endswith("(") and text[end : end + 1] == ")":
            start, end, before = start - 1, end + 1, before[:-1]
        begin, language = _name_before(before, start, language_at)
        _bind(text, begin, start, end, law, bound)
        sure = begin < start
        yield Statute(begin, end, law, language, _SURE if sure else _FAIR, "number")
    for match in _matches(text, _DATED, _DATE):
        if _LETTERED.search(text[max(0, match.start() - 12) : match.start()]):
            law = f"{int(match[2])}/{match[1]}"
            yield Statute(match.start(), match.end(), law, "fi", _FAIR, "number")


def _matches(
    text: str, pattern: re.Pattern[str], before: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that has a slash, beginning where ``before`` does."""
    for slash in places(text, "/"):
        start = before.search(text, max(0, slash - 11), slash)
        match = start and pattern.match(text, start.start())
        if match:
            yield match


def _is_statute(before: str, number: int, year: int) -> bool:
    near = before[-60:]
    if _OTHER.search(near[-40:]):
        return _NUMBERED_LAW.search(near[-40:]) is not None
    if _LAW_WORD.search(near) or _LETTERED.search(near[-12:]):
        return True
    if not before.endswith("("):
        return False
    if number <= _SMALL and year > _ISSUES_FROM:
        return _LAW_NEAR.search(near) is not None
    return _LAW_NEAR.search(_SENTENCE.split(before)[-1]) is not None


def _name_before(before: str, start: int, language_at: Callable[[int], str]) -> tuple[int, str]:
    """Return where the name in front of a number begins, and the language of the words."""
    stripped = before.rstrip()
    swedish = _swedish_title(stripped) if "lag" in stripped or "förord" in stripped else None
    if swedish is not None:
        return start - len(before) + swedish, "sv"
    english = _TITLE_EN.search(stripped) if _ENGLISH.search(stripped) else None
    if english and english[0].strip():
        article = len("The ") if english[0].startswith("The ") else 0
        return start - len(before) + english.start() + article, "en"
    begin = word_start(stripped, len(stripped))
    word = stripped[begin:].lower()
    head = HEAD.search(word)
    if not head:
        return start, _grammar(language_at(start))
    base = base_of(word)
    language = "fi" if any(base.endswith(each) for each in FINNISH) else "sv"
    longer = _LONGER.search(stripped[:begin])
    enacted = _ENACTED.search(stripped[:begin])
    if longer:
        begin = longer.start()
    elif enacted:
        begin = enacted.start()
    return start - len(before) + begin, language


def _swedish_title(before: str) -> int | None:
    """Return where *lagen om …* begins that the number behind belongs to."""
    dated = _COMPOUND_SV.search(before)
    if dated:
        return dated.start()
    open_from = max(before.rfind("("), before.rfind(")"), before.rfind(";")) + 1
    titles = list(_TITLE_SV.finditer(before, open_from))
    if not titles:
        return None
    place = len(titles) - 1
    while place and _NESTED_SV.search(before[titles[place - 1].start() : titles[place].start()]):
        place -= 1
    return titles[place].start()


def _grammar(language: str) -> str:
    return language if language in ("sv", "en") else "fi"


def _bind(text: str, begin: int, start: int, end: int, law: str, bound: Bound) -> None:  # noqa: PLR0917
    enacted = _TITLE_BOUND_FI.search(text, max(0, start - 40), start)
    if enacted:
        words = text[max(0, enacted.start() - 80) : enacted.start()].lower().split()
        bound.bind_title(words, law)
    name = text[begin:start].strip().lower()
    if name.startswith("lag") and " " in name:
        bound.bind(name[name.index(" ") + 1 :], law)
    if name and " " not in name.replace("- ja ", "").replace("- och ", ""):
        bound.bind(base_of(name), law)
    nickname = _NICKNAME.match(text, end)
    if nickname:
        bound.bind(base_of(nickname[1].lower()), law)
