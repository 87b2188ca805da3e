"""What is installed with the package is under licences that anyone can build on."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

LOCK = Path(__file__).parent.parent / "requirements" / "runtime.txt"
NAMES = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
COPYLEFT = re.compile(
    r"\bA?GPL|GNU (?:Affero|General)|\bLGPL|GNU Lesser|SSPL|Business Source", re.I
)


def stated(name: str) -> str:
    """What a package states of its licence."""
    facts = metadata.metadata(name)
    told = [facts.get("License-Expression", ""), (facts.get("License") or "").split("\n")[0]]
    told += [each for each in facts.get_all("Classifier", []) if each.startswith("License")]
    return " | ".join(filter(None, told))


@pytest.mark.parametrize("name", NAMES)
def test_no_dependency_is_under_a_copyleft_licence(name: str) -> None:
    try:
        licence = stated(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is for other platforms, and not installed here")
    assert licence, f"{name} states no licence"
    assert not COPYLEFT.search(licence), f"{name} is under {licence}"
