"""Ports and addresses of `nasvyazi run`."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nasvyazi.cli.installation import Installation, choose_practice_port, ensure_free
from nasvyazi.toolbox.ports import free_port
from nasvyazi.toolbox.refusal import Refusal


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - only a word here
        ("::", "http://[::1]:8000"),
        ("desk.example", "http://desk.example:8000"),
    ],
)
def test_the_address_to_open_in_a_browser(host: str, url: str) -> None:
    assert Installation(Path("/home"), host, 8000, None).url == url


def test_practice_networks_are_a_thousand_ports_away_or_at_the_next_free_one() -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 1000))
        taken.listen()
        chosen = choose_practice_port(port)
    assert port + 1000 < chosen < port + 1100
    assert choose_practice_port(65000) < 65000


def test_an_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(Refusal, match=r"cannot listen on 192\.0\.2\.1, port \d+: .+ Check HOST and PORT"):
        ensure_free("192.0.2.1", free_port())


def test_a_name_that_nobody_has_is_a_sentence() -> None:
    with pytest.raises(Refusal, match="Check HOST and PORT"):
        ensure_free("no such host", free_port())


def test_the_children_learn_where_the_practice_networks_are() -> None:
    known = Installation(Path("/home"), "127.0.0.1", 8000, 9000).environment()
    assert known["NASVYAZI_SANDBOX_URL"] == "http://127.0.0.1:9000"
    assert "NASVYAZI_SANDBOX_URL" not in Installation(Path("/home"), "127.0.0.1", 8000, None).environment()
