"""The command that brings documents from where they are published: harvest."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kaupunkigraafi.cli import printing
from kaupunkigraafi.cli.options import EncoderOption, OwnFolderOption
from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.reports import DEFAULT_ENCODER
from kaupunkigraafi.settings import Settings

if TYPE_CHECKING:  # what fetches loads slowly
    from kaupunkigraafi.harvesting.contract import Source
    from kaupunkigraafi.harvesting.report import Harvested

_SHOWN = 10


class SourceName(StrEnum):
    """Where documents are brought from."""

    FINLEX = "finlex"
    HANKEIKKUNA = "hankeikkuna"
    VALTO = "valto"
    JULKARI = "julkari"
    OAI_PMH = "oai-pmh"
    SITEMAP = "sitemap"
    URLS = "urls"
    DIRECTORY = "directory"


class WordingName(StrEnum):
    """Which text of a statute is wanted."""

    IN_FORCE = "in-force"
    ENACTED = "enacted"


def register(app: typer.Typer) -> None:
    """Add the command.

    Args:
        app: the root.
    """
    app.command()(harvest)


def harvest(
    source: Annotated[SourceName, typer.Argument(help="Where from.")],
    folder: OwnFolderOption,
    what: Annotated[
        str | None,
        typer.Argument(help="The address of oai-pmh or sitemap, the file of urls, the directory."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--listed", help="finlex: the laws that the corpus lists, fi and sv.")
    ] = False,
    years: Annotated[
        str | None, typer.Option("--years", help="finlex: all statutes of 2024, or 2020-2024.")
    ] = None,
    wording: Annotated[
        WordingName, typer.Option("--wording", help="finlex: as in force, or as enacted.")
    ] = WordingName.IN_FORCE,
    language: Annotated[
        str, typer.Option("--language", help="finlex --years: fi, sv or se.")
    ] = "fi",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="hankeikkuna: HANKE, LAINSAADANTO, TOIMIELIN, STRATEGIA; all."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", help="hankeikkuna: SUUNNITTEILLA, KAYNNISSA, PAATTYNYT; all."),
    ] = None,
    within: Annotated[str, typer.Option("--set", help="valto, julkari, oai-pmh: a set.")] = "",
    at: Annotated[
        str | None, typer.Option("--at", help="Another address of the API, such as a mirror.")
    ] = None,
    pace: Annotated[
        float, typer.Option("--pace", min=0, max=60, help="Seconds between two requests.")
    ] = 0.5,
    full: Annotated[
        bool, typer.Option("--full", help="Fetch everything, whatever is known of it.")
    ] = False,
    remove_vanished: Annotated[
        bool, typer.Option("--remove-vanished", help="Remove what the source has no longer.")
    ] = False,
    every: Annotated[
        float | None,
        typer.Option("--every", min=1, help="Stay, and look again after so many seconds."),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="A new folder starts from the ontology alone.")
    ] = False,
    encoder: EncoderOption = DEFAULT_ENCODER,
) -> None:
    """Bring documents from where they are published; run it again to go on, or to update."""
    from kaupunkigraafi.harvesting.harvest import Wishes  # noqa: PLC0415  loads slowly
    from kaupunkigraafi.harvesting.harvest import harvest as run  # noqa: PLC0415
    from kaupunkigraafi.harvesting.limits import WebLimits  # noqa: PLC0415
    from kaupunkigraafi.harvesting.web import Web  # noqa: PLC0415

    if source is SourceName.FINLEX:
        chosen = _finlex(listed, years, wording, language, at)
    elif source is SourceName.HANKEIKKUNA:
        from kaupunkigraafi.harvesting import hankeikkuna  # noqa: PLC0415  loads slowly

        chosen = hankeikkuna.Hankeikkuna(
            kind or hankeikkuna.KINDS, states=state or (), address=at or hankeikkuna.ADDRESS
        )
    else:
        chosen = _named(source, what, within, at, folder)
    settings = Settings()
    if not settings.contact and source is not SourceName.DIRECTORY:
        printing.message(
            "tell the sources who asks: set KAUPUNKIGRAAFI_CONTACT to your e-mail address",
            style="yellow",
        )
    web = Web(
        contact=settings.contact,
        loopback=settings.harvest_loopback,
        limits=WebLimits(pace_s=pace),
    )
    wishes = Wishes(remove_vanished=remove_vanished, full=full, empty=empty, encoder=encoder)
    with web:
        while True:
            with printing.bar() as progress:
                done = run(folder, chosen, web, wishes=wishes, progress=progress)
            _tell(done, folder)
            if every is None:
                break
            time.sleep(every)
    if done.refused or done.stopped:
        raise typer.Exit(1)


def _finlex(
    listed: bool,
    years: str | None,
    wording: WordingName,
    language: str,
    at: str | None,
) -> Source:
    from kaupunkigraafi.harvesting import finlex  # noqa: PLC0415  loads slowly
    from kaupunkigraafi.resources import corpus_dir  # noqa: PLC0415

    address, text = at or finlex.ADDRESS, finlex.Wording(wording.value)
    if listed == bool(years):
        raise typer.BadParameter("say what: --listed, or --years 2024")
    if years is None:
        return finlex.FinlexListed(finlex.listed_laws(corpus_dir()), wording=text, address=address)
    first, _, last = years.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise typer.BadParameter(f"--years is {years!r}; write 2024 or 2020-2024")
    return finlex.FinlexYears(
        int(first),
        int(last or first),
        language=finlex.language_code(language),
        wording=text,
        address=address,
    )


def _named(
    source: SourceName, what: str | None, within: str, at: str | None, folder: Path
) -> Source:
    """Return a source that one address or path names."""
    from kaupunkigraafi.harvesting.directory import Directory  # noqa: PLC0415  loads slowly
    from kaupunkigraafi.harvesting.oai_pmh import REPOSITORIES, OaiPmh  # noqa: PLC0415
    from kaupunkigraafi.harvesting.urls import Sitemap, UrlList  # noqa: PLC0415

    named = what or at or REPOSITORIES.get(source.value, "")
    if not named:
        raise typer.BadParameter(f"say which: harvest {source} ADDRESS-OR-PATH")
    if source is SourceName.SITEMAP:
        return Sitemap(named)
    if source is SourceName.DIRECTORY:
        return Directory(Path(named), without=folder)
    if source is SourceName.URLS:
        path = Path(named)
        if not path.is_file():
            raise SourceMissing(f"there is no file {named}; write addresses into it, one a line")
        text = path.read_text(encoding="utf-8", errors="replace")
        return UrlList(text.splitlines(), str(path.resolve()))
    return OaiPmh(named, within=within)


def _tell(done: Harvested, folder: Path) -> None:
    for name in ("new", "changed", "gone", "removed"):
        keys = getattr(done, name)
        if keys:
            more = " …" if len(keys) > _SHOWN else ""
            printing.message(f"{name} {len(keys)}: {', '.join(keys[:_SHOWN])}{more}")
    if done.unchanged:
        printing.message(f"unchanged {done.unchanged}")
    for failure in done.refused:
        printing.message(f"not taken: {failure.name}: {failure.reason}", style="red")
    if done.gone and not done.removed:
        printing.message("what is gone there is still here; --remove-vanished removes it")
    if done.stopped:
        printing.message(f"stopped: {done.stopped}", style="red")
    printing.message(f"{folder} is at generation {done.generation}", style="green")
