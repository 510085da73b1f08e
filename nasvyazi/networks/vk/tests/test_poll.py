import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NeedsHuman, NothingSent, ParseError, Throttled, Unclear
from nasvyazi.networks.vk import network

from .conftest import FakeVk

CURSOR = json.dumps({"server": "https://lp.vk.ru/whp/1234", "key": "k1", "ts": "10"})
FRESH = {"response": {"server": "https://lp.vk.ru/whp/1234", "key": "k2", "ts": "90"}}
UPDATE = {"type": "group_join", "event_id": "e7", "object": {"user_id": 1}, "group_id": 1234}
QUEUE = "1234"


def place(cursor: str) -> tuple[str, str]:
    known = json.loads(cursor)
    return known["key"], known["ts"]


def test_from_now_on_when_there_is_no_cursor(account: Account, fake: FakeVk) -> None:
    fake.on("groups.getLongPollServer", FRESH)
    fake.on(QUEUE, {"ts": "91", "updates": [UPDATE]})
    polled = network.poll(account, "", wait=25)
    assert (place(polled.cursor), polled.lost_history) == (("k2", "91"), False)
    [envelope] = polled.envelopes
    assert (envelope.external_id, envelope.type, json.loads(envelope.body)) == ("e7", "group_join", UPDATE)
    assert fake.urls[1] == "https://lp.vk.ru/whp/1234?act=a_check&key=k2&ts=90&wait=25"


def test_an_unreadable_cursor_starts_anew_and_says_that_history_is_lost(
    account: Account, fake: FakeVk
) -> None:
    fake.on("groups.getLongPollServer", FRESH)
    fake.on(QUEUE, {"ts": "91", "updates": []})
    assert network.poll(account, "rubbish", wait=1).lost_history


def test_failed_1_goes_on_from_the_new_ts_and_says_what_is_lost(account: Account, fake: FakeVk) -> None:
    fake.on(QUEUE, {"failed": 1, "ts": 30})
    polled = network.poll(account, CURSOR, wait=1)
    assert (place(polled.cursor), polled.lost_history) == (("k1", "30"), True)


def test_failed_2_takes_a_new_key_and_keeps_the_ts(account: Account, fake: FakeVk) -> None:
    fake.on("groups.getLongPollServer", FRESH)
    fake.on(QUEUE, {"failed": 2})
    polled = network.poll(account, CURSOR, wait=1)
    assert (place(polled.cursor), polled.lost_history) == (("k2", "10"), False)


@pytest.mark.parametrize("told", [{"failed": 3}, {"failed": 1}, {"failed": 4, "min_version": 0}])
def test_failed_3_and_whatever_is_unknown_start_anew(account: Account, fake: FakeVk, told: Any) -> None:
    fake.on("groups.getLongPollServer", FRESH)
    fake.on(QUEUE, told)
    polled = network.poll(account, CURSOR, wait=1)
    assert (place(polled.cursor), polled.lost_history) == (("k2", "90"), True)


@pytest.mark.parametrize("gone", [NothingSent("connect"), http.Response(status=404, headers={}, body=b"")])
def test_a_server_that_is_gone_is_asked_for_anew_without_losing_the_place(
    account: Account, fake: FakeVk, gone: Any
) -> None:
    fake.on("groups.getLongPollServer", FRESH)
    fake.on(QUEUE, gone)
    polled = network.poll(account, CURSOR, wait=1)
    assert (place(polled.cursor), polled.lost_history) == (("k2", "10"), False)


@pytest.mark.parametrize(
    "trouble", [Unclear("http:502"), Throttled("http:429", retry_after=timedelta(seconds=9))]
)
def test_other_trouble_is_raised_and_the_cursor_stays_with_the_caller(
    account: Account, fake: FakeVk, trouble: Any
) -> None:
    fake.on(QUEUE, trouble)
    with pytest.raises(type(trouble)):
        network.poll(account, CURSOR, wait=1)


@pytest.mark.parametrize(
    "told", [{}, [], "x", {"updates": []}, http.Response(status=200, headers={}, body=b"<html>")]
)
def test_an_unreadable_answer_is_unclear(account: Account, fake: FakeVk, told: Any) -> None:
    fake.on(QUEUE, told)
    with pytest.raises(Unclear):
        network.poll(account, CURSOR, wait=1)


def test_a_foreign_server_is_not_called(account: Account, fake: FakeVk) -> None:
    fake.on(
        "groups.getLongPollServer", {"response": {"server": "https://evil.example/x", "key": "k", "ts": 1}}
    )
    with pytest.raises(NeedsHuman):
        network.poll(account, "", wait=1)
    assert len(fake.asked) == 1


def test_a_switched_off_long_poll_says_where_to_switch_it_on(account: Account, fake: FakeVk) -> None:
    fake.on(
        "groups.getLongPollServer", {"error": {"error_code": 100, "error_msg": "longpoll is not enabled"}}
    )
    with pytest.raises(NeedsHuman) as caught:
        network.poll(account, "", wait=1)
    assert "Long Poll" in network.explain(caught.value.code)


def test_an_update_that_is_no_event_is_kept_for_a_person_to_see(account: Account, fake: FakeVk) -> None:
    fake.on(QUEUE, {"ts": 11, "updates": ["rubbish", {"type": "message_new", "object": {"text": "\ud800"}}]})
    broken, event = network.poll(account, CURSOR, wait=1).envelopes
    assert (broken.type, broken.body) == ("unknown", b'"rubbish"')
    assert b"\\ud800" in event.body
    with pytest.raises(ParseError):
        network.parse(account, broken.body, now=datetime.now(UTC))
