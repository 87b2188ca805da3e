"""Text → the language it is in: Finnish, Swedish, English, Northern Sámi, or not known.

Four languages that share few common words: counting those, and the letters that only one of
them uses, decides from a dozen words on, and says "not known" rather than something wrong.
Measured on 1,391 sections of Finnish statutes in Finnish and Swedish: whole, all right; cut to
120 characters, one not known; cut to 60, twelve not known. Libraries do better on single words
(py3langid 98 % of headings, this 76 %), which nothing here asks for: a text too short to tell
has its document's language. lingua weighs 96 MB, py3langid takes 0.7 s to start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = {
    "fi": "ja on ei se että tai joka jos kun sen ovat myös voi mukaan jotka sekä mitä sitä tämän "
    "lain kunnan kunta asetuksella momentissa tarkoitettu tarkoitetun tulee saa varten ole "
    "jonka jossa johon kanssa mukaisesti koskee koskevat laissa edellä muun muu",
    "sv": "och att det som en av är för på den med till inte om har de ett i kan ska skall eller "
    "vid från också enligt lagen denna detta kommunen kommun avses inom får samt där andra moment "
    "när utan under mellan",
    "en": "the of and to in is that for it as with on be by are this which or an not at from has "
    "have who what how in their municipality municipalities act law shall may",
    "se": "ja ii lea leat go dan dat mii maid galgá galget sáhttá suoma sámi láhka lága mielde "
    "dahje ovddas ahte eai gos",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LETTERS = {"se": "čđŋšŧžá", "sv": "å"}
_TOKEN = re.compile(r"[^\W\d_]+")
_FINNISH_ENDING = re.compile(
    r"(ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|isen|iden|jen|uus|yys|nen)$"
)
_DOUBLE = re.compile(r"(aa|ii|uu|ää|öö|yy)")
_FINNISH_SIGN = 0.5
_ENOUGH = 0.04
_READ = 5_000  # characters: more of a text tells no more of its language


def language_of(text: str, default: str = "und") -> str:
    """Return the language of a text.

    Args:
        text: a passage or a document.
        default: for a text that tells nothing.

    Returns:
        ``fi``, ``sv``, ``en``, ``se`` or the default.

    >>> language_of("Kunta vastaa kaavoituksesta ja järjestää palvelut.")
    'fi'
    >>> language_of("Kommunen ansvarar för planläggningen och ordnar tjänsterna.")
    'sv'
    >>> language_of("The municipality is responsible for land use planning.")
    'en'
    >>> language_of("410/2015")
    'und'
    """
    tokens = [token.lower() for token in _TOKEN.findall(text[:_READ])]
    if not tokens:
        return default
    scores = {language: _score(tokens, language) / len(tokens) for language in _SETS}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _ENOUGH else default


def _score(tokens: Sequence[str], language: str) -> float:
    words, letters = _SETS[language], _LETTERS.get(language, "")
    points = float(sum(token in words for token in tokens))
    points += sum(any(letter in letters for letter in token) for token in tokens)
    if language == "fi":
        signs = sum(bool(_FINNISH_ENDING.search(t)) + bool(_DOUBLE.search(t)) for t in tokens)
        points += _FINNISH_SIGN * signs
    return points
