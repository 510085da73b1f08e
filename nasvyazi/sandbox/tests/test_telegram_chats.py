"""Channels, their discussions, and groups of the practice Telegram."""

from typing import Any

import pytest

from tests.sandbox import Resident, SandboxError
from tests.sandbox_telegram import Bot, Chat, TelegramSide


@pytest.fixture
def channel(telegram: TelegramSide, bot: Bot) -> Chat:
    """A channel with a discussion group, whose bot has heard of both already."""
    fresh = telegram.channel(bot)
    heard(telegram, bot)
    return fresh


def heard(telegram: TelegramSide, bot: Bot) -> list[Any]:
    """What is new since the last time: (kind, object) of each update."""
    told = telegram.updates(bot)
    if told:
        telegram.updates(bot, offset=told[-1]["update_id"] + 1)
    return [(kind, body) for update in told for kind, body in update.items() if kind != "update_id"]


def linked(channel: Chat) -> Chat:
    assert channel.group is not None
    return channel.group


def test_a_post_is_told_and_then_its_forward_into_the_discussion(
    telegram: TelegramSide, bot: Bot, channel: Chat
) -> None:
    post = telegram.post(channel, "Убираем снег")
    (first, told), (second, copy) = heard(telegram, bot)
    assert (first, told["message_id"], told["sender_chat"]["id"]) == ("channel_post", post.id, channel.id)
    assert "from" not in told
    assert (second, copy["from"]["id"], copy["chat"]["id"]) == ("message", 777000, linked(channel).id)
    assert copy["is_automatic_forward"] is True
    origin = copy["forward_origin"]
    assert (origin["type"], origin["chat"]["id"], origin["message_id"]) == ("channel", channel.id, post.id)


def test_comments_and_answers_stand_in_the_thread_of_the_post(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    post = telegram.post(channel)
    thread = heard(telegram, bot)[1][1]["message_id"]
    first = telegram.comment(channel, post, neighbour, "А у нас?")
    telegram.comment(channel, post, neighbour, "И у нас", reply_to=first)
    comment, deeper = (body for _, body in heard(telegram, bot))
    assert comment["message_thread_id"] == deeper["message_thread_id"] == thread
    assert comment["reply_to_message"]["is_automatic_forward"] is True
    answered = deeper["reply_to_message"]
    assert (answered["text"], answered["message_thread_id"]) == ("А у нас?", thread)
    assert "reply_to_message" not in answered
    sent = telegram.call(
        "sendMessage",
        bot.token,
        chat_id=linked(channel).id,
        text="Завтра",
        reply_parameters={"message_id": first.id},
    )
    assert sent["result"]["message_thread_id"] == thread
    assert heard(telegram, bot) == []
    told = [(one.speaker, one.text) for one in telegram.comments(channel, post)]
    assert told == [("resident", "А у нас?"), ("resident", "И у нас"), ("bot", "Завтра")]


def test_a_post_of_the_bot_itself_is_forwarded_too_and_only_that_is_told(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    sent = telegram.call("sendMessage", bot.token, chat_id=channel.id, text="Новость")["result"]
    ((kind, copy),) = heard(telegram, bot)
    assert (kind, copy["forward_origin"]["message_id"]) == ("message", sent["message_id"])
    (post,) = telegram.posts(channel)
    telegram.comment(channel, post, neighbour, "Спасибо")
    assert heard(telegram, bot)[0][1]["message_thread_id"] == copy["message_id"]


def test_comments_on_an_album_stand_under_its_first_photo(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    telegram.post(channel, "Было и стало", photos=2)
    told = heard(telegram, bot)
    assert [kind for kind, _ in told] == ["channel_post"] * 2 + ["message"] * 2
    last = telegram.posts(channel)[0]
    comment = telegram.comment(channel, last, neighbour, "Хорошо")
    assert comment.thread == told[2][1]["message_id"]


def test_an_edited_post_changes_its_copy(telegram: TelegramSide, bot: Bot, channel: Chat) -> None:
    post = telegram.post(channel, "Завтра")
    heard(telegram, bot)
    telegram.edit_post(channel, post, "Сегодня")
    told = [(kind, body["text"]) for kind, body in heard(telegram, bot)]
    assert told == [("edited_channel_post", "Сегодня"), ("edited_message", "Сегодня")]


def test_a_forward_may_never_be_told_of(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    post = telegram.post(channel, silent_forward=True)
    assert [kind for kind, _ in heard(telegram, bot)] == ["channel_post"]
    telegram.comment(channel, post, neighbour, "А у нас?")
    assert heard(telegram, bot)[0][1]["reply_to_message"]["forward_origin"]["message_id"] == post.id


def test_those_who_hide_speak_in_the_name_of_a_chat(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    post = telegram.post(channel)
    heard(telegram, bot)
    telegram.comment(channel, post, "anonymous", "Мы ответим")
    telegram.comment(channel, post, "channel", "Ответили")
    told = [(body["from"]["id"], body["sender_chat"]["id"]) for _, body in heard(telegram, bot)]
    assert told == [(1087968824, linked(channel).id), (136817688, channel.id)]
    assert [one.speaker for one in telegram.comments(channel, post)] == ["anonymous", "channel"]


def test_a_bot_in_privacy_mode_hears_commands_answers_and_service_messages_only(
    telegram: TelegramSide,
) -> None:
    shy = telegram.bot("Скромный", reads_all=False)
    group, resident = telegram.group(shy), telegram.resident()
    telegram.write_in(group, resident, "Не для вас")
    telegram.write_in(group, resident, "/help")
    telegram.call("sendMessage", shy.token, chat_id=group.id, text="Слушаю")
    telegram.write_in(group, resident, "А вот это вам", reply_to=telegram.told_in(group)[-1])
    told = [body.get("text", "вошёл") for kind, body in heard(telegram, shy) if kind == "message"]
    assert told == ["вошёл", "/help", "А вот это вам"]
    telegram.add_bot(group, admin=True)
    telegram.write_in(group, resident, "Теперь всё")
    assert [kind for kind, _ in heard(telegram, shy)] == ["my_chat_member", "message"]


def test_a_basic_group_becomes_a_supergroup_and_says_where_it_went(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    group = telegram.group(bot, kind="group")
    telegram.write_in(group, neighbour, "Здравствуйте")
    heard(telegram, bot)
    fresh = telegram.upgrade(group)
    (_, left), (_, came) = heard(telegram, bot)
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (group.id, fresh.id)
    assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (fresh.id, group.id)
    refused = telegram.call("sendMessage", bot.token, chat_id=group.id, text="Ответ")
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused["parameters"] == {"migrate_to_chat_id": fresh.id}
    assert telegram.call("sendMessage", bot.token, chat_id=fresh.id, text="Ответ")["ok"]


def test_a_bot_is_refused_where_it_may_not_write(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    group = linked(channel)

    def send(chat: Chat) -> str:
        return str(
            telegram.call("sendMessage", bot.token, chat_id=chat.id, text="Ответ").get("description", "ok")
        )

    telegram.silence(group)
    assert send(group) == "Bad Request: not enough rights to send text messages to the chat"
    telegram.remove_bot(group)
    assert send(group) == "Forbidden: bot was kicked from the supergroup chat"
    telegram.remove_bot(channel)
    assert send(channel) == "Forbidden: bot was kicked from the channel chat"
    telegram.post(channel, "Без бота")
    assert [kind for kind, _ in heard(telegram, bot)] == ["my_chat_member"] * 2
    other = telegram.bot("Чужой")
    answer = telegram.call("sendMessage", other.token, chat_id=group.id, text="Ответ")
    assert answer["description"] == "Forbidden: bot is not a member of the supergroup chat"


def test_chats_say_what_they_are_and_who_is_in_them(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    channel = telegram.channel(bot, username=f"glava{bot.id}")
    post = telegram.post(channel)
    telegram.comment(channel, post, neighbour, "Здравствуйте")

    def ask(method: str, chat: object, **more: object) -> Any:
        return telegram.call(method, bot.token, chat_id=chat, **more)["result"]

    assert ask("getChat", f"@glava{bot.id}")["linked_chat_id"] == linked(channel).id
    assert ask("getChat", linked(channel).id)["linked_chat_id"] == channel.id
    assert ask("getChatMember", channel.id, user_id=bot.id)["status"] == "administrator"
    assert ask("getChatMember", linked(channel).id, user_id=neighbour.id)["status"] == "member"
    assert [one["status"] for one in ask("getChatAdministrators", channel.id)] == ["creator", "administrator"]
    assert ask("getChatMemberCount", linked(channel).id) == 3


def test_the_page_has_everything_in_one_answer(
    telegram: TelegramSide, bot: Bot, channel: Chat, neighbour: Resident
) -> None:
    telegram.write(bot, neighbour, "Здравствуйте", photos=1)
    telegram.comment(channel, telegram.post(channel), neighbour, "А у нас?")
    page = telegram.control("GET", f"/telegram/page?bot={bot.id}&resident={neighbour.id}")
    assert (page["bot"]["id"], page["resident"]["id"]) == (bot.id, neighbour.id)
    assert [one["text"] for one in page["dialog"]["messages"]] == ["Здравствуйте"]
    assert [one["text"] for one in page["channels"][0]["posts"][0]["comments"]] == ["А у нас?"]
    assert [one["from"] for one in page["groups"][0]["messages"]] == ["service", "telegram", "resident"]
    assert {one["state"] for one in page["log"]} == {"waiting", "taken"}
    telegram.reset(bot)
    page = telegram.control("GET", f"/telegram/page?bot={bot.id}&resident={neighbour.id}")
    assert (page["dialog"]["state"], page["channels"][0]["posts"], page["log"]) == ("new", [], [])


def test_the_control_api_names_what_is_not_there(
    telegram: TelegramSide, channel: Chat, neighbour: Resident
) -> None:
    post = telegram.post(telegram.channel(telegram.bot(), discussion=False))
    for path, body in (
        ("/telegram/bots/1/chats/1", None),
        (f"/telegram/groups/{channel.id}/messages", None),
        (f"/telegram/channels/{channel.id}/posts/99", None),
        (f"/telegram/channels/{post.chat}/posts/{post.id}/comments", {"resident": neighbour.id, "text": "а"}),
    ):
        with pytest.raises(SandboxError, match=r"404|no discussion"):
            telegram.control("POST" if body else "GET", path, body)
