"""The Dockerfile's steps → a bare folder and a running service, where no engine is at hand.

Every COPY and RUN is done as written, with the image's paths below a fresh folder, an empty
environment and, for the service itself, no right to write anywhere in it. Then it is asked.

    python deploy/rehearse.py [--root DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction of a Dockerfile."""

    word: str
    rest: str


@dataclass(slots=True)
class Stage:
    """What the instructions have made so far."""

    root: Path
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    user: str = ""


def steps(text: str) -> Iterator[Step]:
    """Read a Dockerfile without continued lines.

    Args:
        text: of the file.

    Yields:
        Its instructions, in order.
    """
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.strip().partition(" ")
            yield Step(word, rest)


def rehearse(root: Path) -> Stage:
    """Do all steps.

    Args:
        root: where ``/`` of the image is; empty.

    Returns:
        The last stage.
    """
    stages: dict[str, Stage] = {}
    stage = Stage(root)
    for step in steps((HOME / "Dockerfile").read_text(encoding="utf-8")):
        print(f"{step.word} {step.rest}"[:100], flush=True)
        if step.word == "FROM":
            name = step.rest.partition(" AS ")[2] or "last"
            stage = stages[name] = Stage(root / name)
            stage.root.mkdir(parents=True)
        elif step.word == "ENV":
            stage.environment |= dict(re.findall(r"(\w+)=(\S+)", step.rest))
        elif step.word == "WORKDIR":
            stage.folder = step.rest
        elif step.word == "COPY":
            _copy(stage, stages, step.rest.split())
        elif step.word == "RUN":
            _run(stage, step.rest)
        elif step.word == "USER":
            stage.user = step.rest
        elif step.word == "CMD":
            stage.command = json.loads(step.rest)
    return stage


def _copy(stage: Stage, stages: dict[str, Stage], words: list[str]) -> None:
    source = HOME
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].root
    *names, target = words
    for name in names:
        origin = source / name.lstrip("/")
        goal = _inside(stage, target)
        if target.endswith("/"):
            goal = goal / origin.name
        goal.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            # Links stay links, as an engine copies them.
            ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(origin, goal, symlinks=True, ignore=ignored, dirs_exist_ok=True)
        else:
            shutil.copy2(origin, goal)


def _inside(stage: Stage, path: str) -> Path:
    return stage.root / str(Path(stage.folder) / path).lstrip("/")


def _moved(stage: Stage, text: str) -> str:
    """Write the image's paths as they are here."""
    return re.sub(r"(?<![\w/.:])/(opt|var/lib)/", rf"{stage.root}/\1/", text)


def _environment(stage: Stage) -> dict[str, str]:
    chosen = {name: _moved(stage, value) for name, value in stage.environment.items()}
    kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
    return {"PATH": os.environ["PATH"], "HOME": str(stage.root), **kept, **chosen}


def _run(stage: Stage, command: str) -> None:
    told = _moved(stage, command).replace("python -m venv", f"{sys.executable} -m venv")
    folder = _inside(stage, ".")
    folder.mkdir(parents=True, exist_ok=True)
    _inside(stage, "/var/lib").mkdir(parents=True, exist_ok=True)
    subprocess.run(  # noqa: S602  the project's own Dockerfile
        told, shell=True, cwd=folder, env=_environment(stage), check=True
    )


def ask(stage: Stage, port: int) -> None:
    """Start the service as the image does, ask it, and stop it.

    Args:
        stage: the last one.
        port: instead of the image's.
    """
    # A virtual environment knows its own place, so that of the build is used where it was made.
    command = [_moved(stage, word) for word in stage.command]
    program = stage.root.parent / "build" / "opt/kaupunkigraafi/bin/python"
    command = [str(program), command[0].replace("/last/", "/build/"), *command[1:-1], str(port)]
    for made in (stage.root, *stage.root.rglob("*")):
        if not made.is_symlink():
            made.chmod(0o555 if made.is_dir() else 0o444)
    environment = {**_environment(stage), "HOME": "/nonexistent"}
    process = _started(command, environment)
    try:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + _PATIENCE_S
        while not _fetched(f"{address}/health/ready"):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("the service did not get ready")
            time.sleep(0.2)
        for path in ("/", "/api/v1/search?q=kaavoitus", "/sparql?query=ASK%20%7B%7D", "/metrics"):
            if not _fetched(address + path):
                raise SystemExit(f"{path} is not answered")
            print(f"answered: {path}")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        print(f"service: {told(process.pid)}")
        for child in children.read_text(encoding="ascii").split() if children.is_file() else ():
            print(f"child:   {told(int(child))}")
    finally:
        process.terminate()
        print(f"stopped with {process.wait(15)}")


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    if os.geteuid() == 0 and shutil.which("unshare") and shutil.which("setpriv"):
        script = str(HOME / "deploy" / "confined.sh")
        command = ["unshare", "--mount", "sh", script, sys.base_prefix, *command]
    else:
        print("not root, or no unshare and setpriv: rights alone keep the service from writing")
    return subprocess.Popen(command, cwd="/", env=environment)  # noqa: S603  the project's own


def told(pid: int) -> str:
    """Read from the kernel what a process may do.

    Args:
        pid: its number.

    Returns:
        Its user, its capabilities, whether it can get more, and whether its root can be written.
    """
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    found = dict(re.findall(r"^(Uid|CapEff|CapBnd|NoNewPrivs):\s+(\w+)", status, re.MULTILINE))
    mounts = Path(f"/proc/{pid}/mountinfo").read_text(encoding="utf-8", errors="replace")
    roots = re.findall(r"^\S+ \S+ \S+ \S+ / (\S+)", mounts, re.MULTILINE)
    found["root"] = "read-only" if roots and roots[-1].startswith("ro") else "writable"
    return ", ".join(f"{name} {value}" for name, value in found.items())


def _fetched(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  our own address
            return bytes(answer.read())
    except OSError:
        return b""


def main() -> None:
    """Rehearse, ask, and remove what was made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, help="an empty folder, which is kept; none: a new one")
    parser.add_argument("--port", type=int, default=8765)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        ask(rehearse(given.root or Path(home) / "root"), given.port)


if __name__ == "__main__":
    main()
