"""Private chats of the practice Telegram."""

import json
from typing import Any

import httpx
import pytest

from nasvyazi.sandbox.client import Control, PracticeError
from tests.sandbox import Resident, SandboxError
from tests.sandbox_telegram import MEDIA, Bot, TelegramSide


def messages(telegram: TelegramSide, bot: Bot, kind: str = "message") -> list[Any]:
    return [update[kind] for update in telegram.updates(bot) if kind in update]


def refusal(answer: Any) -> tuple[int, str]:
    assert answer["ok"] is False
    return answer["error_code"], answer["description"]


def test_an_album_is_told_as_messages_with_one_group_and_the_words_on_the_first(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.album(bot, neighbour, "Во дворе яма", photos=["pothole", "snow"])
    first, second = messages(telegram, bot)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("Во дворе яма", False)
    assert first["from"]["id"] == first["chat"]["id"] == neighbour.id
    sizes = [size["width"] for size in first["photo"]]
    assert sizes == sorted(sizes)
    biggest = telegram.download(bot.token, first["photo"][-1]["file_id"])
    assert biggest.startswith(b"\xff\xd8")
    assert len(biggest) == first["photo"][-1]["file_size"]


def test_an_answer_reaches_the_resident_and_the_bot_is_not_told_of_it(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    asked = telegram.write(bot, neighbour, "Когда вывезут мусор?")
    sent = telegram.call(
        "sendMessage",
        bot.token,
        chat_id=neighbour.id,
        text="Завтра",
        reply_parameters={"message_id": asked.id},
    )
    assert sent["result"]["reply_to_message"]["text"] == "Когда вывезут мусор?"
    (answer,) = telegram.answers(bot, neighbour)
    assert (answer.text, answer.reply_to, answer.fate) == ("Завтра", asked.id, "")
    assert [one["text"] for one in messages(telegram, bot)] == ["Когда вывезут мусор?"]


def test_private_chats_of_a_bot_share_one_sequence_of_message_ids(telegram: TelegramSide, bot: Bot) -> None:
    said = [telegram.write(bot, telegram.resident(), "Здравствуйте") for _ in range(3)]
    assert [one.id for one in said] == [1, 2, 3]


def test_whoever_blocked_the_bot_or_never_wrote_cannot_be_written_to(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    def send() -> Any:
        return telegram.call("sendMessage", bot.token, chat_id=neighbour.id, text="Ответ")

    assert refusal(send()) == (403, "Forbidden: bot can't initiate conversation with a user")
    telegram.start(bot, neighbour)
    telegram.block(bot, neighbour)
    assert refusal(send()) == (403, "Forbidden: bot was blocked by the user")
    telegram.unblock(bot, neighbour)
    assert send()["ok"]
    changes = [one["new_chat_member"]["status"] for one in messages(telegram, bot, "my_chat_member")]
    assert changes == ["kicked", "member"]
    unknown = telegram.call("sendMessage", bot.token, chat_id=5, text="Ответ")
    assert refusal(unknown) == (400, "Bad Request: chat not found")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "а" * 4097}, "message is too long"),
        ({"text": "🙂" * 2049}, "message is too long"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "а", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "а", "reply_parameters": "{"}, "can't parse reply_parameters JSON object"),
        ({"text": "а", "chat_id": ""}, "chat_id is empty"),
        ({"text": "а", "chat_id": 10**30}, "chat not found"),
        ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(
    telegram: TelegramSide, bot: Bot, neighbour: Resident, params: dict[str, Any], words: str
) -> None:
    telegram.write(bot, neighbour, "Здравствуйте")
    answer = telegram.call("sendMessage", bot.token, **{"chat_id": neighbour.id} | params)
    assert refusal(answer) == (400, f"Bad Request: {words}")


def test_the_longest_text_goes_through_and_a_lost_reply_may_be_allowed(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.write(bot, neighbour, "Здравствуйте")
    forgiving = {"message_id": 999, "allow_sending_without_reply": True}
    assert telegram.call(
        "sendMessage", bot.token, chat_id=neighbour.id, text="🙂" * 2048, reply_parameters=forgiving
    )["ok"]


def test_an_edit_is_told_with_the_same_id_and_a_deletion_is_not_told(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    said = telegram.write(bot, neighbour, "Ям", photos=1)
    telegram.edit(bot, neighbour, said, "Яма")
    telegram.delete(bot, neighbour, said)
    (edited,) = messages(telegram, bot, "edited_message")
    assert (edited["message_id"], edited["caption"]) == (said.id, "Яма")
    assert "photo" in edited
    assert "edit_date" in edited
    assert telegram.inbox(bot, neighbour) == []
    assert len(telegram.updates(bot)) == 2


def test_a_bot_edits_and_deletes_what_it_said_only(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    said = telegram.write(bot, neighbour, "Здравствуйте")
    where = {"chat_id": neighbour.id}
    number = telegram.call("sendMessage", bot.token, **where, text="Завтра")["result"]["message_id"]

    def edit(message: int, text: str) -> Any:
        return telegram.call("editMessageText", bot.token, **where, message_id=message, text=text)

    assert edit(number, "Послезавтра")["result"]["text"] == "Послезавтра"
    assert "message is not modified" in edit(number, "Послезавтра")["description"]
    assert refusal(edit(said.id, "Нет")) == (400, "Bad Request: message can't be edited")
    assert refusal(edit(999, "Нет")) == (400, "Bad Request: message to edit not found")
    assert telegram.call("deleteMessage", bot.token, **where, message_id=number)["result"] is True
    assert telegram.answers(bot, neighbour) == []


def test_everything_that_residents_send_has_its_fields_and_its_file(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    for kind in MEDIA:
        telegram.write(bot, neighbour, media=kind)
    held = [one.get(kind) for kind, one in zip(MEDIA, messages(telegram, bot), strict=True)]
    assert None not in held
    with_files = [one["file_id"] for one in held if "file_id" in one]
    assert len(with_files) == 7
    assert all(telegram.download(bot.token, one) for one in with_files)


def test_a_file_over_twenty_megabytes_cannot_be_had(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    said = telegram.write(
        bot, neighbour, "Скан", media="document", file_size=25 * 2**20, file_name="скан.pdf"
    )
    document = messages(telegram, bot)[0]["document"]
    assert (document["file_name"], document["file_size"]) == ("скан.pdf", 25 * 2**20)
    answer = telegram.call("getFile", bot.token, file_id=document["file_id"])
    assert refusal(answer) == (400, "Bad Request: file is too big")
    assert said.media is not None
    assert (said.media["kind"], said.media["size"]) == ("document", 25 * 2**20)


def test_a_photo_sent_as_a_file_stays_as_the_camera_wrote_it(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    stored = b"\xff\xd8\xff and whatever a camera writes"
    address = f"/telegram/bots/{bot.id}/chats/{neighbour.id}/messages"
    with Control(bot.api_url.removesuffix("/telegram")) as control:
        control.post(address, {"media": "document", "file_name": "IMG_1.jpg", "text": "Вот"}, [stored])
        with pytest.raises(PracticeError, match="goes alone"):
            control.post(address, {"media": "document"}, [stored, stored])
        with pytest.raises(PracticeError, match="goes alone"):
            control.post(address, {"media": "voice"}, [stored])
    [message] = messages(telegram, bot)
    document = message["document"]
    assert (message["caption"], document["file_name"]) == ("Вот", "IMG_1.jpg")
    assert document["mime_type"] == "image/jpeg"
    assert telegram.download(bot.token, document["file_id"]) == stored


def test_albums_and_documents_come_by_upload_and_photos_again_by_their_id(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    seen = telegram.write(bot, neighbour, "Здравствуйте", photos=1)
    picture = httpx.get(seen.photos[0]).content
    base = f"{bot.api_url}/bot{bot.token}"
    media = [
        {"type": "photo", "media": "attach://a", "caption": "Было"},
        {"type": "photo", "media": "attach://b"},
    ]
    form = {"chat_id": str(neighbour.id), "media": json.dumps(media)}
    album = httpx.post(f"{base}/sendMediaGroup", data=form, files={"a": picture, "b": picture}).json()[
        "result"
    ]
    assert album[0]["media_group_id"] == album[1]["media_group_id"]
    again = album[0]["photo"][-1]["file_id"]
    assert telegram.call("sendPhoto", bot.token, chat_id=neighbour.id, photo=again, caption="Снова")["ok"]
    document = {"document": ("план.txt", b"plan")}
    assert httpx.post(f"{base}/sendDocument", data={"chat_id": neighbour.id}, files=document).json()["ok"]
    answers = telegram.answers(bot, neighbour)
    assert [one.text for one in answers] == ["Было", "", "Снова", ""]
    assert [len(one.photos) for one in answers] == [1, 1, 1, 0]
    broken = httpx.post(f"{base}/sendPhoto", data={"chat_id": neighbour.id}, files={"photo": b"no picture"})
    assert broken.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    few = telegram.call("sendMediaGroup", bot.token, chat_id=neighbour.id, media=media[:1])
    assert few["error_code"] == 400


def test_a_method_is_called_in_any_way_and_any_case(telegram: TelegramSide, bot: Bot) -> None:
    base = f"{bot.api_url}/bot{bot.token}"
    answers = [
        httpx.get(f"{base}/getme"),
        httpx.post(f"{base}/GETME"),
        httpx.post(f"{base}/getMe", data={"a": "b"}),
    ]
    assert [one.json()["result"]["can_read_all_group_messages"] for one in answers] == [True] * 3
    assert refusal(telegram.call("sendGift", bot.token)) == (404, "Not Found: method not found")
    assert (
        httpx.post(f"{base}/getMe", content=b"{", headers={"content-type": "application/json"}).status_code
        == 400
    )


def test_a_revoked_or_unknown_token_opens_nothing(
    telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.write(bot, neighbour, photos=1)
    photo = messages(telegram, bot)[0]["photo"][0]["file_id"]
    path = telegram.call("getFile", bot.token, file_id=photo)["result"]["file_path"]
    fresh = telegram.revoke(bot)
    assert refusal(telegram.call("getMe", bot.token)) == (401, "Unauthorized")
    assert refusal(telegram.call("getMe", "nonsense")) == (404, "Not Found")
    assert telegram.call("getMe", fresh.token)["ok"]
    assert httpx.get(f"{bot.api_url}/file/bot{bot.token}/{path}").status_code == 404
    assert httpx.get(f"{bot.api_url}/file/bot{fresh.token}/{path}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "а", "media": "sticker"},
        {"media": "hologram"},
        {"text": "а", "colour": 1},
        {"media": "location", "latitude": "north"},
        {"text": "а", "entities": [1]},
    ],
)
def test_the_control_api_refuses_nonsense(
    telegram: TelegramSide, bot: Bot, neighbour: Resident, body: dict[str, Any]
) -> None:
    with pytest.raises(SandboxError, match="400"):
        telegram.control("POST", f"/telegram/bots/{bot.id}/chats/{neighbour.id}/messages", body)
