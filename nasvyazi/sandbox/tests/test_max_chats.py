"""Channels, their comments, and group chats of the practice MAX."""

from typing import Any

import httpx
import pytest

from tests.sandbox import Resident, SandboxError
from tests.sandbox_max import Bot, Chat, MaxSide, Said


@pytest.fixture
def channel(messenger: MaxSide, max_bot: Bot) -> Chat:
    """A channel that the bot administers."""
    return messenger.channel(max_bot, link=f"glava{max_bot.id}")


@pytest.fixture
def post(messenger: MaxSide, channel: Chat) -> Said:
    return messenger.post(channel, "Убираем снег", photos=1)


def comments(messenger: MaxSide, bot: Bot, post: Said, **query: Any) -> list[Any]:
    return list(messenger.call("GET", f"/messages/{post.id}/comments", bot.token, **query)["messages"])


def comment(messenger: MaxSide, bot: Bot, post: Said, body: Any) -> httpx.Response:
    return messenger.request("POST", f"/messages/{post.id}/comments", bot.token, body)


def kinds(messenger: MaxSide, bot: Bot) -> list[str]:
    return [one["update_type"] for one in messenger.updates(bot)]


def test_a_post_is_told_without_a_sender_and_with_its_public_address(
    messenger: MaxSide, max_bot: Bot, channel: Chat, post: Said
) -> None:
    added, told = messenger.updates(max_bot)
    assert added == {"update_type": "bot_added", "timestamp": added["timestamp"], "chat_id": channel.id,
                     "is_channel": True}  # fmt: skip
    message = told["message"]
    assert "sender" not in message
    assert message["recipient"] == {"chat_id": channel.id, "chat_type": "channel"}
    assert message["url"].startswith(f"https://max.ru/{channel.link}/")
    assert (message["stat"], len(message["body"]["attachments"])) == ({"views": 0}, 1)
    assert channel.id < -(2**32)


def test_a_post_is_changed_and_deleted_and_its_comments_go_with_it(
    messenger: MaxSide, max_bot: Bot, channel: Chat, post: Said, caller: Resident
) -> None:
    messenger.comment(channel, post, caller, "А у нас?")
    messenger.edit_post(channel, post, "Убрали снег")
    messenger.delete_post(channel, post)
    assert kinds(messenger, max_bot)[1:] == ["message_created", "message_edited", "message_removed"]
    gone = messenger.request("GET", f"/messages/{post.id}/comments", max_bot.token)
    assert (gone.status_code, gone.json()["code"]) == (404, "not.found")


def test_nobody_is_told_of_comments_which_are_read_the_newest_first(
    messenger: MaxSide, max_bot: Bot, channel: Chat, post: Said, caller: Resident
) -> None:
    asked = messenger.comment(channel, post, caller, "А у нас?", date=1_790_000_000)
    ours = messenger.comment(channel, post, None, "И у вас", reply_to=asked, date=1_790_000_001)
    last = messenger.comment(channel, post, caller, "Спасибо", date=1_790_000_002)
    messenger.edit_comment(channel, last, "Спасибо!")
    assert kinds(messenger, max_bot) == ["bot_added", "message_created"]
    newest, own, first = comments(messenger, max_bot, post)
    assert (newest["body"]["text"], first["sender"]["name"], own["sender"]) == ("Спасибо!", caller.name, None)
    link = own["link"]
    assert (link["type"], link["message"], link["sender"]["name"]) == ("reply", first["body"], caller.name)
    assert first["recipient"] == {"chat_id": channel.id, "chat_type": "channel", "post_id": post.id}
    assert "attachments" not in first["body"]
    between = comments(messenger, max_bot, post, after=1_790_000_001_000, before=1_790_000_001_000)
    assert [one["body"]["mid"] for one in between] == [ours.id]
    named = comments(messenger, max_bot, post, comment_ids=f"{asked.id},{last.id}", count=1)
    assert [one["body"]["mid"] for one in named] == [last.id, asked.id]
    assert len(comments(messenger, max_bot, post, count=1)) == 1
    one = messenger.call("GET", f"/messages/{post.id}/comments/{asked.id}", max_bot.token)
    assert one["body"]["mid"] == asked.id
    assert messenger.request("GET", f"/messages/{asked.id}", max_bot.token).status_code == 404


def test_a_bot_comments_changes_its_own_and_the_channels_and_deletes_anybodys(
    messenger: MaxSide, max_bot: Bot, channel: Chat, post: Said, caller: Resident
) -> None:
    asked = messenger.comment(channel, post, caller, "А у нас?")
    ours = messenger.comment(channel, post, None, "И у вас")
    body = {"text": "Завтра", "link": {"type": "reply", "mid": asked.id}}
    sent = comment(messenger, max_bot, post, body).json()["message"]
    assert (sent["sender"]["user_id"], sent["link"]["message"]["mid"]) == (max_bot.id, asked.id)
    path = f"/messages/{post.id}/comments"
    for mid, done in ((sent["body"]["mid"], True), (ours.id, True), (asked.id, False)):
        answer = messenger.call("PUT", path, max_bot.token, {"text": "Сегодня"}, comment_id=mid)
        assert answer["success"] is done
    assert messenger.call("DELETE", path, max_bot.token, comment_id=asked.id) == {"success": True}
    told = messenger.comments(channel, post)
    assert [(one.speaker, one.text) for one in told] == [("channel", "Сегодня"), ("bot", "Сегодня")]
    messenger.delete_comment(channel, told[0])
    assert len(messenger.comments(channel, post)) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": " "}, "Empty message"),
        ({"text": "а" * 4001}, "between 0 and 4000"),
        ({"text": "а", "link": {"type": "forward", "mid": "mid.1"}}, "must have a mid and a type of: reply"),
        ({"text": "а", "link": {"type": "reply", "mid": "mid.1"}}, "Message mid.1 not found"),
    ],
)
def test_a_comment_has_words_and_may_answer_another(
    messenger: MaxSide, max_bot: Bot, post: Said, body: Any, words: str
) -> None:
    answer = comment(messenger, max_bot, post, body)
    assert answer.status_code in {400, 404}
    assert words in answer.json()["message"]


def test_comments_can_be_switched_off_and_are_for_administrators_only(
    messenger: MaxSide, max_bot: Bot, channel: Chat, post: Said, caller: Resident
) -> None:
    messenger.comment(channel, post, caller, "А у нас?")
    messenger.change(channel, comments=False)
    assert comment(messenger, max_bot, post, {"text": "Ответ"}).status_code == 403
    assert len(comments(messenger, max_bot, post)) == 1
    with pytest.raises(SandboxError, match="switched off"):
        messenger.comment(channel, post, caller, "И у нас?")
    messenger.add_bot(channel, admin=False)
    for path in (f"/messages/{post.id}/comments", f"/messages/{post.id}", "/messages"):
        query: Any = {"chat_id": channel.id} if path == "/messages" else {}
        answer = messenger.request("GET", path, max_bot.token, **query)
        assert (answer.status_code, answer.json()["code"]) == (403, "chat.denied")
    messenger.post(channel, "Бот не слышит")
    assert messenger.posts(channel)[0].fate == "untold"


def test_a_bot_posts_with_the_channels_voice_and_another_bot_there_hears_it(
    messenger: MaxSide, max_bot: Bot, channel: Chat
) -> None:
    other = messenger.bot("Бот портала")
    messenger.add_bot(channel, bot=other)
    sent = messenger.call("POST", "/messages", max_bot.token, {"text": "Приём в среду"}, chat_id=channel.id)
    assert "sender" not in sent["message"]
    assert kinds(messenger, other) == ["bot_added", "message_created"]
    assert kinds(messenger, max_bot) == ["bot_added", "user_added"]
    [post] = messenger.posts(channel)
    assert (post.speaker, post.text, post.fate) == ("channel", "Приём в среду", "")
    mid: Any = {"message_id": post.id}
    assert messenger.call("PUT", "/messages", other.token, {"text": "Приём в четверг"}, **mid)["success"]
    assert messenger.call("DELETE", "/messages", max_bot.token, **mid)["success"]


def test_only_an_administrator_hears_a_group_chat_and_a_removed_bot_writes_no_more(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    group = messenger.group(max_bot, "Наш двор", admin=False)
    assert messenger.write_in(group, caller, "Не слышно").fate == "untold"
    messenger.add_bot(group)
    said = messenger.write_in(group, caller, "Кто звонил в УК?")
    messenger.edit_in(group, said, "Кто звонил?")
    messenger.delete_in(group, said)
    messenger.change(group, title="Двор на Садовой")
    messenger.leave(group, caller)
    messenger.remove_bot(group)
    told = messenger.updates(max_bot)
    assert [one["update_type"] for one in told] == [
        "bot_added", "message_created", "message_edited", "message_removed", "chat_title_changed", "user_removed",
        "bot_removed",
    ]  # fmt: skip
    assert told[1]["message"]["recipient"] == {"chat_id": group.id, "chat_type": "chat"}
    answer = messenger.request("POST", "/messages", max_bot.token, {"text": "Идём"}, chat_id=group.id)
    assert (answer.status_code, answer.json()["code"]) == (403, "chat.denied")
    chat = messenger.call("GET", f"/chats/{group.id}", max_bot.token)
    assert (chat["status"], chat["title"]) == ("removed", "Двор на Садовой")


def test_members_and_administrators_are_told_apart(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    group = messenger.group(max_bot)
    deputy = messenger.resident("Иван Петров")
    messenger.join(group, caller)
    messenger.join(group, deputy, admin=True)
    path = f"/chats/{group.id}/members"
    admins = messenger.call("GET", f"{path}/admins", max_bot.token)["members"]
    assert [(one["name"], one["is_owner"]) for one in admins] == [
        ("Пресс-служба", True), (max_bot.title, False), (deputy.name, False)
    ]  # fmt: skip
    assert "read_all_messages" in messenger.call("GET", f"{path}/me", max_bot.token)["permissions"]
    page = messenger.call("GET", path, max_bot.token, count=3)
    rest = messenger.call("GET", path, max_bot.token, count=3, marker=page["marker"])
    assert (len(page["members"]), len(rest["members"]), rest["marker"]) == (3, 1, None)
    asked = messenger.call("GET", path, max_bot.token, user_ids=caller.id)["members"]
    assert [(one["name"], one["is_admin"]) for one in asked] == [(caller.name, False)]


def test_a_chat_is_shown_to_whom_it_concerns(
    messenger: MaxSide, max_bot: Bot, channel: Chat, caller: Resident
) -> None:
    said = messenger.write(max_bot, caller, "Яма")
    dialog = messenger.call("GET", f"/chats/{said.chat}", max_bot.token)
    assert (dialog["type"], dialog["dialog_with_user"]["user_id"]) == ("dialog", caller.id)
    stranger = messenger.bot()
    assert messenger.request("GET", f"/chats/{said.chat}", stranger.token).status_code == 404
    assert messenger.call("GET", f"/chats/{channel.link}", stranger.token)["chat_id"] == channel.id
    denied = messenger.request("GET", f"/chats/{channel.id}/members/me", stranger.token)
    assert denied.json()["code"] == "chat.denied"
    typing = messenger.request("POST", f"/chats/{said.chat}/actions", max_bot.token, {"action": "typing_on"})
    assert typing.json() == {"success": True}
    assert (
        messenger.request("POST", f"/chats/{said.chat}/actions", max_bot.token, {"action": "x"}).status_code
        == 400
    )
    assert messenger.request("GET", "/chats/-5", max_bot.token).json()["code"] == "chat.not.found"
