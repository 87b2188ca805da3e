"""Vectors that are kept by their text: made once, safe from two sides, lost without harm."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kaupunkigraafi.search.encoders.hashing import Hashing
from kaupunkigraafi.search.remembering import Remembering, remembering


class Counting(Hashing):
    """A real encoder that counts what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given += texts
        return super().encode_passages(texts)


def test_a_text_is_encoded_once_across_runs(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    texts = ["kaava", "katu", "kaava", "\ud800"]
    made = Remembering(first, tmp_path / "v.sqlite").encode_passages(texts)
    again = Remembering(second, tmp_path / "v.sqlite").encode_passages([*texts, "silta"])
    assert sorted(first.given) == ["kaava", "katu", "\ud800"]
    assert second.given == ["silta"]
    assert np.array_equal(made, again[:4])
    assert np.allclose(made, Hashing().encode_passages(texts), atol=1e-3)
    assert np.allclose(np.linalg.norm(again, axis=1), 1)


def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    path.write_bytes(b"torn" * 1000)
    assert Remembering(Counting(), path).encode_passages(["kaava"]).shape == (1, Hashing().dim)


def test_where_nothing_can_be_kept_everything_is_encoded(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the directory should be")
    encoder = Counting()
    assert remembering(encoder, tmp_path / "cache") is encoder


def test_several_threads_get_what_one_would(tmp_path: Path) -> None:
    kept = Remembering(Counting(), tmp_path / "v.sqlite")
    batches = [[f"text {i % 7}", f"text {i}"] for i in range(40)]
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(kept.encode_passages, batches))
    for batch, each in zip(batches, vectors, strict=True):
        assert np.allclose(each, Hashing().encode_passages(batch), atol=1e-3)


def test_an_encoder_with_other_weights_has_a_file_of_its_own(tmp_path: Path) -> None:
    class Other(Counting):
        fingerprint = "other weights"

    remembering(Counting(), tmp_path).encode_passages(["kaava"])
    other = Other()
    remembering(other, tmp_path).encode_passages(["kaava"])
    assert other.given == ["kaava"]


@pytest.mark.parametrize("count", [0, 1, 1_200])
def test_any_number_of_texts_comes_back_in_order(tmp_path: Path, count: int) -> None:
    kept = Remembering(Counting(), tmp_path / "v.sqlite")
    texts = [f"text {i}" for i in range(count)]
    kept.encode_passages(texts[::2])
    assert kept.encode_passages(texts).shape == (count, Hashing().dim)
