"""Everything that can come with a message."""

from typing import Any

import pytest

from nasvyazi.networks.base import Attachment, AttachmentKind
from nasvyazi.networks.telegram.attachments import LARGEST_FILE

from .build import MARINA, private, said

PHOTO = AttachmentKind.PHOTO
UNSUPPORTED = AttachmentKind.UNSUPPORTED


def file(name: str = "f1", **more: Any) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": f"u-{name}", "file_size": 1000, **more}


def came(**content: Any) -> list[Attachment]:
    return list(said(private(**content)).attachments)


def test_the_largest_copy_of_a_photo_is_taken_wherever_it_stands() -> None:
    sizes = [
        file("s", width=90, height=67),
        file("x", width=1280, height=960),
        file("m", width=320, height=240),
    ]
    [photo] = came(photo=sizes, caption="Яма")
    assert (photo.kind, photo.ref, photo.network_id) == (PHOTO, "x", "u-x")
    assert (photo.width, photo.height, photo.size, photo.url) == (1280, 960, 1000, "")


@pytest.mark.parametrize(
    ("name", "told", "kind", "title"),
    [
        ("video", file(file_name="двор.mp4", width=640, height=480), AttachmentKind.VIDEO, "двор.mp4"),
        ("video_note", file(length=240), AttachmentKind.VIDEO, ""),
        ("live_photo", file(photo=[]), AttachmentKind.VIDEO, ""),
        ("voice", file(duration=4), AttachmentKind.VOICE, ""),
        ("audio", file(performer="Хор", title="Гимн"), AttachmentKind.AUDIO, "Хор – Гимн"),
        ("document", file(file_name="акт.pdf"), AttachmentKind.DOCUMENT, "акт.pdf"),
        ("sticker", file(emoji="👍"), AttachmentKind.STICKER, "👍"),
    ],
)
def test_files_are_named_by_what_they_are_fetched_with(
    name: str, told: dict[str, Any], kind: AttachmentKind, title: str
) -> None:
    [found] = came(**{name: told})
    assert (found.kind, found.ref, found.title, found.is_too_large) == (kind, "f1", title, False)


def test_an_animation_is_one_thing_though_told_as_a_document_too() -> None:
    told = file(file_name="снег.mp4")
    assert [one.kind for one in came(animation=told, document=told)] == [AttachmentKind.VIDEO]


@pytest.mark.parametrize(
    ("size", "too_large"), [(LARGEST_FILE, False), (LARGEST_FILE + 1, True), (None, False), (-5, False)]
)
def test_a_file_over_20_mb_is_known_not_to_be_handed_over(size: int | None, too_large: bool) -> None:
    [found] = came(video=file(file_size=size))
    assert found.is_too_large is too_large
    assert found.size == (size if size and size > 0 else None)


def test_a_place_a_venue_and_a_contact() -> None:
    point = {"latitude": 57.62, "longitude": 39.89}
    [place] = came(location=point)
    assert (place.kind, place.latitude, place.longitude) == (AttachmentKind.LOCATION, 57.62, 39.89)
    [venue] = came(location=point, venue={"location": point, "title": "Парк", "address": "Мира, 1"})
    assert (venue.title, venue.latitude) == ("Парк, Мира, 1", 57.62)
    [contact] = came(contact={"phone_number": "+7900", "first_name": "Пётр", "last_name": "С."})
    assert (contact.kind, contact.title) == (AttachmentKind.CONTACT, "Пётр С. +7900")


def test_a_poll_is_kept_with_its_question_and_options() -> None:
    options = [{"text": "Да", "voter_count": 0}, {"text": "Нет", "voter_count": 1}]
    [poll] = came(poll={"id": "1", "question": "Дворник был?", "options": options})
    assert (poll.kind, poll.title) == (AttachmentKind.POLL, "Дворник был? Да / Нет")


@pytest.mark.parametrize(
    "name", ["story", "paid_media", "checklist", "dice", "game", "giveaway", "external_reply"]
)
def test_what_has_no_form_of_ours_is_kept_raw_beside_the_words(name: str) -> None:
    seen = said({**private(text="Смотрите"), name: {"value": 4}})
    assert (seen.text, [(one.kind, one.title) for one in seen.attachments]) == (
        "Смотрите",
        [(UNSUPPORTED, name)],
    )
    assert seen.attachments[0].raw == {"value": 4}


def test_a_content_of_tomorrow_is_kept_alone_and_with_words_under_it_but_words_need_no_more() -> None:
    hologram = {"file_id": "h1"}
    assert [(one.title, dict(one.raw)) for one in came(hologram=hologram)] == [("hologram", hologram)]
    under = said(private(caption="Смотрите", hologram=hologram))
    assert (under.text, [one.title for one in under.attachments]) == ("Смотрите", ["hologram"])
    assert came(text="Яма", is_written_by_tomorrow=True) == []


@pytest.mark.parametrize(
    "damage",
    [
        {"photo": "x"}, {"photo": [None, 5, {}]}, {"photo": []}, {"video": []}, {"voice": {"file_id": 0.5}},
        {"location": {"latitude": 100, "longitude": 0}}, {"location": {"latitude": "NaN", "longitude": 1}},
        {"venue": None}, {"contact": "x"}, {"poll": 7}, {"animation": None},
    ],
)  # fmt: skip
def test_a_damaged_attachment_is_kept_and_the_words_with_it(damage: dict[str, Any]) -> None:
    seen = said(private(caption="Яма", **damage))
    assert seen.text == "Яма"
    assert len(seen.attachments) == 1
    assert not seen.attachments[0].ref


def test_addresses_behind_words_are_links_with_those_words() -> None:
    text = "🕳️ Яма тут"
    entities = [
        {"type": "bold", "offset": 0, "length": 99},
        {"type": "text_link", "offset": 4, "length": 3, "url": "https://a.example/1"},
        {"type": "text_link", "offset": 8, "length": 3, "url": "https://a.example/2"},
        {"type": "text_link", "offset": 4, "length": 7, "url": "https://a.example/1"},
        {"type": "text_mention", "offset": 0, "length": 1, "user": MARINA},
    ]
    seen = said(private(text=text, entities=entities))
    assert seen.text == text
    assert [(one.kind, one.title, one.url) for one in seen.attachments] == [
        (AttachmentKind.LINK, "Яма", "https://a.example/1"),
        (AttachmentKind.LINK, "тут", "https://a.example/2"),
    ]


@pytest.mark.parametrize(
    ("offset", "length"), [(-2, 5), (0, -1), (1, 1), (500, 5), (2**62, 2**62), (None, "x"), ({}, [])]
)
def test_entities_that_lie_harm_no_words(offset: Any, length: Any) -> None:
    lying = {"type": "text_link", "offset": offset, "length": length, "url": "https://a.example/"}
    seen = said(private(text="🕳️ Яма", entities=[lying, None, "x", {"url": "javascript:alert(1)"}]))
    assert seen.text == "🕳️ Яма"
    [link] = seen.attachments
    assert link.url == "https://a.example/"
    assert link.title in ("", "\ufffd")


def test_a_forward_says_where_its_words_come_from() -> None:
    channel = {"id": -1001000000099, "title": "Соседи", "username": "sosedi", "type": "channel"}
    origins = [
        {"type": "user", "sender_user": MARINA, "date": 1},
        {"type": "hidden_user", "sender_user_name": "Пётр", "date": 1},
        {"type": "channel", "chat": channel, "message_id": 5, "date": 1},
        {"type": "chat", "sender_chat": channel, "date": 1},
    ]
    told = [came(text="Вот", forward_origin=origin) for origin in origins]
    assert [(one.kind, one.title, one.url) for [one] in told] == [
        (AttachmentKind.FORWARD, "Марина Кузнецова", ""),
        (AttachmentKind.FORWARD, "Пётр", ""),
        (AttachmentKind.FORWARD, "Соседи", "https://t.me/sosedi/5"),
        (AttachmentKind.FORWARD, "Соседи", "https://t.me/sosedi"),
    ]
