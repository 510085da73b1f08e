"""Every update and answer of the practice Telegram against the Bot API specification, read from ../shared/protocols."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.sandbox import Sandbox
from tests.sandbox_telegram import MEDIA, Bot, Mask, Resident, TelegramSide
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]

PLAIN: dict[str, tuple[type[Any], ...]] = {
    "Integer": (int,), "String": (str,), "Boolean": (bool,), "True": (bool,), "Float": (int, float),
}  # fmt: skip


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramSide]:
    with Sandbox(rate_limits=False) as running:
        yield TelegramSide(running)


@cache
def types() -> dict[str, dict[str, Any]]:
    """The fields of each type of the specification by their names."""
    assert SHARED is not None
    whole = json.loads((SHARED / "protocols" / "telegram_botapi_10.3.json").read_text())
    entities = [entity for section in whole["items"] for entity in section["children"]]
    known = [entity for entity in entities if entity.get("category") == "types"]
    return {entity["name"]: {field["name"]: field for field in entity["annotations"]} for entity in known}


def complaints(value: Any, kind: str, where: str) -> list[str]:
    """What of a value is not as the specification has it, in words; `kind` is a type in its notation."""
    if " or " in kind:
        return _of_any(value, kind.split(" or "), where)
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return [
            one for number, item in enumerate(value) for one in complaints(item, inner, f"{where}[{number}]")
        ]
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and isinstance(value, bool) == (kind in {"Boolean", "True"})
        return [] if fits else [f"{where} is no {kind}"]
    if not types()[kind]:
        variants = [name for name in types() if name.startswith(kind) and types()[name]]
        return _of_any(value, variants, where)
    return _of_type(value, types()[kind], where)


def _of_any(value: Any, kinds: list[str], where: str) -> list[str]:
    found = [complaints(value, kind, where) for kind in kinds]
    return [] if [] in found else [f"{where} is none of {kinds}"]


def _of_type(value: dict[str, Any], fields: dict[str, Any], where: str) -> list[str]:
    found = [
        f"{where}.{name} is missing"
        for name, field in fields.items()
        if field["required"] and name not in value
    ]
    found += [f"{where}.{name} is unknown" for name in value if name not in fields]
    for name, inner in value.items():
        if name in fields:
            found += complaints(inner, fields[name]["type"], f"{where}.{name}")
    return found


def life(telegram: TelegramSide, bot: Bot, resident: Resident) -> None:
    """Everything that can happen to a bot."""
    for kind in MEDIA:
        telegram.write(bot, resident, media=kind)
    said = telegram.start(bot, resident)
    telegram.write(bot, resident, "Яма", photos=2, reply_to=said)
    telegram.edit(bot, resident, said, "Яма")
    telegram.block(bot, resident)
    telegram.unblock(bot, resident)
    channel = telegram.channel(bot)
    assert channel.group is not None
    post = telegram.post(channel, photos=1)
    comment = telegram.comment(channel, post, resident, "А у нас?")
    masks: tuple[Mask, ...] = ("anonymous", "channel")
    for hidden in masks:
        telegram.comment(channel, post, hidden, "Ответ", reply_to=comment)
    telegram.edit_post(channel, post, "Иначе")
    telegram.upgrade(telegram.group(bot, kind="group"))
    telegram.remove_bot(channel)


def test_every_update_is_as_the_specification_has_it(telegram: TelegramSide) -> None:
    bot = telegram.bot()
    life(telegram, bot, telegram.resident("Анна"))
    updates = telegram.updates(bot)
    kinds = {kind for update in updates for kind in update} - {"update_id"}
    assert kinds == {"message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member"}
    assert [one for update in updates for one in complaints(update, "Update", "")] == []


def test_every_answer_is_as_the_specification_has_it(telegram: TelegramSide) -> None:
    bot, resident = telegram.bot(), telegram.resident()
    telegram.write(bot, resident, photos=1)
    channel = telegram.channel(bot, username=f"spec{bot.id}")
    muted = telegram.group(bot)
    telegram.silence(muted)
    photo = telegram.updates(bot)[0]["message"]["photo"][0]["file_id"]
    asked = [
        ("getMe", {}, "User"), ("getWebhookInfo", {}, "WebhookInfo"), ("getFile", {"file_id": photo}, "File"),
        ("sendMessage", {"chat_id": resident.id, "text": "/a", "reply_parameters": {"message_id": 1}}, "Message"),
        ("sendPhoto", {"chat_id": channel.id, "photo": photo}, "Message"),
        ("getChat", {"chat_id": channel.id}, "ChatFullInfo"), ("getChat", {"chat_id": resident.id}, "ChatFullInfo"),
        ("getChatMember", {"chat_id": channel.id, "user_id": bot.id}, "ChatMember"),
        ("getChat", {"chat_id": muted.id}, "ChatFullInfo"),
        ("getChatMember", {"chat_id": muted.id, "user_id": bot.id}, "ChatMember"),
        ("getChatAdministrators", {"chat_id": channel.id}, "Array of ChatMember"),
    ]  # fmt: skip
    found = [one for name, params, kind in asked
             for one in complaints(telegram.call(name, bot.token, **params)["result"], kind, name)]  # fmt: skip
    assert found == []
