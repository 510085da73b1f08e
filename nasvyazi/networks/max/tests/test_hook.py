import json
from typing import Any

import pytest

from nasvyazi.networks.base import Account, Envelope, HookMalformed, HookRefused
from nasvyazi.networks.max import network
from nasvyazi.networks.max.hook import SECRET_HEADER

from .build import GROUP, MARINA, MS, RESIDENT, message, mid, update

RIGHT = {SECRET_HEADER: "max-secret"}


def opened(account: Account, body: bytes) -> Envelope:
    found = network.open_hook(account, RIGHT, body)
    assert isinstance(found, Envelope)
    return found


def identity(account: Account, body: bytes) -> str:
    first, second = (opened(account, body).external_id for _ in range(2))
    assert first == second
    return first


def test_a_genuine_update_is_let_in_as_it_came(account: Account) -> None:
    body = update(message=message())
    envelope = opened(account, body)
    assert (envelope.type, envelope.body) == ("message_created", body)


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "max-secre"}, {SECRET_HEADER: "\ud800"}]
)
def test_without_the_right_secret_nothing_is_let_in(account: Account, headers: dict[str, str]) -> None:
    with pytest.raises(HookRefused):
        network.open_hook(account, headers, update(message=message()))


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"{}", b'{"update_type": 5}', b"[" * 100_000])
def test_what_is_no_update_is_malformed(account: Account, body: bytes) -> None:
    with pytest.raises(HookMalformed):
        network.open_hook(account, RIGHT, body)


def test_what_happened_to_what_and_when_is_the_identity_of_an_update(account: Account) -> None:
    told: list[tuple[str, dict[str, Any], str]] = [
        ("message_created", {"message": message()}, mid(10)),
        ("message_edited", {"message": message()}, mid(10)),
        ("message_removed", {"message_id": mid(10), "chat_id": GROUP, "user_id": RESIDENT}, mid(10)),
        ("message_callback", {"callback": {"callback_id": "cb"}, "message": message()}, "cb"),
        ("bot_started", {"chat_id": GROUP, "user": MARINA}, f"{GROUP}_{RESIDENT}"),
    ]
    for kind, more, of in told:
        assert identity(account, update(kind, **more)) == f"{kind}:{of}:{MS}"


def test_a_second_edit_and_a_second_press_are_other_updates(account: Account) -> None:
    later = json.dumps({"update_type": "message_edited", "timestamp": MS + 1, "message": message()}).encode()
    assert identity(account, later) != identity(account, update("message_edited", message=message()))


def test_an_identity_always_fits_and_what_has_none_is_known_by_its_bytes(account: Account) -> None:
    long = message(body={"mid": "m" * 500, "seq": 1, "text": "Яма"})
    assert len(identity(account, update(message=long))) == 64
    assert identity(account, b'{"update_type": "something_of_tomorrow"}') == ""
