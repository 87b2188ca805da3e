"""What a request may cost before it is looked at: bytes, and a place in line."""

from __future__ import annotations

import threading
from collections.abc import Callable

import anyio
import pytest

from kaupunkigraafi_service.limits import Gate
from kaupunkigraafi_service.refusals import Busy

LONG_S = 60.0


def test_one_more_than_may_wait_is_told_to_come_again() -> None:
    gate_is_shut, answered = threading.Event(), list[int]()

    async def ask(gate: Gate, number: int) -> None:
        await gate.run(lambda: (gate_is_shut.wait(LONG_S), answered.append(number)))

    async def main() -> None:
        gate = Gate(passing=1, waiting=2, patience_s=LONG_S)
        async with anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(ask, gate, number)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Busy):
                await gate.run(lambda: None)
            gate_is_shut.set()

    anyio.run(main)
    assert answered == [0, 1, 2]


def test_who_waited_too_long_is_told_to_come_again_and_leaves_the_line() -> None:
    gate_is_shut = threading.Event()

    async def main() -> None:
        gate = Gate(passing=1, waiting=1, patience_s=0.05)
        async with anyio.create_task_group() as group:
            group.start_soon(gate.run, gate_is_shut.wait)
            await anyio.wait_all_tasks_blocked()
            for _ in range(2):
                with pytest.raises(Busy):
                    await gate.run(lambda: None)
            gate_is_shut.set()
        assert await gate.run(lambda: "answered") == "answered"

    anyio.run(main)


def test_a_place_is_free_again_after_a_fault() -> None:
    def fault() -> None:
        raise ZeroDivisionError

    async def main(work: Callable[[], None]) -> None:
        gate = Gate(passing=1, waiting=0, patience_s=LONG_S)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await gate.run(work)

    anyio.run(main, fault)
