"""What real communities sent and real methods answered (recorded by others, read-only, not part of this project)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Account,
    AttachmentKind,
    BanChanged,
    ConsentChanged,
    Envelope,
    MessageGone,
    MessageSeen,
    Noticed,
    PostSeen,
    Refused,
    Seen,
    Throttled,
    Unclear,
)
from nasvyazi.networks.vk import comments, errors, messages, network, wall
from nasvyazi.networks.vk.attachments import read
from nasvyazi.networks.vk.client import answer_items
from nasvyazi.networks.vk.noticed import NOTICED
from nasvyazi.networks.vk.parse import READERS
from tests.shared import SHARED, WHY_SKIPPED

from .conftest import FakeVk

pytestmark = pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
UNDERSTOOD: dict[str, type[Seen]] = {
    "message_new": MessageSeen,
    "message_edit": MessageSeen,
    "message_reply": MessageSeen,
    "message_allow": ConsentChanged,
    "message_deny": ConsentChanged,
    "wall_post_new": MessageSeen,
    "photo_new": PostSeen,
    "video_new": PostSeen,
    "user_block": BanChanged,
    "user_unblock": BanChanged,
}
"""The recorded wall_post_new is a resident's post on an open wall, photo and video are the community's own."""
for _comments in ("wall_reply", "photo_comment", "video_comment", "market_comment", "board_post"):
    UNDERSTOOD |= {f"{_comments}_{done}": MessageSeen for done in ("new", "edit", "restore")}
    UNDERSTOOD[f"{_comments}_delete"] = MessageGone


def _files(prefix: str) -> list[Path]:
    return sorted((SHARED / "payloads" / "vk").glob(f"{prefix}*.json")) if SHARED else []


def _load(path: Path) -> Any:
    return json.loads(path.read_bytes().decode("utf-8-sig"))


EVENTS = [path for path in _files("vknet_lp__") if "Failed" not in path.name]
FAILED = [path for path in _files("vknet_lp__") if "Failed" in path.name]
ERRORS = [path for path in _files("vknet_error_") if "Execute" not in path.name]


def named(path: Path) -> str:
    return path.stem.split("_", maxsplit=1)[-1]


@pytest.mark.parametrize("path", EVENTS, ids=named)
def test_every_recorded_event_is_understood_or_kept(path: Path, account: Account) -> None:
    event = _load(path)
    ours = Account(network_id=str(event["group_id"]), api_url=account.api_url, secrets=account.secrets)
    body = json.dumps({**event, "secret": "hook-secret"}, ensure_ascii=False).encode()
    envelope = network.open_hook(ours, {}, body)
    assert isinstance(envelope, Envelope)
    assert (envelope.external_id, envelope.type) == ("", event["type"])
    [seen] = network.parse(ours, envelope.body, now=NOW)
    assert type(seen) is UNDERSTOOD.get(event["type"], Noticed)
    assert [seen] == network.parse(ours, path.read_bytes(), now=NOW)


def test_the_recorded_events_cover_every_type_we_understand() -> None:
    assert set(UNDERSTOOD) == {_load(path)["type"] for path in EVENTS} & set(UNDERSTOOD)


@pytest.mark.parametrize("path", FAILED, ids=named)
def test_recorded_failures_of_the_long_poll_move_the_cursor(
    path: Path, account: Account, fake: FakeVk
) -> None:
    fake.on(
        "groups.getLongPollServer", {"response": {"server": "https://lp.vk.ru/1234", "key": "k", "ts": "90"}}
    )
    fake.on("1234", _load(path))
    cursor = json.dumps({"server": "https://lp.vk.ru/1234", "key": "old", "ts": "5"})
    polled = network.poll(account, cursor, wait=1)
    assert polled.lost_history == ("2" not in path.stem)
    assert polled.cursor != cursor


@pytest.mark.parametrize("path", ERRORS, ids=named)
def test_recorded_errors_are_typed(path: Path) -> None:
    told = _load(path)["error"]
    error = errors.from_answer(told, hide="token")
    assert isinstance(error, Refused | Throttled | Unclear)
    assert error.code == f"vk:{told['error_code']}"
    assert isinstance(error, Unclear) == (told["error_code"] == 1)
    assert network.explain(error.code)


def _answers(name: str) -> Iterator[Any]:
    assert SHARED is not None
    yield from answer_items(_load(SHARED / "payloads" / "vk" / f"vknet_api__{name}.json")["response"])


@pytest.mark.parametrize(
    "name",
    ["GetHistory", "GetHistory_NormalCaseAllFields_Messages", "GetByConversationMessageId",
     "GetById_Multiple_NormalCase_Messages"],
)  # fmt: skip
def test_recorded_histories_are_read_as_events_are(name: str, account: Account) -> None:
    for item in _answers(name):
        seen = messages.read_message(account, item, now=NOW)
        assert isinstance(seen, MessageSeen)
        assert seen.text == item.get("text", item.get("body"))
        assert seen.outgoing == (item["out"] == 1)


def test_a_recorded_share_carries_the_post(account: Account) -> None:
    [item] = _answers("GetConversations_Attachment_wall")
    seen = messages.read_message(account, item["last_message"], now=NOW)
    assert isinstance(seen, MessageSeen)
    assert [(one.kind, one.network_id) for one in seen.attachments] == [
        (AttachmentKind.POST, "-45745333_24760037"),
        (AttachmentKind.UNSUPPORTED, ""),
    ]
    assert seen.attachments[1].title == "photo", "recorded without an address"


@pytest.mark.parametrize(
    "name", ["GetComments802", "GetComments_ReturnLikesAndAttachments", "GetComment_ReturnCorrectResults"]
)
def test_recorded_comments_are_read(name: str, account: Account) -> None:
    told = [item for item in _answers(name) if not item.get("deleted")]
    assert told
    for item in told:
        seen = comments.read_comment(account, item, now=NOW)
        assert (seen.external_id, seen.text) == (str(item["id"]), item["text"])


@pytest.mark.parametrize(
    "name", ["Get_Geo_NormalCase", "GetById_ReturnWallRecords", "Get_With_PhotoListAttachment"]
)
def test_recorded_posts_are_read(name: str, account: Account) -> None:
    for item in _answers(name):
        seen = wall.read_post(account, item, now=NOW)
        assert isinstance(seen, MessageSeen)
        shared = item.get("copy_history", [])
        inside = [
            one for copy in shared for one in [*copy.get("attachments", []), *filter(None, [copy.get("geo")])]
        ]
        assert len(seen.attachments) == len(shared) + len(inside)


@pytest.mark.parametrize(
    ("name", "width"),
    [("SaveMessagePhoto", 550), ("SaveWallPhoto_NormalCase", 1280), ("GetHistoryAttachments", 1276)],
)
def test_recorded_photos_are_read(name: str, width: int) -> None:
    for item in _answers(name):
        photo = read(item.get("attachment") or {"type": "photo", "photo": item})
        assert photo.kind is AttachmentKind.PHOTO
        assert (photo.width or 0) >= width
        assert photo.url.startswith("http")


def _attached(node: Any) -> Iterator[Any]:
    """Every attachment anywhere in what was recorded."""
    if isinstance(node, dict):
        held = node.get("attachments")
        yield from held if isinstance(held, list) else []
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _attached(inner)


def test_recorded_attachments_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    told = [item for path in _files("vknet_") for item in _attached(_load(path))]
    kept = [(item, one.title) for item in told if (one := read(item)).kind is AttachmentKind.UNSUPPORTED]
    with capsys.disabled():
        names = ", ".join(sorted({title for _item, title in kept}))
        sys.stdout.write(f"\nrecorded attachments of VK: {len(told)}, not read {len(kept)} ({names})\n")
    assert told
    for item, _title in kept:
        photo = item.get("photo")
        assert item["type"] == "photos_list" or (photo and not photo.get("sizes")), (
            "recorded without an address"
        )


def test_every_event_of_the_schema_is_read_or_noticed_or_kept_on_purpose() -> None:
    assert SHARED is not None
    schema = _load(SHARED / "protocols" / "vk-api-schema-5.199" / "callback" / "objects.json")
    told = set(schema["definitions"]["callback_type"]["enum"])
    kept = {"market_order_new", "market_order_edit", "lead_forms_new"}
    # `messages_edit` stands in the schema alone: recorded events are called `message_edit`.
    assert told - {*READERS, *NOTICED, *kept, "confirmation", "messages_edit"} == set()
    assert set(READERS) & set(NOTICED) == set()
