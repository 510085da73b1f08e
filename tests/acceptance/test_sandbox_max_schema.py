"""Every update and answer of the practice MAX, and every request of ours to it, against MAX's own OpenAPI file.

The file is read from ../shared/protocols. Python checks it rather than a proxy of another language's: a fresh machine
has what this needs, and it is over in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, OutgoingFile, Parcel, Place, PlaceKind
from nasvyazi.networks.max import Max
from nasvyazi.networks.testing.rig import DEADLINE, now
from nasvyazi.sandbox.pictures import draw
from tests.sandbox import Resident, Sandbox
from tests.sandbox_max import MEDIA, Bot, MaxSide
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]

Json = dict[str, Any]
COMMENTS = "/messages/{messageId}/comments"
UPLOADING = "/upload"
KINDS = {
    "bot_added", "bot_removed", "user_added", "user_removed", "bot_started", "bot_stopped", "dialog_removed",
    "chat_title_changed", "message_created", "message_edited", "message_removed", "message_callback",
}  # fmt: skip


@pytest.fixture(scope="module")
def messenger() -> Iterator[MaxSide]:
    with Sandbox(rate_limits=False) as running:
        yield MaxSide(running)


# --------------------------------------------------------------------------- the file as a strict JSON schema


@cache
def openapi() -> Json:
    """The file with what it is known to lack: comments are younger (maxapi 1.2.3, types/comment.py)."""
    assert SHARED is not None
    whole: Json = json.loads((SHARED / "protocols" / "max_openapi.json").read_text())
    schemas = whole["components"]["schemas"]
    schemas["Recipient"]["properties"]["post_id"] = {"type": "string", "nullable": True}
    comment = json.loads(json.dumps(schemas["Message"]))
    comment["properties"]["sender"]["nullable"] = True
    schemas["Comment"] = comment
    schemas["Comments"] = {
        "properties": {"messages": {"type": "array", "items": ref("Comment")}},
        "required": ["messages"],
    }
    schemas["SentComment"] = {"properties": {"message": ref("Comment")}, "required": ["message"]}
    # Since November 2026: no user in bot_added, a code beside success: false (dev.max.ru/docs-api/changelog-api).
    schemas["BotAddedToChatUpdate"]["allOf"][1]["required"].remove("user")
    schemas["SimpleQueryResult"]["properties"]["code"] = {"type": "string"}
    return whole


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def components() -> Json:
    """All components as JSON Schema 2020-12 that knows no other fields."""
    made: Json = {}
    for name, schema in openapi()["components"]["schemas"].items():
        plain = modern(schema)
        if "discriminator" in schema:
            # Its variants extend it: they have the part that asks for none of them.
            made[f"{name}.base"] = plain
            plain = {"allOf": [ref(f"{name}.base"), *map(_variant, _mapping(schema))]}
        made[name] = plain
    for name, schema in made.items():
        parts = schema.get("allOf", []) if ".base" not in name else []
        for part in parts:
            parent = part.get("$ref", "").rpartition("/")[2]
            if f"{parent}.base" in made:
                part["$ref"] = f"#/components/schemas/{parent}.base"
    return {"components": {"schemas": made}}


def _mapping(schema: Json) -> list[tuple[str, str, str]]:
    """(field, value, address of the variant)."""
    found = schema["discriminator"]["mapping"].items()
    field = schema["discriminator"]["propertyName"]
    return [(field, value, to["$ref"] if isinstance(to, dict) else to) for value, to in found]


def _variant(one: tuple[str, str, str]) -> Json:
    field, value, address = one
    return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": {"$ref": address}}


def modern(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable` where the standard has one type more; a thumbnail is a "string" to it, too."""
    if isinstance(node, list):
        return [modern(one) for one in node]
    if not isinstance(node, dict):
        return node
    skipped = {
        "nullable",
        "discriminator",
        "readOnly",
        "example",
        "default",
        "description",
        "format",
        "summary",
        "style",
    }
    kept = {
        name: modern(value) for name, value in node.items() if name not in skipped or name == "properties"
    }
    if "allOf" in node:
        kept.pop("type", None)
    if "properties" in node:
        kept["properties"] = {name: whole(value) for name, value in node["properties"].items()}
    if isinstance(node.get("items"), dict):
        kept["items"] = whole(node["items"])
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") else kept


def whole(node: Json) -> Json:
    """A place in which a schema stands for a whole value: no other fields than those it names."""
    made: Json = modern(node)
    if "anyOf" in made:
        return {"anyOf": [whole_of(one) for one in made["anyOf"]]}
    return whole_of(made)


def whole_of(made: Json) -> Json:
    return made | {"unevaluatedProperties": False} if made.keys() & {"$ref", "allOf"} else made


def complaints(value: Any, schema: Json) -> list[str]:
    """What the file has against a value: "path: sentence"."""
    validator = Draft202012Validator(components() | whole(schema))
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(value)]


def accept(value: Any, schema: Json) -> None:
    assert complaints(value, schema) == [], json.dumps(value, ensure_ascii=False, indent=1)[:3000]


def test_the_check_itself_finds_what_is_wrong() -> None:
    gone = {
        "update_type": "message_removed",
        "timestamp": 1,
        "message_id": "mid.1",
        "chat_id": 1,
        "user_id": 2,
    }
    assert complaints(gone, ref("Update")) == []
    assert complaints(gone | {"user_id": "2"}, ref("Update"))
    assert complaints(gone | {"user": 2}, ref("Update"))
    assert complaints({name: value for name, value in gone.items() if name != "chat_id"}, ref("Update"))
    photo = {"type": "image", "payload": {"photo_id": 1, "token": "t", "url": "u"}}
    body = {
        "mid": "mid.1",
        "seq": 2**62,
        "text": None,
        "attachments": [photo, {"type": "image", "payload": {"url": "u"}}],
    }
    assert complaints(body, ref("MessageBody"))
    assert complaints(body | {"attachments": [photo]}, ref("MessageBody")) == []
    assert complaints(body | {"attachments": [photo | {"width": 5}]}, ref("MessageBody"))


# --------------------------------------------------------------------------- what the practice network says


def life(messenger: MaxSide, bot: Bot, resident: Resident) -> None:
    """Everything that can happen to a bot."""
    for kind in MEDIA:
        messenger.write(bot, resident, media=kind)
    said = messenger.write(bot, resident, "Яма", photos=2)
    messenger.write(bot, resident, forward=said)
    messenger.write(bot, resident, "Там же", reply_to=said)
    messenger.edit(bot, resident, said, "Яма!")
    keyboard = {
        "type": "inline_keyboard",
        "payload": {"buttons": [[{"type": "callback", "text": "Да", "payload": "y"}]]},
    }
    messenger.call(
        "POST", "/messages", bot.token, {"text": "Да?", "attachments": [keyboard]}, user_id=resident.id
    )
    messenger.press(bot, resident, messenger.answers(bot, resident)[0], "y")
    messenger.delete(bot, resident, said)
    messenger.stop(bot, resident, removed=True)
    channel = messenger.channel(bot, link=f"spec{bot.id}")
    messenger.edit_post(channel, messenger.post(channel, photos=1), "Иначе")
    group = messenger.group(bot)
    messenger.write_in(group, resident, "Кто звонил?")
    messenger.leave(group, resident)
    messenger.change(group, title="Другой двор")
    messenger.remove_bot(group)


def test_every_update_is_as_the_file_has_it(messenger: MaxSide) -> None:
    bot = messenger.bot()
    life(messenger, bot, messenger.resident("Анна"))
    told = messenger.call("GET", "/updates", bot.token, marker=1, timeout=0)
    assert {one["update_type"] for one in told["updates"]} == KINDS
    accept(told, ref("UpdateList"))


def test_every_answer_is_as_the_file_has_it(messenger: MaxSide) -> None:
    bot, resident = messenger.bot(), messenger.resident("Анна Мария Петрова")
    said = messenger.write(bot, resident, "Яма", photos=1)
    video = messenger.write(bot, resident, media="video").media
    assert video is not None
    channel, group = messenger.channel(bot, link=f"answers{bot.id}"), messenger.group(bot)
    post = messenger.post(channel, photos=1)
    asked = messenger.comment(channel, post, resident, "А у нас?")
    messenger.comment(channel, post, None, "И у вас", reply_to=asked)
    photo = messenger.upload(bot, "image", draw("x", scene="snow"))
    comments = f"/messages/{post.id}/comments"
    to = {"user_id": resident.id}
    asked_for: list[tuple[str, str, Json | None, Json, str]] = [
        ("GET", "/me", None, {}, "BotInfo"),
        *(("GET", f"/chats/{number}", None, {}, "Chat") for number in (said.chat, channel.id, group.id, channel.link)),
        ("GET", f"/chats/{group.id}/members/me", None, {}, "ChatMember"),
        ("GET", f"/chats/{group.id}/members/admins", None, {}, "ChatMembersList"),
        ("GET", f"/chats/{group.id}/members", None, {"count": 1}, "ChatMembersList"),
        ("GET", "/messages", None, {"chat_id": said.chat}, "MessageList"),
        ("GET", f"/messages/{post.id}", None, {}, "Message"),
        ("POST", "/messages", {"text": "Едем", "attachments": [photo]}, to, "SendMessageResult"),
        ("POST", "/messages", {"text": "Пост"}, {"chat_id": channel.id}, "SendMessageResult"),
        ("POST", "/messages", {"link": {"type": "forward", "mid": said.id}}, to, "SendMessageResult"),
        ("PUT", "/messages", {"text": "Нет"}, {"message_id": said.id}, "SimpleQueryResult"),
        ("DELETE", "/messages", None, {"message_id": post.id}, "SimpleQueryResult"),
        ("GET", comments, None, {}, "Error"),
        ("POST", "/uploads", None, {"type": "video"}, "UploadEndpoint"),
        ("GET", f"/videos/{video['url'].rpartition('/')[2]}", None, {}, "VideoAttachmentDetails"),
        ("GET", "/subscriptions", None, {}, "GetSubscriptionsResult"),
        ("POST", "/subscriptions", {"url": "http://127.0.0.1:1/"}, {}, "SimpleQueryResult"),
        ("GET", "/subscriptions", None, {}, "GetSubscriptionsResult"),
        ("GET", "/updates", None, {}, "Error"),
        ("DELETE", "/subscriptions", None, {"url": "http://127.0.0.1:1/"}, "SimpleQueryResult"),
        ("GET", "/me", None, {"access_token": bot.token}, "Error"),
    ]  # fmt: skip
    for answer, kind in _comment_answers(messenger, bot, comments, asked.id):
        accept(answer, ref(kind))
    for verb, path, body, query, kind in asked_for:
        accept(messenger.call(verb, path, bot.token, body, **query), ref(kind))


def _comment_answers(messenger: MaxSide, bot: Bot, path: str, mid: str) -> list[tuple[Any, str]]:
    return [
        (messenger.call("GET", path, bot.token), "Comments"),
        (messenger.call("GET", f"{path}/{mid}", bot.token), "Comment"),
        (messenger.call("POST", path, bot.token, {"text": "Едем"}), "SentComment"),
        (messenger.call("PUT", path, bot.token, {"text": "Нет"}, comment_id=mid), "SimpleQueryResult"),
        (messenger.call("DELETE", path, bot.token, comment_id=mid), "SimpleQueryResult"),
    ]


# --------------------------------------------------------------------------- what the product says


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bytes | None]]:
    """Every request that the product makes: method, address, body."""
    made: list[tuple[str, str, bytes | None]] = []
    real = http.request

    def noted(method: str, url: str, **how: Any) -> http.Response:
        made.append((method, url, how.get("content")))
        return real(method, url, **how)

    monkeypatch.setattr(http, "request", noted)
    return made


def test_every_request_of_ours_is_as_the_file_has_it(
    messenger: MaxSide, tmp_path: Path, asked: list[tuple[str, str, bytes | None]]
) -> None:
    network, bot, resident = Max(pace=None), messenger.bot(), messenger.resident()
    channel, said = messenger.channel(bot), messenger.write(bot, resident, "Яма", media="video")
    post = messenger.post(channel)
    comment = messenger.comment(channel, post, resident, "А у нас?")
    account = Account(
        network_id=str(bot.id), api_url=bot.api_url, hook_url="http://127.0.0.1:9/hooks/max/key",
        chats=(str(channel.id),), channels=(str(channel.id),), dialogs=(str(said.chat),),
        secrets={"token": bot.token, "secret": "sandbox-secret-7"},
    )  # fmt: skip
    Image.new("RGB", (64, 48)).save(tmp_path / "1.jpg")
    photo = OutgoingFile(path=tmp_path / "1.jpg", name="1.jpg", content_type="image/jpeg")
    dialog, under = Place(kind=PlaceKind.DIALOG, id=str(said.chat)), Place(kind=PlaceKind.COMMENT, id=post.id)
    for parcel in (
        Parcel(place=dialog, text="Едем", key="1", reply_to=said.id, files=[photo]),
        Parcel(place=Place(kind=PlaceKind.DIALOG, id=f"u{resident.id}"), text="Едем", key="2"),
        Parcel(place=under, text="И у вас", key="3", reply_to=comment.id),
    ):
        network.send(account, parcel, deadline=DEADLINE)
        network.find(account, parcel, since=now(), deadline=DEADLINE)
    network.poll(account, "", wait=0)
    marker = network.poll(account, "1", wait=0).cursor
    assert marker.isdecimal()
    for part in network.history:
        if part.is_readable:
            list(network.read_back(account, part.code, since=now().replace(year=2020)))
    network.profiles(account, [str(resident.id)], deadline=DEADLINE)
    network.fetch(account, f"video {_token_of(messenger, bot, said.id)}", most=10**6, deadline=DEADLINE)
    network.check(account, deadline=DEADLINE)
    network.hook(account, deadline=DEADLINE)
    network.hook(Account(network_id=account.network_id, api_url=account.api_url, secrets=account.secrets),
                 deadline=DEADLINE)  # fmt: skip
    called = {(method, template(url, bot)) for method, url, _ in asked if template(url, bot)}
    assert {("POST", "/messages"), ("POST", COMMENTS), ("POST", "/uploads"), ("GET", "/updates"),
            ("POST", "/subscriptions"), ("DELETE", "/subscriptions")} <= called  # fmt: skip
    assert [one for method, url, body in asked for one in wrong(method, url, body, bot)] == []


def _token_of(messenger: MaxSide, bot: Bot, mid: str) -> str:
    shown = messenger.call("GET", f"/messages/{mid}", bot.token)
    return str(shown["body"]["attachments"][0]["payload"]["token"])


def template(url: str, bot: Bot) -> str:
    """The path as the file writes it; "" for the hosts of uploads and files, which it only mentions."""
    path = url.removeprefix(bot.api_url).partition("?")[0]
    if path.startswith((UPLOADING + "?", "/files/")) or path == UPLOADING:
        return ""
    words = path.split("/")
    names = [*openapi()["paths"], COMMENTS, COMMENTS + "/{commentId}"]
    fitting: list[str] = [name for name in names if _fits(name.split("/"), words)]
    assert fitting, f"{path} is no address of MAX"
    return min(fitting, key=lambda name: name.count("{"))


def _fits(names: list[str], words: list[str]) -> bool:
    return len(names) == len(words) and all(
        name == word or name.startswith("{") for name, word in zip(names, words, strict=True)
    )


def wrong(method: str, url: str, body: bytes | None, bot: Bot) -> list[str]:
    """What the file has against a request."""
    path = template(url, bot)
    if not path:
        return []
    where, sent = f"{method} {path}", json.loads(body) if body else None
    query = dict(parse_qsl(urlsplit(url).query))
    if path.startswith(COMMENTS):
        unknown = query.keys() - {"count", "before", "after", "comment_ids", "comment_id"}
        said = complaints(sent, ref("NewMessageBody")) if sent is not None else []
        return [f"{where}: {one}" for one in (*unknown, *said)]
    known = openapi()["paths"][path][method.lower()]
    return [f"{where}: {one}" for one in (*_of_query(known, query), *_of_body(known, sent))]


def _of_query(known: Json, query: dict[str, str]) -> list[str]:
    parameters = {one["name"]: one for one in known.get("parameters", []) if one["in"] == "query"}
    unknown = [f"{name} is unknown" for name in query.keys() - parameters.keys()]
    missing = [
        f"{name} is missing" for name, one in parameters.items() if one.get("required") and name not in query
    ]
    listed = {name for name, one in parameters.items() if one["schema"].get("type") == "array"}
    return unknown + missing + [
        f"{name}: {one}" for name, value in query.items() if name in parameters
        for one in complaints([_number(one) for one in value.split(",")] if name in listed else _number(value),
                              parameters[name]["schema"])
    ]  # fmt: skip


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


def _of_body(known: Json, sent: Any) -> list[str]:
    wanted = known.get("requestBody")
    if wanted is None:
        return [] if sent is None else ["has a body"]
    return complaints(sent, wanted["content"]["application/json"]["schema"])
