"""What is stored, under what kind, and what leaves of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import override_settings
from PIL import Image

from nasvyazi.domain.files import selectors, services
from nasvyazi.domain.files.models import File
from nasvyazi.toolbox.clock import now

from .pictures import SECRET, corners, encoded, photo, seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def kept(body: bytes, name: str = "IMG_1.HEIC") -> File:
    return services.keep_photo(handle=io.BytesIO(body), name=name)


def test_a_photo_is_stored_byte_for_byte_and_waits_for_its_copies() -> None:
    body = photo("HEIF")
    file = kept(body)
    assert selectors.path_of(file).read_bytes() == body
    assert (file.content_type, file.copies, file.is_expected) == ("image/heic", File.Copies.WANTED, True)


def test_what_the_camera_wrote_is_learnt_when_copies_are_made() -> None:
    file = kept(photo("HEIF", orientation=6))
    services.make_copies(file=file)
    file.refresh_from_db()
    assert (file.copies, file.copies_type, file.width, file.height) == (
        File.Copies.MADE,
        "image/jpeg",
        160,
        240,
    )
    assert (file.latitude, file.longitude) == pytest.approx((57.6264, 39.8845), abs=1e-4)
    assert file.taken_at is not None
    assert file.taken_stated == "2026-11-20 14:05"


def test_the_same_bytes_lie_on_the_disk_once_with_their_copies(media: Path) -> None:
    body = photo()
    for _ in range(2):
        services.make_copies(file=kept(body))
    assert File.objects.filter(copies=File.Copies.MADE).count() == 2
    assert len([path for path in media.rglob("*") if path.is_file()]) == 3


@pytest.mark.parametrize("kind", ["HEIF", "JPEG", "PNG", "WEBP"])
def test_what_leaves_is_an_upright_jpeg_that_tells_nothing(kind: str) -> None:
    path = services.copy_to_send(file=kept(photo(kind, orientation=8)))
    body = path.read_bytes()
    assert SECRET.encode() not in body
    with Image.open(path) as sent:
        assert (sent.format, sent.size, seen(sent)) == ("JPEG", (160, 240), ["green", "white", "red", "blue"])
        assert not dict(sent.getexif())
    assert services.copy_to_send(file=File.objects.get()) == path, "it is made once"


def test_what_cannot_be_made_ready_says_so() -> None:
    with pytest.raises(services.CannotBeShown):
        services.copy_to_send(file=kept(photo()[:500]))
    file = kept(photo())
    selectors.path_of(file).unlink()
    with pytest.raises(services.NotStored):
        services.copy_to_send(file=file)


@pytest.mark.parametrize(
    "body", [b"", b"<svg onload=alert(1)>", b"%PDF-1.4", b"GIF8", encoded(corners(), "BMP")]
)
def test_an_operators_file_that_is_no_photo_is_refused(body: bytes) -> None:
    with pytest.raises(services.NotAPhoto):
        kept(body, "кот.jpg")
    assert not File.objects.exists()


def test_a_photo_is_turned_by_right_angles_only() -> None:
    file = kept(photo())
    for degrees in (90, 180, 270, 0):
        services.turn(file=file, degrees=degrees)
        assert File.objects.get().turn == degrees
    for degrees in (45, 360, -90, 10**9):
        with pytest.raises(ValueError, match=str(degrees)):
            services.turn(file=file, degrees=degrees)


@pytest.mark.parametrize(
    "impossible",
    [{"latitude": 91.0, "longitude": 0.0}, {"latitude": None, "longitude": 5.0}, {"latitude": 5.0, "longitude": None},
     {"turn": 45}, {"copies": "wanted", "copies_at": None}, {"copies": "made", "copies_type": ""}],
)  # fmt: skip
def test_the_database_holds_to_it(impossible: dict[str, object]) -> None:
    file = kept(photo())
    with pytest.raises(IntegrityError):
        File.objects.filter(pk=file.pk).update(**impossible)


def test_whoever_waits_for_a_photo_of_the_far_past_does_not_sit_and_ask() -> None:
    file = kept(photo())
    assert file.copies_at is not None
    file.copies_at = now().replace(year=now().year + 1)
    assert not file.is_expected
