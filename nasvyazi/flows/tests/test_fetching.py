"""Files that a network hands over to us alone: fetched, tried again, given up; of what is too large one is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import override_settings
from PIL import Image

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Reply
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.files import services as file_services
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import fetching, notices, sending
from nasvyazi.networks import base, memory
from nasvyazi.toolbox.clock import now, travelling
from tests import factories

pytestmark = pytest.mark.django_db
Fetch = Attachment.Fetch


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield
    memory.with_key.world.clear()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def attached(kind: str = "photo", *, ref: str = "f1", title: str = "", too_large: bool = False) -> Attachment:
    """What a resident has just attached."""
    attachment = base.Attachment(
        kind=base.AttachmentKind(kind), network_id=ref, ref=ref, title=title, is_too_large=too_large
    )
    decision = factories.wrote(factories.channel(), factories.seen("Вот", at=now(), attachments=[attachment]))
    return decision.message.attachments.get()


def test_a_photo_is_fetched_and_is_what_its_bytes_say() -> None:
    row = attached("document", title="IMG_1.jpg")
    memory.with_key.world.files["f1"] = picture()
    assert fetching.fetch_next()
    row.refresh_from_db()
    assert (row.fetch, row.file and row.file.content_type) == (Fetch.FETCHED, "image/png")
    assert row.file and files.path_of(row.file).read_bytes() == picture()
    assert not fetching.fetch_next(), "nothing is due any more"


def test_of_a_picture_copies_are_made_and_of_nothing_else() -> None:
    row = attached("document", title="IMG_1.jpg")
    memory.with_key.world.files["f1"] = picture()
    fetching.fetch_next()
    assert fetching.draw_next()
    row.refresh_from_db()
    assert row.file
    assert (row.file.copies, row.file.width, row.file.height) == (File.Copies.MADE, 40, 30)
    assert files.copy_path(row.file, "thumb").exists()
    assert not fetching.draw_next(), "nothing is due any more"
    attached("document", ref="f2")
    memory.with_key.world.files["f2"] = b"%PDF-1.4"
    fetching.fetch_next()
    assert not fetching.draw_next()


def test_a_damaged_picture_is_kept_and_the_next_one_is_drawn() -> None:
    row = attached()
    memory.with_key.world.files["f1"] = picture()[:60]
    fetching.fetch_next()
    fetching.draw_next()
    row.refresh_from_db()
    assert row.file
    assert row.file.copies == File.Copies.DAMAGED
    assert files.path_of(row.file).read_bytes() == picture()[:60]
    attached(ref="f2")
    memory.with_key.world.files["f2"] = picture()
    fetching.fetch_next()
    assert fetching.draw_next()
    assert File.objects.filter(copies=File.Copies.MADE).count() == 1


def test_a_picture_whose_bytes_are_on_another_machine_waits_for_them() -> None:
    row = attached()
    memory.with_key.world.files["f1"] = picture()
    fetching.fetch_next()
    row.refresh_from_db()
    assert row.file
    path = files.path_of(row.file)
    elsewhere = path.rename(path.with_suffix(".away"))
    assert fetching.draw_next()
    assert not fetching.draw_next(), "it is not asked for again at once"
    elsewhere.rename(path)
    with travelling(now() + timedelta(minutes=5)):
        assert fetching.draw_next()
    row.file.refresh_from_db()
    assert row.file.copies == File.Copies.MADE


def test_a_worker_that_dies_leaves_the_picture_to_the_next_one() -> None:
    file = file_services.keep_photo(handle=io.BytesIO(picture()), name="a.png")
    moment = now()
    assert file_services.claim_copies(lease=timedelta(minutes=2), now=moment) == file
    assert file_services.claim_copies(lease=timedelta(minutes=2), now=moment + timedelta(minutes=1)) is None
    assert file_services.claim_copies(lease=timedelta(minutes=2), now=moment + timedelta(minutes=3)) == file


def test_what_only_calls_itself_a_page_is_kept_as_bytes_of_no_kind() -> None:
    row = attached("document", title="page.html")
    memory.with_key.world.files["f1"] = b"<script>alert(1)</script>"
    fetching.fetch_next()
    row.refresh_from_db()
    assert row.file and row.file.content_type == "application/octet-stream"


def test_a_file_that_is_gone_is_given_up_and_says_why() -> None:
    row = attached()
    fetching.fetch_next()
    row.refresh_from_db()
    assert (row.fetch, row.fetch_error) == (Fetch.FAILED, "memory:file")


def asked(
    monkeypatch: pytest.MonkeyPatch, row: Attachment, error: base.NetworkError, *, times: int
) -> timedelta:
    """Ask so often, whenever it is due, or until the file is given up; how long that took."""

    def fails(*_: object, **__: object) -> base.Fetched:
        raise error

    monkeypatch.setattr(memory.with_key, "fetch", fails)
    began = moment = now()
    pauses: list[timedelta] = []
    while row.fetch == Fetch.WANTED and len(pauses) < times:
        with travelling(moment):
            assert fetching.fetch_next()
            assert not fetching.fetch_next()
            row.refresh_from_db()
            pauses.append((row.fetch_at or moment) - now())
        moment = (row.fetch_at or moment) + timedelta(seconds=1)
    assert pauses[:6] == sorted(pauses[:6])
    return moment - began


@pytest.mark.parametrize(
    "error", [base.NothingSent("connect"), base.Unclear("timeout"), base.NeedsHuman("memory:token")]
)
def test_a_cut_road_and_a_revoked_token_never_give_a_photo_up(
    monkeypatch: pytest.MonkeyPatch, error: base.NetworkError
) -> None:
    row = attached()
    row.refresh_from_db()
    assert asked(monkeypatch, row, error, times=30) > timedelta(days=5)
    assert row.fetch == Fetch.WANTED
    trouble = Channel.objects.get().trouble_call
    assert trouble == ("files" if isinstance(error, base.NeedsHuman) else "")


def test_what_the_network_itself_cannot_give_is_given_up_after_a_day_and_stands_in_the_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = attached()
    row.refresh_from_db()
    assert (
        timedelta(hours=6)
        < asked(monkeypatch, row, base.Unclear("memory:gone"), times=30)
        < timedelta(days=2)
    )
    assert row.fetch == Fetch.FAILED
    [line] = [line for line in attention.ledger(user=None, now=now()) if line.kind == "files_failed"]
    assert line.items[0].id == Appeal.objects.get().pk
    inbox.want_again(attachment=row, now=now())
    row.refresh_from_db()
    assert (row.fetch, row.fetch_attempts) == (Fetch.WANTED, 0)


def test_a_worker_that_dies_leaves_the_file_to_the_next_one() -> None:
    attached()
    moment = now()
    assert inbox.claim_fetch(lease=timedelta(minutes=2), now=moment)
    assert inbox.claim_fetch(lease=timedelta(minutes=2), now=moment + timedelta(minutes=1)) is None
    later = inbox.claim_fetch(lease=timedelta(minutes=2), now=moment + timedelta(minutes=3))
    assert later is not None
    assert later.attempt == 2


def told() -> list[str]:
    return [letter.text for letter in Letter.objects.order_by("pk")]


def test_the_resident_is_told_once_of_a_file_that_is_too_large_and_the_message_stays() -> None:
    row = attached("document", title="video.mov", too_large=True)
    for _ in range(2):
        notices.tell_too_large(row.message)
    assert len(told()) == 1
    assert "video.mov" in told()[0]
    assert Message.objects.get().text == "Вот"
    assert Attachment.objects.get().fetch == Fetch.TOO_LARGE


def test_a_file_whose_size_shows_only_when_it_is_fetched_is_told_of_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(*_: object, **__: object) -> base.Fetched:
        raise base.TooLarge("memory:file")

    row = attached("video")
    monkeypatch.setattr(memory.with_key, "fetch", refuses)
    fetching.fetch_next()
    row.refresh_from_db()
    assert row.fetch == Fetch.TOO_LARGE
    assert len(told()) == 1


def test_in_public_the_programs_own_words_carry_none_of_a_strangers() -> None:
    name = "Глава ворует: https://evil.example"
    large = base.Attachment(
        kind=base.AttachmentKind.DOCUMENT, network_id="f", ref="f", title=name, is_too_large=True
    )
    said = factories.seen("Вот", at=now(), place=factories.under_post(), attachments=[large])
    notices.tell_too_large(factories.wrote(factories.channel(), said).message)
    assert len(told()) == 1
    assert "evil" not in told()[0]


def test_such_a_notice_is_no_answer() -> None:
    row = attached("document", too_large=True)
    notices.tell_too_large(row.message)
    while sending.deliver_next():
        continue
    assert Reply.objects.get().is_notice
    appeal = Appeal.objects.get()
    assert appeal.first_answered_at is None
    assert appeal.answer_due_at is not None
    operator = factories.user()
    letter = appeals.reply(
        appeal_id=appeal.pk, author=operator, thread=appeal.thread, parts=factories.parts("Сейчас посмотрим"),
        request_key=uuid4(), now=now(), seen_at=now() - timedelta(hours=1),
    )  # fmt: skip
    assert letter.pk, "nobody has answered meanwhile"


def test_nobody_is_asked_to_send_again_what_our_people_can_look_at_in_the_network() -> None:
    large = base.Attachment(
        kind=base.AttachmentKind.PHOTO,
        network_id="p",
        ref="https://vk.com/p",
        url="https://vk.com/p",
        is_too_large=True,
    )
    decision = factories.wrote(factories.channel(), factories.seen("Вот", at=now(), attachments=[large]))
    notices.tell_too_large(decision.message)
    assert told() == []


def test_nobody_is_told_of_a_message_that_is_heard_of_days_later() -> None:
    attachment = base.Attachment(
        kind=base.AttachmentKind.DOCUMENT, network_id="f", ref="f", is_too_large=True
    )
    old = now() - timedelta(days=3)
    decision = factories.wrote(factories.channel(), factories.seen(at=old, attachments=[attachment]))
    notices.tell_too_large(decision.message)
    assert told() == []
