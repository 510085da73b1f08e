"""wall.* of the practice VK: posts, suggestions, comments, and whose token may do what."""

from typing import Any

import pytest

from tests.sandbox import Community, Resident, Said, Sandbox


@pytest.fixture
def post(sandbox: Sandbox, community: Community) -> Said:
    return sandbox.post(community, "Убираем снег")


def code(answer: dict[str, dict[str, object]]) -> object:
    return answer["error"]["error_code"]


@pytest.mark.parametrize(
    ("method", "errors"),
    [
        ("wall.getComments", (27, None, None)),
        ("wall.get", (27, None, None)),
        ("wall.getById", (27, None, None)),
        ("wall.createComment", (None, 28, None)),
        ("wall.post", (None, 28, None)),
        ("wall.deleteComment", (27, 28, None)),
        ("messages.send", (None, 28, 15)),
        ("groups.getLongPollServer", (None, 28, None)),
        ("users.get", (None, None, None)),
        ("groups.getById", (None, None, None)),
    ],
)
def test_each_kind_of_token_opens_what_it_opens_in_vk(
    sandbox: Sandbox, community: Community, method: str, errors: tuple[int | None, int | None, int | None]
) -> None:
    tokens = [community.token, community.service_token, community.user_token]
    for token, error in zip(tokens, errors, strict=True):
        answer = sandbox.call(method, token)
        refused = answer.get("error", {}).get("error_code")
        assert refused == error or (error is None and refused not in {15, 27, 28})


def test_an_unknown_method_is_error_three(sandbox: Sandbox, community: Community) -> None:
    assert code(sandbox.call("wall.paint", community.token)) == 3


def test_the_communitys_comment_appears_and_is_told_with_a_negative_author(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    said = sandbox.comment(community, post, resident, "А у нас не чистили")
    params = {
        "owner_id": -community.id,
        "post_id": post.id,
        "reply_to_comment": said.id,
        "from_group": community.id,
    }
    made = sandbox.call("wall.createComment", community.token, message="Приняли", guid="g1", **params)[
        "response"
    ]
    answer = sandbox.comments(community, post)[-1]
    assert (answer.id, answer.thread, answer.by_community) == (made["comment_id"], said.id, True)
    told = sandbox.events(community)[-1]
    assert told["type"] == "wall_reply_new"
    assert told["object"]["from_id"] == told["object"]["post_owner_id"] == -community.id
    assert told["object"]["reply_to_user"] == resident.id


def test_the_same_guid_is_one_comment(sandbox: Sandbox, community: Community, post: Said) -> None:
    params = {"owner_id": -community.id, "post_id": post.id, "message": "Приняли", "guid": "one"}
    first, again = (
        sandbox.call("wall.createComment", community.token, **params)["response"] for _ in range(2)
    )
    assert first == again
    assert len(sandbox.comments(community, post)) == 1


def test_a_closed_post_takes_no_comments(sandbox: Sandbox, community: Community, post: Said) -> None:
    sandbox.close_comments(community, post)
    params = {"owner_id": -community.id, "post_id": post.id, "message": "Приняли"}
    assert code(sandbox.call("wall.createComment", community.token, **params)) == 213


@pytest.mark.parametrize(
    "changes", [{"post_id": 999}, {"message": ""}, {"reply_to_comment": 999}, {"owner_id": -5}]
)
def test_a_comment_to_nowhere_is_refused(
    sandbox: Sandbox, community: Community, post: Said, changes: dict[str, object]
) -> None:
    params = {"owner_id": -community.id, "post_id": post.id, "message": "Приняли"} | changes
    assert code(sandbox.call("wall.createComment", community.token, **params)) == 100


def test_comments_are_read_by_level_with_the_beginning_of_each_thread(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    top = [sandbox.comment(community, post, resident, f"Верх {number}") for number in range(3)]
    answers = [sandbox.comment(community, post, resident, f"Ответ {n}", reply_to=top[0]) for n in range(3)]
    deeper = sandbox.comment(community, post, resident, "Ответ на ответ", reply_to=answers[0])
    assert deeper.thread == top[0].id

    def read(**params: object) -> dict[str, Any]:
        where = {"owner_id": -community.id, "post_id": post.id}
        answer = sandbox.call("wall.getComments", community.service_token, **where, **params)
        return dict(answer["response"])

    level = read(thread_items_count=2)
    assert [one["id"] for one in level["items"]] == [one.id for one in top]
    thread = level["items"][0]["thread"]
    assert (thread["count"], [one["text"] for one in thread["items"]]) == (4, ["Ответ 0", "Ответ 1"])
    assert (level["count"], level["current_level_count"]) == (7, 3)
    assert [one["id"] for one in read(comment_id=top[0].id)["items"]] == [
        *(one.id for one in answers),
        deeper.id,
    ]
    assert [one["id"] for one in read(start_comment_id=top[1].id, count=1)["items"]] == [top[1].id]
    assert [one["id"] for one in read(sort="desc", count=1)["items"]] == [top[2].id]


def test_a_deleted_comment_leaves_a_stub_while_answers_stand_under_it(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    params = {"owner_id": -community.id, "post_id": post.id}
    said = sandbox.comment(community, post, resident, "Грубость")
    answer = sandbox.comment(community, post, resident, "Ответ", reply_to=said)
    sandbox.delete_comment(community, said)
    (stub,) = sandbox.call("wall.getComments", community.service_token, **params)["response"]["items"]
    assert stub["deleted"] is True
    assert "text" not in stub
    sandbox.delete_comment(community, answer)
    assert sandbox.call("wall.getComments", community.service_token, **params)["response"]["items"] == []
    sandbox.restore_comment(community, said)
    assert [one["type"] for one in sandbox.events(community)[-3:]] == [
        "wall_reply_delete", "wall_reply_delete", "wall_reply_restore",
    ]  # fmt: skip


def test_the_administrator_deletes_and_restores_over_the_api(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    said = sandbox.comment(community, post, resident, "Реклама")
    params = {"owner_id": -community.id, "comment_id": said.id}
    assert sandbox.call("wall.deleteComment", community.user_token, **params) == {"response": 1}
    assert sandbox.comments(community, post) == []
    assert code(sandbox.call("wall.deleteComment", community.user_token, **params)) == 104
    assert sandbox.call("wall.restoreComment", community.user_token, **params) == {"response": 1}
    assert code(sandbox.call("wall.restoreComment", community.user_token, **params)) == 243


def test_an_edited_comment_is_told(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    said = sandbox.comment(community, post, resident, "А у нос?")
    assert sandbox.edit_comment(community, said, "А у нас?").edited is not None
    told = sandbox.events(community)[-1]
    assert (told["type"], told["object"]["text"]) == ("wall_reply_edit", "А у нас?")


def test_a_published_suggestion_gets_a_new_id_and_its_author_signs(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    suggestion = sandbox.suggest(community, resident, "Поставьте лавочки", photos=["playground"])
    told = sandbox.events(community)[-1]["object"]
    assert (told["post_type"], told["from_id"]) == ("suggest", resident.id)
    assert sandbox.wall(community) == []
    published = sandbox.publish_suggestion(community, suggestion)
    told = sandbox.events(community)[-1]["object"]
    assert published.id != suggestion.id
    assert (told["id"], told["post_type"], told["signer_id"]) == (published.id, "post", resident.id)


def test_suggestions_are_read_by_the_administrator_only(
    sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    sandbox.suggest(community, resident, "Поставьте лавочки")
    params = {"owner_id": -community.id, "filter": "suggests"}
    assert sandbox.call("wall.get", community.user_token, **params)["response"]["count"] == 1
    assert code(sandbox.call("wall.get", community.service_token, **params)) == 15


def test_a_community_publishes_over_the_api_and_a_guid_makes_it_once(
    sandbox: Sandbox, community: Community
) -> None:
    params = {"owner_id": -community.id, "from_group": 1, "message": "Завтра приём граждан", "guid": "p1"}
    first, again = (sandbox.call("wall.post", community.token, **params)["response"] for _ in range(2))
    assert first == again
    name = f"-{community.id}_{first['post_id']}"
    (shown,) = sandbox.call("wall.getById", community.service_token, posts=name)["response"]["items"]
    assert shown["text"] == "Завтра приём граждан"
    assert [one["type"] for one in sandbox.events(community)] == ["wall_post_new"]


def test_posts_and_comments_of_a_wall_share_one_series_of_ids(
    sandbox: Sandbox, community: Community, post: Said, resident: Resident
) -> None:
    said = sandbox.comment(community, post, resident, "Первый")
    assert sandbox.post(community, "Ещё").id == said.id + 1 == post.id + 2
