"""The practice Telegram judged by python-telegram-bot, a client that others wrote for the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
import pytest
from telegram import Bot as Client
from telegram import InputMediaPhoto, MessageOriginChannel, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from tests.sandbox import Resident, Sandbox
from tests.sandbox_telegram import Bot, TelegramSide

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]
T = TypeVar("T")
HOOK = "http://127.0.0.1:1/hook"


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramSide]:
    with Sandbox(rate_limits=False) as running:
        yield TelegramSide(running)


def run(bot: Bot, do: Callable[[Client], Awaitable[T]]) -> T:
    """Let python-telegram-bot do something with a bot's token."""

    async def main() -> T:
        base = bot.api_url
        async with Client(bot.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as client:
            return await do(client)

    return asyncio.run(main())


def test_it_sends_answers_albums_documents_and_edits(
    telegram: TelegramSide, bot: Bot, resident: Resident
) -> None:
    asked = telegram.write(bot, resident, "Когда уберут снег?", photos=["snow"])
    picture = httpx.get(asked.photos[0]).content

    async def do(client: Client) -> None:
        answer = await client.send_message(resident.id, "Завтра", reply_parameters=ReplyParameters(asked.id))
        await client.edit_message_text("Послезавтра", resident.id, answer.message_id)
        sent = await client.send_photo(resident.id, picture, caption="Пан")
        await client.edit_message_caption(resident.id, sent.message_id, caption="План")
        await client.send_document(resident.id, b"plan", filename="plan.txt")
        await client.send_media_group(
            resident.id, [InputMediaPhoto(picture), InputMediaPhoto(picture)], caption="Стало"
        )

    run(bot, do)
    answers = telegram.answers(bot, resident)
    assert [one.text for one in answers] == ["Послезавтра", "План", "", "Стало", ""]
    assert [len(one.photos) for one in answers] == [0, 1, 0, 1, 1]


def test_it_hears_all_and_goes_on_after_its_offset(
    telegram: TelegramSide, bot: Bot, resident: Resident
) -> None:
    channel = telegram.channel(bot)
    telegram.comment(channel, telegram.post(channel), resident, "А у нас?")
    said = telegram.write(bot, resident, "Яма", photos=1)
    telegram.edit(bot, resident, said, "Две ямы")
    taken = httpx.get(said.photos[0]).content

    async def do(client: Client) -> None:
        *_, post, copy, comment, message, edited = await client.get_updates(timeout=1)
        assert post.channel_post is not None
        assert copy.message is not None
        assert isinstance(copy.message.forward_origin, MessageOriginChannel)
        assert comment.message is not None
        assert comment.message.reply_to_message is not None
        assert comment.message.reply_to_message.is_automatic_forward
        assert edited.edited_message is not None
        assert edited.edited_message.caption == "Две ямы"
        assert message.message is not None
        found = await client.get_file(message.message.photo[-1].file_id)
        assert bytes(await found.download_as_bytearray()) == taken
        assert await client.get_updates(offset=edited.update_id + 1) == ()

    run(bot, do)


def test_it_looks_at_webhooks_and_chats(telegram: TelegramSide, bot: Bot) -> None:
    channel = telegram.channel(bot)
    assert channel.group is not None

    async def do(client: Client) -> list[object]:
        await client.set_webhook(HOOK, secret_token="s-1", drop_pending_updates=True)
        with pytest.raises(Conflict):
            await client.get_updates()
        found = [(await client.get_webhook_info()).url]
        await client.delete_webhook()
        member = await client.get_chat_member(channel.id, bot.id)
        return [*found, member.status, (await client.get_chat(channel.id)).linked_chat_id]

    assert run(bot, do) == [HOOK, "administrator", channel.group.id]


def test_it_understands_every_refusal(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    old = telegram.group(bot, kind="group")
    fresh = telegram.upgrade(old)

    async def do(client: Client) -> None:
        with pytest.raises(ChatMigrated) as moved:
            await client.send_message(old.id, "Ответ")
        assert moved.value.new_chat_id == fresh.id
        with pytest.raises(BadRequest, match="Chat not found"):
            await client.send_message(5, "Ответ")
        telegram.fault("error", bot=bot, code=429, seconds=3, times=1)
        with pytest.raises(RetryAfter):
            await client.send_message(resident.id, "Ответ")
        telegram.block(bot, resident)
        with pytest.raises(Forbidden):
            await client.send_message(resident.id, "Ответ")
        telegram.revoke(bot)
        with pytest.raises(InvalidToken):
            await client.get_me()

    run(bot, do)
