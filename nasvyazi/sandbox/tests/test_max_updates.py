"""How the practice MAX tells a bot: webhooks and polling, one queue for both; and what goes wrong on purpose."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.deliveries import Deliveries
from nasvyazi.sandbox.faults import Faults
from nasvyazi.sandbox.max import people, updates
from nasvyazi.sandbox.max.errors import ApiError
from nasvyazi.sandbox.max.limits import CALLS, SAID, Limiter
from nasvyazi.sandbox.max.methods import subscriptions
from nasvyazi.sandbox.max.network import Max
from nasvyazi.sandbox.max.world import World
from nasvyazi.sandbox.settings import MAX_RETRY_SECONDS, Settings
from nasvyazi.sandbox.store import Store
from nasvyazi.sandbox.tests.receiver import Receiver
from nasvyazi.sandbox.world import Ground
from tests.sandbox import Resident, wait_until
from tests.sandbox_max import Bot, MaxSide

SECRET = "secret_-9"
NOBODY = "http://127.0.0.1:1/nobody"
EIGHT_HOURS = 8 * 3600


@pytest.fixture
def hooked_max(messenger: MaxSide, max_bot: Bot, receiver: Receiver) -> Bot:
    """A bot whose updates go to the receiver."""
    body = {"url": receiver.url, "secret": SECRET}
    assert messenger.call("POST", "/subscriptions", max_bot.token, body) == {"success": True}
    return max_bot


def texts(found: list[Any]) -> list[str]:
    return [one["message"]["body"]["text"] for one in found if one["update_type"] == "message_created"]


def poll(messenger: MaxSide, bot: Bot, **query: Any) -> Any:
    return messenger.call("GET", "/updates", bot.token, **{"timeout": 0, **query})


def test_a_marker_takes_what_is_before_it_and_without_one_only_the_last_is_told(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    for text in "абв":
        messenger.write(max_bot, caller, text)
    last = poll(messenger, max_bot)
    assert texts(last["updates"]) == ["в"]
    whole = poll(messenger, max_bot, marker=1)
    assert texts(whole["updates"]) == ["а", "б", "в"]
    assert whole["marker"] == last["marker"]
    page = poll(messenger, max_bot, marker=1, limit=2)
    assert (len(page["updates"]), texts(page["updates"])) == (2, ["а"])
    rest = poll(messenger, max_bot, marker=page["marker"])
    assert texts(rest["updates"]) == ["б", "в"]
    assert texts(poll(messenger, max_bot, marker=1)["updates"]) == ["б", "в"]
    assert poll(messenger, max_bot, marker=rest["marker"]) == {"updates": [], "marker": rest["marker"]}
    assert [one.fate for one in messenger.inbox(max_bot, caller)] == ["delivered"] * 3


def test_where_nothing_was_told_yet_a_poll_without_a_marker_waits_for_all_that_comes(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    nothing = poll(messenger, max_bot)
    assert nothing["updates"] == []
    messenger.write(max_bot, caller, "а")
    assert len(poll(messenger, max_bot, marker=nothing["marker"])["updates"]) == 2


def test_only_the_kinds_asked_for_are_told_and_the_marker_passes_the_others(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    said = messenger.write(max_bot, caller, "а")
    messenger.edit(max_bot, caller, said, "б")
    found = poll(messenger, max_bot, marker=1, types="message_edited,message_removed")
    assert [one["update_type"] for one in found["updates"]] == ["message_edited"]
    assert poll(messenger, max_bot, marker=found["marker"])["updates"] == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"timeout": 91}, {"marker": "x"}])
def test_a_senseless_poll_is_refused(messenger: MaxSide, max_bot: Bot, query: Any) -> None:
    answer = messenger.request("GET", "/updates", max_bot.token, **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "proto.payload")


def test_a_poll_waits_for_news(messenger: MaxSide, max_bot: Bot, caller: Resident) -> None:
    messenger.start(max_bot, caller)
    marker = poll(messenger, max_bot, marker=1)["marker"]
    with ThreadPoolExecutor() as pool:
        query = {"marker": marker, "timeout": 20}
        headers = {"Authorization": max_bot.token}
        waiting = pool.submit(
            lambda: httpx.get(f"{max_bot.api_url}/updates", params=query, headers=headers, timeout=30).json()
        )
        messenger.write(max_bot, caller, "Слышите?")
        assert texts(waiting.result(timeout=10)["updates"]) == ["Слышите?"]


def test_a_webhook_gets_one_update_a_request_with_its_secret_and_polling_is_refused(
    messenger: MaxSide, hooked_max: Bot, receiver: Receiver, caller: Resident
) -> None:
    messenger.write(hooked_max, caller, "Яма")
    got = receiver.wait(2)
    assert [one.headers["x-max-bot-api-secret"] for one in got] == [SECRET] * 2
    assert {one.body["update_type"] for one in got} == {"bot_started", "message_created"}
    messenger.wait_delivered(hooked_max)
    assert messenger.inbox(hooked_max, caller)[0].fate == "delivered"
    refused = messenger.request("GET", "/updates", hooked_max.token)
    assert (refused.status_code, refused.json()["code"]) == (405, "method.not.allowed")


def test_anything_but_200_is_repeated(
    messenger: MaxSide, hooked_max: Bot, receiver: Receiver, caller: Resident
) -> None:
    messenger.start(hooked_max, caller)
    receiver.wait(1)
    receiver.answers.extend([(500, b"", {}), (201, b"", {}), (302, b"", {"Location": "/"})])
    messenger.write(hooked_max, caller, "раз")
    messenger.wait_delivered(hooked_max)
    [told, _] = messenger.deliveries(hooked_max)
    assert [one.status for one in told.attempts] == [500, 201, 302, 200]
    assert len({one.body["timestamp"] for one in receiver.events[1:]}) == 1


def test_the_schedule_is_ten_repetitions_each_two_and_a_half_times_as_long() -> None:
    assert MAX_RETRY_SECONDS[:4] == (60, 150, 375, 937.5)
    assert len(MAX_RETRY_SECONDS) == 10


def test_after_eight_hours_of_refusals_the_bot_is_unsubscribed_and_what_waits_can_be_polled(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    messenger.start(max_bot, caller)
    marker = poll(messenger, max_bot, marker=1)["marker"]
    messenger.subscribe(max_bot, NOBODY)
    messenger.write(max_bot, caller, "а")
    wait_until(lambda: messenger.deliveries(max_bot)[0].attempts, seconds=10, what="a first refusal")
    assert messenger.call("GET", "/subscriptions", max_bot.token)["subscriptions"][0]["url"] == NOBODY
    messenger.subscribe(max_bot, NOBODY, failing=EIGHT_HOURS + 60)
    messenger.write(max_bot, caller, "б")
    wait_until(lambda: not messenger.look(max_bot).subscriptions, seconds=10, what="the subscription to end")
    assert messenger.call("GET", "/subscriptions", max_bot.token) == {"subscriptions": []}
    assert texts(poll(messenger, max_bot, marker=marker)["updates"]) == ["а", "б"]


def test_a_success_ends_the_eight_hours(
    messenger: MaxSide, hooked_max: Bot, receiver: Receiver, caller: Resident
) -> None:
    messenger.subscribe(hooked_max, receiver.url, failing=EIGHT_HOURS - 60)
    messenger.write(hooked_max, caller, "а")
    messenger.wait_delivered(hooked_max)
    receiver.answers.append((500, b"", {}))
    messenger.write(hooked_max, caller, "б")
    messenger.wait_delivered(hooked_max)
    assert messenger.look(hooked_max).subscriptions == (receiver.url,)


def test_what_waited_goes_to_the_first_subscription_and_nothing_goes_to_one_that_was_removed(
    messenger: MaxSide, max_bot: Bot, receiver: Receiver, caller: Resident
) -> None:
    messenger.write(max_bot, caller, "а")
    messenger.subscribe(max_bot, receiver.url)
    receiver.wait(2)
    messenger.unsubscribe(max_bot)
    messenger.write(max_bot, caller, "б")
    assert texts(messenger.updates(max_bot)) == ["б"]
    gone = messenger.call("DELETE", "/subscriptions", max_bot.token, url=receiver.url)
    assert gone["success"] is False
    assert texts([one.body for one in receiver.events]) == ["а"]


def test_a_subscription_may_be_for_some_kinds_only(
    messenger: MaxSide, max_bot: Bot, receiver: Receiver, caller: Resident
) -> None:
    body = {"url": receiver.url, "update_types": ["message_edited"]}
    messenger.call("POST", "/subscriptions", max_bot.token, body)
    said = messenger.write(max_bot, caller, "а")
    assert said.fate == "untold"
    messenger.edit(max_bot, caller, said, "б")
    assert [one.body["update_type"] for one in receiver.wait(1)] == ["message_edited"]
    [known] = messenger.call("GET", "/subscriptions", max_bot.token)["subscriptions"]
    assert (known["url"], known["update_types"]) == (receiver.url, ["message_edited"])


def test_updates_are_doubled_dropped_and_delayed_by_switches(
    messenger: MaxSide, hooked_max: Bot, receiver: Receiver, caller: Resident
) -> None:
    messenger.start(hooked_max, caller)
    for kind in ("drop_deliveries", "duplicate_delivery"):
        messenger.fault(kind, bot=hooked_max, method="message_created", times=1)
    messenger.write(hooked_max, caller, "пропало")
    messenger.write(hooked_max, caller, "дважды")
    messenger.wait_delivered(hooked_max)
    began = time.time()
    with messenger.faulty("delay_deliveries", bot=hooked_max, seconds=0.3):
        messenger.write(hooked_max, caller, "позже")
    assert texts([one.body for one in receiver.wait(4)]) == ["дважды", "дважды", "позже"]
    messenger.wait_delivered(hooked_max)
    delivered = messenger.deliveries(hooked_max)
    assert sorted(one.state for one in delivered) == ["delivered"] * 4 + ["dropped"]
    assert delivered[0].attempts[0].at - began >= 0.3


def test_any_update_can_be_told(messenger: MaxSide, max_bot: Bot) -> None:
    tomorrow = {"update_type": "something_of_tomorrow", "timestamp": 1}
    messenger.tell(max_bot, tomorrow)
    assert messenger.updates(max_bot) == [tomorrow]


@pytest.mark.parametrize(
    ("code", "name"),
    [(400, "proto.payload"), (401, "verify.token"), (403, "chat.denied"), (404, "chat.not.found"),
     (429, "too.many.requests"), (503, "service.unavailable")],
)  # fmt: skip
def test_an_error_is_answered_as_often_as_asked_and_nothing_is_accepted(
    messenger: MaxSide, max_bot: Bot, caller: Resident, code: int, name: str
) -> None:
    messenger.start(max_bot, caller)
    messenger.fault("error", bot=max_bot, method="POST /messages", code=code, times=1)
    answer = messenger.request("POST", "/messages", max_bot.token, {"text": "Ответ"}, user_id=caller.id)
    assert (answer.status_code, answer.json()["code"]) == (code, name)
    assert set(answer.json()) == {"code", "message"}
    assert messenger.answers(max_bot, caller) == []


def test_a_call_is_broken_before_or_after_it_was_accepted(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    messenger.start(max_bot, caller)
    arrived = []
    for kind in ("http_500_before", "http_500_after"):
        messenger.fault(kind, bot=max_bot, times=1)
        broken = messenger.request("POST", "/messages", max_bot.token, {"text": "Ответ"}, user_id=caller.id)
        assert broken.status_code == 500
        arrived.append(len(messenger.answers(max_bot, caller)))
    messenger.fault("timeout_after", bot=max_bot, times=1)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{max_bot.api_url}/messages", params={"user_id": caller.id}, json={"text": "Ответ"},
                   headers={"Authorization": max_bot.token}, timeout=httpx.Timeout(30.0, read=0.3))  # fmt: skip
    assert arrived == [0, 1]
    wait_until(lambda: len(messenger.answers(max_bot, caller)) == 2, seconds=10, what="what was accepted")


def test_an_upload_and_a_download_break_like_a_call(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    url = messenger.call("POST", "/uploads", max_bot.token, type="file")["url"]
    messenger.fault("http_500_before", bot=max_bot, method="upload", times=1)
    answers = [httpx.post(url, files={"data": ("a", b"1")}).status_code for _ in range(2)]
    said = messenger.write(max_bot, caller, photos=1)
    messenger.fault("http_500_before", method="download", times=1)
    assert [*answers, *(httpx.get(said.photos[0]).status_code for _ in range(2))] == [500, 200, 500, 200]


# --------------------------------------------------------------------------- without a server around it


@pytest.fixture
def world(tmp_path: Path) -> World:
    store, settings = Store(tmp_path / "w.sqlite3"), Settings(home=tmp_path, base_url="http://127.0.0.1:1")
    ground = Ground(
        store=store, deliveries=Deliveries(store, settings), faults=Faults(store), settings=settings
    )
    Max(ground)
    return World(**vars(ground))


def test_an_update_that_nobody_took_for_a_day_is_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = people.create_bot(world, name="Глава")
    updates.emit(world, bot, "message_created", {"text": "вчера"})
    later = real() + updates.KEPT_SECONDS
    monkeypatch.setattr(updates, "real", lambda: later)
    assert len(updates.waiting(world, bot)) == 1
    monkeypatch.setattr(updates, "real", lambda: later + 1)
    updates.emit(world, bot, "message_created", {"text": "сегодня"})
    [left] = updates.waiting(world, bot)
    assert "сегодня" in left["body"]


@pytest.mark.parametrize(
    ("url", "secret", "taken"),
    [
        ("https://desk.example.ru/hook", None, True), ("https://desk.example.ru:443/hook", "abc_-1", True),
        ("http://127.0.0.1:8000/hook", "abcde", True), ("http://web:8000/hook", None, True),
        ("https://desk.example.ru:8443/hook", None, False), ("http://desk.example.ru/hook", None, False),
        ("https://", None, False), (5, None, False), ("https://desk.example.ru/hook", "abcd", False),
        ("https://desk.example.ru/hook", "тайна", False), ("https://desk.example.ru/hook", "s" * 257, False),
    ],
)  # fmt: skip
def test_a_webhook_has_tls_on_its_own_port_and_a_plain_secret(
    url: object, secret: str | None, taken: bool
) -> None:
    if taken:
        assert subscriptions.check(url, secret) == (url, secret or "")
    else:
        with pytest.raises(ApiError):
            subscriptions.check(url, secret)


def test_a_bot_calls_thirty_times_a_second_and_says_two_things_in_a_chat() -> None:
    moment = [1000.0]
    limiter = Limiter(clock=lambda: moment[0])
    assert [limiter.allows(SAID, 1, 5) for _ in range(3)] == [True, True, False]
    assert limiter.allows(SAID, 1, 6)
    assert [limiter.allows(CALLS, 1) for _ in range(31)] == [True] * 30 + [False]
    moment[0] += 1
    assert limiter.allows(SAID, 1, 5)
    assert limiter.allows(CALLS, 1)
