"""Measure what `mentions` finds and how fast, on sentences of ours and on statutes of Finlex.

    python benchmarks/mentions.py [DATA_DIR]

Without DATA_DIR: the labelled sentences under ``tests/corpus/mentions/labelled`` (``tune-*`` were
in view when the rules were written, the others were not). With it: how many of the references
that Finlex links itself are found (``laws/law_citations.csv``); how often the Finnish and the
Swedish wording of one section are found to cite the same (``training/parallel_sections.jsonl``;
each wording judges the other, and where the two really differ nobody can agree); and the speed on
these texts, in bytes of UTF-8 a second of one core.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from kaupunkigraafi import Mention, mentions

LABELLED = Path(__file__).parents[1] / "tests" / "corpus" / "mentions" / "labelled"
MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
MEGABYTE = 1_000_000
ENOUGH = 3 * MEGABYTE


def marked(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield each text of a file with its marks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text, marks, last = "", [], 0
        for match in MARK.finditer(line if not line.startswith("#") else ""):
            text += line[last : match.start()]
            marks.append((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            last = match.end()
        if line and not line.startswith("#"):
            yield text + line[last:], marks


def told(mention: Mention) -> str:
    """Return a mention as a mark tells it."""
    if mention.kind == "municipality":
        return mention.id.partition("/")[2]
    place = f"{mention.chapter}:" if mention.chapter else ""
    return f"{mention.law} {place}{mention.section or ''}".strip()


def alike(one: str, other: str) -> bool:
    """Tell whether a mark and what was found agree; a chapter counts where the mark has one."""
    return one == other or one == re.sub(r" \w+:(?=\w)", " ", other)


def labelled_sentences() -> None:
    """Print precision, recall and F1 of each file."""
    print("| sentences | texts | mentions | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for path in sorted(LABELLED.glob("*.txt")):
        kind = "law" if path.stem.startswith("citations") else "municipality"
        right = found_ = wanted = texts = 0
        for text, marks in marked(path):
            left = [each for each in mentions(text) if each.kind == kind]
            texts, wanted, found_ = texts + 1, wanted + len(marks), found_ + len(left)
            for start, end, label in marks:
                for each in left:
                    if each.start < end and start < each.end and alike(label, told(each)):
                        left.remove(each)
                        right += 1
                        break
        precision, recall = right / found_, right / wanted
        f1 = 2 * precision * recall / (precision + recall)
        print(f"| {path.stem} | {texts} | {wanted} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")


def linked_references(data: Path) -> None:
    """Print how many references that Finlex links are found, section included."""
    texts: dict[str, list[str]] = defaultdict(list)
    with (data / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            section = json.loads(line)
            texts[section["eli_section"]].append(section["text"])
    found: dict[str, set[tuple[str | None, str | None]]] = {}
    right = total = 0
    with (data / "laws" / "law_citations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = row["from_eli_section"]
            if place not in found:
                cited = [each for text in texts[place] for each in mentions(text, "fi")]
                found[place] = {(each.law, each.section) for each in cited}
            law = re.sub(r"-\d{3}/", "/", row["to_law"])
            section = re.search(r"sec_(\w+)", row["to_fragment"])
            wanted = {(law, section[1])} if section else {x for x in found[place] if x[0] == law}
            total += 1
            right += bool(wanted & found[place])
    print(f"\nReferences that Finlex links: {right} of {total} found, section included.")


def two_wordings(data: Path) -> None:
    """Print how far the Finnish and the Swedish wording of sections agree."""
    sums: dict[str, list[int]] = {"by number": [0, 0, 0], "in all": [0, 0, 0]}
    with (data / "training" / "parallel_sections.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for kind, sum_ in sums.items():
                one, other = (
                    Counter(
                        (each.law, each.section)
                        for each in mentions(row[f"text_{language}"] or "", language)
                        if each.kind == "law" and (kind == "in all" or each.method == "number")
                    )
                    for language in ("fi", "sv")
                )
                sum_[0] += (one & other).total()
                sum_[1] += (one - other).total()
                sum_[2] += (other - one).total()
    for kind, (both, finnish, swedish) in sums.items():
        agreed = 2 * both / (2 * both + finnish + swedish)
        print(
            f"Citations {kind} in 8,653 sections in two languages: {both} in both, {finnish} in "
            f"Finnish alone, {swedish} in Swedish alone; agreement {agreed:.3f}."
        )


def speed(data: Path) -> None:
    """Print megabytes a second of one core, both languages."""
    for language in ("fi", "sv"):
        with (data / "training" / "parallel_sections.jsonl").open(encoding="utf-8") as lines:
            text = "\n\n".join(json.loads(line)[f"text_{language}"] or "" for line in lines)
        text = text[:ENOUGH]
        begun = time.process_time()
        found = len(mentions(text))
        seconds = time.process_time() - begun
        size = len(text.encode()) / MEGABYTE
        print(f"Speed, {language}: {size:.1f} MB, {found} mentions, {size / seconds:.1f} MB/s.")


if __name__ == "__main__":
    labelled_sentences()
    if sys.argv[1:]:
        linked_references(Path(sys.argv[1]))
        two_wordings(Path(sys.argv[1]))
        speed(Path(sys.argv[1]))
