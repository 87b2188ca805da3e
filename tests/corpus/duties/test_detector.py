"""Duties are found where a text obliges a public body, and only there."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from benchmarks.duties import counts, judged

from kaupunkigraafi import duties
from kaupunkigraafi.duty import BEARERS


@pytest.mark.parametrize(
    ("text", "words", "bearer"),
    [
        ("Kunnan on järjestettävä esiopetusta.", "Kunnan on järjestettävä", "municipality"),
        ("Kuntien tulee laatia kaavoja.", "Kuntien tulee laatia", "municipality"),
        ("Kunnanhallituksen tulee:\nvastata hallinnosta.", "Kunnanhallituksen tulee",
         "municipality"),
        ("Tästä on kunnan viipymättä ilmoitettava.", "on kunnan viipymättä ilmoitettava",
         "municipality"),
        ("Kunta on velvollinen lunastamaan alueen.", "Kunta on velvollinen", "municipality"),
        ("Kunnan, joka perii maksun, tulee kuulla asukkaita.",
         "Kunnan, joka perii maksun, tulee kuulla", "municipality"),
        ("Kunnassa on oltava kirjasto.", "Kunnassa on oltava", "municipality"),
        ("Maakunnan liiton tehtävänä on laatia kaava.", "Maakunnan liiton tehtävänä on",
         "regional_council"),
        ("Kaavan hyväksyy maakunnan liiton ylin päättävä toimielin.",
         "hyväksyy maakunnan liiton ylin päättävä toimielin", "regional_council"),
        ("Aluehallituksen on laadittava tilinpäätös.", "Aluehallituksen on laadittava",
         "wellbeing_county"),
        ("Ympäristöministeriö vastaa ohjauksesta.", "Ympäristöministeriö vastaa", "ministry"),
        ("Ohjaus kuuluu sisäministeriölle.", "Ohjaus kuuluu sisäministeriölle", "ministry"),
        ("Elinkeino-, liikenne- ja ympäristökeskuksen on valvottava tätä.",
         "Elinkeino-, liikenne- ja ympäristökeskuksen on valvottava", "state_agency"),
        ("Asumisen rahoitus- ja kehittämiskeskus päättää lainasta.",
         "Asumisen rahoitus- ja kehittämiskeskus päättää", "state_agency"),
        ("HUS-yhtymän on huolehdittava opetuksesta.", "HUS-yhtymän on huolehdittava",
         "joint_authority"),
        ("Viranomaisen on siirrettävä asiakirja.", "Viranomaisen on siirrettävä", "other"),
        ("Hakemus tehdään Kansaneläkelaitokselle, jonka tulee tehdä päätös.",
         "Kansaneläkelaitokselle, jonka tulee tehdä", "other"),
        ("Kommunen ska ordna förskoleundervisning.", "Kommunen ska ordna", "municipality"),
        ("Innan vapnet godkänns ska kommunen inhämta ett utlåtande.", "ska kommunen inhämta",
         "municipality"),
        ("Planen godkänns av förbundet på landskapsnivå.",
         "godkänns av förbundet på landskapsnivå", "regional_council"),
        ("Inrikesministeriet svarar för styrningen.", "Inrikesministeriet svarar", "ministry"),
        ("Samkommunen är skyldig att ge uppgifter.", "Samkommunen är skyldig", "joint_authority"),
        ("Välfärdsområdet har till uppgift att ordna vård.", "Välfärdsområdet har till uppgift",
         "wellbeing_county"),
    ],
)  # fmt: skip
def test_a_duty_is_told_by_its_bearer_and_predicate(text: str, words: str, bearer: str) -> None:
    assert [(each.text, each.bearer) for each in duties(text)] == [(words, bearer)]


@pytest.mark.parametrize(
    "text",
    [
        "Kunta voi järjestää lisäopetusta.",
        "Tällöin voi tienpitoviranomainen myöntää luvan.",
        "Viranomaisella on oikeus saada tietoja.",
        "Toiminnanharjoittajan on ilmoitettava asiasta kunnalle.",
        "Jos kunta järjestää opetusta, huoltaja saa hakea sitä.",
        "Opetus, jota kunta järjestää, on maksutonta.",
        "Kunnan on laadittava suunnitelma vuoden kuluessa tämän lain voimaantulosta.",
        "Oikaisuvaatimus on kunnan käsiteltävä kiireellisenä.",
        "Kuntien on sovittava kustannusten jaosta.",
        "Asia tulee vireille kunnanhallituksen esityksestä.",
        "Kunta ei peri maksua.",
        "Tehtävä voidaan hoitaa, jos:\nkunta tuottaa palvelun itse; tai\nlaki niin säätää.",
        "Valtioneuvoston asetuksella säädetään tarkemmin maksuista.",
        "Maakunta on alue.",
        "Kommunen kan ordna undervisning.",
        "Kommunen ska inte ta ut avgifter.",
        "De förtroendevalda i kommunen ska avtala om ledighet.",
        "Närmare bestämmelser utfärdas genom förordning av statsrådet.",
        "Om kommunen ordnar undervisning får vårdnadshavaren ansöka om den.",
        "The municipality must arrange education.",
        "",
    ],
)
def test_powers_conditions_transition_and_private_duties_are_none(text: str) -> None:
    assert duties(text) == ()


def test_bodies_that_share_a_predicate_each_have_the_duty() -> None:
    found = duties("Kunnan ja maakunnan liiton on kuultava toisiaan.", "fi")
    assert [each.bearer for each in found] == ["municipality", "regional_council"]
    assert {each.text[-11:] for each in found} == {"on kuultava"}


def test_a_sentence_that_names_nobody_is_read_by_the_one_before_it() -> None:
    (found,) = duties("Kunnan asukkailla on aloiteoikeus. Aloite on otettava käsiteltäväksi.", "fi")
    assert (found.text, found.bearer) == ("on otettava käsiteltäväksi", "municipality")
    assert found.confidence < 0.6
    assert duties("Hakijalla on oikeus. Aloite on otettava käsiteltäväksi.", "fi") == ()


@pytest.mark.parametrize(
    "form",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("järjes", "jär\u00adjes"),
        lambda text: text.replace(" ", "\u00a0"),
    ],
)
def test_spans_count_the_text_as_it_was_given(form: object) -> None:
    assert callable(form)
    text = form("Tämä koskee lähiöitä. Kunnan on järjestettävä opetus. Päätös.")
    (found,) = duties(text, "fi")
    assert text[found.start : found.end] == found.text
    plain = found.text.replace("\u00ad", "").replace("\u00a0", " ")
    assert unicodedata.normalize("NFC", plain) == "Kunnan on järjestettävä"


def test_a_bare_board_belongs_to_whom_the_text_speaks_of() -> None:
    board = "Lautakunnan on korjattava virhe."
    assert [each.bearer for each in duties(board, "fi")] == ["other"]
    assert [each.bearer for each in duties(f"Kunta on vastuussa. {board}", "fi")] == [
        "municipality"
    ]
    assert [each.bearer for each in duties(f"Aluevaltuusto kokoontuu. {board}", "fi")] == [
        "wellbeing_county"
    ]


def test_a_text_without_end_is_read_to_its_end() -> None:
    text = "kunnan ja " * 2_000 + "Kunnan on järjestettävä opetusta."
    assert duties(text, "fi")[-1].text.endswith("on järjestettävä")


def test_labelled_sections_that_were_not_in_view_are_found(shared: Path) -> None:
    rows = [row for row in judged(shared) if row.half == "unseen" and not row.borderline]
    assert {bearer for row in rows for bearer in row.found | row.wanted} <= set(BEARERS)
    for language in ("fi", "sv"):
        count = counts([row for row in rows if row.language == language])
        assert count["right"] / (count["right"] + count["wrong"]) >= 0.85
        assert count["right"] / (count["right"] + count["missed"]) >= 0.75
        assert count["bearer"] >= 0.9 * count["right"]
