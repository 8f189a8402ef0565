"""Templates: a value is text, whatever it holds."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from analysis.drawing.templates import SPACES, html, markdown, source_hash


@given(st.text())
def test_a_value_is_text_in_html_and_comes_back(words: str) -> None:
    made = html("<p>{{ words }}</p>", words=words)
    inside = made.removeprefix("<p>").removesuffix("</p>")
    assert not set("<>\"'") & set(inside) and all(c.isprintable() or c in SPACES for c in inside)
    assert unescape(inside) == words or not words.isprintable()


@given(st.text("ab<>&-1 `\"'"))
def test_prose_is_text_too(words: str) -> None:
    made = html("{{ words | prose }}", words=words)
    assert not set("<>\"'") & set(made.replace("<code>", "").replace("</code>", ""))


def test_prose_is_set_as_in_print() -> None:
    assert html("{{ words | prose }}", words="lost -3 of 4-5 in `run --out x`") == (
        "lost \N{MINUS SIGN}3 of 4-5 in <code>run --out x</code>"
    )


@given(st.text())
def test_no_value_is_markup_in_markdown(words: str) -> None:
    made = markdown("{{ words }}", words=words)
    assert re.sub(r"\\[\\`*_\[\]<>&|#!]", "", made).isprintable()
    assert not re.search(r"[`*_\[\]<>&|#!]", re.sub(r"\\.", "", made))


def test_what_the_program_made_itself_stays_as_it_is() -> None:
    assert html("{{ made }}", made=Markup("<b>x</b>")) == "<b>x</b>" == markdown("{{ made }}", made=Markup("<b>x</b>"))


def test_spaces_of_print_stay_spaces() -> None:
    words = f"20{SPACES[0]}% and 20{SPACES[1]}%"
    assert html("{{ words }}", words=words) == words and markdown("{{ words }}", words=words) == "20 % and 20 %"


def test_a_value_that_nobody_gives_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        html("{{ forgotten }}")


def test_the_hash_is_that_of_the_policy() -> None:
    assert source_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
