import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, ParseError, Polled, Unclear
from nasvyazi.networks.telegram import network, poll

from .build import private
from .conftest import FakeTelegram, raw, refusal

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Clock:
    """The hour at which Telegram is asked."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(poll, "now", found)
    return found


def told(*numbers: int) -> list[dict[str, Any]]:
    return [{"update_id": number, "message": private(number, text="Яма")} for number in numbers]


def asked(account: Account, fake: FakeTelegram, cursor: str, *answer: Any) -> tuple[Polled, str | None]:
    """What a poll brought, and with what offset Telegram was asked."""
    fake.on("getUpdates", list(answer))
    polled = network.poll(account, cursor, wait=1)
    return polled, fake.of("getUpdates")[-1].get("offset")


def test_the_first_poll_asks_for_all_that_is_kept_and_each_next_one_confirms(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    first, offset = asked(account, fake, "", *told(41, 42))
    assert (offset, first.lost_history) == (None, False)
    assert [(one.external_id, one.type) for one in first.envelopes] == [("41", "message"), ("42", "message")]
    nothing, offset = asked(account, fake, first.cursor)
    assert (offset, nothing.envelopes) == ("43", [])
    assert asked(account, fake, nothing.cursor)[1] == "43"


def test_every_kind_of_update_that_holds_words_is_asked_for(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    asked(account, fake, "")
    [form] = fake.of("getUpdates")
    assert json.loads(form["allowed_updates"]) == list(poll.UPDATES)
    assert {"message", "edited_message", "channel_post", "my_chat_member"} <= set(poll.UPDATES)


def test_the_deadline_leaves_room_for_the_wait_and_telegram_is_never_asked_for_more_than_it_takes(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    fake.on("getUpdates", [])
    for wait in (0, 25, 3600):
        network.poll(account, "", wait=wait)
    assert [form["timeout"] for form in fake.of("getUpdates")] == ["0", "25", "50"]
    for seconds, wait in zip(fake.seconds, (0, 25, 50), strict=True):
        assert wait + 5 < seconds < wait + 30


def test_after_a_quiet_week_numbers_may_begin_anew_so_none_is_confirmed(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    cursor = asked(account, fake, "", *told(900))[0].cursor
    for _ in range(8):
        clock.at += timedelta(hours=20)
        polled, offset = asked(account, fake, cursor)
        cursor = polled.cursor
        assert (offset is None) == (clock.at - START > timedelta(days=6))
        assert not polled.lost_history
    polled, offset = asked(account, fake, cursor, *told(7))
    assert offset is None
    assert asked(account, fake, polled.cursor)[1] == "8"


def test_who_has_not_asked_for_a_day_has_lost_something(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    cursor = asked(account, fake, "", *told(5))[0].cursor
    clock.at += timedelta(hours=23)
    kept = asked(account, fake, cursor)[0]
    assert not kept.lost_history
    clock.at += timedelta(hours=25)
    assert asked(account, fake, kept.cursor)[0].lost_history


@pytest.mark.parametrize("cursor", ["rubbish", "[]", '{"last": "x", "heard_at": []}', "5"])
def test_an_unreadable_cursor_starts_anew(
    account: Account, fake: FakeTelegram, clock: Clock, cursor: str
) -> None:
    polled, offset = asked(account, fake, cursor, *told(5))
    assert offset is None
    assert [one.external_id for one in polled.envelopes] == ["5"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                      "the webhook first"), "telegram:webhook_active"),
        (refusal(409, "Conflict: terminated by setWebhook request"), "telegram:webhook_active"),
        (refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
                      "running"), "telegram:other_poller"),
        (refusal(401, "Unauthorized"), "telegram:token"),
        (refusal(404, "Not Found"), "telegram:token"),
    ],
)  # fmt: skip
def test_what_a_person_has_to_mend_is_told_and_the_cursor_stays_with_the_caller(
    account: Account, fake: FakeTelegram, answer: Any, code: str
) -> None:
    fake.on("getUpdates", answer)
    with pytest.raises(NeedsHuman) as caught:
        network.poll(account, "", wait=0)
    assert caught.value.code == code
    assert len(network.explain(code)) > 20


@pytest.mark.parametrize(
    "answer", [raw(b"<html>"), raw(b"[]"), raw(b'{"ok": true}'), {"update_id": 1}, None, "x"]
)
def test_an_unreadable_answer_is_unclear(account: Account, fake: FakeTelegram, answer: Any) -> None:
    fake.on("getUpdates", answer)
    with pytest.raises(Unclear):
        network.poll(account, "", wait=0)


def test_what_is_no_update_is_kept_for_a_person_to_see_and_hides_nothing_behind_it(
    account: Account, fake: FakeTelegram, clock: Clock
) -> None:
    lone = {"update_id": 9, "message": private(1, text="\ud800")}
    polled, _ = asked(account, fake, "", "rubbish", {"message": {}}, lone)
    rubbish, nameless, event = polled.envelopes
    assert (rubbish.external_id, rubbish.type, rubbish.body) == ("", "unknown", b'"rubbish"')
    assert nameless.body == b'{"message": {}}'
    assert b"\\ud800" in event.body
    assert asked(account, fake, polled.cursor)[1] == "10"
    for broken in (rubbish, nameless):
        with pytest.raises(ParseError):
            network.parse(account, broken.body, now=START)
