"""The main of a process that reads one stranger's file: bytes come in, a Reading goes out.

Started as ``python -m kaupunkigraafi.uploads_main`` by ``read_upload``.
"""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.registry import read_file
from kaupunkigraafi.errors import CorpusError
from kaupunkigraafi.graph.framing import Message, Type
from kaupunkigraafi.graph.loop import fault_message, run
from kaupunkigraafi.readings import to_json

# Names an upload as a path would, so that the same name replaces it; no such file is opened.
_HOME = Path("/uploads")


def main() -> None:
    """Read files until the pipe is closed."""
    run(lambda start, exchange: _answer)  # noqa: ARG005  nothing is opened beforehand


def _answer(message: Message) -> Message:
    try:
        file = File.of(_HOME / str(message.head["name"]), message.body)
        return Message(Type.ANSWER, {}, to_json(read_file(file)))
    except CorpusError as error:
        return fault_message("unreadable", str(error))


if __name__ == "__main__":
    main()
