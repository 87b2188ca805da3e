"""Tokens: hashes alone are kept, the file is trusted only where nobody else can write it."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaupunkigraafi.cli.app import app
from kaupunkigraafi.endpoint.access import Scope, Tokens, mint, read_tokens, revoke
from kaupunkigraafi.errors import TokensInvalid

UPDATE = frozenset((Scope.UPDATE,))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def test_a_token_is_known_by_its_hash_alone(file: Path) -> None:
    secret = mint(file, "anna", UPDATE, 90)
    text = file.read_text(encoding="utf-8")
    assert secret not in text
    assert hashlib.sha256(secret.encode()).hexdigest() in text
    assert file.stat().st_mode & 0o777 == 0o600
    holder = Tokens(file).holder(secret)
    assert holder
    assert (holder.name, holder.scopes) == ("anna", UPDATE)
    assert holder.expires - holder.created == timedelta(days=90)


@pytest.mark.parametrize("wrong", ["", "kgr_", "anna", "ä", "\udcff", "x" * 100_000])
def test_what_is_no_token_is_nobodys(file: Path, wrong: str) -> None:
    secret = mint(file, "anna", UPDATE, 90)
    tokens = Tokens(file)
    assert tokens.holder(wrong) is None
    assert tokens.holder(secret + wrong if wrong else secret[:-1]) is None
    assert tokens.holder(hashlib.sha256(secret.encode()).hexdigest()) is None


def test_tokens_differ_and_each_finds_its_own(file: Path) -> None:
    secrets = {name: mint(file, name, UPDATE, 1) for name in ("anna", "bertil", "cecilia")}
    assert len(set(secrets.values())) == 3
    tokens = Tokens(file)
    found = {name: tokens.holder(secret) for name, secret in secrets.items()}
    assert {name: holder and holder.name for name, holder in found.items()} == {
        name: name for name in secrets
    }


def test_a_token_ends_on_its_moment(file: Path) -> None:
    mint(file, "anna", UPDATE, 1)
    (token,) = read_tokens(file)
    assert not token.is_expired(token.expires - timedelta(seconds=1))
    assert token.is_expired(token.expires)


def test_a_change_of_the_file_counts_at_once(file: Path) -> None:
    first = mint(file, "anna", UPDATE, 1)
    tokens = Tokens(file)
    second = mint(file, "bertil", UPDATE, 1)
    assert tokens.holder(second)
    revoke(file, "anna")
    assert tokens.holder(first) is None
    assert tokens.holder(second)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("anna", UPDATE, 1),
        ("", UPDATE, 1),
        ("an na", UPDATE, 1),
        ("b", frozenset(), 1),
        ("b", UPDATE, 0),
        ("b", UPDATE, 4_000),
    ],
)
def test_a_token_that_cannot_be_made_leaves_the_file_as_it_is(
    file: Path, name: str, scopes: frozenset[Scope], days: int
) -> None:
    mint(file, "anna", UPDATE, 1)
    before = file.read_bytes()
    with pytest.raises(TokensInvalid):
        mint(file, name, scopes, days)
    assert file.read_bytes() == before


BROKEN = (
    "",
    "[]",
    '{"tokens": {}}',
    '{"tokens": [{"name": "anna"}]}',
    '{"tokens": [{"name": "a", "sha256": "ä", "scopes": ["update"], '
    '"created": "2026-01-01T00:00:00+00:00", "expires": "2027-01-01T00:00:00+00:00"}]}',
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_holds_no_tokens_lets_nobody_in(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    if text == '{"tokens": {}}':
        assert Tokens(file).holder("x") is None
        return
    with pytest.raises(TokensInvalid, match="is no file of tokens"):
        Tokens(file)


@pytest.mark.parametrize(
    ("member", "value"),
    [("scopes", "update"), ("scopes", ["all"]), ("expires", "2027-01-01T00:00:00"),
     ("expires", "soon"), ("sha256", "ab")],
)  # fmt: skip
def test_a_file_with_one_wrong_value_lets_nobody_in(file: Path, member: str, value: object) -> None:
    mint(file, "anna", UPDATE, 1)
    raw = json.loads(file.read_text(encoding="utf-8"))
    raw["tokens"][0][member] = value
    file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(TokensInvalid):
        Tokens(file)


def test_a_file_that_others_can_write_is_not_trusted(file: Path) -> None:
    mint(file, "anna", UPDATE, 1)
    file.chmod(0o620)
    with pytest.raises(TokensInvalid, match="chmod 600"):
        Tokens(file)


def test_the_command_line_makes_lists_and_ends_tokens(file: Path) -> None:
    run = CliRunner().invoke
    where = ["--token-file", str(file)]
    made = run(
        app,
        ["token", "add", "anna", *(each for scope in Scope for each in ("--scope", scope)), *where],
    )
    secret = made.stdout.strip()
    assert made.exit_code == 0
    holder = Tokens(file).holder(secret)
    assert holder
    assert holder.scopes == frozenset(Scope)
    listed = run(app, ["token", "list", "--format", "json", *where])
    (row,) = json.loads(listed.stdout)
    assert (row["name"], row["scopes"], row["expired"]) == ("anna", "documents read update", "")
    assert secret not in listed.stdout
    assert run(app, ["token", "revoke", "anna", *where]).exit_code == 0
    assert json.loads(run(app, ["token", "list", "--format", "json", *where]).stdout) == []
    assert run(app, ["token", "revoke", "anna", *where]).exit_code != 0
