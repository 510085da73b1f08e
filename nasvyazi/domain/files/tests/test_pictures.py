"""Copies are small, upright, in sRGB, and tell nothing; what cannot be shown does no harm."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from nasvyazi.domain.files import apart
from nasvyazi.domain.files.copies import JPEG, PREVIEW, SENT, SHOWN, SIDES, THUMB, WEBP, Drawn
from nasvyazi.domain.files.pictures import draw
from nasvyazi.domain.files.storage import copy_of

from .pictures import SECRET, SIZE, corners, encoded, photo, seen

UPRIGHT = ["red", "green", "blue", "white"]
HELD = {
    1: UPRIGHT,
    2: ["green", "red", "white", "blue"],
    3: ["white", "blue", "green", "red"],
    4: ["blue", "white", "red", "green"],
    5: ["red", "blue", "green", "white"],
    6: ["blue", "red", "white", "green"],
    7: ["white", "green", "blue", "red"],
    8: ["green", "white", "red", "blue"],
}
"""What one sees of the corners' picture, by the orientation that its camera wrote (EXIF 2.32, tag 274)."""


def drawn(body: bytes, *names: str) -> tuple[Drawn, dict[str, Image.Image]]:
    told, copies = draw(io.BytesIO(body), names or SHOWN)
    return told, {name: Image.open(io.BytesIO(copy)) for name, copy in copies.items()}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", HELD)
def test_a_picture_stands_upright_however_the_camera_was_held(kind: str, orientation: int) -> None:
    told, copies = drawn(photo(kind, orientation=orientation))
    size = SIZE if orientation < 5 else SIZE[::-1]
    assert (told.width, told.height) == size
    for copy in copies.values():
        assert (copy.size, seen(copy)) == (size, HELD[orientation])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_copies_say_nothing_of_who_where_and_when_but_we_know(kind: str) -> None:
    body = photo(kind)
    told, copies = draw(io.BytesIO(body), (PREVIEW, THUMB))
    assert SECRET.encode() in body
    assert (told.latitude, told.longitude) == pytest.approx((57.6264, 39.8845), abs=1e-4)
    assert told.taken_stated == "2026-11-20 14:05"
    for copy in copies.values():
        assert SECRET.encode() not in copy
        with Image.open(io.BytesIO(copy)) as image:
            assert not dict(image.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(image.info)


def test_words_in_a_png_do_not_reach_its_copies() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    image = corners(mode="RGBA")
    image.putalpha(128)
    _told, copies = draw(io.BytesIO(encoded(image, "PNG", pnginfo=words)), SHOWN)
    assert not any(SECRET.encode() in copy for copy in copies.values())


def test_copies_are_as_large_as_they_are_looked_at_and_never_larger_than_the_original() -> None:
    _told, copies = drawn(photo(size=(4000, 3000)), PREVIEW, THUMB)
    assert {name: copy.size for name, copy in copies.items()} == {PREVIEW: (1600, 1200), THUMB: (320, 240)}
    _told, copies = drawn(photo(size=(100, 80)), PREVIEW, THUMB)
    assert {copy.size for copy in copies.values()} == {(100, 80)}
    _told, copies = drawn(photo(size=(3000, 2)), THUMB)
    assert copies[THUMB].size == (320, 1)


@pytest.mark.parametrize("mode", ["1", "L", "P", "P with a hole", "RGB", "CMYK", "I;16", "LA", "RGBA"])
def test_pictures_of_every_kind_of_pixel_are_shown(mode: str) -> None:
    if mode == "I;16":
        image = corners(mode="L").convert("I").point(lambda value: value * 256).convert("I;16")
    else:
        image = corners(mode=mode.partition(" ")[0])
    hole = {"transparency": 255} if mode == "P with a hole" else {}
    told, copies = drawn(encoded(image, "JPEG" if mode == "CMYK" else "PNG", **hole))
    assert told.content_type == JPEG
    if mode[0] in "RCP":
        assert seen(copies[PREVIEW]) == UPRIGHT
    else:
        shades = copies[PREVIEW].convert("L").tobytes()
        assert (min(shades) < 130, max(shades) > 200) == (True, True)


def test_what_one_sees_through_stays_so_and_leaves_on_white() -> None:
    image = corners(mode="RGBA")
    image.putalpha(Image.new("L", SIZE, 0))
    told, copies = drawn(encoded(image, "PNG"))
    assert told.content_type == WEBP
    assert copies[THUMB].convert("RGBA").getchannel("A").getextrema() == (0, 0)
    told, copies = drawn(encoded(image, "PNG"), SENT)
    assert (told.content_type, copies[SENT].format) == (JPEG, "JPEG")
    assert seen(copies[SENT]) == ["white"] * 4


def test_colours_are_those_of_the_screen() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A camera whose red is our blue.
    odd = srgb.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    body = encoded(corners(), "JPEG", icc_profile=odd, quality=95)
    assert seen(drawn(body, PREVIEW)[1][PREVIEW]) == ["blue", "green", "red", "white"]
    torn = encoded(corners(), "JPEG", icc_profile=b"no profile at all")
    assert seen(drawn(torn, PREVIEW)[1][PREVIEW]) == UPRIGHT


def test_of_a_moving_picture_the_first_frame_is_shown() -> None:
    frames = [corners(), *(Image.new("RGB", SIZE, "black") for _ in range(3))]
    for kind in ("GIF", "WEBP"):
        body = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert seen(drawn(body, PREVIEW)[1][PREVIEW]) == UPRIGHT


# ---------------------------------------------------------------- apart


def png(width: int, height: int) -> bytes:
    """A PNG that claims to be of this size and holds a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def gif(width: int, height: int) -> bytes:
    """A GIF whose one frame is larger than its screen."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0x80, 0, 0) + bytes(6)
        + b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00\x3b"
    )  # fmt: skip


HEIC = photo("HEIF", size=(600, 400))
CANNOT = {
    "a JPEG that breaks off": (photo(size=(800, 600))[:3000], apart.Damaged),
    "a HEIC broken in the middle": (
        HEIC[: len(HEIC) // 2] + bytes(len(HEIC) - len(HEIC) // 2),
        apart.Damaged,
    ),
    "a HEIC that breaks off": (HEIC[: len(HEIC) * 2 // 3], apart.Damaged),
    "a picture in name only": (b"\xff\xd8\xff\xe0 and then nothing", apart.Damaged),
    "a box without a picture": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", apart.Damaged),
    "a bomb": (png(60_000, 60_000), apart.TooLarge),
    "a bomb just beyond the limit": (png(10_000, 8_001), apart.TooLarge),
    "a frame larger than its screen": (gif(60_000, 60_000), apart.TooLarge),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_cannot_be_shown_says_so_and_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    body, error = CANNOT[name]
    original = tmp_path / "original"
    original.write_bytes(body)
    with pytest.raises(error):
        apart.draw(original, SHOWN)
    assert [path.name for path in tmp_path.iterdir()] == ["original"]
    assert original.read_bytes() == body


def test_copies_are_made_beside_the_original(tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(HEIC)
    told = apart.draw(original, (*SHOWN, SENT))
    assert (told.width, told.height) == (600, 400)
    for name in (*SHOWN, SENT):
        with Image.open(copy_of(original, name)) as copy:
            assert max(copy.size) <= SIDES[name]
            assert seen(copy) == UPRIGHT
    assert original.read_bytes() == HEIC


def test_an_original_that_is_not_there_and_a_full_disk_are_no_fault_of_the_picture(tmp_path: Path) -> None:
    with pytest.raises(apart.NotStored):
        apart.draw(tmp_path / "nothing", SHOWN)
    # A disk that takes no copy: no name beside this one is short enough.
    original = tmp_path / ("x" * 252)
    original.write_bytes(photo())
    with pytest.raises(apart.NotStored):
        apart.draw(original, (THUMB,))


def test_the_decoder_knows_none_of_the_installations_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("NASVYAZI_SECRET_KEY", "secret")
    assert not {"DATABASE_URL", "NASVYAZI_SECRET_KEY"} & set(apart._environment())


def test_a_decoder_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(photo(size=(2000, 1500)))
    monkeypatch.setattr(apart, "_PATIENCE", 0.01)
    with pytest.raises(apart.TooLarge):
        apart.draw(original, SHOWN)
