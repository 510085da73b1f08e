"""What residents attach in VK comes into our own storage and is seen from there; what does not is not forgotten."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, Image

from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.files import services as file_services
from nasvyazi.domain.files.models import File
from nasvyazi.domain.files.tests.pictures import encoded
from nasvyazi.domain.inbox.models import Attachment, Message
from nasvyazi.domain.outbox.models import Letter
from tests.acceptance import life
from tests.product import SEND_DEADLINE, Product
from tests.sandbox import FaultKind, Sandbox

pytestmark = pytest.mark.acceptance
Fetch = Attachment.Fetch


def wrote(product: Product, sandbox: Sandbox, text: str, *, photos: int = 1) -> Message:
    community, channel = life.connected(product, sandbox)
    sandbox.write(community, sandbox.resident(), text, photos=photos)
    return life.heard(channel, text)


def photo_of(message: Message) -> Attachment:
    return message.attachments.select_related("file").get()


def until_fetch(message: Message, state: Fetch) -> Attachment:
    life.until(
        lambda: photo_of(message).fetch == state, f"the photo to be {state}; {photo_of(message).fetch_error}"
    )
    return photo_of(message)


def until_seen(message: Message, count: int = 1) -> list[File]:
    seen = File.objects.filter(attachments__message=message, copies=File.Copies.MADE).order_by("pk")
    life.until(lambda: seen.count() == count, "the copies")
    return list(seen)


def test_a_photo_of_vk_lies_in_our_own_storage_and_is_shown_from_there(
    product: Product, sandbox: Sandbox
) -> None:
    message = wrote(product, sandbox, "Две ямы", photos=2)
    first, _second = until_seen(message, 2)
    appeal = life.appeal_of(message)
    with life.signed_in(product) as desk:
        page = desk.get(f"/appeals/{appeal.pk}/")
        assert sandbox.url not in page.text
        assert page.text.count("/thumb") == 2
        assert "img-src 'self' data:" in page.headers["content-security-policy"]
        for name, side in (("thumb", 320), ("preview", 1600)):
            answer = desk.get(f"/photos/{first.pk}/{name}")
            with Image.open(io.BytesIO(answer.content)) as copy:
                assert max(copy.size) <= side
        whole = desk.get(f"/photos/{first.pk}")
        assert whole.content == files.path_of(first).read_bytes()
        assert (whole.headers["content-type"], first.width) == ("image/jpeg", 1280)


def test_a_photo_that_is_gone_stands_in_the_ledger_and_can_be_tried_again(
    product: Product, sandbox: Sandbox
) -> None:
    with sandbox.faulty("file_gone"):
        message = wrote(product, sandbox, "Было фото")
        row = until_fetch(message, Fetch.FAILED)
    assert row.fetch_error == "vk:gone"
    appeal = life.appeal_of(message)
    assert appeal.pk in [item.id for item in life.ledger("files_failed")]
    with life.signed_in(product) as desk:
        page = desk.get(f"/appeals/{appeal.pk}/").text
        assert f"/attachments/{row.pk}/again" in page
        token = life.hidden(page, "csrfmiddlewaretoken")
        assert desk.post(f"/attachments/{row.pk}/again", data={"csrfmiddlewaretoken": token}).is_success
    until_seen(message)
    assert appeal.pk not in [item.id for item in life.ledger("files_failed")]


def test_a_smaller_copy_is_taken_where_the_largest_is_gone(product: Product, sandbox: Sandbox) -> None:
    sandbox.fault("file_gone", times=1)
    (file,) = until_seen(wrote(product, sandbox, "Осталось малое"))
    assert file.width is not None
    assert file.width < 1280


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [("file_elsewhere", Fetch.FAILED, "vk:host"), ("file_huge", Fetch.TOO_LARGE, "")],
)
def test_a_photo_that_leads_elsewhere_or_never_ends_is_not_taken(
    product: Product, sandbox: Sandbox, fault: FaultKind, state: Fetch, code: str
) -> None:
    with sandbox.faulty(fault):
        message = wrote(product, sandbox, f"Странное фото {fault}")
        row = until_fetch(message, state)
    assert (row.fetch_error, row.file) == (code, None)
    assert not Letter.objects.filter(thread=message.thread).exists(), "our own people can look at it in VK"


def test_a_photo_that_is_none_is_kept_and_never_opens(product: Product, sandbox: Sandbox) -> None:
    with sandbox.faulty("file_lies"):
        message = wrote(product, sandbox, "Не фото")
        row = until_fetch(message, Fetch.FETCHED)
    assert row.file is not None
    assert (row.file.content_type, row.file.copies) == ("application/octet-stream", File.Copies.NONE)
    with life.signed_in(product) as desk:
        answer = desk.get(f"/attachments/{row.pk}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_photo_that_drips_is_asked_for_again(product: Product, sandbox: Sandbox) -> None:
    with sandbox.faulty("file_drips", seconds=SEND_DEADLINE * 3):
        message = wrote(product, sandbox, "Медленное фото")
        life.until(lambda: photo_of(message).fetch_error == "timeout", "the deadline")
    assert photo_of(message).fetch == Fetch.WANTED
    until_seen(message)


def test_a_photo_from_an_operators_iphone_arrives_as_a_jpeg_that_tells_nothing(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Покажите двор")
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    tags[ExifTags.Base.Model] = "iPhone of the press service"
    taken = encoded(Image.new("RGB", (400, 300), "green"), "HEIF", exif=tags.tobytes())
    photo = file_services.keep_photo(handle=io.BytesIO(taken), name="IMG_0001.HEIC")
    letter = life.answer(life.appeal_of(life.heard(channel, "Покажите двор")), "Вот он", files=(photo,))
    life.until_parts(letter, "sent")
    sent = files.copy_path(photo, "sent").read_bytes()
    assert b"iPhone" not in sent
    with Image.open(io.BytesIO(sent)) as copy:
        assert (copy.format, copy.size) == ("JPEG", (300, 400))
    (answer,) = sandbox.answers(community, marina)
    assert len(answer.photos) == 1


def test_a_photo_that_is_damaged_does_not_leave_and_the_operator_is_told(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Покажите план")
    torn = io.BytesIO(b"\xff\xd8\xff\xe0 torn")
    photo = file_services.keep_photo(handle=torn, name="plan.jpg")
    letter = life.answer(life.appeal_of(life.heard(channel, "Покажите план")), "Вот он", files=(photo,))
    life.until_parts(letter, "failed")
    assert letter.parts.get().error_code == "file"
    assert sandbox.answers(community, marina) == []
