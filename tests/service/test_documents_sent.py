"""Documents sent over HTTP: 202 and a job, read by a process with limits, then a generation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.serving import running, until

from kaupunkigraafi.endpoint.access import Scope, mint
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.job_schemas import Job

MARKDOWN = {"Content-Type": "text/markdown"}
NOTE = "---\nid: raitiotie\ntitle: Raitiotie\nlanguage: fi\n---\n# Raitiotie\n\n{}"
FIRST = NOTE.format("Raitiotie yhdistää kaupunginosat toisiinsa.")
SECOND = NOTE.format("Raitiotie yhdistää kaupunkiseudun kunnat toisiinsa.")


@pytest.fixture(scope="module")
def folder(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "folder"
    shutil.copytree(world_folder, path)
    return path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[httpx.Client]:
    settings = Settings(writable=True, query_workers=1, encoder="hashing", write_max_bytes=300_000)
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as client:
        yield client


def followed(client: httpx.Client, response: httpx.Response) -> dict[str, Any]:
    """Follow a job to its end."""
    assert response.status_code == 202, response.text
    job = response.json()
    assert response.headers["location"] == f"/api/v1/jobs/{job['id']}"
    assert job["state"] in ("queued", "running", "done", "failed")
    found: dict[str, Any] = job

    def ended() -> bool:
        nonlocal found
        answer = client.get(response.headers["location"])
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        Job.model_validate(found)
        return found["ended"] is not None

    until(ended, "the job to end")
    return found


def send(client: httpx.Client, text: str, name: str = "note.md") -> httpx.Response:
    return client.post(
        "/api/v1/documents", params={"name": name}, content=text.encode(), headers=MARKDOWN
    )


def test_a_document_is_found_once_its_job_is_done(server: httpx.Client, folder: Path) -> None:
    before = server.get("/api/v1/about").json()
    job = followed(server, send(server, FIRST))
    assert (job["state"], job["added"], job["failed"]) == ("done", ["raitiotie"], [])
    about = server.get("/api/v1/about")
    assert about.headers["kaupunkigraafi-generation"] == job["generation"]
    assert about.json()["documents"] == before["documents"] + 1
    (hit, *_) = server.get("/api/v1/search", params={"q": "raitiotie"}).json()["hits"]
    assert hit["document"]["authority"] == "own-upload"
    assert Folder(folder).verify().whole


def test_the_same_again_changes_nothing_and_another_text_replaces(server: httpx.Client) -> None:
    followed(server, send(server, FIRST))
    again = followed(server, send(server, FIRST))
    assert (again["state"], again["unchanged"]) == ("done", ["raitiotie"])
    other = followed(server, send(server, SECOND, "other-name.md"))
    assert (other["replaced"], other["generation"] > again["generation"]) == (["raitiotie"], True)


def test_a_file_without_an_id_is_known_by_its_name(server: httpx.Client) -> None:
    text = {"Content-Type": "text/plain"}

    def plain(body: str) -> dict[str, Any]:
        sent = server.post(
            "/api/v1/documents", params={"name": "muistio.txt"}, content=body, headers=text
        )
        return followed(server, sent)

    first = plain("Kaupunki rakentaa sillan joen yli ensi vuonna.")
    second = plain("Kaupunki rakentaa sillan joen yli vasta myöhemmin.")
    assert first["added"] == second["replaced"]
    document = server.get(f"/api/v1/document/{first['added'][0]}").json()
    assert document["source"] == "muistio.txt"
    assert "/uploads" not in str(document)


def test_a_form_brings_several_files_and_one_bad_file_spoils_none(server: httpx.Client) -> None:
    files = [
        ("file", ("a.md", NOTE.replace("raitiotie", "metro").format("Metro kulkee."))),
        ("file", ("b.bin", b"\x00\x01\x02")),
        ("file", ("../../c.md", NOTE.replace("raitiotie", "bussi").format("Bussi kulkee."))),
    ]
    job = followed(server, server.post("/api/v1/documents", files=files))
    assert job["names"] == ["a.md", "b.bin", "c.md"]
    assert (job["state"], sorted(job["added"])) == ("done", ["bussi", "metro"])
    ((name, reason),) = [(each["name"], each["reason"]) for each in job["failed"]]
    assert name == "b.bin"
    assert "no format that is read here" in reason


def test_a_job_of_which_nothing_was_taken_failed_and_says_why(
    server: httpx.Client, folder: Path
) -> None:
    before = Folder(folder).pointer.read_text(encoding="ascii")
    for body in ("", "---\nid: ../x\n---\ntext", "---\nlanguage: [\n---\ntext"):
        job = followed(server, send(server, body))
        assert job["state"] == "failed", body
        assert job["failed"][0]["name"] == "note.md"
    assert Folder(folder).pointer.read_text(encoding="ascii") == before


BAD = {
    "no kind": ({}, {}, b"x", 415),
    "an image": ({}, {"Content-Type": "image/png"}, b"x", 415),
    "packed": ({}, {**MARKDOWN, "Content-Encoding": "gzip"}, b"x", 415),
    "a hidden name": ({"name": ".profile"}, MARKDOWN, b"x", 400),
    "a long name": ({"name": "x" * 300 + ".md"}, MARKDOWN, b"x", 400),
    "a name with a line end": ({"name": "a\nb.md"}, MARKDOWN, b"x", 400),
    "bytes without a name": ({}, {"Content-Type": "application/octet-stream"}, b"x", 400),
    "a form without a file": ({}, {"Content-Type": "multipart/form-data; boundary=x"},
                              b"--x--\r\n", 400),
    "too much": ({}, MARKDOWN, b"x" * 300_001, 413),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_document_is_a_problem_at_once(server: httpx.Client, name: str) -> None:
    params, headers, body, status = BAD[name]
    response = server.post("/api/v1/documents", params=params, content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_a_job_that_is_not_known_is_told(server: httpx.Client) -> None:
    assert server.get("/api/v1/jobs/none").status_code == 404


def test_a_name_without_an_end_gets_that_of_its_kind(server: httpx.Client) -> None:
    job = followed(server, send(server, FIRST, "muistio"))
    assert job["names"] == ["muistio.md"]
    unnamed = server.post("/api/v1/documents", content=FIRST.encode(), headers=MARKDOWN)
    assert followed(server, unnamed)["names"] == ["document.md"]


def test_documents_need_a_token_for_documents(
    world_folder: Path, tmp_path: Path, client: httpx.Client
) -> None:
    assert client.post("/api/v1/documents", content=FIRST, headers=MARKDOWN).status_code == 403
    assert client.get("/api/v1/jobs/x").status_code == 403
    file, folder = tmp_path / "tokens.json", tmp_path / "folder"
    good = {"Authorization": f"Bearer {mint(file, 'a', frozenset((Scope.DOCUMENTS,)), 1)}"}
    other = {"Authorization": f"Bearer {mint(file, 'b', frozenset((Scope.UPDATE,)), 1)}"}
    shutil.copytree(world_folder, folder)
    settings = Settings(writable=True, token_file=file, query_workers=1, encoder="hashing")
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as guarded:

        def post(**headers: str) -> httpx.Response:
            return guarded.post(
                "/api/v1/documents", content=FIRST.encode(), headers={**MARKDOWN, **headers}
            )

        assert post().status_code == 401
        assert post(**other).status_code == 403
        sent = post(**good)
        assert sent.status_code == 202
        assert guarded.get(sent.headers["location"]).status_code == 401
        assert guarded.get(sent.headers["location"], headers=good).status_code == 200
        guarded.headers.update(good)
        assert followed(guarded, sent)["state"] == "done"
