"""A disposable process's main loop: it gives up its rights, then answers until its pipe closes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import cast

from kaupunkigraafi.graph import sandbox
from kaupunkigraafi.graph.framing import Head, Message, PipeClosed, Type, receive, send

Answerer = Callable[[Message], Message]
Exchange = Callable[[Message], Message]


def run(prepare: Callable[[Head, Exchange], Answerer]) -> None:
    """Answer until the pipe is closed, then end.

    Args:
        prepare: the head of START, and a way to ask the parent something while a query is being
            answered → what answers each QUERY; called within the sandbox.
    """
    questions, answers = 0, os.dup(1)
    os.dup2(2, 1)  # nothing but answers may come out
    try:
        start = receive(questions).head
        sandbox.end_with(cast("int", start["parent"]))
        sandbox.limit_memory(cast("int", start["memory_mib"]))
        sandbox.limit_files(cast("int", start["files_mib"]))
        # Before the engine starts its threads, which inherit the filter.
        denied = not start["network"] and sandbox.deny_sockets()

        def exchange(question: Message) -> Message:
            send(answers, question)
            return receive(questions)

        answer = prepare(start, exchange)
        send(answers, Message(Type.READY, {"sockets_denied": denied}))
        while True:
            query = receive(questions)
            sandbox.limit_processor(cast("float", query.head["deadline_s"]))
            send(answers, answer(query))
    except PipeClosed:
        sys.exit(0)


def fault_message(
    error: str, message: str, *, line: int | None = None, column: int | None = None
) -> Message:
    """Return what tells the parent that a query has no answer.

    Args:
        error: its kind, as the parent's table has it.
        message: for the user.
        line: of the fault.
        column: of the fault.

    Returns:
        A FAULT.
    """
    head: Head = {"error": error, "message": message, "line": line, "column": column}
    return Message(Type.FAULT, head)
