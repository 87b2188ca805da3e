"""The Dockerfile and the compose file: nothing to write, no root, and only what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from kaupunkigraafi.settings import Settings

ROOT = Path(__file__).parent.parent.parent


def instructions(word: str) -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    return re.findall(rf"^{word} (.+)$", text, re.MULTILINE)


def test_the_image_copies_what_there_is_and_the_engine_may_see_it() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in instructions("COPY"):
        *names, _ = line.split()
        if not names[0].startswith("--from="):
            for name in names:
                assert (ROOT / name).exists(), name
                assert f"!{name}" in ignored, name


def test_the_image_installs_by_hash_and_runs_as_nobody() -> None:
    installs = [line for line in instructions("RUN") if "pip install" in line]
    assert all("--require-hashes" in line or line.endswith(" .") for line in installs)
    assert all("--no-deps" in line for line in installs)
    assert instructions("USER") == ["65532:65532"]
    assert not any("alpine" in line for line in instructions("FROM"))


def test_the_image_serves_its_own_graph_and_is_asked_whether_it_can() -> None:
    command = json.loads(instructions("CMD")[0])
    assert command[1] == "serve"
    folder = re.search(r"KAUPUNKIGRAAFI_FOLDER=(\S+)", instructions("ENV")[-1])
    assert folder
    assert any(line.endswith(f"build --into {folder[1]}") for line in instructions("RUN"))
    assert "/health/ready" in instructions("HEALTHCHECK")[0]


def test_the_container_has_no_rights_and_nothing_to_write() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    service = yaml.safe_load(text)["services"]["kaupunkigraafi"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == instructions("USER")[0]
    assert "privileged" not in service
    # Longer than the service itself waits for what is under way.
    assert int(service["stop_grace_period"].removesuffix("s")) > 10


def test_every_setting_that_the_container_names_is_one() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"KAUPUNKIGRAAFI_(\w+)", text + "\n".join(instructions("ENV"))))
    assert {name.lower() for name in named} <= set(Settings.model_fields)
