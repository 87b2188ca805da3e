"""Bytes → the encoding they are in: found, not assumed, for texts of the Nordic countries.

A mark decides, then UTF-8 by itself: no other text is that by accident. Where every second byte
is zero it is UTF-16. What is left is one of the old eight-bit tables, and the one is right in
which the text has the letters that Finnish, Swedish and Sámi have.
"""

from __future__ import annotations

import codecs

# UTF-32's little-endian mark begins with UTF-16's: the longer one is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows, the table with the euro, the Sámi one, DOS, the Macintosh; the likelier first.
_TABLES = ("cp1252", "iso8859-15", "iso8859-10", "cp850", "mac-roman")
_EXPECTED = frozenset("åäöÅÄÖéÉüÜšžŠŽ§€–—”“’‘»«…·•°½²³´µ×  ")
_SAMI = frozenset("áÁčČđĐŋŊŧŦ")
_SAMPLE = 4_096
_READ = 100_000  # bytes that are weighed


def encoding_of(data: bytes) -> str:
    """Find the encoding of a text.

    Args:
        data: all of it.

    Returns:
        A name that Python knows; for bytes that are no text any.

    >>> [encoding_of("Pöytä".encode(name)) for name in ("utf-8", "cp1252", "cp850", "utf-16")]
    ['utf-8', 'cp1252', 'cp850', 'utf-16']
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    wide = _without_mark(data[:_SAMPLE])
    if wide:
        return wide
    if is_utf8(data):
        return "utf-8"
    weights = {name: weight for name in _TABLES if (weight := _weight(data, name)) is not None}
    return max(weights, key=lambda name: weights[name], default=_TABLES[0])


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8.

    Args:
        data: any.

    Returns:
        True where they can be decoded.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(sample: bytes) -> str:
    half = len(sample) // 4
    if sample[1::2].count(0) > half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _weight(data: bytes, table: str) -> int | None:
    """Weigh a table: for letters that are expected, against signs that are not."""
    try:
        text = data[:_READ].decode(table)
    except UnicodeDecodeError:
        return None
    seen = [char for char in text if char > "\x7f"]
    good = sum(char in _EXPECTED for char in seen)
    if table == "iso8859-10":  # for a Sámi text alone; it has no signs of its own
        good += sum(char in _SAMI for char in seen)
    elif table != "cp850":
        good += sum(char in "áÁ" for char in seen)
    return 2 * good - len(seen)
