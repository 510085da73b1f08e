import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.networks.base import Account, Envelope, HookAnswer, HookMalformed, HookRefused
from nasvyazi.networks.vk import network
from nasvyazi.networks.vk.hook import MAX_BODY, without_secret

EVENT: dict[str, Any] = {
    "type": "message_new",
    "event_id": "e1",
    "v": "5.199",
    "object": {"message": {"from_id": 7, "text": "Яма", "secret": "hook-secret"}},
    "group_id": 1234,
    "secret": "hook-secret",
}


def opened(account: Account, **changes: Any) -> Envelope | HookAnswer:
    event = {name: value for name, value in {**EVENT, **changes}.items() if value is not ...}
    return network.open_hook(account, {}, json.dumps(event).encode())


def test_an_event_is_kept_byte_for_byte_without_its_own_secret(account: Account) -> None:
    body = (
        '{ "type":"message_new",\t"event_id":"e1", "object":{"secret":"hook-secret","text":"hook-secret \\u00e9"},'
        ' "group_id":1234, "secret" : "hook\\u002dsecret" , "v":"5.199"}\n'
    )
    envelope = network.open_hook(account, {}, body.encode())
    assert isinstance(envelope, Envelope)
    assert envelope.body.decode() == body.replace('"hook\\u002dsecret"', '"***"')


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            b'{"secret":"a","x":{"secret":"a"},"secret":"b"}',
            b'{"secret":"***","x":{"secret":"a"},"secret":"***"}',
        ),
        (b'{"s\\u0065cret":"a"}', b'{"s\\u0065cret":"***"}'),
        (b'{"a":"\\"secret\\":\\"b\\"","secret":"a"}', b'{"a":"\\"secret\\":\\"b\\"","secret":"***"}'),
        (b'{"a":["secret","b"],"b":"secret"}', b'{"a":["secret","b"],"b":"secret"}'),
        (b'{"secret":5,"a":"b"}', b'{"secret":5,"a":"b"}'),
        (b'\xef\xbb\xbf{"secret":"a\xff"}', b'\xef\xbb\xbf{"secret":"***"}'),
    ],
)
def test_only_the_outermost_secret_is_blotted_out(body: bytes, kept: bytes) -> None:
    assert without_secret(body) == kept


@given(
    st.dictionaries(
        st.text() | st.just("secret"),
        st.text() | st.integers() | st.dictionaries(st.just("secret"), st.text()) | st.lists(st.text()),
    )
)
def test_nothing_but_the_secret_changes(event: dict[str, Any]) -> None:
    expected = {
        name: "***" if name == "secret" and isinstance(value, str) else value for name, value in event.items()
    }
    assert json.loads(without_secret(json.dumps(event).encode())) == expected


@pytest.mark.parametrize("given", ["wrong", "", None, 5, ["hook-secret"], "\ud800", "hook-secret ", ...])
def test_any_other_secret_is_refused(account: Account, given: object) -> None:
    with pytest.raises(HookRefused):
        opened(account, secret=given)


@pytest.mark.parametrize("given", ["", "hook-secret", ...])
def test_without_a_configured_secret_everything_is_refused(account: Account, given: object) -> None:
    bare = replace(account, secrets={"confirmation": "a1b2c3"})
    for kind in ("message_new", "confirmation"):
        with pytest.raises(HookRefused):
            opened(bare, type=kind, secret=given)


@pytest.mark.parametrize("secret", ["hook-secret", ...])
def test_the_confirmation_is_answered_for_our_group_only(account: Account, secret: object) -> None:
    answer = opened(account, type="confirmation", secret=secret)
    assert answer == HookAnswer(body=b"a1b2c3", content_type="text/plain; charset=utf-8")
    with pytest.raises(HookRefused):
        opened(account, type="confirmation", secret=secret, group_id=999)


def test_a_confirmation_with_a_wrong_secret_is_refused(account: Account) -> None:
    with pytest.raises(HookRefused):
        opened(account, type="confirmation", secret="wrong")


def test_a_confirmation_is_refused_when_no_string_is_set(account: Account) -> None:
    bare = replace(account, secrets={"secret": "hook-secret"})
    with pytest.raises(HookRefused):
        opened(bare, type="confirmation")


def test_another_community_is_refused(account: Account) -> None:
    with pytest.raises(HookRefused):
        opened(account, group_id=999)


@pytest.mark.parametrize(
    ("event_id", "expected"),
    [
        ("abc", "abc"),
        (12345, "12345"),
        (..., ""),
        (None, ""),
        (1.5, ""),
        (True, ""),
        ("x" * 500, ""),
        ("a\0b", "ab"),
    ],
)
def test_the_event_id_is_a_text_whatever_it_came_as(
    account: Account, event_id: object, expected: str
) -> None:
    envelope = opened(account, event_id=event_id)
    assert isinstance(envelope, Envelope)
    assert envelope.external_id == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        b"\xff\xfe{}",
        b'{"type":5,"group_id":1234}',
        b'{"type":"","group_id":1234}',
        b'{"type":"message_new"}',
        b'{"type":"message_new","group_id":true}',
        b"[" * 100_000,
        b'{"type":"a","group_id":' + b"9" * 5000 + b"}",
        b" " * (MAX_BODY + 1),
    ],
)
def test_what_is_no_event_is_malformed(account: Account, body: bytes) -> None:
    with pytest.raises(HookMalformed):
        network.open_hook(account, {}, body)


@pytest.mark.parametrize("strange", ["a\0b", "\ud800", "я" * 500, "новый тип"])
def test_a_strange_type_is_kept_in_a_form_that_can_be_stored(account: Account, strange: str) -> None:
    envelope = opened(account, type=strange)
    assert isinstance(envelope, Envelope)
    assert 0 < len(envelope.type) <= 64
    envelope.type.encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary())
def test_arbitrary_bytes_are_malformed_or_refused(account: Account, body: bytes) -> None:
    with pytest.raises((HookMalformed, HookRefused)):
        network.open_hook(account, {}, body)
