"""Bots Long Poll of the practice VK."""

import threading
import time
from typing import Any

import httpx
import pytest

from tests.sandbox import Community, Resident, Sandbox


def server(sandbox: Sandbox, community: Community) -> dict[str, str]:
    answer = sandbox.call("groups.getLongPollServer", community.token, group_id=community.id)
    return dict(answer["response"])


def poll(known: dict[str, str], *, wait: float = 0, **changes: object) -> dict[str, Any]:
    params = {"act": "a_check", "key": known["key"], "ts": known["ts"], "wait": wait} | changes
    answer: dict[str, Any] = httpx.get(known["server"], params=params, timeout=30).json()  # type: ignore[arg-type]
    return answer


def test_a_poll_waits_for_the_next_event(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    known = server(sandbox, community)
    threading.Timer(0.3, sandbox.write, (community, resident, "Слышите?")).start()
    began = time.monotonic()
    answer = poll(known, wait=20)
    assert time.monotonic() - began < 15
    (update,) = answer["updates"]
    assert update["object"]["message"]["text"] == "Слышите?"
    assert set(update) == {"type", "object", "group_id", "event_id", "v"}
    assert poll(known | {"ts": answer["ts"]}) == {"ts": answer["ts"], "updates": []}


def test_the_same_ts_gives_the_same_events_again(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    sandbox.write(community, resident, "Раз")
    assert poll(known) == poll(known)


def test_an_event_is_shown_as_delivered_once_the_poller_has_gone_on(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    sandbox.write(community, resident, "Раз")
    answer = poll(known)
    assert sandbox.inbox(community, resident)[0].fate == "waiting"
    poll(known | {"ts": answer["ts"]})
    assert sandbox.inbox(community, resident)[0].fate == "delivered"


def test_a_wrong_key_is_failed_two_and_the_ts_stays_good(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    sandbox.write(community, resident, "Раз")
    assert poll(known, key="old") == {"failed": 2}
    assert len(poll(server(sandbox, community) | {"ts": known["ts"]})["updates"]) == 1


def test_an_impossible_ts_is_failed_one_with_a_number(sandbox: Sandbox, community: Community) -> None:
    known = server(sandbox, community)
    assert poll(known, ts="100000") == {"failed": 1, "ts": int(known["ts"])}
    assert poll(known, ts="что") == {"failed": 1, "ts": int(known["ts"])}


@pytest.mark.parametrize("failed", [1, 2, 3])
def test_a_fault_makes_the_poll_fail_in_each_of_its_ways(
    sandbox: Sandbox, community: Community, resident: Resident, failed: int
) -> None:
    known = server(sandbox, community)
    sandbox.write(community, resident, "Раз")
    sandbox.fault("longpoll_failed", community=community, code=failed, times=1)
    answer = poll(known)
    assert answer["failed"] == failed
    after = poll(known)
    assert ("failed" in after) is (failed != 1 or after.get("failed") == 1)
    fresh = server(sandbox, community)
    assert (fresh["key"] == known["key"]) is (failed == 1)


def test_history_that_was_lost_is_not_told(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    sandbox.write(community, resident, "Потеряно")
    sandbox.fault("longpoll_failed", community=community, code=1, times=1)
    fresh = poll(known)["ts"]
    assert poll(known)["failed"] == 1
    assert poll(known | {"ts": str(fresh)})["updates"] == []


def test_events_that_are_switched_off_are_left_out(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    params = {"group_id": community.id, "message_new": 0}
    assert sandbox.call("groups.setLongPollSettings", community.token, **params) == {"response": 1}
    sandbox.write(community, resident, "Не слышно")
    sandbox.block(community, resident)
    assert [one["type"] for one in poll(known)["updates"]] == ["message_deny"]
    settings = sandbox.call("groups.getLongPollSettings", community.token, group_id=community.id)["response"]
    assert (settings["events"]["message_new"], settings["events"]["message_deny"]) == (0, 1)


def test_a_community_with_webhooks_has_no_long_poll(sandbox: Sandbox) -> None:
    group = sandbox.community(mode="webhook")
    answer = sandbox.call("groups.getLongPollServer", group.token, group_id=group.id)
    assert answer["error"]["error_code"] == 100


def test_a_fault_tells_an_event_twice_to_pollers_too(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    known = server(sandbox, community)
    sandbox.fault("duplicate_delivery", community=community, times=1)
    sandbox.write(community, resident, "Дважды")
    first, second = poll(known)["updates"]
    assert first == second
