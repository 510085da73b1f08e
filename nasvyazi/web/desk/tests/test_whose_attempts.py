"""Wrong passwords count against whoever typed them."""

from collections.abc import Callable

import pytest
from django.test import RequestFactory

from nasvyazi.web.desk.accounts import client_ip


@pytest.fixture
def address(settings: object) -> Callable[..., str]:
    def _address(*, behind_proxy: bool, forwarded: str = "") -> str:
        setattr(settings, "NASVYAZI_BEHIND_PROXY", behind_proxy)  # noqa: B010 (pytest-django's settings)
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR="127.0.0.1"))

    return _address


def test_without_a_proxy_nobody_can_choose_their_address(address: Callable[..., str]) -> None:
    assert address(behind_proxy=False, forwarded="203.0.113.9") == "127.0.0.1"


def test_behind_the_proxy_the_address_is_the_one_it_adds(address: Callable[..., str]) -> None:
    assert address(behind_proxy=True, forwarded="203.0.113.9") == "203.0.113.9"
    assert address(behind_proxy=True, forwarded="made up, 203.0.113.9") == "203.0.113.9"
    assert address(behind_proxy=True) == "127.0.0.1"
