"""What real bots were told (recorded by the authors of other libraries, read-only, not part of this project)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.networks.base import MessageSeen, Seen, Unsupported
from nasvyazi.networks.telegram import errors, network
from nasvyazi.networks.telegram.attachments import CONTENT
from nasvyazi.networks.telegram.hook import ID, SECRET_HEADER
from nasvyazi.networks.telegram.service import ABOUT, EVENTS
from tests.shared import SHARED, WHY_SKIPPED

from .build import ACCOUNT, NOW

pytestmark = pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)


def _files() -> list[Path]:
    return sorted((SHARED / "payloads" / "telegram").glob("*.json")) if SHARED else []


def _updates(path: Path) -> Iterator[Any]:
    """The updates in a file: as they are, in an answer, or wrapped around a message."""
    told = json.loads(path.read_bytes())
    told = told.get("result", told) if told.get("ok") is True else told
    for one in told if isinstance(told, list) else [told]:
        if ID in one:
            yield one
        elif "message_id" in one:
            yield {ID: 1, "message": one}


RECORDED = [(path, update) for path in _files() for update in _updates(path)]


def named(value: Any) -> str:
    return value.stem if isinstance(value, Path) else ""


def understood(update: Any) -> list[Seen]:
    return network.parse(ACCOUNT, json.dumps(update).encode(), now=NOW)


@pytest.mark.parametrize(("path", "update"), RECORDED, ids=named)
def test_every_recorded_update_is_understood_or_kept(path: Path, update: Any) -> None:
    body = json.dumps(update, ensure_ascii=False).encode()
    envelope = network.open_hook(ACCOUNT, {SECRET_HEADER: ACCOUNT.secrets["secret"]}, body)
    found = network.parse(ACCOUNT, envelope.body, now=NOW)
    assert found
    told = update.get("message") or update.get("edited_message") or {}
    words = told.get("text", told.get("caption"))
    assert words is None or words in [one.text for one in found if isinstance(one, MessageSeen)]


def test_what_is_kept_without_being_understood_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    told = [understood(update) for _path, update in RECORDED]
    kept = [one for found in told for one in found if isinstance(one, Unsupported)]
    with capsys.disabled():
        share = sum(not any(isinstance(one, Unsupported) for one in found) for found in told)
        sys.stdout.write(
            f"\nrecorded updates of Telegram: {len(told)}, understood {share}, kept {len(told) - share}\n"
        )
    assert all(one.why for one in kept)
    assert len(told) > 40


def test_the_recorded_refusal_names_the_new_group() -> None:
    assert SHARED is not None
    told = json.loads((SHARED / "payloads" / "telegram" / "rubenlagus__ResponseWithError.json").read_bytes())
    error = errors.from_answer(400, told, hide="token")
    assert isinstance(error, errors.Migrated)
    assert error.chat == 12345


@cache
def _types() -> dict[str, Any]:
    assert SHARED is not None
    spec = json.loads((SHARED / "protocols" / "telegram_botapi_10.3.json").read_bytes())
    return {child["name"]: child for group in spec["items"] for child in group["children"]}


def test_every_member_of_a_message_is_known_for_what_it_is() -> None:
    known = [member["name"] for member in _types()["Message"]["annotations"]]
    assert {name for name in known if sum(name in kind for kind in (ABOUT, EVENTS, CONTENT)) != 1} == set()
