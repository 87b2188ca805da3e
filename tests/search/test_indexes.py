"""Vectors and words: filtered inside the search, exact, and immutable from one to the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import EncoderMissing, FolderCorrupt, ShapeMismatch
from kaupunkigraafi.manifest import EncoderEntry
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.lexical import LexicalIndex
from kaupunkigraafi.search.lexical_writing import Indexed, write_lexical
from kaupunkigraafi.search.vectors import Vectors, write_vectors
from kaupunkigraafi.search.writing import Addition, write_index

TEXTS = ("Kunta vastaa kaavoituksesta.", "Valtio maksaa valtionosuuden.", "Raitiotie rakennetaan.")
ALL = np.ones(3, dtype=bool)


def vectors_of(directory: Path, rows: int, dim: int = 8) -> tuple[Vectors, np.ndarray]:
    random = np.random.default_rng(7)
    matrix = random.normal(size=(rows, dim)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    write_vectors(directory, None, dim=dim, rows=rows, added=enumerate(matrix))
    return Vectors(directory, dim), matrix.astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("rows", [50, 6_000])
def test_nearest_equals_brute_force_under_any_mask(tmp_path: Path, rows: int) -> None:
    vectors, matrix = vectors_of(tmp_path, rows)
    random = np.random.default_rng(3)
    for share in (1.0, 0.9, 0.01):
        allowed = random.random(rows) < share
        query = matrix[1]
        found, cosines = vectors.nearest(query, 10, allowed)
        scores = np.where(allowed, matrix @ query, -2)
        expected = np.argsort(-scores, kind="stable")[: min(10, int(allowed.sum()))]
        assert found.tolist() == expected.tolist()
        assert np.allclose(cosines, scores[expected], atol=1e-3)


def nearest_by_hand(matrix: np.ndarray, query: np.ndarray, allowed: np.ndarray) -> list[int]:
    scores = np.where(allowed, matrix @ query, -2)
    return np.argsort(-scores, kind="stable")[: min(10, int(allowed.sum()))].tolist()


def clustered(rows: int, dim: int) -> np.ndarray:
    """Vectors as texts have them: around some centres, not everywhere alike."""
    random = np.random.default_rng(11)
    centres = random.normal(size=(40, dim))
    matrix = centres[random.integers(0, 40, rows)] + 0.6 * random.normal(size=(rows, dim))
    unit = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    return unit.astype(np.float16).astype(np.float32)


def test_a_quantised_index_finds_what_brute_force_finds_under_any_mask(tmp_path: Path) -> None:
    matrix = clustered(30_000, 64)
    write_vectors(tmp_path, None, dim=64, rows=30_000, added=enumerate(matrix), large=20_000)
    size = (tmp_path / "vectors.faiss").stat().st_size
    assert size < 30_000 * 64 / 3  # a quarter of a byte a number, and the centres
    vectors, random = Vectors(tmp_path, 64), np.random.default_rng(2)
    found = right = 0
    for share in (1.0, 0.8, 0.3, 0.2, 0.05, 0.0):
        allowed = random.random(30_000) < share
        for query in matrix[random.integers(0, 30_000, 20)]:
            rows, _ = vectors.nearest(query, 10, allowed)
            expected = nearest_by_hand(matrix, query, allowed)
            assert len(rows) == len(expected)
            assert allowed[rows].all()
            found += len(set(rows.tolist()) & set(expected))
            right += len(expected)
    assert found >= 0.99 * right


def test_a_quantised_index_goes_on_from_its_parent(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in "123")
    for directory in (first, second, third):
        directory.mkdir()
    matrix = clustered(21_000, 16)
    old, new = list(enumerate(matrix))[:20_000], list(enumerate(matrix))[20_000:]
    write_vectors(first, None, dim=16, rows=20_000, added=old, large=30_000)
    write_vectors(second, first, dim=16, rows=20_000, added=(), large=20_000)
    write_vectors(third, second, dim=16, rows=21_000, added=new, removed=[7], large=20_000)
    vectors, allowed = Vectors(third, 16), np.ones(21_000, dtype=bool)
    allowed[7] = False
    assert vectors.nearest(matrix[20_500], 1, allowed)[0].tolist() == [20_500]
    assert vectors.nearest(matrix[19_500], 1, allowed)[0].tolist() == [19_500]
    assert 7 not in vectors.nearest(matrix[7], 10, allowed)[0]


def test_a_vector_of_another_dimension_is_refused(tmp_path: Path) -> None:
    vectors, _ = vectors_of(tmp_path, 5)
    with pytest.raises(ShapeMismatch, match=r"\(9,\).*\(8,\)"):
        vectors.nearest(np.ones(9, dtype=np.float32), 1, np.ones(5, dtype=bool))
    (tmp_path / "vectors.f16").write_bytes(b"123")
    with pytest.raises(FolderCorrupt, match="kaupunkigraafi repair"):
        Vectors(tmp_path, 8)


def lexical(directory: Path) -> LexicalIndex:
    added = [Indexed(row, "", "", text) for row, text in enumerate(TEXTS)]
    write_lexical(directory, None, added=added, removed=())
    return LexicalIndex(directory)


def test_an_inflected_word_is_found_by_its_grams(tmp_path: Path) -> None:
    index = lexical(tmp_path)
    query = index.query_of(index.terms_of("kaavoitus"))
    rows, scores = index.nearest(query, 10, ALL)
    assert rows.tolist() == [0]
    assert index.scores(query, np.arange(3))[0] == pytest.approx(scores[0])
    assert index.nearest(query, 10, ~ALL)[0].tolist() == []


def test_known_scores_are_taken_and_the_others_asked_for(tmp_path: Path) -> None:
    index = lexical(tmp_path)
    query = index.query_of(index.terms_of("kaavoitus asuminen raitiotie"))
    best = index.nearest(query, 1, ALL)
    rows = np.array([2, 0, 1])
    asked_anew = index.scores(query, rows)
    assert (asked_anew > 0).sum() > 1
    assert np.array_equal(index.scores(query, rows, known=best), asked_anew)
    made_up = (best[0], best[1] + 1)
    raised = index.scores(query, rows, known=made_up)
    assert np.array_equal(np.flatnonzero(raised != asked_anew), np.flatnonzero(rows == best[0]))


def test_the_next_generation_leaves_the_last_one_as_it_was(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    lexical(first)
    before = {p.name: p.read_bytes() for p in (first / "lexical").iterdir()}
    write_lexical(second, first, added=[Indexed(3, "", "", "Metro kulkee.")], removed=[0])
    assert {p.name: p.read_bytes() for p in (first / "lexical").iterdir()} == before
    index = LexicalIndex(second)
    allowed = np.ones(4, dtype=bool)
    metro, gone = (index.query_of(index.terms_of(word)) for word in ("metro", "kaavoitus"))
    assert index.nearest(metro, 10, allowed)[0].tolist() == [3]
    assert index.nearest(gone, 10, allowed)[0].tolist() == []


def test_without_vectors_words_alone_are_searched_and_it_is_said(tmp_path: Path) -> None:
    added = [Addition(text, "", "", text, row) for row, text in enumerate(TEXTS)]
    write_index(tmp_path, None, rows=3, added=added, removed=(), known={}, encoder=None)
    index = Index.open(tmp_path, None, ALL)
    ranking = index.search("kaavoitus", limit=5, mode=Mode.HYBRID)
    assert [each.row for each in ranking.scored] == [0]
    assert ranking.notes == (
        "this folder was built without vectors, so this is a search by words alone",
    )
    with pytest.raises(EncoderMissing, match="use mode lexical or hybrid"):
        index.search("kaavoitus", limit=5, mode=Mode.SEMANTIC)


def written(directory: Path, count: int) -> tuple[Index, np.ndarray]:
    """An index of passages that share words more and less, some rows of it holes."""
    random = np.random.default_rng(5)
    known = ["kaava", "kunta", "valtio", "raitiotie", "asunto", "osuus", "laki", "tontti", "katu"]
    texts = [" ".join(random.choice(known, size=random.integers(1, 9))) for _ in range(count)]
    added = [Addition(text, "", "", text, row) for row, text in enumerate(texts)]
    encoder = open_encoder("hashing")
    filled = random.random(count) < 0.9
    write_index(
        directory,
        None,
        rows=count,
        added=[each for each in added if filled[each.row]],
        removed=(),
        known={},
        encoder=encoder,
    )
    entry = EncoderEntry(encoder.name, encoder.fingerprint, encoder.dim)
    return Index.open(directory, entry, filled), filled


@pytest.mark.parametrize("mode", list(Mode))
def test_a_passage_is_weighed_as_the_search_scores_it(tmp_path: Path, mode: Mode) -> None:
    index, filled = written(tmp_path, 400)
    for text in ("kaava ja kunta", "raitiotien tontit", "metro", 'kunta "kaava" -katu'):
        ranking = index.search(text, limit=400, mode=mode)
        weighed = index.weigh(text, mode=mode)
        found = {each.row: each.score for each in ranking.scored}
        rows = np.flatnonzero(filled)
        scores = dict(zip(rows.tolist(), weighed.scores(rows).tolist(), strict=True))
        matching = {row: score for row, score in scores.items() if not np.isnan(score)}
        assert matching == pytest.approx(found, abs=1e-5)


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_that_is_left_out_of_a_beginning_scores_better(tmp_path: Path, mode: Mode) -> None:
    index, filled = written(tmp_path, 3_000)
    random = np.random.default_rng(1)
    for text in ("kaava ja kunta", "raitiotien tontit", "metro"):
        weighed = index.weigh(text, mode=mode)
        for depth, share in ((5, 1.0), (50, 0.5), (5_000, 1.0)):
            allowed = random.random(3_000) < share
            beginning = weighed.best(depth, allowed)
            every = np.flatnonzero(filled & allowed)
            scores = weighed.scores(every)
            others = scores[~np.isin(every, beginning.rows) & ~np.isnan(scores)]
            assert (np.diff(beginning.scores) <= 0).all()
            if beginning.whole:
                assert not len(others)
            elif len(beginning.scores):
                assert others.max() < beginning.scores[-1]
        assert weighed.best(5_000).whole
