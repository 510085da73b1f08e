"""Addresses as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.toolbox import links


@pytest.mark.parametrize(
    "pasted",
    [
        "https://ok.ru/group/1/topic/2",
        "http://www.ok.ru/group/1/topic/2/",
        "https://m.ok.ru/group/1/topic/2?utm_source=x&utm_medium=y",
        "  https://OK.ru:443/group/1/topic/2?ysclid=abc#comments ",
    ],
)
def test_one_page_has_one_form_whatever_tails_it_was_pasted_with(pasted: str) -> None:
    assert links.canonical(pasted) == "https://ok.ru/group/1/topic/2"


def test_what_names_a_comment_stays_in_the_address() -> None:
    assert (
        links.canonical("https://t.me/glava/12?comment=34&utm_source=a") == "https://t.me/glava/12?comment=34"
    )


@pytest.mark.parametrize(
    "pasted", ["", "двор", "javascript:alert(1)", "ftp://ok.ru/1", "https://[", "https://localhost/1"]
)
def test_what_is_no_address_of_the_web_gives_none(pasted: str) -> None:
    assert links.canonical(pasted) == ""


def test_an_address_too_long_to_keep_gives_none() -> None:
    assert links.canonical("https://ok.ru/" + "a" * 600) == ""


def test_the_address_is_found_among_the_words_that_a_program_shares_with_it() -> None:
    assert links.find("Смотрите: https://ok.ru/topic/2, это у нас.") == "https://ok.ru/topic/2"
    assert links.find("без адреса") == ""


@given(st.text(max_size=80))
def test_any_text_is_survived_and_the_form_is_stable(text: str) -> None:
    once = links.canonical(text)
    assert links.canonical(once) == once
