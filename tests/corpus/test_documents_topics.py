"""Our own texts on bodies, agreements, ministries, themes and cities: whole, true, ours."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.model import Authority, Document
from kaupunkigraafi.resources import corpus_dir

FOLDERS = ("agreements", "bodies", "cities", "ministries", "strategy", "themes")
PATHS = sorted(corpus_dir().glob("documents/*/*.md"))
TOPICS = [path for path in PATHS if path.parent.name in FOLDERS]
RAW = Path(__file__).resolve().parents[3] / "shared" / "data"
KEYS = [
    "id", "title", "language", "type", "authority", "issued", "source", "summarises", "licence",
    "subjects", "concerns", "records",
]  # fmt: skip
TABLES = {
    "body": "bodies", "law": "laws", "ministry": "ministries", "programme": "programmes",
    "municipality": "municipalities", "government": "governments", "network": "networks",
    "agreement": "agreements", "cityregion": "cityregions", "organisation": "organisations",
    "region": "regions", "county": "counties", "employmentarea": "employment_areas",
    "topic": "topics", "task": "tasks",
}  # fmt: skip

COUNTED = ("municipalities", "regions", "counties", "employment_areas", "laws")

# "410/2015", but not the end of TEM070:00/2019.
STATUTE = re.compile(r"(?<![\w:/])\d+/(?:19|20)\d{2}\b")
NUMBER = re.compile(r"\d+(?:[,.]\d+)?")
_ONE = r"(?<![\d/])\d+(?: ?[a-z](?![a-zåäö]))?"
_SEVERAL = rf"{_ONE}(?:(?:–|, | ja | och | and ){_ONE})*"
SECTIONS = re.compile(rf"(?:({_SEVERAL}) §|\bsections? ({_SEVERAL}))")
DAY = re.compile(
    r"\b(\d{1,2})(?:\.(\d{1,2})\.| (january|february|march|april|may|june|july|august|september|"
    r"october|november|december|januari|februari|mars|maj|juni|juli|augusti|oktober) )(\d{4})\b",
    re.IGNORECASE,
)
MONTHS = [
    "january|januari", "february|februari", "march|mars", "april", "may|maj", "june|juni",
    "july|juli", "august|augusti", "september", "october|oktober", "november", "december",
]  # fmt: skip
# How a name's last letters change before a case ending; the first that fits.
STEMS = (
    ("inen", "is"), ("järvi", "järve"), ("joki", "joe"), ("niemi", "nieme"), ("lahti", "lahde"),
    ("nummi", "numme"), ("mäki", "mäe"), ("vesi", "vede"), ("koski", "koske"), ("salmi", "salme"),
    ("saari", "saare"), ("ranta", "ranna"), ("nki", "ngi"), ("nka", "nga"), ("kka", "ka"),
    ("kku", "ku"), ("lta", "lla"), ("rku", "ru"), ("ihti", "ihdi"), ("itti", "iti"),
    ("ieto", "iedo"), ("uoto", "uodo"), ("uhos", "uhokse"), ("e", "ee"),
)  # fmt: skip
ENDINGS = (
    "n|a|ä|ta|tä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|an|en|in|on|un|än|seen|hin|ksi|na|nä|"
    "ten|issa|issä|ista|istä|iin|ille|illa|illä"
)


def records(table: str) -> list[dict[str, str]]:
    with (corpus_dir() / "records" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def forms(name: str, swedish: str) -> re.Pattern[str]:
    """A municipality's names as running text has them."""
    stem = next((name.removesuffix(a) + b for a, b in STEMS if name.lower().endswith(a)), name)
    if name.lower() == "lahti":
        stem = "Lahde"
    finnish = rf"(?:{re.escape(name)}|{re.escape(stem)})(?:{ENDINGS})?(?:kin|kaan|kään)?"
    return re.compile(rf"\b(?:{finnish}|{re.escape(swedish)}s?)(?![\wåäö])")


MUNICIPALITIES = {
    row["code"]: forms(row["name_fi"], row["name_sv"]) for row in records("municipalities")
}
# Every form of a name begins with three letters of it; to look for them is far quicker.
BEGINNINGS = {
    row["code"]: (row["name_fi"][:3], row["name_sv"][:3]) for row in records("municipalities")
}


def municipalities_in(text: str) -> frozenset[str]:
    return frozenset(
        code
        for code, (finnish, swedish) in BEGINNINGS.items()
        if (finnish in text or swedish in text) and MUNICIPALITIES[code].search(text)
    )


def cited_sections(text: str) -> Iterator[tuple[str | None, str]]:
    """Law and number of every section: the law named last, or in English the one after "of"."""
    for match in SECTIONS.finditer(text):
        after = re.match(rf" of [^.;]{{0,80}}?({STATUTE.pattern})", text[match.end() :])
        before = STATUTE.findall(text[: match.start()])
        law = after[1] if after and match[2] else before[-1] if before else None
        for part in re.split(", | ja | och | and ", match[1] or match[2]):
            first, _, last = part.replace(" ", "").partition("–")
            if last:
                yield from ((law, str(n)) for n in range(int(first), int(last) + 1))
            else:
                yield law, first


def days_in(text: str) -> Iterator[str]:
    for day, month, name, year in DAY.findall(text):
        number = month or 1 + next(
            i for i, names in enumerate(MONTHS) if name.lower() in names.split("|")
        )
        yield f"{year}-{int(number):02}-{int(day):02}"


@dataclass(frozen=True, slots=True)
class Text:
    """One document as it is read, its front matter, and the municipalities it names."""

    document: Document
    front: dict[str, object]
    municipalities: frozenset[str]

    def listed(self, key: str) -> list[str]:
        value = self.front[key]
        assert isinstance(value, list)
        return [str(each) for each in value]


@pytest.fixture(scope="module")
def texts() -> dict[Path, Text]:
    found = {}
    for path in PATHS:
        document = read(path).documents[0]
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        found[path] = Text(document, front, municipalities_in(document.text))
    return found


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """Id of each row, ``table/key``, → its cells."""
    metadata = json.loads((corpus_dir() / "records" / "csv-metadata.json").read_text("utf-8"))
    found = {}
    for table in metadata["tables"]:
        name = table["url"].removesuffix(".csv")
        keys = table["tableSchema"].get("primaryKey", "source")
        for row in records(name):
            key = "/".join(row[each] for each in ([keys] if isinstance(keys, str) else keys))
            if name == "repeals":
                key = "/".join("-".join(reversed(row[each].split("/"))) for each in keys)
            elif name in ("laws", "sections"):
                year, number, *rest = key.split("/", 2)
                key = "/".join((f"{number}-{year}", *rest))
            found[f"{name}/{key}"] = " ; ".join(row.values())
    return found


def test_the_corpus_is_large_enough_in_each_language(texts: dict[Path, Text]) -> None:
    counts = Counter(text.document.language for text in texts.values())
    assert len(texts) >= 170
    assert counts["sv"] >= 40
    assert counts["en"] >= 25
    for key in ("id", "title"):
        assert len({text.front[key] for text in texts.values()}) == len(texts)


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_front_matter_is_whole_and_leads_to_what_exists(
    path: Path, texts: dict[Path, Text], rows: dict[str, str]
) -> None:
    document, front = texts[path].document, texts[path].front
    assert list(front) == KEYS
    assert document.authority is Authority.OWN_SUMMARY
    assert front["type"] == "summary"
    assert document.language == path.stem.rsplit("-", 1)[1]
    assert front["source"] == front["summarises"]
    assert document.source.startswith("http")
    assert front["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert type(front["issued"]) is date
    assert 150 <= len(document.text.split()) <= 500
    assert "|" not in document.text, "a table's cells would be read as loose lines"
    assert texts[path].listed("subjects")
    assert texts[path].listed("concerns")
    for id_ in (*texts[path].listed("subjects"), *texts[path].listed("concerns")):
        kind, key = id_.split("/", 1)
        assert f"{TABLES[kind]}/{key}" in rows, id_
    assert [each for each in texts[path].listed("records") if each not in rows] == []


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_laws_sections_and_municipalities_of_a_text_are_in_its_records(
    path: Path, texts: dict[Path, Text], rows: dict[str, str]
) -> None:
    text, listed = texts[path].document.text, set(texts[path].listed("records"))
    laws = {f"laws/{number.replace('/', '-')}" for number in STATUTE.findall(text)}
    assert laws <= listed
    told = " ".join(rows[each] for each in listed)
    named = texts[path].municipalities
    unsaid = {code for code in named if not MUNICIPALITIES[code].search(told)}
    assert unsaid == set()
    for law, number in cited_sections(text):
        assert law is not None, f"{number} § of which law?"
        start = f"sections/{law.replace('/', '-')}/"
        assert any(
            each.startswith(start) and each.endswith(f"pykala/{number}") for each in listed
        ), f"{law} {number} §"


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_day_of_a_text_is_in_its_records_or_in_the_facts(
    path: Path, texts: dict[Path, Text], rows: dict[str, str]
) -> None:
    told = " ".join(rows[each] for each in texts[path].listed("records"))
    missing = [day for day in days_in(texts[path].document.text) if day not in told]
    if missing and not RAW.is_dir():
        pytest.skip(f"no row has {missing}, and the raw facts are not beside the checkout")
    facts = RAW / "registry" / "facts_urban_policy.json"
    assert not missing or all(day in facts.read_text("utf-8") for day in missing), missing


@pytest.fixture(scope="module")
def law_texts() -> dict[str, list[str]]:
    if not RAW.is_dir():
        pytest.skip("the raw data is not beside the checkout; facts are checked only where it is")
    found: dict[str, list[str]] = {}
    with (RAW / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            found.setdefault(row["law"], []).append(f"{row['heading']}\n{row['text']}")
    return found


@dataclass(frozen=True, slots=True)
class RawNumbers:
    """Numbers of the facts, those of each law, and the lines of the tables of municipalities."""

    anywhere: set[str]
    of_law: dict[str, set[str]]
    lines: list[str]


@pytest.fixture(scope="module")
def raw_numbers(law_texts: dict[str, list[str]]) -> RawNumbers:
    folder = RAW / "registry"
    names = ("municipalities_2026.csv", "municipality_mergers_1922_2022.csv")
    lines = [
        # Cells apart: "2022,293" is two numbers, though 2,022,293 would be one.
        line.replace(",", " ; ")
        for name in names
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    facts = (folder / "facts_urban_policy.json").read_text(encoding="utf-8")
    return RawNumbers(
        # How many rows a table has is said by the table.
        numbers_in(facts) | {str(len(records(table))) for table in COUNTED},
        {law: numbers_in(" ".join(told)) for law, told in law_texts.items()},
        lines,
    )


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_number_of_a_text_is_in_its_records_or_in_what_it_names(
    path: Path, texts: dict[Path, Text], rows: dict[str, str], raw_numbers: RawNumbers
) -> None:
    text = texts[path].document.text
    told = [rows[each] for each in texts[path].listed("records")]
    # The code begins a municipality's line, and stands within a merger's.
    codes = [f" {code} ;" for code in texts[path].municipalities]
    told += [line for line in raw_numbers.lines if any(code in f" {line}" for code in codes)]
    known = raw_numbers.anywhere | numbers_in(" ; ".join(told))
    for law in STATUTE.findall(text):
        known |= raw_numbers.of_law.get(law, set())
    plain = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    for pattern in (STATUTE, SECTIONS, DAY):
        plain = pattern.sub(" ", plain)
    said = {number.lstrip("0") for number in NUMBER.findall(thousands(plain))}
    assert said - known == set()


def numbers_in(text: str) -> set[str]:
    """Numbers without leading zeros; of "12,5" also its two parts."""
    plain = thousands(text)
    return {each.lstrip("0") for each in (*NUMBER.findall(plain), *re.findall(r"\d+", plain))}


def thousands(text: str) -> str:
    return re.sub(r"(?<=\d)[ \xa0,](?=\d{3}(?!\d))", "", text)


def sequences(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_two_texts_are_alike(texts: dict[Path, Text]) -> None:
    fives = {path: sequences(text.document.text, 5) for path, text in texts.items()}
    for (first, one), (second, other) in combinations(fives.items(), 2):
        shared = len(one & other) / min(len(one), len(other))
        assert shared <= 0.3, (first.stem, second.stem, shared)


def test_no_eight_words_in_a_row_are_a_sources(
    texts: dict[Path, Text], law_texts: dict[str, list[str]], shared: Path
) -> None:
    (page,) = (shared / "data" / "seed").glob("*.txt")
    theirs = sequences(page.read_text(encoding="utf-8"), 8)
    theirs.update(*(sequences(each, 8) for told in law_texts.values() for each in told))
    with (RAW / "laws" / "urban_laws.csv").open(encoding="utf-8", newline="") as file:
        names = {
            cell for row in csv.DictReader(file) for key, cell in row.items() if "title" in key
        }
    official = set().union(*(sequences(name, 8) for name in names))
    for path in TOPICS:
        same = sequences(texts[path].document.text, 8) & theirs - official
        assert same == set(), path.stem


@pytest.mark.parametrize(
    "kind", ["law", "body", "agreement", "government", "programme", "ministry", "network"]
)
def test_each_thing_of_a_kind_is_told_in_a_text(kind: str, texts: dict[Path, Text]) -> None:
    concerned = {each for text in texts.values() for each in text.listed("concerns")}
    keyed_by = {"law": "number", "government": "key", "ministry": "code"}.get(kind, "id")
    for row in records(TABLES[kind]):
        key = row[keyed_by].replace("/", "-") if kind == "law" else row[keyed_by]
        assert f"{kind}/{key}" in concerned, key


def test_a_text_tells_of_each_agreement_its_place_its_years_and_its_day(
    texts: dict[Path, Text],
) -> None:
    named_after = {f"cityregion/{row['id']}": row["named_after"] for row in records("cityregions")}
    for row in records("agreements"):
        first = row["parties"].split("|")[0]
        place = MUNICIPALITIES[named_after.get(first) or first.removeprefix("municipality/")]
        telling = [
            text.document.text
            for text in texts.values()
            if f"agreement/{row['id']}" in text.listed("concerns")
            and f"agreements/{row['id']}" in text.listed("records")
        ]
        assert any(
            place.search(text)
            and all(year in text for year in row["round"].split("–"))
            and row["signed"] in ("", *days_in(text))
            for text in telling
        ), row["id"]


def test_each_city_of_the_group_is_told_in_a_text(texts: dict[Path, Text]) -> None:
    concerned = {each for text in texts.values() for each in text.listed("concerns")}
    cities = {
        row["party"]
        for row in records("representations")
        if row["body"] == "TEM070-00-2019" and row["party"].startswith("municipality/")
    }
    assert len(cities) == 23
    assert cities <= concerned


@pytest.mark.parametrize(
    "theme",
    ["asuminen", "liikenne", "segregaatio", "elinvoima", "osaaminen", "ilmasto", "turvallisuus",
     "kotoutuminen", "palvelut", "talous", "osallisuus", "digitalisaatio"],
)  # fmt: skip
def test_each_big_theme_has_a_finnish_text_of_its_own(theme: str, texts: dict[Path, Text]) -> None:
    assert f"theme-{theme}-fi" in {str(text.front["id"]) for text in texts.values()}
