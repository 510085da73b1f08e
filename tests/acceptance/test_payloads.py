"""What VK really sends, as client libraries have recorded it, through our webhook."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Event, Message
from tests.acceptance import life
from tests.product import Product
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = [pytest.mark.acceptance, pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)]
RECORDED = sorted((SHARED / "payloads" / "vk").glob("*.json")) if SHARED else []


def as_event(file: Path, channel: Channel) -> dict[str, Any] | None:
    """The recorded event as VK would deliver it to the channel; None when the file is no event."""
    recorded = json.loads(file.read_text("utf-8-sig"))
    if not isinstance(recorded, dict) or "type" not in recorded or "object" not in recorded:
        return None
    return recorded | {
        "group_id": int(channel.network_id),
        "secret": channel.secrets["secret"],
        "event_id": file.stem,
    }


@pytest.fixture
def channel(product: Product) -> Channel:
    return channels.add_channel(
        network="vk", network_id="1234", title="Записанное", api_url="http://127.0.0.1:9/vk",
        secrets_={"token": "t", "secret": "s", "confirmation": "c"},
    )  # fmt: skip


def test_every_recorded_event_is_answered_and_understood_or_kept_in_sight(
    product: Product, channel: Channel, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for file in RECORDED:
        assert product.post(channel, file.read_bytes()).status_code in (400, 403), "without our secret"
        event = as_event(file, channel)
        if event is not None:
            assert product.post(channel, json.dumps(event).encode()).content == b"ok", file.name
            told[file.stem] = event
    life.until_taken(channel)
    events = {event.external_id: event for event in Event.objects.filter(channel=channel)}
    assert set(events) == set(told)
    states = Counter(event.state for event in events.values())
    with capsys.disabled():
        sys.stdout.write(f"\nVK's recorded events: {len(told)}, {dict(states)}\n")
    assert states[Event.State.BROKEN] == 0, [
        event.external_id for event in events.values() if event.state == "broken"
    ]
    missed = [
        name for name, event in told.items() if _speaks(event) and events[name].state != Event.State.TAKEN
    ]
    assert not missed, "what residents said in messages and comments"
    texts = {_text(event) for event in told.values() if _speaks(event)} - {""}
    assert texts <= set(
        Message.objects.filter(thread__channel=channel).values_list("versions__text", flat=True)
    )


def _speaks(event: dict[str, Any]) -> bool:
    return event["type"] in (
        "message_new",
        "message_edit",
        "message_reply",
        "wall_reply_new",
        "wall_reply_edit",
    )


def _text(event: dict[str, Any]) -> str:
    told = event["object"]
    return str((told.get("message") or told).get("text", ""))
