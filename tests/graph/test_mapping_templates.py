"""URI templates: RFC 6570's own examples, and what holds for any value."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from kaupunkigraafi.graph.templates import Template

# RFC 6570, section 3.2.1: the values of its examples.
VALUES = {
    "var": "value",
    "hello": "Hello World!",
    "half": "50%",
    "base": "http://example.com/home/",
    "path": "/foo/bar",
    "empty": "",
}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{var}", "value"),
        ("{hello}", "Hello%20World%21"),
        ("{half}", "50%25"),
        ("O{empty}X", "OX"),
        ("O{undef}X", "OX"),
        ("{+var}", "value"),
        ("{+hello}", "Hello%20World!"),
        ("{+half}", "50%25"),
        ("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"),
        ("{+base}index", "http://example.com/home/index"),
        ("O{+empty}X", "OX"),
        ("{+path}/here", "/foo/bar/here"),
        ("here?ref={+path}", "here?ref=/foo/bar"),
        ("up{+path}{var}/here", "up/foo/barvalue/here"),
        ("X{#var}", "X#value"),
        ("X{#hello}", "X#Hello%20World!"),
        ("foo{#empty}", "foo"),
    ],
)
def test_the_examples_of_the_standard_come_out_as_it_says(template: str, expected: str) -> None:
    assert Template.parse(template).expand(VALUES) == expected


def test_what_is_encoded_already_stays_so() -> None:
    assert Template.parse("{+x}").expand({"x": "a%20b c%"}) == "a%20b%20c%25"
    assert Template.parse("{x}").expand({"x": "a%20b"}) == "a%2520b"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_any_value_can_be_read_back(value: str) -> None:
    made = Template.parse("https://example.org/{x}").expand({"x": value})
    assert unquote(made.removeprefix("https://example.org/")) == value


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_any_value_gives_a_valid_iri_of_one_segment(value: str) -> None:
    made = Template.parse("https://example.org/{x}").expand({"x": value})
    assert made.isascii()
    assert "/" not in made.removeprefix("https://example.org/")
    assert not set(' <>"{}|\\^`#?') & set(made)
    URIRef(made).n3()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_reserved_expansion_keeps_paths_and_encodes_the_rest(value: str) -> None:
    made = Template.parse("{+x}").expand({"x": value})
    assert made.isascii()
    assert not set(' <>"{}|\\^`') & set(made)
    assert made.count("/") == value.count("/")


@given(st.lists(st.sampled_from(["a", "{x}", "{+y}", "/", "é"])))
def test_a_template_names_its_columns_in_order(parts: list[str]) -> None:
    names = [{"{x}": "x", "{+y}": "y"}[part] for part in parts if part.startswith("{")]
    assert list(Template.parse("".join(parts)).names) == names


def test_a_text_is_filled_with_values_as_they_are() -> None:
    template = Template.parse("{number} {heading}")
    assert template.fill({"number": "4 §", "heading": "Nimi & muoto"}) == "4 § Nimi & muoto"
    assert template.fill({"number": "4 §"}) is None
