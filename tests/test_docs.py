"""The guide is true: its code runs, its links lead somewhere, its decisions say why."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaupunkigraafi.cli.app import app

ROOT = Path(__file__).parent.parent
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md"))
DECISIONS = [path for path in PAGES if path.parent.name == "decisions"]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [text for name, text in found if name == language]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_code_of_a_page_runs_from_top_to_bottom(
    page: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAUPUNKIGRAAFI_FOLDER", str(packaged))
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, str(page), "exec"), names)  # noqa: S102  the page is ours
        assert printed.getvalue().strip() or "print" not in block


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_commands_of_a_page_work(page: Path, packaged: Path, tmp_path: Path) -> None:
    (tmp_path / "minutes.md").write_text("# Minutes\n\nThe tram line was decided.", "utf-8")
    folder = tmp_path / "my-folder"
    lines = [
        line.removeprefix("$ ")
        for block in blocks(page, "console")
        for line in block.splitlines()
        if line.startswith("$ kaupunkigraafi ")
    ]
    for line in lines:
        words = shlex.split(line)[1:]
        words = [str(tmp_path / word) if word == "minutes.md" else word for word in words]
        words = [str(folder) if word == "my-folder" else word for word in words]
        words = [str(tmp_path / word) if word == "tokens.json" else word for word in words]
        words = [str(tmp_path / word) if word == "my-dump" else word for word in words]
        words = [str(tmp_path / word) if word == "records.xlsx" else word for word in words]
        if words[0] == "serve":  # which would never end; test_run starts it
            continue
        if "--folder" not in words and words[0] not in ("token", "records"):
            words += ["--folder", str(packaged)]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, (line, result.output)


@pytest.mark.parametrize("page", [*PAGES, *sorted(ROOT.glob("*.md"))], ids=lambda path: path.stem)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http", "mailto:")):
            assert (page.parent / target).exists(), (page.name, target)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_context_choice_measure_and_what_would_change_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {page.stem[:3]} ", text)
    for heading in ("**Context.**", "**Choice.**", "**Measured", "**What would change our mind.**"):
        assert heading in text, (page.name, heading)
