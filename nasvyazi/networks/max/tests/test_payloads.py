"""Payloads that the authors of another library wrote from MAX's documentation (read-only, not part of this project)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.networks.base import AttachmentKind, MessageSeen, ParseError, Seen, Unsupported
from nasvyazi.networks.max import errors, network, parse
from nasvyazi.networks.max.hook import KIND, SECRET_HEADER
from nasvyazi.networks.max.poll import UPDATES
from tests.shared import SHARED, WHY_SKIPPED

from .build import ACCOUNT, NOW, message, said

pytestmark = pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)


def _told(prefix: str) -> list[tuple[str, Any]]:
    paths: list[Path] = sorted((SHARED / "payloads" / "max").glob(f"*_{prefix}__*.json")) if SHARED else []
    return [(path.stem, json.loads(path.read_bytes())) for path in paths]


def _updates() -> Iterator[tuple[str, Any]]:
    """Updates as they are, in a list, and made of messages."""
    yield from _told("update")
    for name, told in _told("poll"):
        yield from ((f"{name}-{number}", one) for number, one in enumerate(told["updates"]))
    for name, told in [*_told("msg"), *_told("j")]:
        found = told.get("messages") or [told.get("message") or told]
        for number, one in enumerate(found):
            yield f"{name}-{number}", {KIND: "message_created", "timestamp": one["timestamp"], "message": one}


RECORDED = list(_updates())


def understood(update: Any) -> list[Seen]:
    return network.parse(ACCOUNT, json.dumps(update).encode(), now=NOW)


@pytest.mark.parametrize(("name", "update"), RECORDED, ids=[name for name, _update in RECORDED])
def test_every_update_is_understood_or_kept(name: str, update: Any) -> None:
    body = json.dumps(update, ensure_ascii=False).encode()
    envelope: Any = network.open_hook(ACCOUNT, {SECRET_HEADER: ACCOUNT.secrets["secret"]}, body)
    found = network.parse(ACCOUNT, envelope.body, now=NOW)
    assert found
    words = update.get("message", {}).get("body", {}).get("text")
    sender = update.get("message", {}).get("sender") or {}
    if update[KIND] in ("message_created", "message_edited") and not sender.get("is_bot"):
        assert words in [one.text for one in found if isinstance(one, MessageSeen)]


def test_what_is_kept_without_being_understood_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    told = [understood(update) for _name, update in RECORDED]
    kept = [one for found in told for one in found if isinstance(one, Unsupported)]
    with capsys.disabled():
        sys.stdout.write(
            f"\nupdates of MAX: {len(told)}, understood {len(told) - len(kept)}, kept {len(kept)}\n"
        )
    assert {one.type for one in kept} == {
        "future_feature",
        "message_constructed",
        "message_construction_request",
    }
    assert all(one.why for one in kept)
    assert len(told) > 20


@pytest.mark.parametrize(("name", "item"), _told("att"), ids=[name for name, _item in _told("att")])
def test_every_attachment_has_a_kind_or_is_kept_raw(name: str, item: Any) -> None:
    [found] = said(message(attachments=[item])).attachments
    is_known = item["type"] not in ("future_media", "inline_keyboard")
    assert (found.kind is not AttachmentKind.UNSUPPORTED) is is_known
    assert found.raw == item
    assert bool(found.ref) is (
        "payload" in item and item["type"] in ("image", "video", "audio", "file", "sticker")
    )


def test_every_refusal_has_a_sentence() -> None:
    for name, told in _told("err"):
        status = int(name.rpartition("-")[2])
        error = errors.from_answer(status, told, hide="")
        assert len(network.explain(error.code)) > 20


def test_every_kind_of_update_of_the_schema_is_known() -> None:
    assert SHARED is not None
    schema = json.loads((SHARED / "protocols" / "max_openapi.json").read_bytes())["components"]["schemas"]
    for kind in schema["Update"]["discriminator"]["mapping"]:
        try:
            seen = understood({KIND: kind, "timestamp": 1})
        except ParseError:
            continue
        assert not any(isinstance(one, Unsupported) for one in seen), kind
    assert set(UPDATES) <= set(schema["Update"]["discriminator"]["mapping"])
    assert parse.CHAT_FOUND not in schema["Update"]["discriminator"]["mapping"]


def test_every_kind_of_attachment_of_the_schema_is_read() -> None:
    assert SHARED is not None
    schema = json.loads((SHARED / "protocols" / "max_openapi.json").read_bytes())["components"]["schemas"]
    told = {item["type"] for _name, item in _told("att")}
    assert set(schema["Attachment"]["discriminator"]["mapping"]) <= told
