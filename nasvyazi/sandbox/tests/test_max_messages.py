"""Dialogues of the practice MAX."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from nasvyazi.sandbox.pictures import draw
from tests.sandbox import Resident, Sandbox, SandboxError
from tests.sandbox_max import MEDIA, Bot, MaxSide

WEEK = 7 * 86_400


def told(messenger: MaxSide, bot: Bot, kind: str = "message_created") -> list[Any]:
    return [update for update in messenger.updates(bot) if update["update_type"] == kind]


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    known = answer.json()
    return answer.status_code, known["code"], known["message"]


def test_a_dialogue_begins_with_start_and_has_an_id_of_its_own(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    said = messenger.write(max_bot, caller, "Во дворе яма", photos=["pothole", "snow"])
    started, created = messenger.updates(max_bot)
    assert (started["update_type"], started["user"]["user_id"]) == ("bot_started", caller.id)
    message = created["message"]
    assert (message["sender"]["name"], message["sender"]["is_bot"]) == (caller.name, False)
    assert message["recipient"] == {"chat_id": said.chat, "chat_type": "dialog", "user_id": max_bot.id}
    assert said.chat not in {caller.id, max_bot.id}
    assert (message["body"]["mid"], message["body"]["text"]) == (said.id, "Во дворе яма")
    assert created["timestamp"] == message["timestamp"] == said.date * 1000 + message["timestamp"] % 1000
    photos = [one["payload"] for one in message["body"]["attachments"]]
    assert [httpx.get(one["url"]).content[:2] for one in photos] == [b"\xff\xd8"] * 2


def test_numbers_grow_and_do_not_fit_into_a_double(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    first, second = (messenger.write(max_bot, caller, text) for text in "аб")
    assert 2**53 < first.seq < second.seq < 2**63
    assert first.id == f"mid.{first.chat:016x}{first.seq:016x}"


def test_an_answer_reaches_the_resident_and_the_bot_is_not_told_of_it(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    asked = messenger.write(max_bot, caller, "Когда вывезут мусор?")
    body = {"text": "Завтра", "link": {"type": "reply", "mid": asked.id}}
    sent = messenger.call("POST", "/messages", max_bot.token, body, user_id=caller.id)["message"]
    assert sent["link"]["message"]["text"] == "Когда вывезут мусор?"
    assert sent["recipient"]["user_id"] == caller.id
    [answer] = messenger.answers(max_bot, caller)
    assert (answer.id, answer.reply_to, answer.fate) == (sent["body"]["mid"], asked.id, "")
    assert [one["message"]["body"]["text"] for one in told(messenger, max_bot)] == ["Когда вывезут мусор?"]


def test_the_same_sent_twice_is_two_messages(messenger: MaxSide, max_bot: Bot, caller: Resident) -> None:
    chat = messenger.write(max_bot, caller, "Яма").chat
    for _ in range(2):
        messenger.call("POST", "/messages", max_bot.token, {"text": "Едем"}, chat_id=chat)
    assert [one.text for one in messenger.answers(max_bot, caller)] == ["Едем", "Едем"]


def test_whoever_stopped_the_bot_or_never_started_it_cannot_be_written_to(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    def send() -> httpx.Response:
        return messenger.request("POST", "/messages", max_bot.token, {"text": "Ответ"}, user_id=caller.id)

    assert refusal(send()) == (404, "dialog.not.found", "error.dialog.notfound")
    messenger.start(max_bot, caller, payload="yard-7")
    messenger.stop(max_bot, caller, removed=True)
    assert refusal(send())[:2] == (403, "chat.denied")
    assert "error.dialog.suspended" in refusal(send())[2]
    messenger.write(max_bot, caller, "Передумала")
    assert send().is_success
    kinds = [one["update_type"] for one in messenger.updates(max_bot)]
    assert kinds == ["bot_started", "bot_stopped", "dialog_removed", "bot_started", "message_created"]
    assert messenger.updates(max_bot)[0]["payload"] == "yard-7"
    other = messenger.request("POST", "/messages", messenger.bot().token, {"text": "Ответ"},
                              chat_id=messenger.dialog(max_bot, caller))  # fmt: skip
    assert refusal(other)[:2] == (404, "chat.not.found")


def test_changes_and_deletions_are_told_with_the_same_mid(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    said = messenger.write(max_bot, caller, "Яма")
    messenger.edit(max_bot, caller, said, "Яма во дворе")
    messenger.delete(max_bot, caller, said)
    *_, edited, removed = messenger.updates(max_bot)
    assert (edited["update_type"], edited["message"]["body"]["mid"]) == ("message_edited", said.id)
    assert edited["message"]["body"]["text"] == "Яма во дворе"
    assert removed == {"update_type": "message_removed", "timestamp": removed["timestamp"], "message_id": said.id,
                       "chat_id": said.chat, "user_id": caller.id}  # fmt: skip
    assert messenger.inbox(max_bot, caller) == []
    assert refusal(messenger.request("GET", f"/messages/{said.id}", max_bot.token))[0] == 404


def test_every_kind_of_attachment_is_told(messenger: MaxSide, max_bot: Bot, caller: Resident) -> None:
    for kind in MEDIA:
        messenger.write(max_bot, caller, media=kind, file_name="план.pdf" if kind == "file" else "")
    held = [one["message"]["body"]["attachments"][0] for one in told(messenger, max_bot)]
    assert [one["type"] for one in held] == list(MEDIA)
    for one in held:
        url = one.get("payload", {}).get("url", "")
        assert not url.startswith(max_bot.api_url) or httpx.get(url).is_success
    by_kind = {one["type"]: one for one in held}
    assert (by_kind["file"]["filename"], by_kind["location"]["latitude"]) == ("план.pdf", 55.7943)
    assert "BEGIN:VCARD" in by_kind["contact"]["payload"]["vcf_info"]
    video = messenger.call("GET", f"/videos/{by_kind['video']['payload']['token']}", max_bot.token)
    assert video["urls"]["mp4_360"] == by_kind["video"]["payload"]["url"]


def test_what_is_passed_on_comes_with_its_author_and_its_photos(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    neighbour = messenger.resident("Пётр Сидоров")
    original = messenger.write(max_bot, neighbour, "Яма у дома 5", photos=1)
    messenger.write(max_bot, caller, forward=original)
    link = told(messenger, max_bot)[-1]["message"]["link"]
    assert (link["type"], link["sender"]["name"], link["chat_id"]) == (
        "forward",
        neighbour.name,
        original.chat,
    )
    assert (link["message"]["text"], link["message"]["attachments"][0]["type"]) == ("Яма у дома 5", "image")
    with pytest.raises(SandboxError, match="exclude each other"):
        messenger.write(max_bot, caller, forward=original, reply_to=original)


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
def test_a_file_is_uploaded_once_and_sent_by_its_token(
    messenger: MaxSide, max_bot: Bot, caller: Resident, kind: str
) -> None:
    messenger.start(max_bot, caller)
    content = draw("x", scene="snow") if kind == "image" else b"\0\0\0\x18ftypmp42"
    attached = messenger.upload(max_bot, kind, content, name="план.bin")
    body = {"text": "", "attachments": [attached]}
    sent = messenger.call("POST", "/messages", max_bot.token, body, user_id=caller.id)["message"]
    [shown] = sent["body"]["attachments"]
    fetched = httpx.get(shown["payload"]["url"]).content
    assert shown["type"] == kind
    assert Image.open(io.BytesIO(fetched)).size == (1280, 960) if kind == "image" else fetched == content


def test_an_uploads_address_takes_one_file_and_only_what_it_is_for(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    messenger.start(max_bot, caller)
    told = messenger.call("POST", "/uploads", max_bot.token, type="image")
    assert httpx.post(told["url"], files={"data": ("a.jpg", b"no picture")}).status_code == 400
    assert httpx.post(told["url"], files={"photo": ("a.jpg", draw("x"))}).status_code == 400
    assert httpx.post(told["url"], content=draw("x")).is_success
    assert httpx.post(told["url"], content=draw("x")).status_code == 400
    assert refusal(messenger.request("POST", "/uploads", max_bot.token, type="photo"))[0] == 400
    video = messenger.call("POST", "/uploads", max_bot.token, type="video")
    body = {"attachments": [{"type": "video", "payload": {"token": video["token"]}}]}
    early = messenger.request("POST", "/messages", max_bot.token, body, user_id=caller.id)
    assert refusal(early)[:2] == (400, "attachment.not.ready")


def test_attachments_are_not_ready_as_long_as_the_switch_is_on(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    messenger.start(max_bot, caller)
    body = {"text": "План", "attachments": [messenger.upload(max_bot, "image", draw("x"))]}
    messenger.fault("attachment_not_ready", bot=max_bot, times=2)
    answers = [
        messenger.request("POST", "/messages", max_bot.token, body, user_id=caller.id) for _ in range(3)
    ]
    assert [one.status_code for one in answers] == [400, 400, 200]
    assert refusal(answers[0])[1:] == (
        "attachment.not.ready", "Key: errors.process.attachment.file.not.processed"
    )  # fmt: skip
    assert [len(one.photos) for one in messenger.answers(max_bot, caller)] == [1]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Empty message"),
        ({"text": "а" * 4001}, "text: size must be between 0 and 4000"),
        ({"text": "😀" * 2001}, "text: size must be between 0 and 4000"),
        ({"text": 5}, "text: must be a string"),
        ({"text": "а", "format": "markdown"}, "knows no format"),
        ({"text": "а", "link": {"type": "quote", "mid": "mid.1"}}, "link: must have a mid"),
        ({"attachments": [{"type": "image", "payload": {}}]}, "No `photos`, `url` or `token` provided"),
        (
            {"attachments": [{"type": "image", "payload": {"url": "https://example.org/a"}}]},
            "fetches no photos",
        ),
        ({"attachments": [{"type": "file", "payload": {"token": "x"}}]}, "no file with this token"),
        ({"attachments": [{"type": "poll", "payload": {}}]}, "unknown type poll"),
        ({"attachments": [{"type": "location", "latitude": 1}]}, "longitude is required"),
    ],
)
def test_a_senseless_message_is_refused_in_words(
    messenger: MaxSide, max_bot: Bot, caller: Resident, body: Any, words: str
) -> None:
    messenger.start(max_bot, caller)
    answer = messenger.request("POST", "/messages", max_bot.token, body, user_id=caller.id)
    status, code, message = refusal(answer)
    assert (status, code) == (400, "proto.payload")
    assert words in message
    assert messenger.answers(max_bot, caller) == []


def test_a_bot_changes_and_deletes_only_what_it_said_itself_and_not_after_a_week(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    asked = messenger.write(max_bot, caller, "Яма")
    mid = messenger.call("POST", "/messages", max_bot.token, {"text": "Едем"}, user_id=caller.id)["message"][
        "body"
    ]["mid"]
    assert messenger.call("PUT", "/messages", max_bot.token, {"text": "Едим"}, message_id=mid) == {
        "success": True
    }
    assert [(one.text, one.edited is None) for one in messenger.answers(max_bot, caller)] == [("Едим", False)]
    foreign = messenger.call("PUT", "/messages", max_bot.token, {"text": "Нет ямы"}, message_id=asked.id)
    assert (foreign["success"], foreign["code"]) == (False, "chat.denied")
    assert messenger.call("DELETE", "/messages", max_bot.token, message_id=asked.id)["success"] is False
    messenger.control("POST", "/clock", {"now": asked.date + WEEK + 9})
    try:
        late = messenger.call("PUT", "/messages", max_bot.token, {"text": "Приедем"}, message_id=mid)
    finally:
        messenger.control("POST", "/clock", {})
    assert late["success"] is False
    assert messenger.call("DELETE", "/messages", max_bot.token, message_id=mid) == {"success": True}
    assert messenger.answers(max_bot, caller) == []


def test_the_past_is_read_newest_first_and_by_moments(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    said = [
        messenger.write(max_bot, caller, text, date=1_790_000_000 + number)
        for number, text in enumerate("абвг")
    ]
    chat = said[0].chat

    def texts(**query: Any) -> str:
        answer = messenger.call("GET", "/messages", max_bot.token, **query)
        return "".join(one["body"]["text"] for one in answer["messages"])

    assert texts(chat_id=chat) == "гвба"
    assert texts(chat_id=chat, count=2) == "гв"
    middle = {"from_": 1_790_000_002_000, "to": 1_790_000_001_000}
    assert texts(chat_id=chat, **middle) == "вб"
    assert texts(chat_id=chat, from_=middle["to"], to=middle["from_"]) == "вб"
    assert texts(message_ids=f"{said[0].id},{said[3].id},mid.{'0' * 32}") == "аг"
    both = messenger.request("GET", "/messages", max_bot.token, chat_id=chat, message_ids=said[0].id)
    assert both.status_code == 400
    assert messenger.request("GET", "/messages", max_bot.token, chat_id=chat, count=101).status_code == 400


def test_a_pressed_button_is_answered_and_its_message_changed(
    messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    messenger.start(max_bot, caller)
    keyboard = {
        "type": "inline_keyboard",
        "payload": {"buttons": [[{"type": "callback", "text": "Да", "payload": "y"}]]},
    }
    messenger.call("POST", "/messages", max_bot.token, {"text": "Убрали?", "attachments": [keyboard]},
                   user_id=caller.id)  # fmt: skip
    [asked] = messenger.answers(max_bot, caller)
    number = messenger.press(max_bot, caller, asked, "y")
    [pressed] = told(messenger, max_bot, "message_callback")
    assert (pressed["callback"]["callback_id"], pressed["callback"]["payload"]) == (number, "y")
    assert pressed["message"]["body"]["mid"] == asked.id
    done = {"message": {"text": "Спасибо", "attachments": []}, "notification": "Записали"}
    assert messenger.call("POST", "/answers", max_bot.token, done, callback_id=number) == {"success": True}
    assert [one.text for one in messenger.answers(max_bot, caller)] == ["Спасибо"]
    assert messenger.request("POST", "/answers", max_bot.token, done, callback_id="x").status_code == 404
    with pytest.raises(SandboxError, match="no buttons"):
        messenger.press(max_bot, caller, asked, "y")


def test_the_token_stands_alone_in_its_header(messenger: MaxSide, max_bot: Bot) -> None:
    url = f"{max_bot.api_url}/me"
    assert httpx.get(url, headers={"Authorization": max_bot.token}).json()["user_id"] == max_bot.id
    for header in (f"Bearer {max_bot.token}", "x"):
        assert refusal(httpx.get(url, headers={"Authorization": header}))[:2] == (401, "verify.token")
    assert refusal(httpx.get(url, params={"access_token": max_bot.token}))[:2] == (403, "deprecated.token")
    fresh = messenger.revoke(max_bot)
    assert messenger.request("GET", "/me", max_bot.token).status_code == 401
    assert messenger.request("GET", "/me", fresh.token).is_success
    assert refusal(messenger.request("GET", "/chats", fresh.token))[0] == 404


def test_every_third_resident_needs_more_than_32_bits(messenger: MaxSide) -> None:
    assert any(messenger.resident().id > 2**32 for _ in range(3))


def test_the_world_is_the_same_after_a_crash() -> None:
    with Sandbox(rate_limits=False) as running:
        messenger = MaxSide(running)
        bot, resident = messenger.bot(), messenger.resident()
        before = messenger.write(bot, resident, "Яма", photos=1)
        running.kill()
        running.start()
        after = messenger.write(bot, resident, "Там же")
        assert [one.id for one in messenger.inbox(bot, resident)] == [before.id, after.id]
        assert [one["update_type"] for one in messenger.updates(bot)][1:] == ["message_created"] * 2
        messenger.reset(bot)
        assert messenger.inbox(bot, resident) == []
