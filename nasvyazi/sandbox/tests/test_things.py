"""What stands outside of the wall of the practice VK: whose key may comment it, and what residents make of it."""

from collections.abc import Callable

import pytest

from tests.sandbox import Community, Resident, Said, Sandbox, SandboxError
from tests.sandbox_things import Kind

SECTIONS: dict[Kind, tuple[str, str]] = {
    "photo": ("photos", "photo_id"),
    "video": ("video", "video_id"),
    "topic": ("board", "topic_id"),
    "market": ("market", "item_id"),
}
everything = pytest.mark.parametrize("kind", SECTIONS)


def where(community: Community, kind: Kind, number: int) -> dict[str, object]:
    owner = {"group_id": community.id} if kind == "topic" else {"owner_id": -community.id}
    return {**owner, SECTIONS[kind][1]: number}


@everything
def test_a_community_or_service_key_comments_nothing_outside_of_the_wall(
    sandbox: Sandbox, community: Community, kind: Kind
) -> None:
    section = SECTIONS[kind][0]
    for method, refusals in (
        ("createComment", (27, 28)),
        ("getComments", (27, None if kind == "topic" else 28)),
    ):
        for token, refusal in zip((community.token, community.service_token), refusals, strict=True):
            answer = sandbox.call(f"{section}.{method}", token)
            assert answer["error"]["error_code"] == (refusal or 100)


@everything
def test_an_administrators_key_speaks_for_the_community_and_once_for_a_guid(
    sandbox: Sandbox, community: Community, resident: Resident, kind: Kind
) -> None:
    thing = sandbox.add(community, kind, title="" if kind == "photo" else "Двор", text="Двор")
    params = {"message": "Едем", "from_group": 1, "guid": "g1", **where(community, kind, thing.id)}
    first, second = (
        sandbox.call(f"{SECTIONS[kind][0]}.createComment", community.user_token, **params) for _ in "12"
    )
    assert first == second
    [ours] = [one for one in sandbox.remarks(community, kind, thing) if one.text == "Едем"]
    assert (ours.id, ours.by_community, ours.guid) == (first["response"], True, "g1")
    told = sandbox.events(community)[-1]["object"]
    assert (told["from_id"], told["text"]) == (-community.id, "Едем")


@pytest.mark.parametrize(("kind", "code"), [("photo", 15), ("video", 801), ("market", 1401), ("topic", 15)])
def test_closed_comments_are_an_error(sandbox: Sandbox, community: Community, kind: Kind, code: int) -> None:
    thing = sandbox.add(community, kind, title="" if kind == "photo" else "Двор", text="Двор")
    sandbox.close_remarks(community, kind, thing)
    params = where(community, kind, thing.id)
    answer = sandbox.call(
        f"{SECTIONS[kind][0]}.createComment", community.user_token, message="Едем", **params
    )
    assert answer["error"]["error_code"] == code
    with pytest.raises(SandboxError):
        sandbox.remark(community, kind, thing, None, "Поздно")


def test_whoever_is_shut_out_writes_nowhere_and_is_not_written_to(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.write(community, resident, "Яма")
    post, thing = sandbox.post(community), sandbox.add(community, "photo")
    sandbox.ban(community, resident, comment="Спам")
    attempts: list[Callable[[], Said]] = [
        lambda: sandbox.write(community, resident, "Ещё"),
        lambda: sandbox.comment(community, post, resident, "Ещё"),
        lambda: sandbox.remark(community, "photo", thing, resident, "Ещё"),
        lambda: sandbox.suggest(community, resident, "Ещё"),
    ]
    for attempt in attempts:
        with pytest.raises(SandboxError, match="blacklist"):
            attempt()
    sent = {"peer_id": resident.id, "random_id": 5, "message": "Едем"}
    assert sandbox.call("messages.send", community.token, **sent)["error"]["error_code"] == 900
    sandbox.unban(community, resident)
    assert "response" in sandbox.call("messages.send", community.token, **sent)
    assert sandbox.write(community, resident, "Спасибо").text == "Спасибо"


def test_a_ban_with_an_end_ends_by_itself(sandbox: Sandbox, community: Community, resident: Resident) -> None:
    sandbox.ban(community, resident, until="2020-01-01T00:00:00+03:00")
    assert sandbox.write(community, resident, "Снова я").text == "Снова я"


def test_a_shared_post_is_commented_on_the_residents_own_wall_and_nobody_is_told(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    shared = sandbox.share(community, sandbox.post(community, "Убрали снег"), resident, "А у нас нет")
    count = len(sandbox.events(community))
    params = {"owner_id": resident.id, "post_id": shared.id, "from_group": community.id, "message": "Едем"}
    for _ in "12":
        assert sandbox.call("wall.createComment", community.token, guid="g1", **params)["response"][
            "comment_id"
        ]
    assert [one.text for one in sandbox.remarks(community, "repost", shared)] == ["Едем"]
    assert len(sandbox.events(community)) == count
    unknown = sandbox.call("wall.createComment", community.token, **{**params, "post_id": shared.id + 1})
    assert unknown["error"]["error_code"] == 212


def test_what_carries_something_needs_no_words(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    for carried in ({"media": "voice"}, {"latitude": 57.6, "longitude": 39.8}):
        assert sandbox.send(community, resident, **carried).text == ""
    for wrong in ({"media": "smell"}, {"latitude": 57.6}, {"forwards": [{"text": "Чьё?"}]}):
        with pytest.raises(SandboxError):
            sandbox.send(community, resident, "Слова", **wrong)


def test_the_world_can_be_forgotten_with_all_that_stands_in_it(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    thing = sandbox.add(community, "topic", resident, "Двор", title="Двор")
    sandbox.send(community, resident, "Слова", media="voice")
    sandbox.ban(community, resident)
    sandbox.control("POST", "/vk/reset", {"community": community.id})
    with pytest.raises(SandboxError):
        sandbox.remarks(community, "topic", thing)
    assert sandbox.write(community, resident, "Снова я").text == "Снова я"
