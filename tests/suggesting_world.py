"""The tiny world with twelve notes on plans that concern one law, and one that says nothing."""

from __future__ import annotations

from pathlib import Path

from tests.world import write_world

PLANS = "Kunta laatii kaavan, ja asukas saa lausua kaavan luonnoksesta mielipiteen"
_FRONT = (
    "language: fi\ntype: summary\nauthority: own-summary\nsource: https://example.org/{key}\n"
    "summarises: https://example.org/{key}\n"
    "licence: https://creativecommons.org/licenses/by/4.0/"
)


def note(key: str, text: str, concerns: str = "") -> str:
    """A document in Markdown."""
    front = f"id: {key}\ntitle: Muistio {key}\n{_FRONT.format(key=key)}"
    return f"---\n{front}\n{concerns}---\n{text}\n"


def write_suggesting_world(corpus: Path, metadata: Path) -> Path:
    """Write it as a corpus folder."""
    write_world(corpus, metadata)
    for number in range(12):
        text = note(f"kaava{number}", f"{PLANS} {number}.", "concerns: [law/132-1999]\n")
        (corpus / "documents" / f"kaava{number}.md").write_text(text, encoding="utf-8")
    (corpus / "documents" / "uusi.md").write_text(note("uusi", f"{PLANS}."), encoding="utf-8")
    return corpus
