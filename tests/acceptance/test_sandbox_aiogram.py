"""The practice Telegram judged by aiogram, a client that others wrote for the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
import pytest
from aiogram import Bot as Client
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaPhoto,
    MediaUnion,
    MessageOriginChannel,
    ReplyParameters,
)

from tests.sandbox import Resident, Sandbox
from tests.sandbox_telegram import MEDIA, Bot, TelegramSide

pytestmark = pytest.mark.acceptance
T = TypeVar("T")
HOOK = "http://127.0.0.1:1/hook"


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramSide]:
    with Sandbox() as running:
        yield TelegramSide(running)


def run(bot: Bot, do: Callable[[Client], Awaitable[T]]) -> T:
    """Let aiogram do something with a bot's token."""

    async def main() -> T:
        session = AiohttpSession(api=TelegramAPIServer.from_base(bot.api_url))
        async with Client(bot.token, session=session) as client:
            return await do(client)

    return asyncio.run(main())


def test_it_sends_answers_albums_and_edits(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    asked = telegram.write(bot, resident, "Когда уберут снег?", photos=["snow"])
    picture = BufferedInputFile(httpx.get(asked.photos[0]).content, "снег.jpg")

    async def do(client: Client) -> None:
        answer = await client.send_message(
            resident.id, "Завтра", reply_parameters=ReplyParameters(message_id=asked.id)
        )
        assert answer.reply_to_message is not None
        assert answer.reply_to_message.caption == "Когда уберут снег?"
        await client.edit_message_text("Послезавтра", chat_id=resident.id, message_id=answer.message_id)
        await client.send_photo(resident.id, picture, caption="План")

    async def album(client: Client) -> None:
        media: list[MediaUnion] = [
            InputMediaPhoto(media=picture, caption="Стало"),
            InputMediaPhoto(media=picture),
        ]
        assert len({one.media_group_id for one in await client.send_media_group(resident.id, media)}) == 1

    run(bot, do)
    other = telegram.bot()
    telegram.start(other, resident)
    run(other, album)
    answers = telegram.answers(bot, resident) + telegram.answers(other, resident)
    assert [one.text for one in answers] == ["Послезавтра", "План", "Стало", ""]
    assert [len(one.photos) for one in answers] == [0, 1, 1, 1]


def test_its_models_take_every_kind_of_message(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    for kind in MEDIA:
        telegram.write(bot, resident, media=kind)

    async def do(client: Client) -> list[str]:
        updates = await client.get_updates()
        await client.get_updates(offset=updates[-1].update_id + 1)
        return [update.message.content_type for update in updates[1:] if update.message]

    assert run(bot, do) == list(MEDIA)
    assert telegram.updates(bot) == []


def test_it_hears_a_post_its_forward_and_a_comment(
    telegram: TelegramSide, bot: Bot, resident: Resident
) -> None:
    channel = telegram.channel(bot)
    post = telegram.post(channel, photos=1)
    telegram.comment(channel, post, resident, "А у нас?")

    async def do(client: Client) -> tuple[int, int]:
        *_, told, forwarded, commented = await client.get_updates()
        assert told.channel_post is not None
        copy, comment = forwarded.message, commented.message
        assert copy is not None
        assert copy.is_automatic_forward
        assert isinstance(copy.forward_origin, MessageOriginChannel)
        assert comment is not None
        assert comment.reply_to_message is not None
        assert comment.message_thread_id == comment.reply_to_message.message_id == copy.message_id
        return told.channel_post.message_id, copy.forward_origin.message_id

    assert run(bot, do) == (post.id, post.id)


def test_it_downloads_a_photo(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    said = telegram.write(bot, resident, photos=1)

    async def do(client: Client) -> bytes:
        message = (await client.get_updates())[-1].message
        assert message is not None
        assert message.photo is not None
        found = await client.download(message.photo[-1])
        assert found is not None
        return found.read()

    assert run(bot, do) == httpx.get(said.photos[0]).content


def test_it_sets_looks_at_and_removes_a_webhook(telegram: TelegramSide, bot: Bot) -> None:
    async def do(client: Client) -> list[str]:
        await client.set_webhook(HOOK, secret_token="s-1", allowed_updates=["message"])
        info = await client.get_webhook_info()
        assert info.allowed_updates == ["message"]
        with pytest.raises(TelegramConflictError):
            await client.get_updates()
        assert await client.delete_webhook(drop_pending_updates=True)
        return [info.url, (await client.get_webhook_info()).url]

    assert run(bot, do) == [HOOK, ""]


def test_it_is_told_to_wait_when_it_says_too_much_in_a_group(
    telegram: TelegramSide, bot: Bot, resident: Resident
) -> None:
    group = telegram.group(bot)
    telegram.write(bot, resident, photos=1)
    photo = telegram.updates(bot)[-1]["message"]["photo"][0]["file_id"]

    async def do(client: Client) -> int:
        for _ in range(2):
            await client.send_media_group(group.id, [InputMediaPhoto(media=photo) for _ in range(10)])
        with pytest.raises(TelegramRetryAfter) as hurried:
            await client.send_message(group.id, "слишком часто")
        return hurried.value.retry_after

    assert 0 < run(bot, do) <= 60


def test_it_understands_every_refusal(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    stranger, old = telegram.resident(), telegram.group(bot, kind="group")
    fresh = telegram.upgrade(old)

    async def do(client: Client) -> None:
        with pytest.raises(TelegramForbiddenError):
            await client.send_message(stranger.id, "Ответ")
        with pytest.raises(TelegramMigrateToChat) as moved:
            await client.send_message(old.id, "Ответ")
        assert moved.value.migrate_to_chat_id == fresh.id
        with pytest.raises(TelegramBadRequest, match="message is too long"):
            await client.send_message(resident.id, "а" * 4097)
        telegram.block(bot, resident)
        with pytest.raises(TelegramForbiddenError):
            await client.send_message(resident.id, "Ответ")
        telegram.revoke(bot)
        with pytest.raises(TelegramUnauthorizedError):
            await client.get_me()

    run(bot, do)
