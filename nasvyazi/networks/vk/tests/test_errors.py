import pytest

from nasvyazi.networks.vk import network
from nasvyazi.networks.vk.errors import _MEANINGS, _OUR_OWN, from_answer


def test_every_known_code_has_a_sentence_of_its_own_or_of_its_kind() -> None:
    general = network.explain("vk:424242")
    for code in _MEANINGS:
        assert network.explain(f"vk:{code}") != general


@pytest.mark.parametrize(
    "code", [*_OUR_OWN, "connect", "deadline", "timeout", "broken", "too_large", "limit", "request", "file"]
)
def test_our_own_codes_have_sentences(code: str) -> None:
    assert network.explain(code) not in (network.explain("vk:424242"), network.explain("unheard-of"))


@pytest.mark.parametrize("code", ["http:429", "http:502", "http:404", "vk:", "vk:x", "", "unheard-of"])
def test_any_code_at_all_has_a_sentence(code: str) -> None:
    assert len(network.explain(code)) > 20


def test_a_refused_message_says_what_else_to_do() -> None:
    assert "public comment" in network.explain("vk:901")


def test_what_vk_says_is_cut_to_a_length() -> None:
    assert len(from_answer({"error_code": 100, "error_msg": "я" * 5000}, hide="").message) == 300
