from typing import Any

import pytest

from nasvyazi.networks.base import AttachmentKind
from nasvyazi.networks.vk.attachments import read, read_all


def size(letter: str, width: object, height: object) -> dict[str, Any]:
    return {"type": letter, "url": f"https://sun.userapi.com/{letter}.jpg", "width": width, "height": height}


def test_the_largest_copy_of_a_photo_and_a_small_one() -> None:
    sizes = [size("s", 75, 56), size("w", 2560, 1920), size("q", "320", "240"), size("m", 130, 97)]
    photo = read(
        {"type": "photo", "photo": {"id": 5, "owner_id": 7, "sizes": sizes, "text": "двор", "lat": 57.6}}
    )
    assert (photo.kind, photo.network_id, photo.title) == (AttachmentKind.PHOTO, "7_5", "двор")
    assert (photo.url, photo.width, photo.height) == ("https://sun.userapi.com/w.jpg", 2560, 1920)
    assert (photo.preview_url, photo.latitude) == ("https://sun.userapi.com/q.jpg", 57.6)


def test_copies_without_sizes_are_ordered_by_their_letters() -> None:
    photo = read({"type": "photo", "photo": {"sizes": [size(letter, 0, 0) for letter in "wsx"]}})
    assert photo.url == "https://sun.userapi.com/w.jpg"
    assert (photo.width, photo.height) == (None, None)


def test_the_old_form_of_a_photo() -> None:
    photo = read(
        {"type": "photo", "photo": {"photo_75": "http://cs.vk.me/a", "photo_1280": "http://cs.vk.me/b"}}
    )
    assert (photo.kind, photo.url) == (AttachmentKind.PHOTO, "http://cs.vk.me/b")


@pytest.mark.parametrize(
    "photo", [None, {}, {"sizes": []}, {"sizes": [{"url": "javascript:alert(1)", "width": 5, "height": 5}]}]
)
def test_a_photo_without_an_address_is_kept_raw(photo: object) -> None:
    kept = read({"type": "photo", "photo": photo})
    assert (kept.kind, kept.title, kept.raw["type"]) == (AttachmentKind.UNSUPPORTED, "photo", "photo")


@pytest.mark.parametrize(
    ("item", "kind", "url", "title"),
    [
        ({"type": "video", "video": {"id": 1, "owner_id": -2, "title": "Двор"}},
         AttachmentKind.VIDEO, "https://vk.com/video-2_1", "Двор"),
        ({"type": "audio", "audio": {"artist": "А", "title": "Б", "url": "https://a/b"}},
         AttachmentKind.AUDIO, "https://a/b", "А – Б"),
        ({"type": "audio_message", "audio_message": {"link_ogg": "https://a/o", "link_mp3": "https://a/m"}},
         AttachmentKind.VOICE, "https://a/m", ""),
        ({"type": "doc", "doc": {"title": "Заявление.pdf", "url": "https://a/d", "size": 5}},
         AttachmentKind.DOCUMENT, "https://a/d", "Заявление.pdf"),
        ({"type": "sticker", "sticker": {"sticker_id": 3, "images": [{"url": "https://a/s", "width": 64}]}},
         AttachmentKind.STICKER, "https://a/s", ""),
        ({"type": "link", "link": {"url": "https://a/l", "title": "Новость"}},
         AttachmentKind.LINK, "https://a/l", "Новость"),
        ({"type": "graffiti", "graffiti": {"url": "https://a/g", "width": 10, "height": 10}},
         AttachmentKind.PHOTO, "https://a/g", ""),
        ({"type": "wall", "wall": {"id": 5, "to_id": -9, "text": "Пост"}},
         AttachmentKind.POST, "https://vk.com/wall-9_5", "Пост"),
        ({"type": "poll", "poll": {"id": 1}}, AttachmentKind.UNSUPPORTED, "", "poll"),
        ({"type": "of_tomorrow"}, AttachmentKind.UNSUPPORTED, "", "of_tomorrow"),
    ],
)  # fmt: skip
def test_every_kind(item: dict[str, Any], kind: AttachmentKind, url: str, title: str) -> None:
    attachment = read(item)
    assert (attachment.kind, attachment.url, attachment.title) == (kind, url, title)
    assert attachment.raw


@pytest.mark.parametrize(
    "coordinates", [{"latitude": 57.626, "longitude": 39.884}, "57.626 39.884", "  57.626   39.884 "]
)
def test_a_point_on_the_map(coordinates: object) -> None:
    [place] = read_all(
        {"geo": {"type": "point", "coordinates": coordinates, "place": {"title": "Ярославль"}}}
    )
    assert (place.kind, place.latitude, place.longitude) == (AttachmentKind.LOCATION, 57.626, 39.884)
    assert place.title == "Ярославль"


@pytest.mark.parametrize(
    "geo", [{"coordinates": "91 0"}, {"coordinates": "x y"}, {"coordinates": None}, "мусор", [1]]
)
def test_a_point_nowhere_is_kept_raw(geo: object) -> None:
    [kept] = read_all({"geo": geo})
    assert kept.kind is AttachmentKind.UNSUPPORTED
    assert kept.raw
