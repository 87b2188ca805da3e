"""Bodies that follow each other under one name are told apart wherever they are shown."""

from __future__ import annotations

from pathlib import Path

import httpx
from tests.service.test_pages import found, page, text

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import iri_of
from kaupunkigraafi_service.pages.namesakes import namesakes_of
from kaupunkigraafi_service.pages.neighbourhood import Group, picture_of

GROUPS = {
    "urban-2011": "2011",
    "urban-2016": "2016",
    "TEM070-00-2019": "2020",
    "TEM075-00-2023": "TEM075:00/2023",
}


def test_bodies_of_one_name_differ_by_year_or_number(packaged: Path) -> None:
    with Kaupunkigraafi.open(packaged) as kg:
        namesakes = namesakes_of(kg)
        assert {key: namesakes[iri_of(f"body/{key}")] for key in GROUPS} == GROUPS
        named = [kg.entity("body/urban-2011"), kg.entity("municipality/091")]
        assert namesakes_of(kg, named[1:]) == {}
        assert named[1].iri not in namesakes


def test_a_body_is_told_apart_in_its_heading_and_in_the_tables_of_others(
    real: httpx.Client,
) -> None:
    name = "Kaupunkipolitiikan yhteistyöryhmä"
    tree = page(real, "/fi/entity/body/TEM070-00-2019")
    assert text(tree, "//h1") == f"{name} (2020)"
    assert f"{name} (2016)" in [text(each, ".") for each in found(tree, "//table//td//a")]
    compared = page(real, "/fi/compare?city=091&city=853")
    told = {text(each, ".") for each in found(compared, "//th/a")}
    assert {f"{name} ({mark})" for mark in GROUPS.values()} <= told


def test_facets_and_chips_tell_bodies_apart(real: httpx.Client) -> None:
    tree = page(real, "/fi/?q=kaupunkipolitiikka")
    lines = [text(each, ".") for each in found(tree, "//aside[@id='narrow']//li/a")]
    bodies = [each for each in lines if "Kaupunkipolitiikan yhteistyöryhmä" in each]
    assert len(bodies) == len(set(bodies)) > 1
    chosen = page(real, "/fi/?q=kaupunkipolitiikka&body=body/urban-2011")
    chips = text(chosen, "//section[@class='chips']")
    assert "Kaupunkipolitiikan yhteistyöryhmä (2011)" in chips


def test_a_picture_keeps_what_tells_apart_where_it_cuts_a_name() -> None:
    things = tuple(
        (Label(f"Kaupunkipolitiikan yhteistyöryhmä, pitkä nimi ({n})"), "/x") for n in (1, 2)
    )
    picture = picture_of("Helsinki", [Group("toimielin", things, 2)], "ja {count} muuta")
    assert picture is not None
    drawn = [node.text for node in picture.nodes if node.curve]
    assert [each[-3:] for each in drawn] == ["(1)", "(2)"]
    assert all("…" in each and len(each) <= 34 for each in drawn)
