"""What a stranger sends is read where it can do no harm; jobs wait in a line that has an end."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.endpoint.jobs import Jobs, State
from kaupunkigraafi.errors import (
    FolderLocked,
    JobBroken,
    QueueFull,
    UnreadableDocument,
)
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.reports import Failure, Report
from kaupunkigraafi.writing.readings import from_json, to_json
from kaupunkigraafi.writing.uploads import Upload, add_uploads, read_upload
from tests.world import DOCUMENTS

ONE = (Upload("a.txt", b"a"),)


def test_a_reading_comes_whole_from_its_process(world: Path) -> None:
    path = world / "documents" / "kaavoitus.md"
    here = read(path)
    there = read_upload(Upload(path.name, path.read_bytes()))
    assert there == here
    assert from_json(to_json(here)) == here
    assert here.documents[0].sections
    assert len(DOCUMENTS) == 6


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.md", b""),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("half.xml", b"<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'>"),
        ("entities.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">'
         b"]><akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'>&x;</akomaNtoso>"),
    ],
)  # fmt: skip
def test_what_no_reader_can_read_is_told(name: str, body: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=name):
        read_upload(Upload(name, body))


def test_a_file_that_takes_too_long_or_too_much_ends_its_process_alone() -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.md took longer than .* split it"):
        read_upload(Upload("a.md", b"text " * 2_000_000), WorkerLimits(deadline_s=0.01))
    with pytest.raises(UnreadableDocument, match=r"a\.md needs more than 120 MiB"):
        read_upload(Upload("a.md", bytes(45_000_000)), WorkerLimits(memory_mib=120))
    assert read_upload(Upload("a.md", b"# A\n\ntext")).documents


def test_a_locked_folder_is_told_and_nothing_is_added(own_folder: Path) -> None:
    from kaupunkigraafi.folder import Folder  # noqa: PLC0415

    with Folder(own_folder).lock(), pytest.raises(FolderLocked):
        add_uploads(own_folder, (Upload("a.md", b"# A"),), encoder="hashing", patience_s=0.0)


def test_jobs_are_done_one_after_another_and_keep_what_came_of_them() -> None:
    began: list[str] = []

    def work(uploads: tuple[Upload, ...]) -> Report:
        began.append(uploads[0].name)
        if uploads[0].name == "locked":
            raise FolderLocked("somebody writes")
        if uploads[0].name == "bad":
            return Report("000001", failed=(Failure("bad", "no reader"),))
        return Report("000002", added=("x",))

    with Jobs(work) as jobs:
        names = ("good", "locked", "bad", "again")
        sent = [jobs.submit((Upload(name, b"x"),)) for name in names]
        ended = [jobs.wait(job.id) for job in sent]
        assert began == list(names)
        assert [job.state for job in ended] == [
            State.DONE, State.FAILED, State.FAILED, State.DONE
        ]  # fmt: skip
        assert isinstance(ended[1].error, FolderLocked)
        assert ended[2].report
        assert ended[2].report.failed[0].reason == "no reader"
        assert jobs.job("none") is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_ends_one_job_and_not_the_line() -> None:
    def work(uploads: tuple[Upload, ...]) -> Report:
        if uploads[0].name == "broken":
            raise ZeroDivisionError
        return Report("000002", added=("x",))

    with Jobs(work) as jobs:
        broken = jobs.wait(jobs.submit((Upload("broken", b"x"),)).id)
        assert broken.state is State.FAILED
        assert isinstance(broken.error, JobBroken)
        assert jobs.wait(jobs.submit(ONE).id).state is State.DONE


def test_a_full_line_takes_no_more_until_it_moves() -> None:
    go = threading.Event()

    def work(_: tuple[Upload, ...]) -> Report:
        go.wait()
        return Report("000002", added=("x",))

    with Jobs(work, waiting=2) as jobs:
        first = jobs.submit(ONE)
        while jobs.job(first.id).state is not State.RUNNING:  # type: ignore[union-attr]
            pass
        waiting = [jobs.submit(ONE) for _ in range(2)]
        with pytest.raises(QueueFull, match="2 uploads are waiting"):
            jobs.submit(ONE)
        go.set()
        assert all(jobs.wait(job.id).state is State.DONE for job in (first, *waiting))
        assert jobs.wait(jobs.submit(ONE).id).state is State.DONE


def test_jobs_that_wait_when_the_service_ends_are_told_as_failed() -> None:
    go, running = threading.Event(), threading.Event()

    def work(_: tuple[Upload, ...]) -> Report:
        running.set()
        go.wait()
        return Report("000002", added=("x",))

    jobs = Jobs(work)
    first, second = jobs.submit(ONE), jobs.submit(ONE)
    running.wait()
    threading.Timer(0.05, go.set).start()
    jobs.close()
    assert jobs.wait(first.id).state is State.DONE
    late = jobs.wait(second.id)
    assert late.state is State.FAILED
    assert "send it again" in str(late.error)


def test_only_so_many_jobs_are_kept_and_none_that_is_not_done() -> None:
    with Jobs(lambda _: Report("000002", added=("x",)), kept=2) as jobs:
        sent = [jobs.wait(jobs.submit(ONE).id) for _ in range(4)]
        assert [jobs.job(job.id) is not None for job in sent] == [False, False, True, True]
