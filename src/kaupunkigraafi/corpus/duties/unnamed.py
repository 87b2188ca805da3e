"""Sentence without a bearer → the duty of the body that it, or the one before it, is about.

"Aloitteen tekijälle on ilmoitettava" obliges whom the sentence before names. Only acts that
authorities do are read so: an applicant too "must attach", nobody but an authority "must hear".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaupunkigraafi.corpus.duties.bearers import OTHER, RECEIVER, finnish_bearers
from kaupunkigraafi.corpus.duties.found import Found
from kaupunkigraafi.corpus.duties.swedish import named_kinds

_DOUBTFUL = 0.55
_FINNISH = re.compile(
    r"(?<!n )\b(?:on|tulee)\b(?:\s+(?!\w+n\s+on\b)[\w§:.-]+){0,14}?\s+(?:kuultava|kuulutettava|"
    r"tiedotettava|julkaistava|otettava käsiteltäväksi|käsiteltävä|asetettava (?:yleisesti )?"
    r"nähtäville|huolehdittava|järjestettävä|annettava tiedoksi|pyydettävä lausunto|"
    r"varattava (?:\w+ ){0,5}?(?:tilaisuus|mahdollisuus)|julkistaa|järjestää|tiedottaa|kuulla)\b"
    r"|(?<!n )\bon(?:\s+[\w§:.-]+){0,4}?\s+(?:pyydettävä|varattava)(?:\s+[\w§:.-]+){0,10}?\s+"
    r"(?:lausunto|tilaisuus|mahdollisuus)\b|\btekijälle on ilmoitettava\b"
)
_SWEDISH = re.compile(
    r"\b(?:ska|skall)(?:\s+[\w§.-]+){0,10}?\s+(?:offentliggöras|höras|kungöras|publiceras|ordnas|"
    r"läggas fram offentligt|ges tillfälle|beredas tillfälle|informeras om)\b"
)


def unnamed_duties(sentence: str, earlier: str, language: str) -> Iterator[Found]:
    """Find the duty of a sentence that names nobody who must.

    Args:
        sentence: as it is seen; no duty with a bearer was found in it.
        earlier: the sentence before it, or "".
        language: ``fi`` or ``sv``.

    Yields:
        One where exactly one kind of body is spoken of, none else.
    """
    match = (_FINNISH if language == "fi" else _SWEDISH).search(sentence.lower())
    if match is None:
        return
    for text in (sentence[: match.start()], earlier):
        kinds = _kinds(text, language)
        if len(kinds) == 1:
            (kind,) = kinds
            if kind != OTHER:
                yield Found(match.start(), match.end(), kind, _DOUBTFUL)
            return
        if kinds:
            return


def _kinds(text: str, language: str) -> frozenset[str]:
    if language == "sv":
        return named_kinds(text)
    return frozenset(each.kind for each in finnish_bearers(text) if each.case != RECEIVER)
