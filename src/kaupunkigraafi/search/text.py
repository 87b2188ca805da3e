"""Text → what is compared: normal forms, words with their places, character 5-grams.

Finnish inflects and compounds; character 5-grams find ``kaavoituksesta`` for ``kaavoitus``
without a dictionary (measured: they equal one, and beat every stemmer at hand).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

GRAM = 5
# Cc: control, Cf: invisible (soft hyphen, zero-width, direction marks), Cs, Co, Cn: no text.
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
# Words that ask or join and carry no subject; a question of these alone keeps them.
_EMPTY = (
    "kuka kenen ketkä mikä mitä mitkä minkä missä mistä mihin milloin miten miksi millainen onko "
    "voiko saako kuuluuko ja tai sekä on ovat ei se sen ne että kun jos joka jotka vem vems vad "
    "vilken vilka vilket var när hur varför och eller är en ett i på för om den det de som av "
    "till med sägs får kan ska who whose what which where when how why the a an in of to is are "
    "and or does do can must for on by with"
)
_EMPTY_WORDS = frozenset(_EMPTY.split(" "))
SHORT = 4  # words up to this length match whole or not at all
BEGINNING = 0.6  # of a word: what its forms begin with alike
_ENDING = 5  # letters that a form may be longer by: -ssammekaan has more, and is rare
_WORD = re.compile(r"\w+(?:[:’']\w+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its folded form and its place.

    Attributes:
        start: of the first character in the text it was found in.
        end: behind the last one.
    """

    folded: str
    start: int
    end: int


def normalise(text: str, limit: int) -> str:
    """Return a text as an encoder may safely read it: NFKC, visible, of bounded length.

    Args:
        text: anything, NUL and lone surrogates included.
        limit: characters kept. One character can become eighteen under NFKC (U+FDFA), so the
            cut is made before and after.

    Returns:
        At most ``limit`` characters; white space single.

    >>> normalise("ﬁ\\u00ad\\u0000 kaava\\u00a0 alue", 100)
    'fi kaava alue'
    >>> len(normalise("\\ufdfa" * 10, 20))
    20
    """
    wide = unicodedata.normalize("NFKC", text[:limit])
    seen = "".join(
        " " if char.isspace() else char
        for char in wide
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return " ".join(seen.split())[:limit]


def fold(text: str) -> str:
    """Return the form in which words are compared.

    Args:
        text: a word or a text.

    Returns:
        NFKC, case-folded, without soft hyphens and zero-width characters.

    >>> fold("KAAVOI\\u00adTUS")
    'kaavoitus'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isprintable():  # then nothing is to be left out, and most words are
        return folded
    return "".join(char for char in folded if unicodedata.category(char) != "Cf")


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text with their places in it.

    Args:
        text: any text.

    Yields:
        Words in order; a word cut by a soft hyphen is one word.

    >>> [word.folded for word in words("Kunta järjestää 4 §:n palvelut.")]
    ['kunta', 'järjestää', '4', 'n', 'palvelut']
    """
    # Soft hyphens stand inside words; \\w does not match them, so they are looked through.
    for match in _WORD.finditer(text.replace("\u00ad", "\u0640")):
        folded = fold(text[match.start() : match.end()]).replace("\u0640", "")
        if folded:
            yield Word(folded, match.start(), match.end())


def telling(found: list[str]) -> list[str]:
    """Return the words of a query that tell what it is about.

    Args:
        found: folded words.

    Returns:
        Without question words and joining words; all of them where there are no others.

    >>> telling(["kuka", "vastaa", "kaavoituksesta"]), telling(["kuka"])
    (['vastaa', 'kaavoituksesta'], ['kuka'])
    """
    return [word for word in found if word not in _EMPTY_WORDS] or found


def forms_of(word: str) -> str:
    """Return a pattern that a word's forms match: its beginning and an ending of bounded length.

    Args:
        word: folded.

    Returns:
        A regular expression; the word itself alone where it has four letters or fewer.

    >>> import re
    >>> pattern = re.compile(forms_of("kaavoitus"))
    >>> [bool(pattern.fullmatch(w)) for w in ("kaavoituksesta", "kaavoitusmääräysten", "kaava")]
    [True, False, False]
    """
    if len(word) <= SHORT:
        return re.escape(word)
    stem = beginning_of(word)
    return f"{re.escape(word[:stem])}.{{0,{len(word) - stem + _ENDING}}}"


def beginning_of(word: str) -> int:
    """Return how many letters a word and its forms begin with together at least.

    Args:
        word: folded.

    Returns:
        Letters: asuminen and asumisen share five of eight.

    >>> beginning_of("asuminen"), beginning_of("kaavoitussopimus")
    (5, 9)
    """
    return max(SHORT + 1, int(BEGINNING * len(word)))


def grams(word: str) -> list[str]:
    """Return the character 5-grams of a word, its borders marked.

    Args:
        word: folded.

    Returns:
        The word itself, bordered, where it has three characters or fewer.

    >>> grams("kaava")
    ['_kaav', 'kaava', 'aava_']
    >>> grams("ely")
    ['_ely_']
    """
    bordered = f"_{word}_"
    return [bordered[i : i + GRAM] for i in range(max(1, len(bordered) - GRAM + 1))]
