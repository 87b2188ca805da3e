"""Many small documents of several formats into a folder: how fast, and in how much memory.

    python benchmarks/reading.py N [ENCODER]

Adds a tenth of N documents, then N, each in a process of its own to a folder that starts from the
ontology alone, and prints JSON: documents a second of the processor and of the clock, the most
memory of the writer and of its readers. Flat memory is the two columns being alike, but for the
vectors (768 bytes a passage). ENCODER is ``hashing`` where nothing is said: encoding is measured
elsewhere.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.corpus.readers.docx_samples import docx, paragraph  # noqa: E402  of the checkout
from tests.corpus.readers.pdf_samples import page, pdf  # noqa: E402

from kaupunkigraafi.build import add  # noqa: E402

LINES = (
    "Kaupunki varaa kehittämiseen rahaa vuosittain ja seuraa sen käyttöä.",
    "Valtio ja kaupunkiseudun kunnat sopivat yhteisistä tavoitteista.",
    "Staden och staten ordnar samarbetet genom ett avtal.",
)
MAKERS = (
    (".txt", lambda words: "\n\n".join(words).encode()),
    (".md", lambda words: ("# Muistio\n\n" + "\n\n".join(words)).encode()),
    (".html", lambda words: f"<html><body><p>{'</p><p>'.join(words)}</p></body></html>".encode()),
    (".pdf", lambda words: pdf(page(*words))),
    (".docx", lambda words: docx(*map(paragraph, words))),
)


def main() -> None:
    """Write documents, add them twice, print JSON."""
    count, encoder = int(sys.argv[1]), (sys.argv[2:] or ["hashing"])[0]
    told: dict[str, object] = {"machine": platform.machine(), "cores": os.cpu_count()}
    for number in (count // 10, count):
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch, "documents"), number)
            command = [sys.executable, __file__, "--add", scratch, encoder]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            told[str(number)] = json.loads(done.stdout)
    print(json.dumps(told, indent=2))


def write(home: Path, count: int) -> None:
    """Write so many documents, a thousand to a directory."""
    for place in range(count):
        suffix, make = MAKERS[place % len(MAKERS)]
        words = [f"Muistio {place}, kohta {each}. {LINES[each % 3]}" for each in range(6)]
        path = home / f"{place // 1_000:04}" / f"{place:06}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(words))


def measure(scratch: Path, encoder: str) -> None:
    """Add the documents, print what it took."""
    began = time.monotonic()
    report = add(scratch / "folder", scratch / "documents", empty=True, encoder=encoder)
    seconds = time.monotonic() - began
    own, readers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        json.dumps(
            {
                "documents": len(report.added),
                "refused": len(report.failed),
                "seconds": round(seconds, 1),
                "processor seconds": round(own.ru_utime + own.ru_stime, 1),
                "readers' processor seconds": round(readers.ru_utime + readers.ru_stime, 1),
                "most MiB": own.ru_maxrss // 1024,
                "most MiB of a reader": readers.ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "--add":
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
