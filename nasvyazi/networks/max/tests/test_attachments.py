from typing import Any

import pytest

from nasvyazi.networks.base import Attachment, AttachmentKind

from .build import MARINA, linked, message, said

PHOTO = {"type": "image", "payload": {"photo_id": 2**60 + 1, "token": "t", "url": "https://i.oneme.ru/i?r=1"}}


def read(item: Any) -> Attachment:
    [found] = said(message(attachments=[item])).attachments
    return found


def test_a_photo_is_fetched_from_where_it_lies_and_keeps_its_number() -> None:
    found = read(PHOTO)
    assert (found.kind, found.network_id) == (AttachmentKind.PHOTO, "1152921504606846977")
    assert (found.url, found.ref) == ("https://i.oneme.ru/i?r=1", "https://i.oneme.ru/i?r=1")
    assert found.raw == PHOTO


def test_an_address_signed_anew_is_the_same_file() -> None:
    def told(url: str, **payload: Any) -> Attachment:
        return read(
            {"type": "file", "payload": {"url": url, **payload}, "filename": "смета.pdf", "size": 1048576}
        )

    first, second = (told(f"https://fd.oneme.ru/getfile?sig={sign}", token="t" * 300) for sign in "ab")
    assert first.network_id == second.network_id
    assert 0 < len(first.network_id) <= 64
    assert told("https://fd.oneme.ru/f", fileId=123).network_id == "123"
    assert (first.kind, first.title, first.size) == (AttachmentKind.DOCUMENT, "смета.pdf", 1048576)


def test_a_video_is_asked_for_by_its_token() -> None:
    payload = {"url": "https://vu.okcdn.ru/v", "token": "tok", "id": 13340073811828}
    found = read(
        {
            "type": "video",
            "payload": payload,
            "thumbnail": {"url": "https://i.oneme.ru/t"},
            "width": 1920,
            "height": -1,
        }
    )
    assert (found.kind, found.ref, found.preview_url) == (
        AttachmentKind.VIDEO,
        "video tok",
        "https://i.oneme.ru/t",
    )
    assert (found.width, found.height, found.network_id) == (1920, None, "13340073811828")
    assert read({"type": "video", "payload": {"token": "tok"}}).ref == "video tok"


def test_a_voice_has_its_words_where_max_has_written_them_down() -> None:
    payload = {"url": "https://vu.okcdn.ru/a", "token": "tok"}
    found = read({"type": "audio", "payload": payload, "transcription": "во дворе яма"})
    assert (found.kind, found.text) == (AttachmentKind.VOICE, "во дворе яма")


def test_a_sticker_a_link_and_a_place_are_read() -> None:
    assert (
        read({"type": "sticker", "payload": {"url": "https://i.oneme.ru/s", "code": "c"}}).kind
        is AttachmentKind.STICKER
    )
    share = read(
        {
            "type": "share",
            "payload": {"url": "https://a.example"},
            "title": "Новость",
            "description": "Подробно",
        }
    )
    assert (share.kind, share.url, share.title, share.text) == (
        AttachmentKind.LINK,
        "https://a.example",
        "Новость",
        "Подробно",
    )
    place = read({"type": "location", "latitude": 56.1, "longitude": 47.2})
    assert (place.kind, place.latitude, place.longitude) == (AttachmentKind.LOCATION, 56.1, 47.2)


@pytest.mark.parametrize("user", ["max_info", "tam_info"])
def test_a_contact_is_shown_by_its_card_or_its_name(user: str) -> None:
    card = "BEGIN:VCARD\r\nFN:Иван Петров\r\nTEL;TYPE=cell:+79990001122\r\nEND:VCARD"
    found = read({"type": "contact", "payload": {"vcf_info": card, user: MARINA}})
    assert (found.kind, found.title) == (AttachmentKind.CONTACT, "Иван Петров +79990001122")
    assert read({"type": "contact", "payload": {user: MARINA}}).title == "Марина Кузнецова"


def test_buttons_are_shown_by_what_stands_on_them() -> None:
    buttons = [
        [{"type": "callback", "text": "Да"}],
        [{"type": "link", "text": "Сайт", "url": "https://a.example"}],
    ]
    found = read({"type": "inline_keyboard", "payload": {"buttons": buttons}})
    assert (found.kind, found.title, found.url) == (
        AttachmentKind.UNSUPPORTED,
        "Да / Сайт",
        "https://a.example",
    )


def test_addresses_behind_words_are_links() -> None:
    body = {"mid": "m", "seq": 1, "text": "👍 сайт", "markup": [
        {"type": "link", "from": 3, "length": 4, "url": "https://a.example"},
        {"type": "link", "from": -3, "length": 4, "url": "https://b.example"},
        {"type": "strong", "from": 0, "length": 1},
    ]}  # fmt: skip
    found = said(message(body=body)).attachments
    assert [(one.kind, one.url, one.title) for one in found] == [
        (AttachmentKind.LINK, "https://a.example", "сайт"),
        (AttachmentKind.LINK, "https://b.example", ""),
    ]


def test_what_is_passed_on_is_read_whole_with_its_photos() -> None:
    told = said(message(text="Посмотрите", link=linked("forward", 3, "Яма " * 2000, attachments=[PHOTO])))
    forward, photo = told.attachments
    assert told.text == "Посмотрите"
    assert (forward.kind, forward.title, forward.text) == (
        AttachmentKind.FORWARD,
        "Пётр Ильин",
        "Яма " * 2000,
    )
    assert (photo.kind, photo.within) == (AttachmentKind.PHOTO, AttachmentKind.FORWARD)


@pytest.mark.parametrize(
    "item",
    [
        None,
        "words",
        [],
        {"type": ["image"]},
        {"type": "image"},
        {"type": "image", "payload": {"url": "javascript:alert(1)"}},
        {"type": "video", "payload": []},
        {"type": "share", "payload": None},
        {"type": "location", "latitude": 91, "longitude": 0},
        {"type": "future_media", "data": "payload"},
        {"type": "data", "data": "x\0"},
    ],
)
def test_what_has_no_shape_we_know_is_kept_raw(item: Any) -> None:
    found = read(item)
    assert (found.kind, found.ref) == (AttachmentKind.UNSUPPORTED, "")
    assert found.raw
