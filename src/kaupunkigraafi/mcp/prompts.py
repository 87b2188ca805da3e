"""Ready-made requests in Finnish, Swedish and English, which ask for passages to be cited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from pydantic import Field

from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi_service.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Wording:
    """One prompt in one language.

    Attributes:
        title: in its language, as is the text.
        text: with places for the arguments.
    """

    name: str
    title: str
    text: str


ANSWERS = (
    Wording(
        "vastaa-lahteineen",
        "Vastaa kysymykseen lähteineen",
        "Vastaa kysymykseen: {question}\n\nHae ensin katkelmat työkalulla search, kieli (lang) fi, "
        "ja katso tarvittaessa faktat työkaluilla entity, related ja question. Vastaa vain sen "
        "perusteella, mitä ne sanovat. Mainitse jokaisen väitteen perässä asiakirja, kohta ja "
        "sivu sekä katkelman pysyvä osoite (permalink). Jos vastausta ei löydy, sano: ei tiedossa.",
    ),
    Wording(
        "svara-med-kallor",
        "Svara på en fråga med källor",
        "Besvara frågan: {question}\n\nSök först efter textställen med verktyget search, språk "
        "(lang) sv, och se vid behov efter fakta med entity, related och question. Svara endast "
        "utifrån vad de säger. Ange efter varje påstående dokumentet, stället och sidan samt "
        "textställets permanenta adress (permalink). Om svaret saknas, säg: inte känt.",
    ),
    Wording(
        "answer-with-sources",
        "Answer a question with its sources",
        "Answer the question: {question}\n\nFirst look for passages with the tool search, labels "
        "(lang) en, and where needed for facts with entity, related and question. Answer only from "
        "what they say. After each claim name the document, the section and the page, and the "
        "passage's permalink. Where there is no answer, say: not known.",
    ),
)
COMPARISONS = (
    Wording(
        "vertaa-kaupunkeja",
        "Vertaa kahta kaupunkia",
        "Vertaa kaupunkeja {first} ja {second} aiheesta: {topic}\n\nHae kummankin katkelmat "
        "työkalulla search suodattimella city ja faktat työkaluilla entity ja related. Kerro "
        "rinnakkain, mitä kummastakin tiedetään, lähteineen (asiakirja, kohta, sivu, permalink), "
        "ja mikä ei ole tiedossa.",
    ),
    Wording(
        "jamfor-stader",
        "Jämför två städer",
        "Jämför städerna {first} och {second} i fråga om: {topic}\n\nSök textställen om vardera "
        "med verktyget search och filtret city, och fakta med entity och related. Berätta sida "
        "vid sida vad som är känt om vardera, med källor (dokument, ställe, sida, permalink), och "
        "vad som inte är känt.",
    ),
    Wording(
        "compare-cities",
        "Compare two cities",
        "Compare the cities {first} and {second} with regard to: {topic}\n\nLook for passages of "
        "each with the tool search and its filter city, and for facts with entity and related. "
        "Tell side by side what is known of each, with sources (document, section, page, "
        "permalink), and what is not known.",
    ),
)


def register(server: MCPServer) -> None:
    """Offer the prompts.

    Args:
        server: that offers them.
    """
    for wording in ANSWERS:
        _add(server, wording, _answering(wording))
    for wording in COMPARISONS:
        _add(server, wording, _comparing(wording))


def _add(server: MCPServer, wording: Wording, made: Callable[..., str]) -> None:
    server.add_prompt(
        Prompt.from_function(
            made, name=wording.name, title=wording.title, description=wording.title
        )
    )


def _answering(wording: Wording) -> Callable[..., str]:
    def answering(
        question: Annotated[str, Field(description="kysymys · frågan · the question")],
    ) -> str:
        return _filled(wording, question=question)

    return answering


def _comparing(wording: Wording) -> Callable[..., str]:
    def comparing(
        first: Annotated[str, Field(description="kaupunki · stad · city")],
        second: Annotated[str, Field(description="kaupunki · stad · city")],
        topic: Annotated[str, Field(description="aihe · ämne · topic")],
    ) -> str:
        return _filled(wording, first=first, second=second, topic=topic)

    return comparing


def _filled(wording: Wording, **given: str) -> str:
    for name, text in given.items():
        if len(text) > LIMITS.text_characters:
            raise QueryTextInvalid(
                f"{name} has {len(text):,} characters; at most {LIMITS.text_characters:,} are taken"
            )
    return wording.text.format(**given)
