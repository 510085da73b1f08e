import json
from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman
from nasvyazi.networks.optional import TakesHooks
from nasvyazi.networks.telegram import Telegram
from nasvyazi.networks.telegram.poll import UPDATES

from .conftest import FakeTelegram, refusal

URL = "https://nasvyazi.example/hooks/telegram/key"
TELEGRAM = Telegram()


@pytest.fixture
def hooked(account: Account) -> Account:
    return replace(account, hook_url=URL)


def test_telegram_is_told_where_to_call_with_which_secret_and_of_what(
    hooked: Account, fake: FakeTelegram
) -> None:
    assert isinstance(TELEGRAM, TakesHooks)
    fake.on("setWebhook", True)
    TELEGRAM.hook(hooked, deadline=5)
    [form] = fake.of("setWebhook")
    assert (form["url"], form["secret_token"]) == (URL, "telegram-secret")
    assert json.loads(form["allowed_updates"]) == list(UPDATES)
    assert "drop_pending_updates" not in form


def test_whoever_polls_is_called_by_nobody_and_loses_nothing(account: Account, fake: FakeTelegram) -> None:
    fake.on("deleteWebhook", True)
    TELEGRAM.hook(replace(account, hook_url=""), deadline=5)
    assert fake.of("deleteWebhook") == [{}]


def test_a_webhook_whose_every_call_we_would_refuse_is_not_set(hooked: Account, fake: FakeTelegram) -> None:
    with pytest.raises(NeedsHuman) as caught:
        TELEGRAM.hook(replace(hooked, secrets={"token": hooked.secrets["token"]}), deadline=5)
    assert (caught.value.code, fake.asked) == ("telegram:no_secret", [])
    assert "secret" in TELEGRAM.explain(caught.value.code)


def test_without_an_address_or_with_one_that_telegram_does_not_take_a_person_is_asked(
    account: Account, hooked: Account, fake: FakeTelegram
) -> None:
    unknown = replace(account, hook_url="/hooks/telegram/key")
    fake.on("getMe", {"id": 1}, refusal(401, "Unauthorized"))
    for code in ("telegram:no_address", "telegram:token"):
        with pytest.raises(NeedsHuman) as caught:
            TELEGRAM.hook(unknown, deadline=5)
        assert (caught.value.code, fake.of("setWebhook")) == (code, [])
    fake.on("setWebhook", refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"))
    with pytest.raises(NeedsHuman) as caught:
        TELEGRAM.hook(hooked, deadline=5)
    assert caught.value.code == "telegram:bad_webhook"
    assert "https" in TELEGRAM.explain(caught.value.code)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"url": URL, "pending_update_count": 0}, ""),
        ({"url": URL, "pending_update_count": 5}, ""),
        ({"url": URL, "pending_update_count": 0, "last_error_message": "Connection refused"}, ""),
        (
            {"url": URL, "pending_update_count": 5, "last_error_message": "Connection refused"},
            "telegram:hook_failing",
        ),
        (
            {
                "url": URL,
                "pending_update_count": 5,
                "last_error_message": "Timeout",
                "last_error_date": 1_700_000_000,
            },
            "",
        ),
        ({"url": "https://other.example/hook", "pending_update_count": 0}, "telegram:hook_taken"),
    ],
)
def test_what_is_wrong_with_the_webhook_is_told_and_nobody_elses_is_overwritten(
    hooked: Account, fake: FakeTelegram, told: Any, code: str
) -> None:
    fake.on("getWebhookInfo", told)
    assert TELEGRAM.watch_hook(hooked, deadline=5) == code
    assert [method for method, _ in fake.asked] == ["getWebhookInfo"]
    assert not code or len(TELEGRAM.explain(code)) > 20


def test_without_an_address_of_our_own_the_path_tells_whose_webhook_it_is(
    account: Account, fake: FakeTelegram
) -> None:
    unknown = replace(account, hook_url="/hooks/telegram/key")
    fake.on("getMe", {"id": 1})
    fake.on("getWebhookInfo", {"url": URL}, {"url": "https://evil.example/hooks/telegram/other"}, {"url": ""})
    assert [TELEGRAM.watch_hook(unknown, deadline=5) for _ in range(2)] == ["", "telegram:hook_taken"]
    with pytest.raises(NeedsHuman) as caught:
        TELEGRAM.watch_hook(unknown, deadline=5)
    assert caught.value.code == "telegram:no_address", "it is gone, and cannot be set again"


def test_a_webhook_that_is_gone_is_set_again(hooked: Account, fake: FakeTelegram) -> None:
    fake.on("getWebhookInfo", {"url": "", "pending_update_count": 5})
    fake.on("setWebhook", True)
    assert TELEGRAM.watch_hook(hooked, deadline=5) == ""
    assert fake.of("setWebhook")[0]["url"] == URL
