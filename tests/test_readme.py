"""What README shows works: its commands exist, its Python runs, its queries answer."""

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
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ").split("#")[0].strip()
    for language, block in BLOCKS
    if language == "console"
    for line in block.splitlines()
    if line.startswith("$ ")
]


def test_make_targets_that_readme_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [command.split()[1] for command in COMMANDS if command.startswith("make ")]
    assert {"serve", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "command",
    [c for c in COMMANDS if c.startswith(("kaupunkigraafi search", "kaupunkigraafi sparql"))
     and "--folder" not in c] + [c for c in COMMANDS if c.startswith("kaupunkigraafi entity")],
)  # fmt: skip
def test_commands_that_readme_shows_answer(command: str, packaged: Path) -> None:
    arguments = [*shlex.split(command)[1:], "--folder", str(packaged)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) > 2


def test_the_ten_lines_run(packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAUPUNKIGRAAFI_FOLDER", str(packaged))
    (code,) = [block for language, block in BLOCKS if language == "python"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102  README is ours
    assert "Helsingfors" in printed.getvalue()
    assert "laws are administered by the Ministry of the Environment" in printed.getvalue()


def test_links_to_files_of_the_project_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
