"""What residents attach, from our own storage: shown where it is safe, handed over as a file where it is not."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from PIL import Image

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.flows import fetching
from nasvyazi.networks import base, memory
from nasvyazi.toolbox.clock import now
from tests import factories


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield
    memory.with_key.world.clear()


def attached(kind: str, content: bytes | None, *, title: str = "", too_large: bool = False) -> Attachment:
    seen = base.Attachment(
        kind=base.AttachmentKind(kind), network_id="f1", ref="f1", title=title, is_too_large=too_large
    )
    factories.wrote(factories.channel(), factories.seen("Вот", at=now(), attachments=[seen]))
    if content is not None:
        memory.with_key.world.files["f1"] = content
        assert fetching.fetch_next()
    return Attachment.objects.get()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def conversation(desk: Client) -> str:
    return desk.get(f"/appeals/{Appeal.objects.get().pk}/").content.decode()


def test_a_photo_is_shown_in_the_conversation_and_opens(desk: Client) -> None:
    row = attached("photo", picture())
    address = f"/attachments/{row.pk}"
    assert f'<img src="{address}"' in conversation(desk)
    answer = desk.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.getvalue() == picture()
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_page_that_came_as_a_document_never_opens_in_the_browser(desk: Client) -> None:
    row = attached("document", b"<script>alert(1)</script>", title="page.html")
    answer = desk.get(f"/attachments/{row.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_on_its_way_says_so_and_shows_itself_when_it_is_there(desk: Client) -> None:
    row = attached("photo", None)
    line = f"/attachments/{row.pk}/line"
    assert line in conversation(desk)
    assert "загружается" in desk.get(line).content.decode()
    memory.with_key.world.files["f1"] = picture()
    fetching.fetch_next()
    later = desk.get(line).content.decode()
    assert "hx-get" not in later
    assert f'src="/attachments/{row.pk}"' in later


def test_what_is_too_large_or_gone_says_what_to_do(desk: Client) -> None:
    row = attached("document", None, title="video.mov", too_large=True)
    html = conversation(desk)
    assert "video.mov" in html
    assert "откройте его в соцсети" in html
    Attachment.objects.update(fetch=Attachment.Fetch.FAILED, fetch_error="connect")
    assert "не удалось загрузить: откройте его в соцсети" in conversation(desk)
    Attachment.objects.update(fetch_error="memory:file")
    assert "не удалось загрузить. " in conversation(desk)
    assert desk.get(f"/attachments/{row.pk}").status_code == 404


def test_nobody_of_another_desk_sees_it(enter: Callable[[User], Client], operator: User) -> None:
    row = attached("photo", picture())
    stranger = enter(factories.user(desk=Desk.objects.create(name="Округ № 7")))
    for path in (f"/attachments/{row.pk}", f"/attachments/{row.pk}/line"):
        assert stranger.get(path).status_code == 404
