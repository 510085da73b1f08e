"""What a file is, by its first bytes: its name and its sender may say anything."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif", "image/avif"}
)
"""Pictures of which copies are made."""
SHOWN = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif",
        "audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav",
        "video/ogg", "video/mp4", "video/webm", "video/quicktime",
    }
)  # fmt: skip
"""What a browser shows or plays by itself and that holds no script."""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic",
    b"hevc": "image/heic", b"hevx": "image/heic", b"mif1": "image/heif", b"msf1": "image/heif",
    b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}  # fmt: skip
"""Major brands of files of boxes (ISO 14496-12, 23008-12); any other is a film."""
_GENERAL_BRANDS = {b"mif1", b"msf1"}
_OFFICE = (
    (b"word/document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_OPEN_DOCUMENTS = {b"text": "text", b"spreadsheet": "spreadsheet", b"presentation": "presentation"}


def content_type(body: bytes) -> str:
    """The content type that the bytes themselves show; UNKNOWN for whatever we do not know."""
    for start, kind in _STARTS:
        if body.startswith(start):
            return kind
    found = _boxes(body) or _container(body) or _archive(body)
    return found or ("audio/mpeg" if _is_mpeg_audio(body) else UNKNOWN)


def _boxes(body: bytes) -> str:
    """Files of boxes: HEIC, AVIF, MP4 and their kin; their first box names brands, the major one first."""
    if body[4:8] != b"ftyp":
        return ""
    length = min(int.from_bytes(body[:4], "big"), 256)
    major = body[8:12]
    if major in _GENERAL_BRANDS:
        # "A picture in general": the compatible brands say of which kind.
        brands = [body[at : at + 4] for at in range(16, length, 4)]
        exact = [_BRANDS[brand] for brand in brands if brand in _BRANDS and brand not in _GENERAL_BRANDS]
        return next((kind for kind in exact if kind.startswith("image/")), _BRANDS[major])
    return _BRANDS.get(major, "video/mp4")


def _container(body: bytes) -> str:
    """RIFF (WebP, WAV), Ogg and Matroska."""
    if body[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(body[8:12], "")
    if body[:4] == b"OggS":
        return "video/ogg" if b"theora" in body[:128] else "audio/ogg"
    if body[:4] == b"\x1aE\xdf\xa3" and b"webm" in body[:64]:
        # Sound alone has no video codec; what names none within the first pages is played as a film all the same.
        is_sound = b"A_OPUS" in body[:4096] or b"A_VORBIS" in body[:4096]
        return "audio/webm" if is_sound and b"V_" not in body[:4096] else "video/webm"
    return ""


def _archive(body: bytes) -> str:
    """ZIP, and the documents that are one; names inside a ZIP are not packed."""
    if body[:4] != b"PK\x03\x04":
        return ""
    if body[30:].startswith(_OPEN_DOCUMENT):
        told = body[30 + len(_OPEN_DOCUMENT) :][:20]
        kind = next((word for start, word in _OPEN_DOCUMENTS.items() if told.startswith(start)), "")
        return f"application/vnd.oasis.opendocument.{kind}" if kind else "application/zip"
    if body[30:].startswith((b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")):
        return next((kind for name, kind in _OFFICE if name in body), "application/zip")
    return "application/zip"


def _is_mpeg_audio(body: bytes) -> bool:
    """A frame of MPEG audio, layer III, without tags before it: sync, a real bit rate and sampling rate."""
    if len(body) < 4 or body[0] != 0xFF or body[1] & 0xE6 != 0xE2:
        return False
    return body[1] & 0x18 != 0x08 and body[2] & 0xF0 not in (0x00, 0xF0) and body[2] & 0x0C != 0x0C
