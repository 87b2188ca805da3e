"""A dump over HTTP: made once, on demand, by a process of its own, and sent file by file."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.service.serving import running, until

from kaupunkigraafi.endpoint.dumps import Dumps
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app


@pytest.fixture
def served(own_folder: Path) -> Iterator[httpx.Client]:
    with running(create_app(Kaupunkigraafi.open(own_folder), Settings(query_workers=1))) as client:
        yield client


def test_the_first_who_asks_waits_and_everybody_after_gets_the_files(served: httpx.Client) -> None:
    first = served.get("/dumps/000001/")
    assert (first.status_code, first.json()["status"]) == (202, "making")
    assert first.headers["retry-after"] == "10"
    until(lambda: served.get("/dumps/000001/").status_code == 200, "the dump")
    listed = served.get("/dumps/", follow_redirects=True).json()
    assert listed["status"] == "ready"
    assert len(listed["content"]) == len("sha256:") + 64
    for each in listed["files"]:
        sent = served.get(each["href"], headers={"Accept-Encoding": "identity"})
        assert sent.status_code == 200
        assert hashlib.sha256(sent.content).hexdigest() == each["sha256"]
        assert len(sent.content) == each["bytes"]
    quads = served.get("/dumps/000001/graph.nq.gz").content
    assert b"kaupunkigraafi/id/municipality/091" in gzip.decompress(quads)
    part = served.get("/dumps/000001/graph.nq.gz", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, quads[:10])
    assert served.get("/dumps/000001/SHA256SUMS").status_code == 200


def test_what_is_not_of_the_dump_is_not_sent(served: httpx.Client, own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as kg:
        kg.export(Folder(own_folder).dumps / "000001")
    (Folder(own_folder).dumps / "000001/secret").write_text("x", encoding="utf-8")
    for path in ("secret", "../../folder/CURRENT", "..%2f..%2ffolder/CURRENT", "csv", "csv/", "%00",
                 "/etc/passwd", "csv%2f..%2fdatapackage.json"):  # fmt: skip
        response = served.get(f"/dumps/000001/{path}")
        assert response.status_code in (400, 404), path
    for generation in ("000002", "999999999"):
        missing = served.get(f"/dumps/{generation}/")
        assert missing.status_code == 404
        assert "there are: 000001" in missing.json()["detail"]
    assert served.get("/dumps/..../").status_code == 422


def test_a_dump_that_cannot_be_made_is_told_and_tried_again(
    served: httpx.Client, own_folder: Path
) -> None:
    Folder(own_folder).dumps.write_text("in the way", encoding="utf-8")
    assert served.get("/dumps/000001/").status_code == 202
    dumps = served.get("/dumps/000001/")
    until(lambda: served.get("/dumps/000001/").status_code == 503, "the failure")
    assert dumps.status_code in (202, 503)
    Folder(own_folder).dumps.unlink()
    until(lambda: served.get("/dumps/000001/").status_code == 200, "the dump")


def test_a_dump_goes_with_its_generation_and_half_of_one_never_stays(own_folder: Path) -> None:
    old = Folder(own_folder).dumps / "000009"
    with Kaupunkigraafi.open(own_folder) as kg:
        kg.export(old)
    dumps = Dumps(own_folder)
    dumps.make()
    until(lambda: dumps.find("000001") is not None, "the dump")
    until(lambda: dumps.names() == ("000001",), "the old one to go")
    dumps.make()
    dumps.close()
    left = [path.name for path in Folder(own_folder).dumps.iterdir()]
    assert left == ["000001"]
