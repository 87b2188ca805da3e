"""RDF of a stranger → what breaks which rule, in a process with a deadline and a memory limit.

Run as a module it is that process: a file's name comes in, JSON goes out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from kaupunkigraafi.errors import QueryFailed, QueryTimeout, UnreadableDocument
from kaupunkigraafi.graph.parsing import read_rdf
from kaupunkigraafi.graph.shapes import validate
from kaupunkigraafi.plain import Plain, validation_to_plain
from kaupunkigraafi.resources import ontology_dir

_UNREADABLE = 3  # exit code: the message on standard error is for the user
_LEAST_S = 10.0  # loading pySHACL alone takes a second or two


def validated(turtle: bytes, language: str, *, deadline_s: float, memory_mib: int) -> Plain:
    """Check a stranger's graph against the ontology's shapes.

    Args:
        turtle: the graph.
        language: of the messages, ``fi`` or ``en``.
        deadline_s: wall clock; at least ten seconds are given.
        memory_mib: address space of the process.

    Returns:
        As ``kaupunkigraafi.plain`` writes a validation.

    Raises:
        UnreadableDocument: not Turtle.
        QueryTimeout: it took too long.
        QueryFailed: the process died, mostly of its memory limit.
    """
    most = max(deadline_s, _LEAST_S)
    with TemporaryDirectory() as home:
        path = Path(home) / "graph.ttl"
        path.write_bytes(turtle)
        command = [sys.executable, "-m", __name__, str(path), language, str(memory_mib)]
        try:
            done = subprocess.run(  # noqa: S603  no shell, and nothing of the stranger's in it
                command, capture_output=True, timeout=most, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise QueryTimeout(
                f"the graph could not be checked in {most:g} s; send a smaller one, "
                "or check it at home: kaupunkigraafi validate FILE"
            ) from error
    if done.returncode == _UNREADABLE:
        raise UnreadableDocument(done.stderr.decode().strip())
    if done.returncode:
        raise QueryFailed(
            f"the process that checked the graph ended with {done.returncode}; its limit is "
            f"{memory_mib} MiB. Send a smaller graph"
        )
    found: Plain = json.loads(done.stdout)
    return found


def main(path: str, language: str, memory_mib: str) -> None:
    """Check one file and print what was found.

    Args:
        path: of a Turtle file.
        language: of the messages.
        memory_mib: address space that this process may have.
    """
    most = int(memory_mib) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        report = validate(read_rdf(Path(path)), ontology_dir())
    except UnreadableDocument as error:
        sys.stderr.write(str(error))
        sys.exit(_UNREADABLE)
    json.dump(validation_to_plain(report, language), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
