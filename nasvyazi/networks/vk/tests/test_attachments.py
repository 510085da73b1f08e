from typing import Any

import pytest

from nasvyazi.networks.base import AttachmentKind
from nasvyazi.networks.vk.attachments import read
from nasvyazi.networks.vk.carried import read_all


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
         AttachmentKind.POST, "https://vk.com/wall-9_5", ""),
        ({"type": "clip", "clip": {"id": 1, "owner_id": -2}}, AttachmentKind.VIDEO, "https://vk.com/video-2_1", ""),
        ({"type": "poll", "poll": {"id": 1, "owner_id": -2, "question": "Где нужнее?"}},
         AttachmentKind.POLL, "https://vk.com/poll-2_1", "Где нужнее?"),
        ({"type": "market", "market": {"id": 4, "owner_id": -2, "title": "Значок", "price": {"text": "50 ₽"}}},
         AttachmentKind.LINK, "https://vk.com/market-2?w=product-2_4", "Значок, 50 ₽"),
        ({"type": "market_album", "market_album": {"id": 4, "owner_id": -2, "title": "Значки"}},
         AttachmentKind.LINK, "https://vk.com/market-2?section=album_4", "Значки"),
        ({"type": "album", "album": {"id": 4, "owner_id": 7, "title": "Двор"}},
         AttachmentKind.LINK, "https://vk.com/album7_4", "Двор"),
        ({"type": "article", "article": {"id": 4, "owner_id": -2, "title": "О дворах", "view_url": "https://m.vk.com/@a"}},
         AttachmentKind.LINK, "https://m.vk.com/@a", "О дворах"),
        ({"type": "article", "article": {"id": 4, "owner_id": -2}}, AttachmentKind.UNSUPPORTED, "", "article"),
        ({"type": "page", "page": {"id": 4, "group_id": 2, "title": "Правила"}},
         AttachmentKind.LINK, "https://vk.com/page-2_4", "Правила"),
        ({"type": "event", "event": {"id": 4, "text": "Субботник"}},
         AttachmentKind.LINK, "https://vk.com/event4", "Субботник"),
        ({"type": "story", "story": {"id": 4, "owner_id": 7}}, AttachmentKind.STORY, "https://vk.com/story7_4", ""),
        ({"type": "wall_reply", "wall_reply": {"id": 4, "owner_id": -2, "post_id": 3, "text": "И у нас"}},
         AttachmentKind.POST, "https://vk.com/wall-2_3?reply=4", ""),
        ({"type": "gift", "gift": {"id": 4, "thumb_48": "https://a/48", "thumb_512": "https://a/512"}},
         AttachmentKind.GIFT, "https://a/512", ""),
        ({"type": "call", "call": {"initiator_id": 7, "receiver_id": -2, "state": "reached", "duration": 65}},
         AttachmentKind.CALL, "", "1:05"),
        ({"type": "money_request", "money_request": {"id": 4, "amount": {"amount": "50000", "text": "500 ₽"}}},
         AttachmentKind.MONEY, "", "500 ₽"),
        ({"type": "mini_app", "mini_app": {"app": {"id": 4, "title": "Госуслуги"}, "button_text": "Открыть"}},
         AttachmentKind.LINK, "https://vk.com/app4", "Госуслуги"),
        ({"type": "donut_link", "donut_link": {"owner_id": -2, "text": "Поддержите"}},
         AttachmentKind.LINK, "https://vk.com/donut/club2", "Поддержите"),
        ({"type": "podcast", "podcast": {"id": 4, "owner_id": -2, "title": "Беседа"}},
         AttachmentKind.LINK, "https://vk.com/podcast-2_4", "Беседа"),
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


def test_what_was_said_in_a_voice_message_and_in_a_long_caption_stands_whole() -> None:
    voice = read({"type": "audio_message", "audio_message": {"link_mp3": "https://a/m", "transcript": "Яма"}})
    assert (voice.title, voice.text) == ("", "Яма")
    caption = "слово " * 100
    photo = read({"type": "photo", "photo": {"sizes": [size("x", 5, 5)], "text": caption}})
    assert (len(photo.title), photo.text) == (300, caption)


@pytest.mark.parametrize("side", [2**31, 2**53 + 1, -5, "x", None])
def test_a_side_that_cannot_be_true_is_none(side: object) -> None:
    photo = read({"type": "photo", "photo": {"sizes": [size("x", side, side)]}})
    assert (photo.url, photo.width, photo.height) == ("https://sun.userapi.com/x.jpg", None, None)
