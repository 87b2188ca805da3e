"""Our documents about the laws: whole front matter, and no fact or sentence from elsewhere."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.markdown import Markdown
from kaupunkigraafi.resources import corpus_dir

RAW = Path(__file__).resolve().parents[3] / "shared" / "data"
LAWS = corpus_dir() / "documents" / "laws"
RECORDS = corpus_dir() / "records"
FILES = sorted(LAWS.glob("*.md"))
KEYS = [
    "id",
    "title",
    "language",
    "type",
    "authority",
    "issued",
    "source",
    "summarises",
    "licence",
    "subjects",
    "concerns",
    "records",
]
DAYS = ("enacted", "published", "in_force_from")
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
NUMBER = r"\d+(?: ?[a-z](?![a-zåäö]))?"
# "4 §", "8–9 §", "71 a ja 71 c §", and another law's "410/2015, 90 §".
CITED = re.compile(rf"(?:(\d+/\d{{4}}), )?({NUMBER}(?:(?:–|, | ja | och ){NUMBER})*) §")
# "sections 7 and 8", and another law's "section 90 of the Act of 2015 (410/2015)".
ENGLISH = re.compile(
    r"\bsections? (\d+[a-z]?(?:(?:–|, | and )\d+[a-z]?)*)(?: of [^.;()]{0,80}?\(?(\d+/\d{4}))?"
)
STATUTE = re.compile(r"\b\d+/\d{4}\b")
# "28.8.1998", "28 augusti 1998", "28 August 1998".
MONTHS = {
    name: number
    for names in (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "January February March April May June July August September October November December",
    )
    for number, name in enumerate(names.split(), 1)
}
FINNISH_MONTHS = (
    *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
    *("heinä", "elo", "syys", "loka", "marras", "joulu"),
)
DAY = re.compile(rf"\b(\d{{1,2}})(?:\.(\d{{1,2}})\.| ({'|'.join(MONTHS)}) )(\d{{4}})\b")
PLAIN_NUMBER = re.compile(r"\d+(?: \d{3})*(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class Text:
    """One document: its law's number, its front matter, its body."""

    law: str
    front: dict[str, object]
    body: str

    def listed(self, key: str) -> list[str]:
        value = self.front[key]
        assert isinstance(value, list)
        return [str(each) for each in value]

    def sections(self) -> list[tuple[str, str]]:
        """Law and number of every section the text names."""
        cited = [(match[1], match[2]) for match in CITED.finditer(self.body)]
        cited += [(match[2], match[1]) for match in ENGLISH.finditer(self.body)]
        found = []
        for law, numbers_of_it in cited:
            for part in re.split(", | ja | och | and ", numbers_of_it):
                first, _, last = part.replace(" ", "").partition("–")
                if last and first.isdigit() and last.isdigit():
                    numbers = [str(n) for n in range(int(first), int(last) + 1)]
                else:
                    numbers = [each for each in (first, last) if each]
                found += [(law or self.law, number) for number in numbers]
        return found


@pytest.fixture(scope="module")
def texts() -> dict[str, Text]:
    found = {}
    for path in FILES:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        number, year, _ = path.stem.split("-")
        found[path.stem] = Text(f"{number}/{year}", yaml.safe_load(front), body)
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (RECORDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def packaged_sections() -> dict[tuple[str, str], set[str]]:
    """Law and section number → the record ids of that section."""
    found = defaultdict(set)
    for row in rows("sections"):
        year, number = row["eli"].split("/")
        key = (f"{number}/{year}", re.sub(r"[\s§]", "", row["number"]))
        found[key].add(f"sections/{number}-{year}/{row['path']}")
    return found


@pytest.fixture(scope="module")
def known_ids() -> set[str]:
    return {
        *(f"law/{row['number'].replace('/', '-')}" for row in rows("laws")),
        *(f"municipality/{row['code']}" for row in rows("municipalities")),
        *(f"ministry/{row['code']}" for row in rows("ministries")),
        *(f"body/{row['id']}" for row in rows("bodies")),
        *(f"topic/{row['key']}" for row in rows("topics")),
    }


def test_there_are_enough_documents_in_each_language(texts: dict[str, Text]) -> None:
    counted = Counter(text.front["language"] for text in texts.values())
    assert counted["fi"] >= 60
    assert counted["sv"] >= 21
    assert counted["en"] >= 4
    assert set(counted) == {"fi", "sv", "en"}


def test_each_law_has_a_document_that_concerns_it_and_says_its_number(
    texts: dict[str, Text],
) -> None:
    told = {
        law
        for text in texts.values()
        for law in {text.law, *STATUTE.findall(text.body)}
        if f"law/{law.replace('/', '-')}" in text.listed("concerns")
    }
    assert {row["number"] for row in rows("laws")} - told == set()


def test_a_law_that_replaced_another_is_told_where_the_other_is(texts: dict[str, Text]) -> None:
    for row in rows("repeals"):
        new, old = ("/".join(reversed(row[each].split("/"))) for each in ("law", "repealed"))
        id_ = f"law/{old.replace('/', '-')}"
        told = [text.body for text in texts.values() if id_ in text.listed("concerns")]
        assert any(old in body and new in body for body in told), old


def test_every_law_whose_sections_we_know_has_a_finnish_document(
    texts: dict[str, Text], packaged_sections: dict[tuple[str, str], set[str]]
) -> None:
    told = {text.law for text in texts.values() if text.front["language"] == "fi"}
    assert {law for law, _ in packaged_sections} <= told


def test_a_swedish_or_english_document_has_its_finnish_sister(texts: dict[str, Text]) -> None:
    assert {re.sub("-(sv|en)$", "-fi", name) for name in texts} <= set(texts)


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_front_matter_is_whole_and_leads_to_what_exists(
    name: str, texts: dict[str, Text], known_ids: set[str]
) -> None:
    front = texts[name].front
    number, year, language = name.split("-")
    official = f"http://data.finlex.fi/eli/sd/{year}/{number}"
    assert list(front) == KEYS
    assert (front["id"], front["language"]) == (f"law-{name}", language)
    assert (front["type"], front["authority"]) == ("summary", "own-summary")
    assert front["source"] == front["summarises"] == official
    assert front["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert type(front["issued"]) is date
    assert f"{number}/{year}" in str(front["title"])
    assert texts[name].listed("concerns")[0] == f"law/{number}-{year}"
    assert texts[name].listed("subjects")
    assert {*texts[name].listed("subjects"), *texts[name].listed("concerns")} <= known_ids


def test_ids_and_titles_are_unique(texts: dict[str, Text]) -> None:
    for key in ("id", "title"):
        assert len({text.front[key] for text in texts.values()}) == len(texts)


def test_a_document_names_the_ministry_the_records_name_and_no_other(
    texts: dict[str, Text],
) -> None:
    ministry = {row["number"]: row["ministry"] for row in rows("laws")}
    for text in texts.values():
        named = [each for each in text.listed("concerns") if each.startswith("ministry/")]
        assert named == ([f"ministry/{ministry[text.law]}"] if ministry[text.law] else [])


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_reader_reads_it(path: Path) -> None:
    (document,) = Markdown().read(File.open(path)).documents
    assert document.id == f"law-{path.stem}"
    assert document.sections[0].heading
    assert "|" not in document.text, "a table's cells would be read as loose lines"
    assert 150 <= len(document.text.split()) <= 500


def test_a_document_has_a_heading_and_shorter_ones_below(texts: dict[str, Text]) -> None:
    for name, text in texts.items():
        assert text.body.startswith("# "), name
        assert len(re.findall(r"^## ", text.body, re.MULTILINE)) >= 3, name


def test_sections_named_exist_and_are_listed_as_records(
    texts: dict[str, Text], packaged_sections: dict[tuple[str, str], set[str]]
) -> None:
    known = {law for law, _ in packaged_sections}
    for name, text in texts.items():
        named = [each for each in text.sections() if each[0] in known]
        assert [each for each in named if each not in packaged_sections] == [], name
        listed = {each for each in text.listed("records") if each.startswith("sections/")}
        possible = set().union(*(packaged_sections[each] for each in named))
        assert listed <= possible, name
        assert all(packaged_sections[each] & listed for each in named), name


def iso(day: re.Match[str]) -> str:
    return f"{day[4]}-{int(day[2] or MONTHS[day[3]]):02}-{int(day[1]):02}"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def sequences(text: str, length: int) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return zip(*(found[start:] for start in range(length)), strict=False)


def test_no_two_documents_share_more_than_thirty_percent_of_five_word_sequences(
    texts: dict[str, Text],
) -> None:
    fives = {name: set(sequences(text.body, 5)) for name, text in texts.items()}
    for (one, ours), (other, theirs) in combinations(fives.items(), 2):
        shared = len(ours & theirs) / min(len(ours), len(theirs))
        assert shared <= 0.3, f"{one} and {other} share {shared:.0%}"


@dataclass(frozen=True, slots=True)
class Raw:
    """What the sources say: per law its section numbers and text, and official names."""

    numbers: dict[str, set[str]]
    text: dict[str, list[str]]
    register: dict[str, str]
    names: list[str]


@pytest.fixture(scope="module")
def raw() -> Raw:
    if not RAW.is_dir():
        pytest.skip("the raw data is not beside the checkout; facts are checked only where it is")
    found = Raw(defaultdict(set), defaultdict(list), {}, [])
    with (RAW / "laws" / "urban_laws.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.register[row["law"]] = " ".join(row.values())
            found.names.extend(row[f"title_{each}"] for each in ("fi_current", "fi_enacted"))
            found.names.append(row["title_sv_enacted"])
    with (RAW / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            found.numbers[row["law"]].add(re.sub(r"[\s§]", "", row["section"]))
            found.text[row["law"]].append(row["text"].replace("\xa0", " "))
            found.names.append(row["heading"])
    for path in sorted((RAW / "akn").glob("*.xml")):
        year, number, _ = path.stem.split("_")
        for section in ET.parse(path).iter(f"{AKN}section"):  # noqa: S314  our own data
            label = "".join(section.findtext(f"{AKN}num", ""))
            found.numbers[f"{number}/{year}"].add(re.sub(r"[\s§]", "", label))
            found.text[f"{number}/{year}"].append(" ".join(" ".join(section.itertext()).split()))
            found.names.append(section.findtext(f"{AKN}heading", ""))
    return found


def test_every_section_named_is_in_the_law(texts: dict[str, Text], raw: Raw) -> None:
    for name, text in texts.items():
        missing = [(law, n) for law, n in text.sections() if n not in raw.numbers[law]]
        assert missing == [], name


def test_every_statute_number_is_in_the_data(texts: dict[str, Text], raw: Raw) -> None:
    everything = " ".join((*raw.register.values(), *(" ".join(t) for t in raw.text.values())))
    known = {*STATUTE.findall(everything), *raw.text}
    for name, text in texts.items():
        assert set(STATUTE.findall(text.body)) <= known, name


def test_every_other_number_is_in_the_law_or_in_a_law_it_names(
    texts: dict[str, Text], raw: Raw
) -> None:
    for name, text in texts.items():
        laws = {text.law, *STATUTE.findall(text.body)}
        told = " ".join(" ".join((raw.register.get(law, ""), *raw.text[law])) for law in laws)
        plain = text.body
        for pattern in (CITED, ENGLISH, STATUTE, DAY):
            plain = pattern.sub(" ", plain)
        if text.front["language"] == "en":
            plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", " ", plain)
        for number in set(PLAIN_NUMBER.findall(plain)):
            assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", told), f"{name}: {number}"


def test_every_day_is_one_that_the_records_or_the_laws_named_have(
    texts: dict[str, Text], raw: Raw
) -> None:
    for name, text in texts.items():
        laws = {text.law, *STATUTE.findall(text.body)}
        days = {row[each] for row in rows("laws") if row["number"] in laws for each in DAYS}
        told = " ".join(" ".join(raw.text[law]) for law in laws)
        for match in DAY.finditer(text.body):
            year, month, day = (int(part) for part in iso(match).split("-"))
            said = rf"(?<!\d){day}(?:\.{month}\.| päiv\w+ {FINNISH_MONTHS[month - 1]}kuuta ){year}"
            assert iso(match) in days or re.search(said, told), f"{name}: {match[0]}"


def test_no_eight_words_in_a_row_are_the_sources(texts: dict[str, Text], raw: Raw) -> None:
    theirs = {each for told in raw.text.values() for text in told for each in sequences(text, 8)}
    names = {each for name in raw.names for each in sequences(name, 8)}
    for name, text in texts.items():
        same = set(sequences(text.body, 8)) & theirs - names
        assert same == set(), name
