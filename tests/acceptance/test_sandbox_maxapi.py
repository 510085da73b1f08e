"""The practice MAX judged by maxapi, a client that others wrote for the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import httpx
import pytest
from maxapi import Bot as Client
from maxapi.client import DefaultConnectionProperties
from maxapi.enums.message_link_type import MessageLinkType
from maxapi.enums.upload_type import UploadType
from maxapi.exceptions.max import InvalidToken, MaxApiError
from maxapi.methods.types.getted_updates import process_update_request
from maxapi.types import InputMediaBuffer
from maxapi.types.message import NewMessageLink

from nasvyazi.sandbox.pictures import draw
from tests.sandbox import Resident, Sandbox
from tests.sandbox_max import MEDIA, Bot, MaxSide

pytestmark = pytest.mark.acceptance
T = TypeVar("T")
HOOK = "https://127.0.0.1/hook"


@pytest.fixture(scope="module")
def messenger() -> Iterator[MaxSide]:
    with Sandbox(rate_limits=False) as running:
        yield MaxSide(running)


@pytest.fixture
def bot(messenger: MaxSide) -> Bot:
    return messenger.bot()


@pytest.fixture
def resident(messenger: MaxSide) -> Resident:
    return messenger.resident()


def run(bot: Bot, do: Callable[[Client], Awaitable[T]]) -> T:
    """Let maxapi do something with a bot's token. It would repeat a POST by itself: that is switched off."""

    async def main() -> T:
        once = DefaultConnectionProperties(max_retries=0)
        client = Client(bot.token, default_connection=once, auto_requests=False,
                        after_input_media_delay=0.001, after_upload_retry_delay=0.01)  # fmt: skip
        client.set_api_url(bot.api_url)
        try:
            return await do(client)
        finally:
            await client.close_session()

    return asyncio.run(main())


async def heard(client: Client, marker: int = 1) -> list[Any]:
    """The updates that its models take."""
    return list(await process_update_request(await client.get_updates(timeout=0, marker=marker), client))


def test_it_sends_answers_changes_and_deletes(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    asked = messenger.write(bot, resident, "Когда уберут снег?", photos=["snow"])

    async def do(client: Client) -> None:
        assert (await client.get_me()).user_id == bot.id
        link = NewMessageLink(type=MessageLinkType.REPLY, mid=asked.id)
        sent = await client.send_message(user_id=resident.id, text="Завтра", link=link)
        assert sent is not None
        assert sent.message.link is not None
        assert sent.message.link.message.text == "Когда уберут снег?"
        assert sent.message.body is not None
        mid = sent.message.body.mid
        edited = await client.edit_message(mid, text="Послезавтра")
        assert edited is not None
        assert edited.success
        shown = await client.get_messages(chat_id=asked.chat)
        assert [one.body.text for one in shown.messages if one.body] == ["Послезавтра", "Когда уберут снег?"]
        assert (sent.message.url or "").startswith(f"https://max.ru/c/{asked.chat}/")
        assert (await client.delete_message(mid)).success

    run(bot, do)
    assert messenger.answers(bot, resident) == []


@pytest.mark.parametrize("kind", list(UploadType))
def test_it_uploads_every_kind_of_file_and_waits_until_it_is_ready(
    messenger: MaxSide, bot: Bot, resident: Resident, kind: UploadType
) -> None:
    messenger.start(bot, resident)
    messenger.fault("attachment_not_ready", bot=bot, times=1)
    content = draw("x", scene="snow") if kind is UploadType.IMAGE else b"%PDF-1.4\n%%EOF\n"

    async def do(client: Client) -> str:
        attached: list[Any] = [InputMediaBuffer(content, filename="план", type=kind)]
        sent = await client.send_message(user_id=resident.id, text="План", attachments=attached)
        assert sent is not None
        assert sent.message.body is not None
        [shown] = sent.message.body.attachments or []
        return str(shown.payload.url)  # type: ignore[union-attr]

    assert httpx.get(run(bot, do)).is_success
    [answer] = messenger.answers(bot, resident)
    assert (answer.text, bool(answer.photos or answer.media)) == ("План", True)


def test_its_models_take_every_kind_of_message(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    said = messenger.write(bot, resident, "Яма", photos=1)
    for kind in MEDIA:
        messenger.write(bot, resident, media=kind)
    messenger.write(bot, resident, forward=said)
    messenger.edit(bot, resident, said, "Яма!")
    messenger.delete(bot, resident, said)
    messenger.stop(bot, resident, removed=True)

    async def do(client: Client) -> list[Any]:
        return await heard(client)

    told = run(bot, do)
    assert [one.update_type.value for one in told] == [
        "bot_started", *["message_created"] * (len(MEDIA) + 2), "message_edited", "message_removed", "bot_stopped",
        "dialog_removed",
    ]  # fmt: skip
    held = [one.message.body.attachments[0].type for one in told[2 : 2 + len(MEDIA)]]
    assert held == list(MEDIA)
    assert told[1].message.body.seq == said.seq
    assert told[2 + len(MEDIA)].message.link.message.mid == said.id


def test_it_reads_posts_and_comments_and_answers_them(
    messenger: MaxSide, bot: Bot, resident: Resident
) -> None:
    channel = messenger.channel(bot, link="novosti")
    post = messenger.post(channel, photos=1)
    asked = messenger.comment(channel, post, resident, "А у нас?")
    messenger.comment(channel, post, None, "И у вас", reply_to=asked)

    async def do(client: Client) -> None:
        told = (await heard(client))[-1].message
        assert (told.sender, told.recipient.chat_type.value, told.body.mid) == (None, "channel", post.id)
        found = await client.get_comments(post.id)
        own, first = found.messages
        assert (own.sender, first.post_message_id) == (None, post.id)
        answer = await first.reply("Завтра")
        assert answer.message.link is not None
        assert answer.message.link.message.mid == asked.id
        assert (await answer.message.edit("Сегодня")).success
        assert (await first.delete()).success
        assert (await client.get_comment(post.id, own.body.mid)).body.text == "И у вас"

    run(bot, do)
    assert [one.text for one in messenger.comments(channel, post)] == ["И у вас", "Сегодня"]


def test_it_knows_its_chats_and_their_members(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    group = messenger.group(bot, "Наш двор")
    messenger.join(group, resident)

    async def do(client: Client) -> None:
        chat = await client.get_chat_by_id(group.id)
        assert (chat.title, chat.participants_count) == ("Наш двор", 3)
        assert (await client.get_me_from_chat(group.id)).is_admin
        assert len((await client.get_list_admin_chat(group.id)).members) == 2
        member = await client.get_chat_member(group.id, resident.id)
        assert member is not None
        assert member.full_name == resident.name

    run(bot, do)


def test_it_subscribes_looks_and_unsubscribes(messenger: MaxSide, bot: Bot) -> None:
    async def do(client: Client) -> list[int]:
        assert (await client.subscribe_webhook(HOOK, secret="secret-1")).success
        known = (await client.get_subscriptions()).subscriptions
        with pytest.raises(MaxApiError) as refused:
            await client.get_updates(timeout=0)
        assert (await client.unsubscribe_webhook(HOOK)).success
        return [len(known), refused.value.code, len((await client.get_subscriptions()).subscriptions)]

    assert run(bot, do) == [1, 405, 0]


def test_it_understands_every_refusal(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    messenger.start(bot, resident)
    messenger.stop(bot, resident)

    async def refusal(client: Client, **where: Any) -> tuple[int, str]:
        with pytest.raises(MaxApiError) as refused:
            await client.send_message(text="Ответ", **where)
        assert isinstance(refused.value.raw, dict)
        return refused.value.code, refused.value.raw["code"]

    async def do(client: Client) -> None:
        assert await refusal(client, user_id=resident.id) == (403, "chat.denied")
        assert await refusal(client, user_id=5) == (404, "dialog.not.found")
        assert await refusal(client, chat_id=-5) == (404, "chat.not.found")
        messenger.fault("error", bot=bot, code=503, times=1)
        assert await refusal(client, user_id=resident.id) == (503, "service.unavailable")
        messenger.revoke(bot)
        with pytest.raises(InvalidToken):
            await client.get_me()

    run(bot, do)
