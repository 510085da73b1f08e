from dataclasses import replace
from typing import Any

import pytest

from nasvyazi.networks.base import Account, Finding, NothingSent, Refused
from nasvyazi.networks.vk import network
from nasvyazi.networks.vk.check import EVENTS

from .conftest import SECRETS, FakeVk

ALL_ON = dict.fromkeys(EVENTS, 1)
SERVER = {"id": 3, "title": "На связи", "status": "ok"}


@pytest.fixture
def sound(fake: FakeVk) -> FakeVk:
    fake.on("groups.getById", {"response": {"groups": [{"id": 1234, "name": "Глава"}], "profiles": []}})
    fake.on("groups.getTokenPermissions", {"response": {"mask": 4 + 4096 + 262144, "permissions": []}})
    fake.on("groups.getLongPollSettings", {"response": {"is_enabled": False, "events": ALL_ON}})
    fake.on("groups.getCallbackServers", {"response": {"count": 1, "items": [SERVER]}})
    fake.on("groups.getCallbackSettings", {"response": {"api_version": "5.199", "events": ALL_ON}})
    fake.on("users.get", {"response": [{"id": 1}]})
    return fake


def wrong(account: Account) -> list[Finding]:
    return [finding for finding in network.check(account, deadline=5) if not finding.ok]


def test_nothing_is_wrong_with_a_sound_channel(account: Account, sound: FakeVk) -> None:
    assert wrong(account) == []


def test_each_key_is_used_at_its_own_pace(account: Account, sound: FakeVk) -> None:
    network.check(account, deadline=5)
    assert sound.paces == {SECRETS["token"]: 20, SECRETS["service_token"]: 3, SECRETS["user_token"]: 3}


def test_optional_keys_are_named_with_what_they_are_for_and_are_no_fault(
    account: Account, sound: FakeVk
) -> None:
    bare = replace(account, secrets={"token": "x", "secret": "y", "confirmation": "z"})
    told = [finding.text for finding in network.check(bare, deadline=5)]
    assert wrong(bare) == []
    assert sum("optional" in text for text in told) == 2


@pytest.mark.parametrize("groups", [[{"id": 99, "name": "Чужое"}], {"groups": [{"id": 99, "name": "Чужое"}]}])
def test_the_key_of_another_community(account: Account, sound: FakeVk, groups: Any) -> None:
    sound.on("groups.getById", {"response": groups})
    assert wrong(account)[0].params == {"name": "Чужое", "number": "99"}


def test_a_revoked_key_is_one_finding_and_nothing_more_is_asked_with_it(
    account: Account, sound: FakeVk
) -> None:
    sound.on("groups.getById", {"error": {"error_code": 5, "error_msg": "x"}})
    found = wrong(replace(account, secrets={"token": "x"}))
    assert [finding.text for finding in found] == [network.explain("vk:5")]
    assert sound.of("groups.getTokenPermissions") == []


def test_missing_rights_and_events_are_listed(account: Account, sound: FakeVk) -> None:
    sound.on("groups.getTokenPermissions", {"response": {"mask": 4096, "permissions": []}})
    sound.on("groups.getCallbackSettings", {"response": {"events": {**ALL_ON, "wall_reply_new": 0}}})
    assert [finding.params for finding in wrong(account)] == [
        {"rights": "photos, manage"},
        {"events": "wall_reply_new"},
    ]


def test_what_the_long_poll_tells_need_not_be_told_by_a_webhook(account: Account, sound: FakeVk) -> None:
    sound.on("groups.getCallbackServers", {"response": {"count": 0, "items": []}})
    sound.on("groups.getLongPollSettings", {"response": {"is_enabled": True, "events": ALL_ON}})
    assert wrong(replace(account, secrets={"token": "x"})) == []


def test_a_webhook_without_secret_and_confirmation_cannot_work(account: Account, sound: FakeVk) -> None:
    assert len(wrong(replace(account, secrets={"token": "x"}))) == 2


def test_a_server_that_vk_gave_up_is_named(account: Account, sound: FakeVk) -> None:
    sound.on("groups.getCallbackServers", {"response": {"items": [{**SERVER, "status": "failed"}]}})
    assert [finding.params for finding in wrong(account)] == [{"title": "На связи"}]


def test_without_a_connection_every_finding_says_so(account: Account, fake: FakeVk) -> None:
    for method in ("groups.getById", "users.get"):
        fake.on(method, NothingSent("connect"))
    assert len(wrong(account)) == 3


def test_every_finding_can_be_filled_in(account: Account, sound: FakeVk) -> None:
    sound.on("users.get", Refused("vk:15", "Access {denied}"))
    for finding in network.check(account, deadline=5):
        assert finding.text.format(**finding.params)


def test_names_of_people_and_communities(account: Account, fake: FakeVk) -> None:
    people = [
        {"id": 7, "first_name": "Марина", "last_name": "К."},
        {"id": 8, "first_name": "Не", "last_name": "её"},
    ]
    fake.on("users.get", {"response": people})
    fake.on("groups.getById", {"response": [{"id": 55, "name": "Соседи"}]})
    told = network.profiles(account, ["7", "-55", "rubbish", "0"], deadline=5)
    assert [(one.network_id, one.name, one.url) for one in told] == [
        ("7", "Марина К.", "https://vk.com/id7"),
        ("-55", "Соседи", "https://vk.com/club55"),
    ]
    assert fake.of("users.get")[0]["user_ids"] == "7"


def test_unknown_communities_are_absent_and_other_refusals_are_told(account: Account, fake: FakeVk) -> None:
    fake.on("groups.getById", {"error": {"error_code": 100, "error_msg": "x"}})
    assert network.profiles(account, ["-55"], deadline=5) == []
    fake.on("groups.getById", {"error": {"error_code": 15, "error_msg": "x"}})
    with pytest.raises(Refused):
        network.profiles(account, ["-55"], deadline=5)
