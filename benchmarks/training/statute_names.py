"""Learn what statutes are called: names beside their numbers, as other statutes cite them.

    python benchmarks/training/statute_names.py DATA_DIR

DATA_DIR holds ``training/parallel_sections.jsonl``, ``laws/sections_fi_current.jsonl``,
``laws/urban_laws.csv`` and ``akn/`` (Finlex, CC BY 4.0). A name is kept as it is cited most often
(*hallintolaki*, *laki holhoustoimesta*); of names that several statutes bear (*eläkelaki*) the
longer ones are kept (*työntekijän eläkelaki*). The result is ``corpus/names/statutes.csv``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from lxml import etree

from kaupunkigraafi.corpus.mentions.wordlists import words

TARGET = Path(__file__).parents[2] / "corpus" / "names" / "statutes.csv"
NUMBER = r"\((\d{1,4})/(1[789]\d\d|20[0-3]\d)\)"
HEADS_FI = {
    "laki": "laki lain lakia laissa laista lakiin lailla lailta laille laiksi lakina",
    "asetus": "asetus asetuksen asetusta asetuksessa asetuksesta asetukseen asetuksella",
    "kaari": "kaari kaaren kaarta kaaressa kaaresta kaareen",
}
BASE_FI = {form: base for base, forms in HEADS_FI.items() for form in forms.split()}
FORM_FI = "|".join(sorted(BASE_FI, key=len, reverse=True))
COMPOUND_FI = re.compile(rf"((?:[\w-]+ ){{0,3}})([\w-]+?)({FORM_FI}) {NUMBER}", re.IGNORECASE)
ENACTED_FI = re.compile(
    rf"([^.;:()§\d]{{3,260}}?) annet(?:tu|tun|ussa|usta|tuun|tua|ulla|ulle) ({FORM_FI}) {NUMBER}"
)
SHORT_FI = re.compile(rf"{NUMBER},? jäljempänä \*?([a-zåäö-]+laki)\b")
COMPOUND_SV = re.compile(rf"\b([a-zåäö-]+)(lag|balk)(?:en)? {NUMBER}", re.IGNORECASE)
TITLE_SV = re.compile(
    rf"\blag(?:en)? (?:av den \d+ \w+ \d{{4}} )?((?:om|angående) [^.;:()§]{{3,260}}?) {NUMBER}"
)
# Words that do not belong to a title: it begins behind the last of them.
OUTSIDE = words(
    "että mitä kuin jos joka jotka jonka joita jota on ovat ole oli olla säädetään säädetty "
    "säädetyn sovelletaan noudatetaan noudattaen tarkoitettu tarkoitetun tarkoitettua tarkoitetut "
    "tarkoitettuja mukaan mukaisesti mukaisen mukaista mukaiset tai taikka sekä nojalla myös ei "
    "eikä edellä siitä siten voimassa muutoin soveltuvin osin sen kumotaan tällä lailla lain laki "
    "laissa lakia momentissa kohdassa luvussa sellaisena saadaan sitä mainitussa mainitun niin "
    "koskee koskevat säännöksiä lisäksi kuitenkin tässä tämän jollei muun muassa vain jäljempänä "
    "näitä ennen voidaan saa hakea valittamalla samoin joista josta jossa tällöin ne se hän "
    "kuuluvat sisältyvät perustuu täyttävä muuten muilta osin soveltamisesta noudatettava"
)
GENERAL = words(
    "eläkelaki virkamieslaki maksuperustelaki voimaanpanolaki rahoituslaki rakennuslaki "
    "muutoslaki erityislaki ammattitautilaki virkaehtosopimuslaki viestintälaki toimeenpanolaki "
    "tunnustamislaki asiakaslaki verolaki perustelaki järjestämislaki"
)
NESTED = re.compile(r"\blag(?:en|ens)? (?:om|angående) ")
OFTEN = 2
# What begins like this belongs to the sentence rather than to the title.
DOUBTFUL = re.compile(r"(?:n[uy]t|aan|ään|een|iin|ksi|sti|ssa|ssä|lla|llä|lle|lta|ltä|vat|vät)$")


def texts(data: Path, language: str) -> Iterator[str]:
    """Yield all texts of a language, white space single."""
    with (data / "training" / "parallel_sections.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line)[f"text_{language}"] or "" for line in lines)
    if language == "fi":
        with (data / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    for path in sorted((data / "akn").glob(f"*_{'fin' if language == 'fi' else 'swe'}.xml")):
        yield " ".join(etree.parse(path).getroot().itertext())


def inside(words: list[str]) -> list[str]:
    """Return the last words that may belong to a title."""
    kept: list[str] = []
    for word in reversed(words):
        if word.strip(",").lower() in OUTSIDE or word.endswith((",", "§:ssä", "§:n")):
            break
        kept.append(word)
    kept.reverse()
    while kept and kept[0] in ("ja", "sekä", "-"):
        del kept[0]
    return kept


def best_suffix(cited: list[list[str]]) -> list[str]:
    """Return the longest ending that most citations of a title share."""
    best: list[str] = []
    for length in range(1, 25):
        counts = Counter(tuple(words[-length:]) for words in cited if len(words) >= length)
        if not counts:
            break
        ending, count = counts.most_common(1)[0]
        if len(cited) > 1 and count * 2 <= len(cited):
            break
        best = list(ending)
    return best


def finnish(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (number, name) of Finnish citations."""
    compounds: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    titles: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    short: Counter[tuple[str, str]] = Counter()
    for text in texts(data, "fi"):
        flat = " ".join(text.split())
        for before, stem, form, number, year in COMPOUND_FI.findall(flat):
            name = (stem + BASE_FI[form.lower()]).lower()
            compounds[f"{number}/{year}", name].append(before.lower().split())
        for before, form, number, year in ENACTED_FI.findall(flat):
            words = inside(before.split())
            if words and words[-1].endswith(("sta", "stä", "seksi", "ssa", "ssä")):
                titles[f"{number}/{year}", BASE_FI[form]].append(words)
        for number, year, name in SHORT_FI.findall(flat):
            short[f"{number}/{year}", name] += 1
    for (number, name), befores in compounds.items():
        longer = whole_name(name, [inside(words) for words in befores])
        yield from ((number, longer) for _ in befores if longer)
    for (number, head), cited in titles.items():
        title = best_suffix(cited)
        if title and (len(cited) >= OFTEN or not DOUBTFUL.search(title[0])):
            yield from ((number, f"{head} {' '.join(title)}") for _ in cited)
    for (number, name), count in short.items():
        yield from ((number, name) for _ in range(count if name not in GENERAL else 0))


def whole_name(name: str, befores: list[list[str]]) -> str:
    """Return a name with the words in front that belong to it: *maankäyttö- ja rakennuslaki*."""
    for before in befores:
        if before[-1:] == ["ja"] and before[-2:][0].endswith("-"):
            return " ".join([*before[-2:], name])
    if name not in GENERAL:
        return name
    last = Counter(before[-1] for before in befores if before).most_common(1)
    return f"{last[0][0]} {name}" if last else ""


def linked(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (number, name) of citations by name alone that Finlex links to a statute."""
    with (data / "laws" / "law_citations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = re.match(rf"([\w-]+?)({FORM_FI}) \d", row["anchor"])
            if found:
                number = re.sub(r"-\d{3}/", "/", row["to_law"])
                yield number, (found[1] + BASE_FI[found[2]]).lower()


def swedish(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (number, name) of Swedish citations."""
    for text in texts(data, "sv"):
        flat = " ".join(text.split())
        for stem, head, number, year in COMPOUND_SV.findall(flat):
            yield f"{number}/{year}", (stem + head).lower()
        for title, number, year in TITLE_SV.findall(flat):
            if not NESTED.search(title):  # "lagen om ändring av lagen om …" has its own number
                yield f"{number}/{year}", f"lag {title}"


def main(data: Path) -> None:
    """Write the names."""
    names: list[tuple[str, str, str, int]] = []
    for language, pairs in (("fi", chain(finnish(data), linked(data))), ("sv", swedish(data))):
        counts = Counter(pairs)
        of_number: dict[str, int] = defaultdict(int)
        for (number, _), count in counts.items():
            of_number[number] = max(of_number[number], count)
        names += [
            (number, language, name, count)
            for (number, name), count in counts.items()
            if count >= OFTEN or count * OFTEN >= of_number[number]
        ]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("number", "language", "name", "cited", "source"))
        key = lambda row: (int(row[0].split("/")[1]), int(row[0].split("/")[0]), row)  # noqa: E731
        writer.writerows((*row, "source/finlex-citations") for row in sorted(names, key=key))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
