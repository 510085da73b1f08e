"""How the practice Telegram tells a bot: webhooks and getUpdates, one queue for both."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from nasvyazi.sandbox.tests.receiver import Receiver
from tests.sandbox import Resident, wait_until
from tests.sandbox_telegram import Bot, TelegramSide

SECRET = "secret_-9"


@pytest.fixture
def hooked_bot(telegram: TelegramSide, bot: Bot, receiver: Receiver) -> Bot:
    """A bot whose updates go to the receiver."""
    assert telegram.call("setWebhook", bot.token, url=receiver.url, secret_token=SECRET)["result"] is True
    return bot


def texts(updates: list[Any]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def test_an_offset_takes_what_is_before_it(telegram: TelegramSide, bot: Bot, neighbour: Resident) -> None:
    for text in "абвг":
        telegram.write(bot, neighbour, text)
    all_of_them = telegram.updates(bot)
    numbers = [update["update_id"] for update in all_of_them]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert texts(telegram.updates(bot, limit=1)) == ["а"]
    assert texts(telegram.updates(bot, offset=numbers[1])) == ["б", "в", "г"]
    assert texts(telegram.updates(bot, offset=-1)) == ["г"]
    assert [one.fate for one in telegram.inbox(bot, neighbour)] == ["delivered"] * 3 + ["waiting"]


def test_after_a_quiet_week_numbers_start_anew_and_an_old_offset_takes_nothing(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.write(bot, neighbour, "а")
    last = telegram.updates(bot)[0]["update_id"]
    assert telegram.updates(bot, offset=last + 1) == []
    telegram.renumber(bot, 77)
    telegram.write(bot, neighbour, "б")
    (update,) = telegram.updates(bot, offset=last + 1)
    assert update["update_id"] == 77


def test_a_poll_waits_for_news_and_a_newer_one_ends_it(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    with ThreadPoolExecutor() as pool:

        def poll() -> Any:
            return httpx.get(
                f"{bot.api_url}/bot{bot.token}/getUpdates", params={"timeout": 20}, timeout=30
            ).json()

        first, second = pool.submit(poll), pool.submit(poll)
        wait_until(lambda: first.done() or second.done(), seconds=10, what="one poll to be ended")
        ended, other = (first, second) if first.done() else (second, first)
        assert ended.result()["error_code"] == 409
        assert "terminated by other getUpdates" in ended.result()["description"]
        telegram.write(bot, neighbour, "Слышите?")
        assert texts(other.result(timeout=10)["result"]) == ["Слышите?"]


def test_a_webhook_gets_updates_with_its_secret_and_polling_is_refused(
    telegram: TelegramSide, hooked_bot: Bot, receiver: Receiver, neighbour: Resident
) -> None:
    said = telegram.write(hooked_bot, neighbour, "Яма")
    (got,) = receiver.wait(1)
    assert got.headers["x-telegram-bot-api-secret-token"] == SECRET
    assert (got.body["update_id"], got.body["message"]["text"]) == (said.update_id, "Яма")
    telegram.wait_delivered(hooked_bot)
    assert telegram.inbox(hooked_bot, neighbour)[0].fate == "delivered"
    refused = telegram.call("getUpdates", hooked_bot.token)
    assert refused["description"].startswith("Conflict: can't use getUpdates method while webhook is active")


def test_a_refused_update_comes_again_before_the_next_of_its_chat_and_holds_up_no_other(
    telegram: TelegramSide, hooked_bot: Bot, receiver: Receiver, neighbour: Resident
) -> None:
    receiver.answers.extend([(500, b"", {}), (404, b"", {})])
    telegram.write(hooked_bot, neighbour, "раз")
    receiver.wait(2)
    telegram.write(hooked_bot, neighbour, "два")
    telegram.write(hooked_bot, telegram.resident(), "сосед")
    receiver.wait(5)
    telegram.wait_delivered(hooked_bot)
    told = [one.body["message"]["text"] for one in receiver.events]
    assert [text for text in told if text != "сосед"] == ["раз", "раз", "раз", "два"]
    known = telegram.call("getWebhookInfo", hooked_bot.token)["result"]
    assert known["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert known["pending_update_count"] == 0


def test_what_no_webhook_took_waits_for_whoever_asks_next(
    telegram: TelegramSide, bot: Bot, receiver: Receiver, neighbour: Resident
) -> None:
    telegram.webhook(bot, "http://127.0.0.1:1/nobody")
    telegram.write(bot, neighbour, "а")
    telegram.write(bot, neighbour, "б")
    wait_until(lambda: telegram.look(bot).last_error, seconds=10, what="an error to be noted")
    assert telegram.look(bot).last_error == "Connection refused"
    assert telegram.call("deleteWebhook", bot.token)["description"] == "Webhook was deleted"
    assert texts(telegram.updates(bot)) == ["а", "б"]
    telegram.call("setWebhook", bot.token, url=receiver.url)
    assert texts([one.body for one in receiver.wait(2)]) == ["а", "б"]


def test_pending_updates_can_be_dropped(telegram: TelegramSide, bot: Bot, neighbour: Resident) -> None:
    telegram.write(bot, neighbour, "а")
    telegram.call("deleteWebhook", bot.token, drop_pending_updates=True)
    assert telegram.updates(bot) == []
    assert telegram.inbox(bot, neighbour)[0].fate == "dropped"


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://example.org/hook", "", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://", "", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://example.org/", "тайна", "secret token contains unallowed characters"),
        ("https://example.org/", "s" * 257, "secret token is too long"),
    ],
)
def test_a_wrong_webhook_is_refused(
    telegram: TelegramSide, bot: Bot, url: str, secret: str, words: str
) -> None:
    answer = telegram.call("setWebhook", bot.token, url=url, secret_token=secret)
    assert answer["description"] == f"Bad Request: {words}"


def test_only_the_wanted_kinds_are_told(telegram: TelegramSide, bot: Bot, neighbour: Resident) -> None:
    assert telegram.updates(bot, allowed_updates=["edited_message"]) == []
    said = telegram.write(bot, neighbour, "а")
    assert said.fate == "untold"
    telegram.edit(bot, neighbour, said, "б")
    assert [list(update) for update in telegram.updates(bot)] == [["update_id", "edited_message"]]


def test_any_update_can_be_told(telegram: TelegramSide, bot: Bot) -> None:
    reaction = {"message_reaction": {"date": 1}}
    number = telegram.tell(bot, reaction)
    assert telegram.tell(bot, {"update_id": 5, "poll": {}}) == 5
    assert telegram.updates(bot) == [{"update_id": number, **reaction}, {"update_id": 5, "poll": {}}]


def test_updates_are_doubled_dropped_and_delayed_by_switches(
    telegram: TelegramSide, hooked_bot: Bot, receiver: Receiver, neighbour: Resident
) -> None:
    for kind in ("drop_deliveries", "duplicate_delivery"):
        telegram.fault(kind, bot=hooked_bot, method="message", times=1)
    telegram.write(hooked_bot, neighbour, "пропало")
    telegram.write(hooked_bot, neighbour, "дважды")
    began = time.time()
    with telegram.faulty("delay_deliveries", bot=hooked_bot, seconds=0.3):
        telegram.write(hooked_bot, neighbour, "позже")
    got = receiver.wait(3)
    assert [one.body["message"]["text"] for one in got] == ["дважды", "дважды", "позже"]
    assert got[0].body == got[1].body
    telegram.wait_delivered(hooked_bot)
    delivered = telegram.deliveries(hooked_bot)
    assert [one.state for one in delivered] == ["delivered"] * 3 + ["dropped"]
    assert delivered[0].attempts[0].at - began >= 0.3


@pytest.mark.parametrize(
    ("code", "words"),
    [(400, "Bad Request: chat not found"), (401, "Unauthorized"), (403, "Forbidden: bot was blocked by the user"),
     (429, "Too Many Requests: retry after 7")],
)  # fmt: skip
def test_an_error_is_answered_as_often_as_asked_and_nothing_is_accepted(
    telegram: TelegramSide, bot: Bot, neighbour: Resident, code: int, words: str
) -> None:
    telegram.write(bot, neighbour, "Здравствуйте")
    telegram.fault("error", bot=bot, method="sendMessage", code=code, seconds=7, times=1)
    answer = telegram.call("sendmessage", bot.token, chat_id=neighbour.id, text="Ответ")
    assert (answer["error_code"], answer["description"]) == (code, words)
    assert answer.get("parameters") == ({"retry_after": 7} if code == 429 else None)
    assert telegram.answers(bot, neighbour) == []
    assert telegram.call("sendMessage", bot.token, chat_id=neighbour.id, text="Ответ")["ok"]


def test_a_call_is_broken_before_or_after_it_was_accepted(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.write(bot, neighbour, "Здравствуйте")
    url, form = f"{bot.api_url}/bot{bot.token}/sendMessage", {"chat_id": neighbour.id, "text": "Ответ"}
    arrived = []
    for kind in ("http_500_before", "http_500_after"):
        telegram.fault(kind, bot=bot, times=1)
        assert httpx.post(url, data=form).status_code == 500
        arrived.append(len(telegram.answers(bot, neighbour)))
    telegram.fault("timeout_after", bot=bot, times=1)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(url, data=form, timeout=httpx.Timeout(30.0, read=0.3))
    assert arrived == [0, 1]
    wait_until(lambda: len(telegram.answers(bot, neighbour)) == 2, seconds=10, what="what was accepted")


def test_a_conflict_can_be_played_without_a_second_program(telegram: TelegramSide, bot: Bot) -> None:
    telegram.fault("conflict", bot=bot, times=1)
    assert telegram.call("getMe", bot.token)["ok"]
    assert telegram.call("getUpdates", bot.token)["error_code"] == 409
    assert telegram.updates(bot) == []
