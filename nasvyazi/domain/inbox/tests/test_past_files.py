"""What VK's residents attached before files were fetched is fetched too, without holding up what comes now."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
Kind = base.AttachmentKind
VK = import_module("nasvyazi.domain.inbox.migrations.0009_files_of_vk_are_fetched")
FILES = import_module("nasvyazi.domain.files.migrations.0003_copies_of_what_came_before")


def attached(network: str, *kinds: Kind, url: str = "https://sun1.userapi.com/w.jpg") -> list[Attachment]:
    """As the former version wrote them: an address and no ref."""
    came = [
        base.Attachment(
            kind=kind, network_id=f"{number}", url=url, preview_url="https://sun1.userapi.com/q.jpg"
        )
        for number, kind in enumerate(kinds)
    ]
    decision = factories.wrote(factories.channel(network), factories.seen("Вот", attachments=came))
    return list(decision.message.attachments.order_by("pk"))


def migrated(migration: Any) -> datetime:
    began = now()
    migration.want(apps, connection.schema_editor())
    return began


def test_photos_documents_voices_and_stickers_of_vk_are_wanted_and_nothing_else() -> None:
    rows = attached("vk", Kind.PHOTO, Kind.DOCUMENT, Kind.VOICE, Kind.STICKER, Kind.VIDEO, Kind.LINK)
    attached("memory", Kind.PHOTO)
    attached("vk", Kind.PHOTO, url="")
    began = migrated(VK)
    wanted = {
        row.kind: row for row in Attachment.objects.filter(fetch=Attachment.Fetch.WANTED).order_by("pk")
    }
    assert [row.pk for row in wanted.values()] == [row.pk for row in rows[:4]]
    assert wanted["photo"].ref == "https://sun1.userapi.com/w.jpg https://sun1.userapi.com/q.jpg"
    assert wanted["document"].ref == "https://sun1.userapi.com/w.jpg"
    due = [wanted[kind].fetch_at or began for kind in ("sticker", "voice", "document", "photo")]
    assert due == sorted(due), "the newest first"
    assert all(at >= began + timedelta(minutes=10) for at in due), "when the former version is gone"
    assert len(set(due)) == 4, "one after another"


def test_it_takes_any_number_and_twice_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VK, "_AT_ONCE", 2)
    for _ in range(3):
        attached("vk", Kind.PHOTO, Kind.STICKER)
    migrated(VK)
    before = list(Attachment.objects.order_by("pk").values_list("fetch", "fetch_at"))
    assert len({at for _fetch, at in before}) == 6
    migrated(VK)
    assert list(Attachment.objects.order_by("pk").values_list("fetch", "fetch_at")) == before


def test_what_comes_now_does_not_wait_behind_the_past() -> None:
    attached("vk", Kind.PHOTO)
    migrated(VK)
    fresh = base.Attachment(kind=Kind.PHOTO, network_id="9", url="https://vk.com/n", ref="https://vk.com/n")
    decision = factories.wrote(
        factories.channel("vk"), factories.seen("Ещё", at=now(), attachments=[fresh]), now=now()
    )
    first = Attachment.objects.filter(fetch=Attachment.Fetch.WANTED).earliest("fetch_at")
    assert first.message == decision.message


def test_pictures_that_are_here_already_get_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FILES, "_AT_ONCE", 2)
    sizes: list[int | None] = [40, 40, 40, None]
    files = [
        File.objects.create(
            sha256=f"{number:064}", name="a", content_type="image/png", size=1, width=width, height=width
        )
        for number, width in enumerate(sizes)
    ]
    migrated(FILES)
    found = {file.pk: file for file in File.objects.all()}
    assert [found[file.pk].copies for file in files] == ["wanted", "wanted", "wanted", ""]
    due = [found[file.pk].copies_at for file in files[:3]]
    assert due == sorted(due, reverse=True)  # type: ignore[type-var]
