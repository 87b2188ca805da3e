"""A CrossEncoder puts the best hits in another order; a real model, made small on the spot."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.answer import Answer
from kaupunkigraafi.build import build
from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.search.reranking import CrossEncoderReranker

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö0123456789"


def model(path: Path, labels: int) -> Path:
    """Save a BERT of two layers that nobody trained: its order is its own, and stays."""
    if find_spec("sentence_transformers") is None:
        pytest.skip("sentence-transformers is in `make test-transformers`")
    import torch  # noqa: PLC0415  only there

    from transformers import (  # noqa: PLC0415
        BertConfig,
        BertForSequenceClassification,
        BertTokenizerFast,
    )

    path.mkdir()
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += [form for letter in LETTERS for form in (letter, f"##{letter}")]
    (path / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    BertTokenizerFast(str(path / "vocab.txt")).save_pretrained(path)
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, num_labels=labels, initializer_range=0.6,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(path, safe_serialization=True)
    return path


@pytest.fixture(scope="module")
def one_label(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model(tmp_path_factory.mktemp("reranker") / "model", 1))


def asked(folder: Path, text: str) -> Answer:
    with Kaupunkigraafi.open(folder) as kg:
        return kg.search(text, 50)


def test_the_order_is_the_models_and_the_answer_says_so(
    one_label: str, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(world, tmp_path / "folder", encoder="hashing")
    plain = asked(tmp_path / "folder", "kunta järjestää palvelut")
    monkeypatch.setenv("KAUPUNKIGRAAFI_RERANKER", one_label)
    again = asked(tmp_path / "folder", "kunta järjestää palvelut")
    assert {(hit.passage.document, hit.passage.number) for hit in again} == {
        (hit.passage.document, hit.passage.number) for hit in plain
    }
    assert [(hit.passage.document, hit.passage.number) for hit in again] != [
        (hit.passage.document, hit.passage.number) for hit in plain
    ]
    assert any(one_label in note for note in again.notes)
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)


def test_scores_are_between_0_and_1_and_tell_texts_apart(one_label: str) -> None:
    scores = CrossEncoderReranker(one_label).scores("kaava", ["kunta kaavoittaa", "metro", ""])
    assert scores.shape == (3,)
    assert ((scores > 0) & (scores < 1)).all()
    assert len(set(np.round(scores, 6).tolist())) == 3
    assert CrossEncoderReranker(one_label).scores("kaava", []).shape == (0,)


def test_a_model_of_several_labels_or_of_none_is_refused(tmp_path: Path) -> None:
    several = CrossEncoderReranker(str(model(tmp_path / "several", 3)))
    with pytest.raises(EncoderMissing, match="one label"):
        several.scores("kaava", ["metro"])
    with pytest.raises(EncoderMissing, match="cannot be loaded"):
        CrossEncoderReranker(str(tmp_path / "nothing")).scores("kaava", ["metro"])
