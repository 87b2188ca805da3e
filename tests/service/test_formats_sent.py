"""From a file to its page: added, found, and shown with the number of the page it stands on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.corpus.readers.docx_samples import docx, paragraph
from tests.corpus.readers.pdf_samples import PICTURE, Words, page, pdf
from tests.service.serving import running
from tests.service.test_documents_sent import followed

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app

DECISION = pdf(
    page(Words("Kaupunginhallituksen päätös", 700, 18, "bold"), Words("Asia esiteltiin.", 660)),
    PICTURE,
    page(Words("Raitiotien rakentamiseen osoitetaan määräraha.", 700)),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def server(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("own") / "folder"
    shutil.copytree(world_folder, folder)
    settings = Settings(writable=True, query_workers=1, encoder="hashing")
    with running(create_app(Kaupunkigraafi.open(folder), settings)) as client:
        yield client


def send(client: httpx.Client, name: str, kind: str, body: bytes) -> httpx.Response:
    headers = {"Content-Type": kind}
    return client.post("/api/v1/documents", params={"name": name}, content=body, headers=headers)


def test_a_pdf_is_found_with_its_page_in_the_answer_and_on_its_page(server: httpx.Client) -> None:
    job = followed(server, send(server, "paatos.pdf", "application/pdf", DECISION))
    assert job["state"] == "done"
    assert "no text could be read on page 2" in str(job["notes"])
    (hit, *_) = server.get("/api/v1/search", params={"q": "raitiotie määräraha"}).json()["hits"]
    assert (hit["passage"]["page"], hit["document"]["title"]) == (3, "Kaupunginhallituksen päätös")
    shown = server.get(f"/en/document/{job['added'][0]}", follow_redirects=True)
    assert shown.status_code == 200
    assert 'id="page-3"' in shown.text
    assert "p. 3" in shown.text
    assert 'id="page-2"' not in shown.text


def test_word_and_rdf_are_taken_by_their_kind(server: httpx.Client) -> None:
    body = docx(paragraph("Torin muistio", "Nimi"), paragraph("Kauppahalli korjataan."))
    job = followed(server, send(server, "", WORD, body))
    assert job["names"] == ["document.docx"]
    assert job["state"] == "done"
    graph = followed(server, send(server, "oma.ttl", "text/turtle", b"<urn:x:a> a <urn:x:B> ."))
    assert graph["added"][0].startswith("graph/user/oma-")


def test_a_locked_pdf_is_a_failed_job_that_says_so(server: httpx.Client) -> None:
    locked = pdf(page("Salainen."), password="x" * 8)
    job = followed(server, send(server, "salainen.pdf", "application/pdf", locked))
    assert job["state"] == "failed"
    assert "locked by a password" in job["failed"][0]["reason"]
