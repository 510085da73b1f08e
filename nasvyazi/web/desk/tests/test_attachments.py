"""What residents attach, from our own storage: shown where it is safe, handed over as a file where it is not."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from PIL import Image

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.files.models import File
from nasvyazi.domain.files.tests import pictures as camera
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.flows import fetching
from nasvyazi.networks import base, memory
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk.moments import when
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
        fetching.draw_next()
    return Attachment.objects.get()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def in_russian(text: object) -> str:
    """As the page has it."""
    with translation.override("ru"):
        return gettext(text) if isinstance(text, str) else str(text)


def conversation(desk: Client) -> str:
    return desk.get(f"/appeals/{Appeal.objects.get().pk}/").content.decode()


def test_a_photo_is_shown_small_in_the_conversation_large_in_the_viewer_and_whole_to_be_saved(
    desk: Client,
) -> None:
    row = attached("photo", picture())
    html = conversation(desk)
    address = f"/photos/{row.file_id}"
    assert f'<img src="{address}/thumb"' in html
    assert f'href="{address}/preview"' in html
    assert f'href="{address}" download' in html
    for path in (f"/attachments/{row.pk}", address):
        answer = desk.get(path)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer.getvalue() == picture()
        assert "sandbox" in answer["Content-Security-Policy"]
    for name in ("thumb", "preview"):
        answer = desk.get(f"{address}/{name}")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer.getvalue()[:2] == b"\xff\xd8"
    for name in ("sent", "original", "..", "x"):
        assert desk.get(f"{address}/{name}").status_code == 404


def test_a_photo_is_kept_by_the_browser_and_asked_for_by_its_mark(desk: Client) -> None:
    row = attached("photo", picture())
    for path in (f"/photos/{row.file_id}/thumb", f"/photos/{row.file_id}", f"/attachments/{row.pk}"):
        answer = desk.get(path)
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        again = desk.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert desk.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_no_page_names_a_foreign_host_of_pictures(desk: Client) -> None:
    for kind in ("photo", "video", "link"):
        seen = base.Attachment(
            kind=base.AttachmentKind(kind),
            network_id=kind,
            url=f"https://vk.com/{kind}",
            preview_url="https://sun1.userapi.com/q.jpg",
        )
        factories.wrote(factories.channel("vk"), factories.seen(kind, at=now(), attachments=[seen]))
    for appeal in Appeal.objects.all():
        answer = desk.get(f"/appeals/{appeal.pk}/")
        assert "userapi" not in answer.content.decode()
        assert "img-src 'self' data:;" in answer["Content-Security-Policy"] + ";"


def test_a_picture_that_came_as_a_document_is_a_photo(desk: Client) -> None:
    attached("document", picture(), title="IMG_1.jpg")
    assert "/thumb" in conversation(desk)


def test_what_only_calls_itself_a_photo_is_a_file_to_be_saved(desk: Client) -> None:
    attached("photo", b"<html>", title="yama.jpg")
    html = conversation(desk)
    assert "/thumb" not in html
    assert in_russian("is no picture that we know: save it as a file") in html


def test_a_damaged_photo_says_so_and_can_be_saved(desk: Client) -> None:
    row = attached("photo", picture()[:100])
    html = conversation(desk)
    assert in_russian(File.Copies.DAMAGED.label) in html
    assert f'href="/photos/{row.file_id}" download' in html
    assert desk.get(f"/photos/{row.file_id}/thumb").status_code == 404
    File.objects.update(copies=File.Copies.TOO_LARGE)
    assert in_russian(File.Copies.TOO_LARGE.label) in conversation(desk)


def test_where_and_when_a_photo_was_taken_stands_beside_it(desk: Client) -> None:
    attached("photo", camera.photo())
    html = conversation(desk)
    assert html.count(in_russian("taken here")) == 2, "under the photo, and in what the viewer says of it"
    assert "mlat=57.626400&amp;mlon=39.884500" in html
    file = File.objects.get()
    assert file.taken_at is not None
    assert in_russian("taken %(when)s") % {"when": when(file.taken_at, now=now())} in html
    File.objects.update(taken_at=None)
    stated = in_russian("taken %(when)s by the camera's clock") % {"when": "2026-11-20 14:05"}
    assert escape(stated) in conversation(desk)


def test_of_many_photos_nine_are_seen_and_the_rest_is_behind_the_last(desk: Client) -> None:
    sent = [
        base.Attachment(kind=base.AttachmentKind.PHOTO, network_id=f"p{n}", ref=f"p{n}") for n in range(12)
    ]
    factories.wrote(factories.channel(), factories.seen("Вот", at=now(), attachments=sent))
    memory.with_key.world.files |= {one.ref: picture() for one in sent}
    while fetching.fetch_next():
        continue
    while fetching.draw_next():
        continue
    html = conversation(desk)
    assert html.count("data-photo ") == 12
    assert html.count('<figure class="shot" hidden') == 3
    assert '<span class="further">+3</span>' in html


def test_a_photo_that_was_passed_on_says_so_and_stands_behind_the_residents_own(desk: Client) -> None:
    passed_on, own = (
        base.Attachment(kind=base.AttachmentKind.PHOTO, network_id=name, ref=name, within=within)
        for name, within in (("theirs", base.AttachmentKind.FORWARD), ("own", None))
    )
    factories.wrote(factories.channel(), factories.seen("Вот", at=now(), attachments=[passed_on, own]))
    memory.with_key.world.files |= {"theirs": picture(), "own": picture()}
    while fetching.fetch_next() or fetching.draw_next():
        continue
    first, second = (f"/photos/{Attachment.objects.get(ref=ref).file_id}/thumb" for ref in ("own", "theirs"))
    html = conversation(desk)
    assert html.index(first) < html.index(second)
    assert html.count('<span class="whose">') == 1
    assert in_russian("passed on") in html[html.index(second) :]


def test_a_turn_is_remembered_for_everybody(desk: Client, enter: Callable[[User], Client]) -> None:
    row = attached("photo", picture())
    assert 'data-turn="0"' in conversation(desk)
    assert desk.post(f"/photos/{row.file_id}/turn", {"degrees": "90"}).status_code == 204
    assert 'data-turn="90"' in conversation(enter(factories.user()))
    for nonsense in ("45", "", "x", "-90", "9" * 50):
        assert desk.post(f"/photos/{row.file_id}/turn", {"degrees": nonsense}).status_code == 422
    assert desk.get(f"/photos/{row.file_id}/turn").status_code == 405
    stranger = enter(factories.user(desk=Desk.objects.create(name="Округ № 7")))
    assert stranger.post(f"/photos/{row.file_id}/turn", {"degrees": "0"}).status_code == 404
    assert File.objects.get().turn == 90


def test_a_page_that_came_as_a_document_never_opens_in_the_browser(desk: Client) -> None:
    row = attached("document", b"<script>alert(1)</script>", title="page.html")
    answer = desk.get(f"/attachments/{row.pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_photo_on_its_way_has_its_place_and_shows_itself_when_it_is_there(desk: Client) -> None:
    row = attached("photo", None)
    place = f"/attachments/{row.pk}/shot"
    assert place in conversation(desk)
    assert "загружается" in desk.get(place).content.decode()
    memory.with_key.world.files["f1"] = picture()
    fetching.fetch_next()
    assert in_russian(File.Copies.WANTED.label) in desk.get(place).content.decode()
    assert "hx-get" in desk.get(place).content.decode()
    fetching.draw_next()
    later = desk.get(f"{place}?number=3").content.decode()
    assert "hx-get" not in later
    assert "/thumb" in later
    assert f"{in_russian('Photo')} 3" in later


def test_a_file_on_its_way_says_so_and_shows_itself_when_it_is_there(desk: Client) -> None:
    row = attached("voice", None)
    line = f"/attachments/{row.pk}/line"
    assert line in conversation(desk)
    memory.with_key.world.files["f1"] = b"OggS" + bytes(60)
    fetching.fetch_next()
    later = desk.get(line).content.decode()
    assert "hx-get" not in later
    assert f'<audio controls preload="none" src="/attachments/{row.pk}"' in later


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
    for path in (f"/attachments/{row.pk}", f"/attachments/{row.pk}/line", f"/attachments/{row.pk}/shot"):
        assert stranger.get(path).status_code == 404
    for path in (f"/photos/{row.file_id}", f"/photos/{row.file_id}/thumb", f"/photos/{row.file_id}/preview"):
        assert stranger.get(path).status_code == 404
