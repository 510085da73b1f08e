import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.networks.base import Account, Envelope, HookMalformed, HookRefused
from nasvyazi.networks.telegram import network
from nasvyazi.networks.telegram.hook import SECRET_HEADER

from .build import ACCOUNT, private, update

SECRET = {SECRET_HEADER: "telegram-secret"}


def opened(body: bytes) -> Envelope:
    found = network.open_hook(ACCOUNT, SECRET, body)
    assert isinstance(found, Envelope)
    return found


def test_an_update_is_kept_byte_for_byte_under_its_number_and_kind() -> None:
    body = b'{ "update_id":500,\t"edited_message": {"text":"\\u042f\\u043c\\u0430"}}\n'
    assert opened(body) == Envelope(external_id="500", type="edited_message", body=body)


@pytest.mark.parametrize("number", [500, "500", 500.0])
def test_the_number_may_come_as_a_text(number: Any) -> None:
    assert opened(json.dumps({"update_id": number, "message": {}}).encode()).external_id == "500"


def test_a_kind_of_tomorrow_is_an_envelope_and_one_with_an_endless_name_is_cut() -> None:
    assert opened(update("hologram")).type == "hologram"
    assert opened(json.dumps({"x" * 5000: {}, "update_id": 1}).encode()).type == "x" * 64
    assert opened(b'{"update_id": 1}').type == "unknown"


@pytest.mark.parametrize(
    "headers",
    [{}, {"x": "telegram-secret"}, *({SECRET_HEADER: one} for one in ("", "telegram-secre", "тайна\ud800"))],
)
def test_a_missing_or_wrong_secret_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(HookRefused):
        network.open_hook(ACCOUNT, headers, update(**private(text="Яма")))


@pytest.mark.parametrize("secrets", [{}, {"secret": ""}])
def test_a_channel_without_a_secret_refuses_everything(account: Account, secrets: dict[str, str]) -> None:
    for headers in ({}, {SECRET_HEADER: ""}, SECRET):
        with pytest.raises(HookRefused):
            network.open_hook(replace(account, secrets=secrets), headers, update())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"update_id"', b"<html>", b'{"message": {}}', b'{"update_id": null, "message": {}}',
        b'{"update_id": true}', b'{"update_id": 1.5}', b'{"update_id": 99999999999999999999}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_body_that_is_no_update_is_malformed(body: bytes) -> None:
    with pytest.raises(HookMalformed):
        network.open_hook(ACCOUNT, SECRET, body)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_with_these_bytes_or_malformed(body: bytes) -> None:
    try:
        assert opened(body).body == body
    except HookMalformed:
        return
