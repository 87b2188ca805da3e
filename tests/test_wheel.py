"""Wheel and sdist, installed elsewhere without a network, answer a search."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUESTION = "asuinalueiden eriytyminen"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist from a copy of the checkout, and the wheel from the sdist."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("building needs the checkout's git to know which files are the project's")
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def test_the_wheel_carries_ontology_corpus_and_service(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "kaupunkigraafi/_data/ontology/kaupunkigraafi.ttl" in names
    assert "kaupunkigraafi/_data/corpus/sources.toml" in names
    assert "kaupunkigraafi/_data/corpus/records/municipalities.csv" in names
    assert any(name.startswith("kaupunkigraafi_service/") for name in names)
    assert "kaupunkigraafi/py.typed" in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_wheel_asks_for_no_torch(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    required = [
        line
        for line in archive.read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert required
    assert not any("torch" in line or "sentence" in line for line in required)


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_an_installation_elsewhere_answers_without_a_network(
    built: Path, tmp_path: Path, pattern: str
) -> None:
    (artefact,) = built.glob(pattern)
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    # The dependencies are those of the environment that runs the tests: nothing is downloaded.
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--target", site, str(artefact)]
    subprocess.run(command, check=True, capture_output=True)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (Path(site) / "dependencies.pth").write_text("\n".join(libraries) + "\n")
    script = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise OSError('no network in this test')\n"
        "socket.socket.connect = refuse\n"
        "import kaupunkigraafi\n"
        f"assert kaupunkigraafi.__file__.startswith({site!r}), kaupunkigraafi.__file__\n"
        "from kaupunkigraafi.cli import main\n"
        f"sys.argv = ['kaupunkigraafi', 'search', {QUESTION!r}, '--format', 'json']\n"
        "main()\n"
    )
    done = subprocess.run(
        [str(python), "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hits"]
