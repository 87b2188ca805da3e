"""Text → Duties: sentence by sentence, in the language of its paragraph, told in the text as given.

What obliges nobody for good is left out first: entry into force, one-off transition, appeals,
and what an agreement must contain (guidelines of the judged sections).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from kaupunkigraafi.corpus.duties.finnish import finnish_duties
from kaupunkigraafi.corpus.duties.found import Found
from kaupunkigraafi.corpus.duties.setting import Setting
from kaupunkigraafi.corpus.duties.swedish import swedish_duties
from kaupunkigraafi.corpus.duties.unnamed import unnamed_duties
from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.mentions.seen import Seen, see
from kaupunkigraafi.corpus.sentences import sentence_ends
from kaupunkigraafi.duty import Duty
from kaupunkigraafi.model import LANGUAGES

_LEAST = 60  # characters that tell a paragraph's language; a shorter one has its text's
_READERS: Mapping[str, Callable[[str, bool], Iterator[Found]]] = MappingProxyType(
    {"fi": finnish_duties, "sv": swedish_duties}
)
_LONGEST = 4_000  # characters that are read at once: no sentence of a statute has more
_PASSING = re.compile(
    r"tämän lain voimaan|lain voimaantulo|ennen tämän lain|kumotun lain|tulee voimaan|"
    r"siirtymäaja|siirtymäsäännö|viimeistään \d+ päivänä \w+kuuta \d{4}|oikaisuvaatimu|"
    r"muutoksenha|vuoden \d{4} (?:loppuun|aikana)|"
    r"denna lags? ikraft|träder i kraft|lagens ikraftträdande|omprövningsbegär|ändringssökande|"
    r"senast den \d+ \w+ \d{4}",
    re.IGNORECASE,
)


def duties_of(text: str, language: str | None = None) -> tuple[Duty, ...]:
    """Find where a text obliges a public body to act.

    Args:
        text: any; also decomposed, with soft hyphens and no-break spaces.
        language: ``fi`` or ``sv``; None: found paragraph by paragraph. Of other languages nothing
            is found.

    Returns:
        In the order of the text, no two of one bearer at one place; offsets are indices into the
        text as given.

    >>> [(each.text, each.bearer) for each in duties_of("Kunnan on järjestettävä opetusta.")]
    [('Kunnan on järjestettävä', 'municipality')]
    """
    seen = see(text)
    found = {(each.start, each.end, each.bearer): each for each in _found(text, seen, language)}
    return tuple(found[key] for key in sorted(found))


def _found(text: str, seen: Seen, language: str | None) -> Iterator[Duty]:
    setting = Setting.of(seen.text)
    earlier = ""
    for start, end, spoken in _sentences(seen.text, language):
        sentence = seen.text[start:end].replace("\n", " ")
        if spoken in _READERS and not _PASSING.search(sentence):
            for each in _of_sentence(sentence, earlier, spoken):
                begin, last = seen.span(start + each.start, start + each.end)
                kind = setting.kind(each.kind, sentence[each.start : each.end])
                yield Duty(begin, last, text[begin:last], kind, each.confidence)
        earlier = sentence


def _of_sentence(sentence: str, earlier: str, spoken: str) -> tuple[Found, ...]:
    """Return its duties; what names nobody is asked of the sentence before it."""
    whole = not sentence.rstrip().endswith(":")
    found: list[Found] = []
    for each in _READERS[spoken](sentence, whole):
        if not any(one.kind == each.kind and one.end > each.start for one in found):
            found.append(each)
    return tuple(found) or tuple(unnamed_duties(sentence, earlier, spoken))


def _sentences(text: str, language: str | None) -> Iterator[tuple[int, int, str]]:
    default = language if language in LANGUAGES else language_of(text)
    for paragraph in re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", text):
        spoken = default
        if language is None and len(paragraph[0]) >= _LEAST:
            spoken = language_of(paragraph[0], default)
        start = paragraph.start()
        for end in (*sentence_ends(text, start, paragraph.end()), paragraph.end()):
            for begin in range(start, end, _LONGEST):
                yield begin, min(end, begin + _LONGEST), spoken
            start = end
