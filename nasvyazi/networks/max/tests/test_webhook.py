from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks.base import Account, NeedsHuman, Unclear
from nasvyazi.networks.max import Max
from nasvyazi.networks.max.poll import UPDATES
from nasvyazi.networks.optional import TakesHooks

from .conftest import FakeMax, refusal

URL, OTHER = "https://nasvyazi.example/hooks/max/key", "https://other.example/hook"
MAX = Max()
LISTED, SET, DROPPED = "GET /subscriptions", "POST /subscriptions", "DELETE /subscriptions"


@pytest.fixture
def hooked(account: Account, fake: FakeMax) -> Account:
    fake.on(SET, {"success": True})
    fake.on(DROPPED, {"success": True})
    listed(fake, URL)
    return replace(account, hook_url=URL)


def listed(fake: FakeMax, *urls: str, **more: Any) -> None:
    fake.on(
        LISTED,
        {"subscriptions": [{"url": url, "time": 1, "update_types": list(UPDATES), **more} for url in urls]},
    )


def test_max_is_told_where_to_call_with_which_secret_and_of_what_and_nobody_else_is_called(
    hooked: Account, fake: FakeMax
) -> None:
    assert isinstance(MAX, TakesHooks)
    listed(fake, OTHER, URL)
    MAX.hook(hooked, deadline=5)
    assert fake.of(SET)[0].body == {"url": URL, "secret": "max-secret", "update_types": list(UPDATES)}
    assert [asked.query for asked in fake.of(DROPPED)] == [{"url": OTHER}]


def test_whoever_polls_is_called_by_nobody(hooked: Account, fake: FakeMax) -> None:
    MAX.hook(replace(hooked, hook_url=""), deadline=5)
    assert [asked.query for asked in fake.of(DROPPED)] == [{"url": URL}]
    assert fake.of(SET) == []


def test_a_webhook_whose_every_call_we_would_refuse_is_not_set(hooked: Account, fake: FakeMax) -> None:
    with pytest.raises(NeedsHuman) as caught:
        MAX.hook(replace(hooked, secrets={"token": "t"}), deadline=5)
    assert (caught.value.code, fake.asked) == ("max:no_secret", [])
    assert "secret" in MAX.explain(caught.value.code)


def test_without_an_address_a_person_is_asked_after_a_wrong_token_is_told(
    hooked: Account, fake: FakeMax
) -> None:
    unknown = replace(hooked, hook_url="/hooks/max/key")
    fake.on("GET /me", {"user_id": 1}, refusal(401, "verify.token"))
    for code in ("max:no_address", "max:token"):
        with pytest.raises(NeedsHuman) as caught:
            MAX.hook(unknown, deadline=5)
        assert (caught.value.code, fake.of(SET)) == (code, [])


@pytest.mark.parametrize(
    "answer",
    [{"success": False, "message": "url must be https"}, refusal(400, "proto.payload", "Invalid url")],
)
def test_an_address_that_max_does_not_take_is_told_with_what_to_mend(
    hooked: Account, fake: FakeMax, answer: Any
) -> None:
    fake.on(SET, answer)
    with pytest.raises(NeedsHuman) as caught:
        MAX.hook(hooked, deadline=5)
    assert caught.value.code == "max:bad_webhook"
    assert "443" in MAX.explain("max:bad_webhook")


def test_a_wrong_token_is_not_told_as_a_wrong_address(hooked: Account, fake: FakeMax) -> None:
    for answer, error, code in (
        (refusal(401, "verify.token"), NeedsHuman, "max:token"),
        (Unclear("timeout"), Unclear, "timeout"),
    ):
        fake.on(SET, answer)
        with pytest.raises(error) as caught:
            MAX.hook(hooked, deadline=5)
        assert caught.value.code == code


def test_a_subscription_that_stands_is_left_alone(hooked: Account, fake: FakeMax) -> None:
    for more in ({}, {"update_types": None}):
        listed(fake, OTHER, URL, **more)
        assert MAX.watch_hook(hooked, deadline=5) == ""
    assert {asked.call for asked in fake.asked} == {LISTED}


def test_after_eight_hours_of_failures_max_is_told_again(hooked: Account, fake: FakeMax) -> None:
    fake.on(LISTED, {"subscriptions": []})
    assert MAX.watch_hook(hooked, deadline=5) == ""
    assert fake.of(SET)[0].body["url"] == URL


def test_a_subscription_that_leaves_something_out_is_set_again(hooked: Account, fake: FakeMax) -> None:
    listed(fake, URL, update_types=["message_created"])
    assert MAX.watch_hook(hooked, deadline=5) == ""
    assert fake.of(SET)[0].body["update_types"] == list(UPDATES)


def test_nobody_elses_subscription_is_taken(hooked: Account, fake: FakeMax) -> None:
    listed(fake, OTHER)
    assert MAX.watch_hook(hooked, deadline=5) == "max:hook_taken"
    assert {asked.call for asked in fake.asked} == {LISTED}
    assert "connect" in MAX.explain("max:hook_taken")


def test_without_an_address_of_our_own_the_path_tells_whose_subscription_it_is(
    hooked: Account, fake: FakeMax
) -> None:
    unknown = replace(hooked, hook_url="/hooks/max/key")
    assert MAX.watch_hook(unknown, deadline=5) == ""
    listed(fake, "https://evil.example/hooks/max/other")
    assert MAX.watch_hook(unknown, deadline=5) == "max:hook_taken"
