"""A file is what its bytes say."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.files import kinds

from .pictures import corners, encoded


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return out.getvalue()


def opened(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return out.getvalue()


def boxed(*brands: bytes) -> bytes:
    box = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(box) + 4).to_bytes(4, "big") + box + b"\0\0\0\x08mdat"


OFFICE = "application/vnd.openxmlformats-officedocument."
EXAMPLES = {
    "a JPEG": (encoded(corners(), "JPEG"), "image/jpeg"),
    "a PNG": (encoded(corners(), "PNG"), "image/png"),
    "a WebP": (encoded(corners(), "WEBP"), "image/webp"),
    "a GIF": (encoded(corners(mode="P"), "GIF"), "image/gif"),
    "a HEIC": (encoded(corners(), "HEIF"), "image/heic"),
    "an AVIF": (encoded(corners(), "AVIF"), "image/avif"),
    "a HEIF in general": (boxed(b"mif1", b"miaf"), "image/heif"),
    "a HEIF in general that is an AVIF": (boxed(b"mif1", b"mif1", b"avif"), "image/avif"),
    "a HEIF in general that says HEIC": (boxed(b"mif1", b"mif1", b"heic"), "image/heic"),
    "a PDF": (b"%PDF-1.4\n", "application/pdf"),
    "an MP4": (boxed(b"mp42", b"isom"), "video/mp4"),
    "a film of an iPhone": (boxed(b"qt  "), "video/quicktime"),
    "a song of an iPhone": (boxed(b"M4A "), "audio/mp4"),
    "a voice message": (b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead", "audio/ogg"),
    "an Ogg film": (b"OggS\0\x02" + bytes(20) + b"\x01\x13\x80theora", "video/ogg"),
    "an MP3 with tags": (b"ID3\x03\0", "audio/mpeg"),
    "an MP3 without tags": (b"\xff\xfb\x90\x64" + bytes(100), "audio/mpeg"),
    "a WebM": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + b"V_VP9A_OPUS", "video/webm"),
    "a WebM of sound": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + b"A_OPUS", "audio/webm"),
    "a WAV": (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
    "an archive": (zipped("a.txt"), "application/zip"),
    "an empty archive": (zipped(), "application/zip"),
    "a letter": (zipped("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
    "a table": (zipped("_rels/.rels", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
    "a talk": (
        zipped("[Content_Types].xml", "ppt/presentation.xml"),
        OFFICE + "presentationml.presentation",
    ),
    "an archive that only speaks of a letter": (zipped("word.txt", "word/document"), "application/zip"),
    "an open letter": (opened("text"), "application/vnd.oasis.opendocument.text"),
    "an old letter": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    "a page": (b"<!doctype html><script>alert(1)</script>", kinds.UNKNOWN),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', kinds.UNKNOWN),
    "a program": (b"MZ\x90\0", kinds.UNKNOWN),
    "words": ("Во дворе яма".encode(), kinds.UNKNOWN),
    "half a picture's mark": (b"\x89PN", kinds.UNKNOWN),
    "nothing": (b"", kinds.UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_is_what_its_bytes_say(name: str) -> None:
    body, kind = EXAMPLES[name]
    assert kinds.content_type(body) == kind


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\0\0\0\x18ftyp", b"RIFF", b"OggS", b"PK\x03\x04", b"\xff\xfb"]),
)
def test_no_bytes_break_it_and_none_become_a_page(body: bytes, start: bytes) -> None:
    kind = kinds.content_type(start + body)
    assert kind.partition("/")[0] in ("image", "audio", "video", "application")
    assert "html" not in kind
    assert "svg" not in kind


def test_nothing_that_may_hold_a_script_opens_in_a_browser() -> None:
    assert (
        not {"text/html", "image/svg+xml", "application/pdf", "application/xml", kinds.UNKNOWN} & kinds.SHOWN
    )
