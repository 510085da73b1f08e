"""What a script needs to build a world: a past, stickers, events of every kind."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.sandbox import Community, Resident, Sandbox, SandboxError

YEAR_2020 = 1_600_000_000


@pytest.fixture
def past(sandbox: Sandbox) -> Iterator[None]:
    sandbox.control("POST", "/clock", {"now": YEAR_2020})
    try:
        yield
    finally:
        sandbox.control("POST", "/clock")


@pytest.mark.usefixtures("past")
def test_what_is_said_and_answered_after_the_clock_was_moved_happens_then(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    said = sandbox.write(community, resident, "Давно это было")
    edited = sandbox.edit(community, resident, said, "Давно это было!")
    params = {
        "access_token": community.token,
        "v": "5.199",
        "peer_id": resident.id,
        "random_id": 1,
        "message": "Да",
    }
    sent = httpx.post(f"{sandbox.vk_url}/method/messages.send", data=params).json()
    assert "response" in sent
    moments = [said.date, edited.edited or 0, sandbox.answers(community, resident)[0].date]
    assert all(YEAR_2020 <= moment < YEAR_2020 + 60 for moment in moments)


def test_the_clock_goes_back_to_the_real_time(sandbox: Sandbox, past: None) -> None:
    assert abs(sandbox.control("POST", "/clock")["now"] - time.time()) < 5


def test_a_sticker_is_told_as_one(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    path = f"/vk/communities/{community.id}/dialogs/{resident.id}/messages"
    sandbox.control("POST", path, {"sticker": True})
    params = {"access_token": community.token, "v": "5.199", "peer_id": resident.id}
    history = httpx.post(f"{sandbox.vk_url}/method/messages.getHistory", data=params).json()["response"]
    attachment = history["items"][0]["attachments"][0]
    assert attachment["type"] == "sticker"
    assert httpx.get(attachment["sticker"]["images"][-1]["url"]).headers["content-type"] == "image/jpeg"


def test_any_event_can_be_told(sandbox: Sandbox, community: Community) -> None:
    where = f"/vk/communities/{community.id}/events"
    answer = sandbox.control(
        "POST", where, {"type": "group_join", "object": {"user_id": 7, "join_type": "join"}}
    )
    assert answer["event_id"]
    with pytest.raises(SandboxError, match="type"):
        sandbox.control("POST", where, {"type": "invented", "object": {}})
    with pytest.raises(SandboxError, match="object"):
        sandbox.control("POST", where, {"type": "group_join"})
