"""The main of a process that reads strangers' files: bytes come in, a Reading goes out.

Started as ``python -m kaupunkigraafi.writing.reading_main`` by ``Readers``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.registry import read_file
from kaupunkigraafi.errors import CorpusError
from kaupunkigraafi.graph.framing import Message, Type
from kaupunkigraafi.graph.loop import fault_message, run
from kaupunkigraafi.graph.user_triples import settled
from kaupunkigraafi.writing.readings import to_json


def main() -> None:
    """Read files until the pipe is closed."""
    run(lambda start, exchange: _answer)  # noqa: ARG005  nothing is opened beforehand


def _answer(message: Message) -> Message:
    # A process that runs out of memory dies of it: what it would read next might fail for nothing.
    try:
        file = File.of(Path(str(message.head["path"])), message.body)
        reading = read_file(file)
        if reading.graphs:
            graphs = tuple(settled(graph, file.path.name) for graph in reading.graphs)
            reading = replace(reading, graphs=graphs)
        return Message(Type.ANSWER, {}, to_json(reading))
    except RecursionError:
        return fault_message(
            "unreadable", f"{file.path.name} is nested deeper than is read; save it as plain text"
        )
    except CorpusError as error:
        return fault_message("unreadable", str(error))


if __name__ == "__main__":
    main()
