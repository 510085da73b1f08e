import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Change,
    ChatKind,
    ChatSeen,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Unsupported,
)
from nasvyazi.networks.max import network

from .build import (
    ACCOUNT,
    BOT,
    CHANNEL,
    DIALOG,
    GROUP,
    MARINA,
    MS,
    NOW,
    RESIDENT,
    SAID_AT,
    THE_BOT,
    comment,
    linked,
    message,
    mid,
    read,
    said,
    update,
)

OURS = Place(kind=PlaceKind.DIALOG, id=str(DIALOG))
TALK = Place(kind=PlaceKind.CHAT, id=str(GROUP))


def test_a_private_message_is_read_whole_to_the_millisecond_and_the_last_digit() -> None:
    seen = said(message())
    assert (seen.place, seen.external_id, seen.text) == (OURS, mid(10), "Яма")
    assert (seen.author.network_id, seen.author.name) == (str(RESIDENT), "Марина Кузнецова")
    assert (seen.said_at, seen.version_at, seen.change) == (SAID_AT, SAID_AT, Change.NEW)
    assert (seen.outgoing, seen.stated_date, seen.place_title, seen.found_at) == (False, "", "", None)
    assert seen.place.id == "9007199254740993"


def test_numbers_written_as_text_are_the_same_numbers() -> None:
    told = message(
        recipient={"chat_id": str(DIALOG), "chat_type": "dialog"}, sender={**MARINA, "user_id": str(RESIDENT)}
    )
    assert said(told) == said(message())


def test_a_dialogue_told_without_its_number_is_the_same_dialogue() -> None:
    told = message(recipient={"chat_type": "dialog", "user_id": BOT})
    assert said(told).place == OURS
    foreign = message(recipient={"chat_type": "dialog"}, body={"mid": "other", "seq": 1, "text": "Яма"})
    assert said(foreign).place == Place(kind=PlaceKind.DIALOG, id=f"u{RESIDENT}")


def test_the_older_name_of_a_user_serves_where_there_is_no_other() -> None:
    assert said(message(sender={"user_id": 5, "name": "John Doe"})).author.name == "John Doe"


def test_a_group_is_one_talk_and_says_that_the_bot_hears_it() -> None:
    chat, seen = read(update(message=message(chat="chat")))
    assert isinstance(seen, MessageSeen)
    assert chat == ChatSeen(network_id=str(GROUP), kind=ChatKind.GROUP, at=SAID_AT)
    assert (seen.place, seen.place_title) == (TALK, "Жильцы")


def test_a_chat_of_a_kind_we_do_not_know_is_known_by_its_number() -> None:
    told = message(chat="chat")
    told["recipient"]["chat_type"] = "community"
    assert said(told).place == TALK
    told = message()
    told["recipient"]["chat_type"] = None
    assert said(told).place == OURS


def test_a_post_of_the_channel_is_ours_and_its_comments_are_called_as_it_is() -> None:
    told = message(5, "Убираем снег", chat="channel", url="https://max.ru/glava/AZ", stat={"views": 3})
    chat, post = read(update(message=told))
    assert chat == ChatSeen(network_id=str(CHANNEL), kind=ChatKind.CHANNEL, at=SAID_AT)
    assert isinstance(post, PostSeen)
    assert (post.external_id, post.text, post.url) == (
        mid(5, CHANNEL),
        "Убираем снег",
        "https://max.ru/glava/AZ",
    )
    assert (post.published_at, post.comments) == (SAID_AT, None)
    edited = read(update("message_edited", message=told, timestamp=MS + 5000))[1]
    assert isinstance(edited, PostSeen)
    assert edited.version_at == SAID_AT + timedelta(seconds=5)


def test_a_post_that_passes_something_on_has_its_words() -> None:
    told = message(5, None, chat="channel", link=linked("forward", 3, "Отключение воды"))
    post = read(update(message=told))[1]
    assert isinstance(post, PostSeen)
    assert post.text == "Отключение воды"


def test_a_comment_stands_under_its_post() -> None:
    [seen] = read(update(message=comment()))
    assert isinstance(seen, MessageSeen)
    assert seen.place == Place(kind=PlaceKind.COMMENT, id=mid(5, CHANNEL))
    assert (seen.post_id, seen.external_id) == (mid(5, CHANNEL), mid(20, CHANNEL))
    assert (seen.author.network_id, seen.outgoing) == (str(RESIDENT), False)


@pytest.mark.parametrize("sender", [None, THE_BOT])
def test_what_the_channel_or_the_bot_says_in_the_comments_is_ours(sender: Any) -> None:
    seen = said(comment(sender=sender, link=linked("reply", 20)))
    assert (seen.outgoing, seen.author.is_channel, seen.reply_to) == (True, True, mid(20))


def test_what_the_bot_says_itself_is_ours() -> None:
    assert said(message(sender=THE_BOT)).outgoing
    assert said(message(chat="chat", sender=THE_BOT)).outgoing
    assert said(message(chat="chat", sender=None)).outgoing, "the group itself"


def test_other_bots_say_nothing_that_waits_for_us() -> None:
    for told in (message(sender={**THE_BOT, "user_id": 5}), comment(sender={**THE_BOT, "user_id": 5})):
        assert isinstance(read(update(message=told))[0], Noticed)


def test_an_edit_is_the_same_message_in_other_words() -> None:
    seen = said(message(text="Яма у дома"), "message_edited", timestamp=MS + 60_000)
    assert (seen.external_id, seen.text, seen.change) == (mid(10), "Яма у дома", Change.EDITED)
    assert (seen.said_at, seen.version_at) == (SAID_AT, SAID_AT + timedelta(minutes=1))


def test_an_answer_names_what_it_answers() -> None:
    seen = said(message(link=linked("reply", 9)))
    assert (seen.reply_to, seen.attachments) == (mid(9), [])


@pytest.mark.parametrize(
    ("chat", "kind", "place"),
    [(DIALOG, "dialog", OURS), (GROUP, "chat", TALK), (-5, "chat", Place(kind=PlaceKind.CHAT, id="-5"))],
)
def test_a_deletion_is_known_by_its_chat(chat: int, kind: str, place: Place) -> None:
    told = read(update("message_removed", message_id=mid(10), chat_id=chat, user_id=RESIDENT))
    assert told == [MessageGone(place=place, external_id=mid(10), at=SAID_AT)]
    known = replace(ACCOUNT, chats=("5",))
    [gone] = read(update("message_removed", message_id=mid(10), chat_id=5, user_id=RESIDENT), known)
    assert isinstance(gone, MessageGone)
    assert gone.place.kind is PlaceKind.CHAT, "a group that we know has any number"


def test_a_deleted_post_deletes_nobodys_words() -> None:
    [seen] = read(update("message_removed", message_id=mid(5, CHANNEL), chat_id=CHANNEL, user_id=1))
    assert isinstance(seen, Noticed)


@pytest.mark.parametrize(("kind", "allowed"), [("bot_started", True), ("bot_stopped", False)])
def test_starting_and_stopping_the_bot_is_a_consent_in_its_dialogue(kind: str, allowed: bool) -> None:
    [seen] = read(update(kind, chat_id=DIALOG, user=MARINA, payload=None))
    assert isinstance(seen, ConsentChanged)
    assert (seen.allowed, seen.place, seen.at) == (allowed, OURS, SAID_AT)
    assert seen.author.network_id == str(RESIDENT)


def test_start_typed_by_habit_is_a_consent_and_nothing_more_is() -> None:
    for words in ("/start", "/start from-the-site"):
        [seen] = read(update(message=message(text=words)))
        assert isinstance(seen, ConsentChanged)
        assert (seen.place, seen.allowed) == (OURS, True)
    for told in (
        message(text="/start\nВо дворе яма"),
        message(text="/start", chat="chat"),
        comment(text="/start"),
    ):
        assert said(told).text.startswith("/start")


@pytest.mark.parametrize(("kind", "is_present"), [("bot_added", True), ("bot_removed", False)])
@pytest.mark.parametrize(("is_channel", "chat"), [(True, ChatKind.CHANNEL), (False, ChatKind.GROUP)])
def test_where_the_bot_sits_is_noted(kind: str, is_present: bool, is_channel: bool, chat: ChatKind) -> None:
    told = read(update(kind, chat_id=GROUP, user=MARINA, is_channel=is_channel))
    assert told == [ChatSeen(network_id=str(GROUP), kind=chat, at=SAID_AT, is_present=is_present)]


def test_a_new_title_is_noted_without_making_a_group_of_a_channel() -> None:
    for number, kind in ((GROUP, ChatKind.GROUP), (CHANNEL, ChatKind.CHANNEL)):
        [seen] = read(update("chat_title_changed", chat_id=number, user=MARINA, title="Новое имя"))
        assert seen == ChatSeen(network_id=str(number), kind=kind, at=SAID_AT, title="Новое имя")


def test_a_message_that_only_passes_on_has_no_body_and_is_one_message_all_the_same() -> None:
    told = message(link=linked("forward", 3, "Отключение воды"), body=None)
    first, second = said(told), said(told)
    assert first.external_id == second.external_id
    assert (first.external_id.startswith("#"), first.text) == (True, "")
    assert [one.text for one in first.attachments] == ["Отключение воды"]
    assert said({**told, "link": linked("forward", 4)}).external_id != first.external_id


def test_an_id_that_does_not_fit_is_replaced_by_one_that_does() -> None:
    long = {"mid": "m" * 500, "seq": 1, "text": "Яма"}
    seen = said(message(body=long))
    assert len(seen.external_id) == 64
    assert seen == said(message(body=long))
    post = comment(recipient={"chat_id": CHANNEL, "chat_type": "channel", "post_id": "p" * 500})
    assert len(said(post).place.id) == 64


def test_a_date_still_to_come_is_now_and_what_max_said_is_kept() -> None:
    seen = said(message(timestamp=MS + 30 * 86_400_000))
    assert (seen.said_at, seen.version_at) == (NOW, NOW)
    assert seen.stated_date.startswith("2026-10")
    absurd: list[Any] = [None, "soon", -1, 2**62, 5, {}, 1e300]
    for value in absurd:
        assert said(message(timestamp=value)).said_at == NOW


def test_what_was_read_back_says_when_it_stood_there() -> None:
    assert said(message(), read_back=True).found_at == NOW
    assert said(message(), read_back="yes").found_at is None


@pytest.mark.parametrize("kind", ["something_of_tomorrow", "message_constructed"])
def test_what_is_not_understood_is_kept(kind: str) -> None:
    [seen] = read(update(kind, some="data"))
    assert isinstance(seen, Unsupported)
    assert (seen.type, bool(seen.why)) == (kind, True)


@pytest.mark.parametrize("kind", ["message_callback", "user_added", "dialog_muted", "dialog_removed"])
def test_what_says_nothing_to_us_is_only_noticed(kind: str) -> None:
    [seen] = read(update(kind, chat_id=DIALOG, user=MARINA))
    assert isinstance(seen, Noticed)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"update_type": {}}',
        update(message=None),
        update(message={"body": {"mid": "1"}}),
        update(message=message(sender=None)),
        update(message=message(sender={"name": "x"})),
        update(message={**message(chat="channel"), "body": {}}),
        update("message_removed", chat_id=DIALOG),
        update("message_removed", message_id="1"),
        update("bot_started", chat_id=DIALOG),
        update("bot_added", user=MARINA),
        json.dumps(
            {
                "update_type": "message_created",
                "message": {"recipient": {"chat_type": "chat"}, "sender": MARINA},
            }
        ).encode(),
    ],
)
def test_what_cannot_be_read_is_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        network.parse(ACCOUNT, body, now=NOW)
