"""A ministry's printed name → its code, for readers that meet one in a text."""

from __future__ import annotations

# Held against records/ministries.csv by a test. Readers must read without a built corpus.
_NAMES = {
    "VNK": ("valtioneuvoston kanslia", "statsrådets kansli"),
    "UM": ("ulkoministeriö", "utrikesministeriet"),
    "OM": ("oikeusministeriö", "justitieministeriet"),
    "SM": ("sisäministeriö", "inrikesministeriet"),
    "PLM": ("puolustusministeriö", "försvarsministeriet"),
    "VM": ("valtiovarainministeriö", "finansministeriet"),
    "OKM": ("opetus- ja kulttuuriministeriö", "undervisnings- och kulturministeriet"),
    "MMM": ("maa- ja metsätalousministeriö", "jord- och skogsbruksministeriet"),
    "LVM": ("liikenne- ja viestintäministeriö", "kommunikationsministeriet"),
    "TEM": ("työ- ja elinkeinoministeriö", "arbets- och näringsministeriet"),
    "STM": ("sosiaali- ja terveysministeriö", "social- och hälsovårdsministeriet"),
    "YM": ("ympäristöministeriö", "miljöministeriet"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in names}


def ministry_code(name: str) -> str:
    """Return the code of a ministry.

    Args:
        name: in Finnish or Swedish, in any case.

    Returns:
        The code, empty where the name is no ministry's of today.

    >>> ministry_code("Ympäristöministeriö"), ministry_code("kauppa- ja teollisuusministeriö")
    ('YM', '')
    """
    return _CODES.get(name.strip().lower(), "")
