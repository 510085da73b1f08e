"""Posts: told in the channel, by their forward into the group, and by whoever answers them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from nasvyazi.networks.base import ChatKind, ChatSeen, Noticed, Place, PlaceKind, PostSeen, Unsupported

from .build import (
    CHANNEL,
    CHANNEL_CHAT,
    DATE,
    GROUP,
    GROUP_CHAT,
    MARINA,
    TELEGRAM,
    Json,
    forward,
    in_group,
    post,
    read,
)

POST = post(7)
COMMENTS = Place(kind=PlaceKind.COMMENT, id=f"{GROUP}_100")
ELSEWHERE = {"id": -1001000000099, "title": "Министерство", "username": "minstroy", "type": "channel"}


def told(kind: str, message: Json) -> tuple[list[ChatSeen], PostSeen]:
    found = read(kind, message)
    [seen] = [one for one in found if isinstance(one, PostSeen)]
    return [one for one in found if isinstance(one, ChatSeen)], seen


def test_a_post_of_the_channel_is_a_post_and_says_that_the_bot_is_there() -> None:
    [channel], seen = told("channel_post", POST)
    assert (seen.external_id, seen.text, seen.url) == (f"{CHANNEL}_7", "Убираем снег", "https://t.me/glava/7")
    assert seen.published_at == seen.version_at == datetime.fromtimestamp(DATE, UTC)
    assert seen.comments is None
    assert (channel.network_id, channel.kind, channel.is_present) == (str(CHANNEL), ChatKind.CHANNEL, True)


def test_an_edited_post_has_a_later_version() -> None:
    _, seen = told("edited_channel_post", post(7, "Убрали снег", edit_date=DATE + 60))
    assert (seen.text, seen.version_at - seen.published_at) == ("Убрали снег", timedelta(minutes=1))


def test_words_under_a_photo_and_rich_words_are_the_words_of_a_post() -> None:
    _, seen = told("channel_post", post(8, "", caption="Каток", photo=[{"file_id": "a"}]))
    assert (seen.text, len(seen.attachments)) == ("Каток", 1)
    _, rich = told(
        "channel_post", post(8, "", rich_message={"blocks": [{"type": "paragraph", "text": ["Ка", "ток"]}]})
    )
    assert rich.text == "Каток"


def test_what_happens_in_a_channel_is_no_post() -> None:
    quiet = {name: value for name, value in POST.items() if name != "text"}
    assert isinstance(read("channel_post", {**quiet, "new_chat_title": "Глава"})[-1], Noticed)


def test_the_forward_says_which_post_it_is_and_where_its_comments_stand() -> None:
    [group], seen = told("message", forward(100, of=POST))
    assert (seen.external_id, seen.comments, seen.url) == (f"{CHANNEL}_7", COMMENTS, "https://t.me/glava/7")
    assert seen.published_at == datetime.fromtimestamp(DATE, UTC)
    assert (group.network_id, group.voice) == (str(GROUP), str(CHANNEL))


def test_an_edited_forward_has_a_later_version() -> None:
    _, seen = told("edited_message", {**forward(100, of=post(7, "Убрали снег")), "edit_date": DATE + 60})
    assert (seen.text, seen.version_at) == ("Убрали снег", datetime.fromtimestamp(DATE + 60, UTC))


def test_a_forward_of_before_bot_api_7_is_the_same_post() -> None:
    old = {name: value for name, value in forward(100, of=POST).items() if name != "forward_origin"}
    old |= {"forward_from_chat": CHANNEL_CHAT, "forward_from_message_id": 7, "forward_date": DATE}
    assert read("message", old) == read("message", forward(100, of=POST))
    del old["is_automatic_forward"]
    assert told("message", old)[1].comments == COMMENTS


def test_whoever_answers_a_post_tells_of_it_too() -> None:
    comment = in_group(101, thread=100, reply=forward(100, of=POST), text="А у нас?")
    *around, _words = read("message", comment)
    [group], post = told("message", forward(100, of=POST))
    [here, same] = around
    assert same == post
    assert isinstance(here, ChatSeen)
    assert (here.network_id, here.voice) == (group.network_id, group.voice)
    assert here.at == datetime.fromtimestamp(comment["date"], UTC), (
        "that the bot is there is news of the comment"
    )


def passed_on(origin: Json) -> Json:
    return {**forward(100, of=POST), "forward_origin": origin, "text": "Поправки в закон"}


def test_what_the_channel_passes_on_makes_nobody_else_ours() -> None:
    origins: list[dict[str, Any]] = [
        {"type": "channel", "chat": ELSEWHERE, "message_id": 4000, "date": DATE - 86_400},
        {"type": "user", "sender_user": MARINA, "date": DATE - 86_400},
        {"type": "hidden_user", "sender_user_name": "Пётр", "date": DATE - 86_400},
    ]
    for origin in origins:
        [group], seen = told("message", passed_on(origin))
        assert (group.network_id, group.voice) == (str(GROUP), str(CHANNEL))
        assert (seen.external_id, seen.comments, seen.text) == (f"{GROUP}_100", COMMENTS, "Поправки в закон")
        assert seen.published_at == datetime.fromtimestamp(DATE + 1, UTC)
        *_, comment = read("message", in_group(101, thread=100, reply=passed_on(origin), text="А у нас?"))
        assert getattr(comment, "post_id", None) == seen.external_id


def test_a_forward_that_does_not_say_of_which_post_is_kept_and_its_group_is_known() -> None:
    nobody = {
        "message_id": 100,
        "from": TELEGRAM,
        "chat": GROUP_CHAT,
        "date": DATE,
        "is_automatic_forward": True,
    }
    group, seen = read("message", {**nobody, "text": "Новость"})
    assert isinstance(group, ChatSeen)
    assert isinstance(seen, Unsupported)
