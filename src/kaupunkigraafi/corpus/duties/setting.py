"""Text → what a bare "lautakunta", "johtokunta" or "nämnden" in it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaupunkigraafi.corpus.duties.bearers import COUNTY, JOINT, MUNICIPALITY, OTHER

_COUNTY = re.compile(
    r"\bhyvinvointialue|\baluevaltuusto|\baluehallitu|välfärdsområde", re.IGNORECASE
)
_MUNICIPALITY = re.compile(
    r"\bkunn(?:an|all|assa|at|issa|ill)|\bkunt(?:a|ien)\b|\bvaltuusto|kunginvaltuusto|\bkommun|fullmäktige",
    re.IGNORECASE,
)
_JOINT = re.compile(r"kuntayhtymä|samkommun", re.IGNORECASE)
_BOARD = re.compile(
    r"(?<![\w-])(?:tarkastus)?lautakun|(?<![\w-])(?:revisions)?nämnden\b", re.IGNORECASE
)
_DIRECTORS = re.compile(r"\bjohtokun|\bdirektionen\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose organs a text speaks of.

    Attributes:
        county: it names wellbeing services counties or their organs.
        municipality: it names municipalities or their organs.
        joint: it names joint municipal authorities.
    """

    county: bool
    municipality: bool
    joint: bool

    @classmethod
    def of(cls, text: str) -> Setting:
        """Read a text.

        Args:
            text: as it is seen.

        Returns:
            What it names.
        """
        return cls(*(bool(each.search(text)) for each in (_COUNTY, _MUNICIPALITY, _JOINT)))

    def kind(self, kind: str, said: str) -> str:
        """Return the kind of a bearer, where its name alone does not tell it.

        Args:
            kind: by its name.
            said: the duty's words.

        Returns:
            The kind in this text.

        >>> Setting.of("Aluehallitus kokoontuu.").kind("municipality", "Lautakunnan on kuultava")
        'wellbeing_county'
        """
        if _DIRECTORS.search(said):
            return JOINT if self.joint else MUNICIPALITY if self.municipality else OTHER
        if not _BOARD.search(said):
            return kind
        if self.county and not self.municipality:
            return COUNTY
        return MUNICIPALITY if self.municipality or "tarkastus" in said.lower() else OTHER
