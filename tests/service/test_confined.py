"""The service where nothing can be written and nobody has rights: as the kernel has it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "confined.sh"
START = "from kaupunkigraafi.cli import main; main()"
QUERY = {"query": "ASK { ?city a kg:City }"}


def is_possible() -> bool:
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        return False
    return subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not is_possible(), reason="a mount namespace takes root, unshare and setpriv"
)


def confined(*command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["unshare", "--mount", "sh", str(SCRIPT), sys.base_prefix, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1", **environment},
        cwd="/",
    )


@pytest.fixture(scope="module")
def served(world_folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    # pytest's own folders are for their owner alone.
    home = Path(tempfile.mkdtemp())
    home.chmod(0o755)
    folder = shutil.copytree(world_folder, home / "folder")
    for made in (folder, *folder.rglob("*")):
        made.chmod(0o755 if made.is_dir() else 0o644)
    process = confined(sys.executable, "-c", START, "serve", "--port", "0", "--folder", str(folder))
    try:
        assert process.stderr
        lines, address = list[str](), None
        for line in process.stderr:
            lines.append(line)
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address:
                break
        assert address, "".join(lines)
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()
        shutil.rmtree(home)


def processes(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


def test_nothing_can_be_written_where_the_service_runs() -> None:
    for folder in ("/", tempfile.gettempdir(), str(SCRIPT.parent), sys.base_prefix):
        attempt = f"{folder}/kaupunkigraafi-{uuid4().hex}"
        done = confined("touch", attempt)
        _, told = done.communicate(timeout=60)
        assert done.returncode != 0, attempt
        assert "Read-only file system" in told, told
        assert not Path(attempt).exists()


def test_pages_searches_and_queries_are_answered_there(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    with httpx.Client(base_url=served[1], timeout=60) as client:
        ready = client.get("/health/ready")
        assert ready.status_code == 200
        assert not any("sockets" in note for note in ready.json()["notes"])
        assert client.get("/sparql", params=QUERY).json()["boolean"] is True
        assert client.get("/api/v1/search", params={"q": "kaavoitus"}).json()["total"] > 0
        assert client.get("/fi/", headers={"Accept": "text/html"}).status_code == 200
        turtle = {"Content-Type": "text/turtle"}
        # The check of a stranger's graph puts it into a file; there is a place for that.
        checked = client.post("/api/v1/validate", content="<urn:s> a <urn:c> .", headers=turtle)
        assert checked.status_code == 200, checked.text


def test_the_service_and_its_workers_have_no_rights(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    found = processes(served[0].pid)
    assert len(found) > 1, "there are query workers"
    for pid in found:
        status = dict(
            re.findall(r"^(\w+):\s+(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        )
        assert status["Uid"] == "65532"
        assert {status["CapEff"], status["CapPrm"], status["CapBnd"]} == {"0" * 16}
        assert status["NoNewPrivs"] == "1"


def test_it_stops_when_it_is_told_to(served: tuple[subprocess.Popen[str], str]) -> None:
    served[0].terminate()
    served[0].communicate(timeout=60)
    assert served[0].returncode in (0, -15)
