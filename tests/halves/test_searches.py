"""Questions that need both halves, asked through search in three languages, against an oracle.

Which documents may answer is read from the rows of the records and from the tables of documents
and mentions; what a passage scores is the product of two vectors. A search with a filter must give
the best passages of those documents and no others, and where it may give more than there are, all
of them. Things found are held against the rows that say whose law it is and what a task rests on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.halves.oracle import FINLEX, ID, Oracle

LIMIT = 20
TOLERANCE = 1e-4
Texts = tuple[str, str, str]
HOUSING: Texts = ("asuminen ja asuntotuotanto", "boende och bostadsproduktion", "housing")
TRANSIT: Texts = ("joukkoliikenne ja raiteet", "kollektivtrafik och spår", "public transport, rail")
PEOPLE: Texts = ("asukkaiden vaikuttaminen", "invånarnas inflytande", "influence of residents")
GROUPS: Texts = ("kaupunkien yhteistyö", "samarbete mellan städer", "cooperation of cities")
NEIGHBOURS: Texts = ("kuntaliitokset", "kommunsammanslagningar", "mergers of municipalities")
BUILDING: Texts = ("rakennuslupa", "bygglov", "building permit")


class Known(Oracle):
    """The rows and tables, as filters need them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with (
            Folder(folder).current() as generation,
            closing(sqlite3.connect(generation.path / "documents.sqlite")) as connection,
        ):
            mentions = connection.execute(
                "SELECT d.id, m.entity, m.body FROM mentions m "
                "JOIN documents d ON d.ordinal = m.document WHERE m.stated"
            ).fetchall()
            summaries = connection.execute(
                "SELECT id, summarises FROM documents WHERE summarises IS NOT NULL"
            ).fetchall()
        self._naming: dict[str, set[str]] = {}
        for key, *things in mentions:
            for thing in things:
                self._naming.setdefault(thing, set()).add(f"{ID}document/{key}")
        laws = {FINLEX + row["eli"] for row in self.table("laws")}
        self.summaries_of_laws = {f"{ID}document/{key}" for key, law in summaries if law in laws}

    def near(self, things: set[str]) -> set[str]:
        """Documents about one of some things, or with a passage that mentions one."""
        naming = (self._naming.get(thing, set()) for thing in things)
        return self.about(things).union(*naming)

    @cached_property
    def sections(self) -> dict[str, set[str]]:
        """Law → its sections."""
        found: dict[str, set[str]] = {}
        for row in self.table("sections"):
            found.setdefault(FINLEX + row["eli"], set()).add(f"{FINLEX}{row['eli']}/{row['path']}")
        return found

    def belonging_to_city(self, code: str) -> set[str]:
        """The city, what it carries on, its region, its bodies, and the agreements of all those."""
        todo, cities = [code], {code}
        while todo:
            here = todo.pop()
            for row in self.table("mergers"):
                if row["successor"] == here and row["former"] not in cities:
                    cities.add(row["former"])
                    todo.append(row["former"])
        regions = {
            f"cityregion/{row['cityregion']}"
            for row in self.table("cityregion_members")
            if row["municipality"] == code
        }
        bodies = {
            f"body/{row['body']}"
            for row in self.table("representations")
            if row["party"] in {f"municipality/{code}", *regions}
        }
        agreements = {
            f"agreement/{row['id']}"
            for row in self.table("agreements")
            if {f"municipality/{code}", *regions} & set(row["parties"].split("|"))
        }
        municipalities = {f"municipality/{each}" for each in cities}
        return {ID + each for each in municipalities | regions | bodies | agreements}

    def of_city(self, code: str) -> set[str]:
        return self.near({f"{ID}municipality/{code}"})

    def of_city_and_all(self, code: str) -> set[str]:
        return self.near(self.belonging_to_city(code))

    def of_ministry(self, ministry: str) -> set[str]:
        laws = self.laws(ministry)
        sections = set().union(*(self.sections.get(law, set()) for law in laws))
        return self.near({f"{ID}ministry/{ministry}"}) | self.about(laws | sections)

    def of_ministry_and_all(self, ministry: str) -> set[str]:
        steered = self.tasks(lambda row: row["steered_by"] == ministry)
        bodies = {
            f"{ID}body/{row['id']}" for row in self.table("bodies") if row["setter"] == ministry
        }
        return self.of_ministry(ministry) | self.near(self.laws(ministry) | steered | bodies)

    def of_task_and_all(self, key: str) -> set[str]:
        (row,) = [row for row in self.table("tasks") if row["id"] == key]
        section = FINLEX + row["based_on"]
        (law,) = [law for law, own in self.sections.items() if section in own]
        return self.about({f"{ID}task/{key}", section, law}) | self.near({section})

    def of_body_and_all(self, key: str) -> set[str]:
        bodies, before = {key}, 0
        while before != len(bodies):
            before = len(bodies)
            for row in self.table("bodies"):
                if row["replaces"] and {row["id"], row["replaces"]} & bodies:
                    bodies |= {row["id"], row["replaces"]}
        tasks = self.tasks(lambda row: row["body"] == key)
        return self.near({f"{ID}body/{each}" for each in bodies} | tasks)

    def of_law(self, eli: str) -> set[str]:
        law = FINLEX + eli
        return self.near({law}) | self.about(self.sections.get(law, set()))

    def ranked(self, text: str, documents: set[str]) -> list[tuple[float, str]]:
        """Score and IRI of every passage of some documents, best first."""
        cosines = self.cosines(text)
        scored = [
            (float(cosines[piece.row]), piece.iri)
            for piece in self.pieces
            if piece.document in documents
        ]
        return sorted(scored, reverse=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A search with filters, and the documents that may answer it."""

    texts: Texts
    filters: dict[str, str | bool]
    documents: Callable[[Known], set[str]]


QUESTIONS = {
    "housing in what binds Tampere": Question(
        HOUSING, {"city": "Tampere", "related": True}, lambda known: known.of_city_and_all("837")
    ),
    "rail in what binds Oulu": Question(
        TRANSIT, {"city": "Uleåborg", "related": True}, lambda known: known.of_city_and_all("564")
    ),
    "mergers around Nastola": Question(
        NEIGHBOURS, {"city": "Nastola", "related": True}, lambda known: known.of_city_and_all("398")
    ),
    "transit of Turku alone": Question(
        TRANSIT, {"city": "Åbo"}, lambda known: known.of_city("853")
    ),
    "housing under the Ministry of the Environment and what cites its laws": Question(
        HOUSING, {"ministry": "YM", "related": True}, lambda known: known.of_ministry_and_all("YM")
    ),
    "housing under the Ministry of the Environment in Swedish": Question(
        HOUSING,
        {"ministry": "miljöministeriet", "language": "sv"},
        lambda known: known.of_ministry("YM") & known.documents_in("sv"),
    ),
    "what rests on the section of residents' influence": Question(
        PEOPLE,
        {"task": "task/410-2015/22", "related": True},
        lambda known: known.of_task_and_all("410-2015/22"),
    ),
    "the group of 2019, those before and after it, and its tasks": Question(
        GROUPS,
        {"body": "TEM070:00/2019", "related": True},
        lambda known: known.of_body_and_all("TEM070-00-2019"),
    ),
    "summaries of laws on building permits": Question(
        BUILDING, {"type": "statute", "related": True}, lambda known: known.summaries_of_laws
    ),
    "summaries of the Ministry of the Environment's laws": Question(
        BUILDING,
        {"type": "statute", "ministry": "YM", "related": True},
        lambda known: known.summaries_of_laws & known.of_ministry_and_all("YM"),
    ),
    "what a region's agreement and a ministry share": Question(
        HOUSING,
        {"city": "Lahti", "ministry": "LVM", "related": True},
        lambda known: known.of_city_and_all("398") & known.of_ministry_and_all("LVM"),
    ),
    "building permits by the Building Act": Question(
        BUILDING, {"law": "751/2023"}, lambda known: known.of_law("2023/751")
    ),
}


@pytest.fixture(scope="module")
def known(packaged: Path) -> Known:
    return Known(packaged)


@pytest.fixture(scope="module")
def whole(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


@pytest.mark.parametrize("language", [0, 1, 2], ids=["fi", "sv", "en"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_filtered_search_gives_the_best_of_all_that_may_answer(
    whole: Kaupunkigraafi, known: Known, name: str, language: int
) -> None:
    question = QUESTIONS[name]
    text, documents = question.texts[language], question.documents(known)
    expected = known.ranked(text, documents)
    answer = whole.search(text, LIMIT, mode="semantic", **question.filters)  # type: ignore[call-overload]
    assert len(answer) == min(LIMIT, len(expected)) > 0
    allowed = {iri: score for score, iri in expected}
    for hit, (score, _) in zip(answer, expected, strict=False):
        iri = f"{ID}passage/{hit.document.id}/{hit.passage.number}"
        assert hit.score == pytest.approx(allowed[iri], abs=TOLERANCE)
        assert hit.score == pytest.approx(score, abs=TOLERANCE), "a better one was left out"


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_halves_together_stay_within_what_may_answer(
    whole: Kaupunkigraafi, known: Known, name: str
) -> None:
    question = QUESTIONS[name]
    documents = question.documents(known)
    found = whole.search(question.texts[0], 1000, **question.filters)  # type: ignore[call-overload]
    assert {f"{ID}document/{hit.document.id}" for hit in found} <= documents
    browsed = whole.search("", 1000, **question.filters)  # type: ignore[call-overload]
    assert {f"{ID}document/{hit.document.id}" for hit in browsed} == documents


# Questions in words alone: what they name is offered, and the offers answer them.

NAMED = {
    "laws on housing in Turku": (
        ("lait jotka koskevat asumista Turussa", "lagar om boende i Åbo",
         "laws on housing in Turku"),
        {"type": "statute", "city": "municipality/853"},
        lambda known: known.summaries_of_laws & known.of_city_and_all("853"),
    ),
    "a ministry's laws": (
        ("YM:n lait rakentamisesta", "miljöministeriets lagar om byggande",
         "laws of the Ministry of the Environment on building"),
        {"ministry": "ministry/YM", "type": "statute"},
        lambda known: known.summaries_of_laws & known.of_ministry_and_all("YM"),
    ),
    "a statute by its number": (
        ("mitä 410/2015 sanoo kokouksista", "vad säger 410/2015 om möten",
         "what does 410/2015 say of meetings"),
        {"law": "law/410-2015"},
        lambda known: known.of_law("2015/410"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", [0, 1, 2], ids=["fi", "sv", "en"])
@pytest.mark.parametrize("name", NAMED)
def test_what_a_question_names_is_offered_and_the_offers_narrow_to_what_the_rows_say(
    whole: Kaupunkigraafi, known: Known, name: str, language: int
) -> None:
    texts, filters, documents = NAMED[name]
    understood = whole.search(texts[language], 1).understood
    offered = {each.filter: each.value for each in understood if each.filter}
    assert offered == filters
    related = len(filters) > 1
    found = whole.search(texts[language], 1000, related=related, **offered)  # type: ignore[call-overload]
    assert {f"{ID}document/{hit.document.id}" for hit in found} == documents(known)


# Questions of who does what: the things found are those that the rows join.

WHO = {
    "integration": (
        ("kuka hoitaa pakolaisten kotouttamisen", "vem ansvarar för integrationen av flyktingar",
         "who takes care of the integration of refugees"), "2023/681",
    ),
    "early education": (
        ("kuka järjestää varhaiskasvatuksen", "vem ordnar småbarnspedagogik",
         "who organises early childhood education"), "2018/540",
    ),
    "building permits": (
        ("kuka myöntää rakennusluvan", "vem beviljar bygglov", "who grants a building permit"),
        "2023/751",
    ),
    "employment services": (
        ("kuka järjestää työvoimapalvelut", "vem ordnar arbetskraftsservicen",
         "who organises employment services"), "2023/380",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", [0, 1, 2], ids=["fi", "sv", "en"])
@pytest.mark.parametrize("name", WHO)
def test_a_question_of_who_finds_the_task_its_law_and_its_ministry(
    whole: Kaupunkigraafi, known: Known, name: str, language: int
) -> None:
    texts, eli = WHO[name]
    found = {hit.entity.iri for hit in whole.search(texts[language], 10, what="entity")}
    ministry = next(row["ministry"] for row in known.table("laws") if row["eli"] == eli)
    assert FINLEX + eli in found
    assert f"{ID}ministry/{ministry}" in found
    assert found & known.tasks(lambda row: row["based_on"].startswith(f"{eli}/"))


def test_tasks_like_a_task_are_judged_by_the_same_vectors(
    whole: Kaupunkigraafi, known: Known
) -> None:
    (row,) = [row for row in known.table("tasks") if row["id"] == "TEM070-00-2019/5"]
    mine = known._encoder.encode_passages([row[f"label_{each}"] for each in ("fi", "sv", "en")])
    others = [each for each in known.table("tasks") if each["body"] and each["id"] != row["id"]]
    for each in others:
        theirs = known._encoder.encode_passages(
            [each[f"label_{language}"] for language in ("fi", "sv", "en")]
        )
        best = float((mine * theirs).sum(axis=1).max())
        similar = {one.entity.id: one.cosine for one in whole.similar(f"task/{row['id']}", 100)}
        if f"task/{each['id']}" in similar:
            assert similar[f"task/{each['id']}"] == pytest.approx(best, abs=3e-3)
        else:
            assert best <= min(similar.values()) + 3e-3
    assert len(others) == 7
