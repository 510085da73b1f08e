import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import (
    Account,
    NeedsHuman,
    NetworkError,
    NothingSent,
    OutgoingFile,
    Parcel,
    Place,
    PlaceKind,
    Refused,
    Throttled,
    Unclear,
)
from nasvyazi.networks.vk import network
from nasvyazi.networks.vk.send import COMMENT_LIMIT, DIALOG_LIMIT

from .conftest import SECRETS, FakeVk

DIALOG = Place(kind=PlaceKind.DIALOG, id="7")
UNDER_POST = Place(kind=PlaceKind.COMMENT, id="-1234_6")
LETTER = Parcel(place=DIALOG, text="Приняли", key="77")
COMMENT = Parcel(place=UNDER_POST, text="Приняли", key="guid-1", reply_to="9")


def failed(code: int) -> dict[str, Any]:
    return {"error": {"error_code": code, "error_msg": "words", "request_params": []}}


def test_a_message_goes_to_its_peer_with_its_key(account: Account, fake: FakeVk) -> None:
    fake.on("messages.send", {"response": 830})
    delivered = network.send(account, LETTER, deadline=5)
    [form] = fake.of("messages.send")
    assert form == {
        "peer_id": "7", "random_id": "77", "message": "Приняли", "access_token": SECRETS["token"], "v": "5.199",
    }  # fmt: skip
    assert (delivered.external_id, delivered.url) == ("id830", "https://vk.com/gim1234?sel=7")
    assert fake.urls == ["https://api.vk.ru/method/messages.send"]


@pytest.mark.parametrize(
    "base", ["https://h/vk", "https://h/vk/", "https://h/vk/method", "https://h/vk/method/"]
)
def test_the_address_of_the_api_may_end_with_method_or_not(account: Account, fake: FakeVk, base: str) -> None:
    fake.on("messages.send", {"response": 1})
    network.send(replace(account, api_url=base), LETTER, deadline=5)
    assert fake.urls == ["https://h/vk/method/messages.send"]


def test_a_chat_tells_no_id_and_that_is_no_failure(account: Account, fake: FakeVk) -> None:
    fake.on("messages.send", {"response": 0})
    chat = replace(LETTER, place=Place(kind=PlaceKind.DIALOG, id="2000000041"))
    assert network.send(account, chat, deadline=5).external_id == ""


def test_an_answered_message_is_named_by_its_number_or_its_id(account: Account, fake: FakeVk) -> None:
    fake.on("messages.send", {"response": 1})
    for reply_to in ("614", "id985", "made5"):
        network.send(account, replace(LETTER, reply_to=reply_to), deadline=5)
    by_number, by_id, by_nothing = fake.of("messages.send")
    assert json.loads(by_number["forward"]) == {
        "peer_id": 7,
        "conversation_message_ids": [614],
        "is_reply": 1,
    }
    assert by_id["reply_to"] == "985"
    assert "reply_to" not in by_nothing


def test_a_comment_is_written_in_the_communitys_name(account: Account, fake: FakeVk) -> None:
    fake.on("wall.createComment", {"response": {"comment_id": 12, "parents_stack": [9]}})
    delivered = network.send(account, COMMENT, deadline=5)
    [form] = fake.of("wall.createComment")
    assert form == {
        "owner_id": "-1234", "post_id": "6", "from_group": "1234", "message": "Приняли", "reply_to_comment": "9",
        "guid": "guid-1", "access_token": SECRETS["token"], "v": "5.199",
    }  # fmt: skip
    assert (delivered.external_id, delivered.url) == ("12", "https://vk.com/wall-1234_6?reply=12")


@pytest.mark.parametrize(
    ("kind", "method", "named"),
    [
        (PlaceKind.PHOTO, "photos.createComment", {"owner_id": "-1234", "photo_id": "6", "reply_to_comment": "9"}),
        (PlaceKind.VIDEO, "video.createComment", {"owner_id": "-1234", "video_id": "6", "reply_to_comment": "9"}),
        (PlaceKind.MARKET, "market.createComment", {"owner_id": "-1234", "item_id": "6", "reply_to_comment": "9"}),
        (PlaceKind.BOARD, "board.createComment", {"group_id": "1234", "topic_id": "6"}),
    ],
)  # fmt: skip
def test_outside_of_the_wall_an_administrators_key_speaks_for_the_community(
    account: Account, fake: FakeVk, kind: PlaceKind, method: str, named: dict[str, str]
) -> None:
    fake.on(method, {"response": 12})
    place = Place(kind=kind, id="-1234_6")
    delivered = network.send(account, replace(COMMENT, place=place), deadline=5)
    assert fake.of(method) == [
        named | {
            "from_group": "1", "message": "Приняли", "guid": "guid-1", "access_token": SECRETS["user_token"],
            "v": "5.199",
        }
    ]  # fmt: skip
    assert delivered.external_id == "12"
    assert "-1234_6" in delivered.url
    assert network.refuses(place, account) == ""
    idempotency = network.idempotency(place)
    assert idempotency is not None
    assert idempotency.window == timedelta(minutes=10)


@pytest.mark.parametrize("kind", [PlaceKind.PHOTO, PlaceKind.VIDEO, PlaceKind.MARKET, PlaceKind.BOARD])
def test_without_an_administrators_key_it_is_refused_in_a_sentence_and_goes_nowhere_else(
    account: Account, fake: FakeVk, kind: PlaceKind
) -> None:
    ours = replace(account, secrets={"token": "vk1.a.community"})
    place = Place(kind=kind, id="-1234_6")
    with pytest.raises(Refused) as caught:
        network.send(ours, replace(COMMENT, place=place), deadline=5)
    assert not isinstance(caught.value, NeedsHuman), "nothing is wrong with the channel"
    assert "personal key" in network.explain(caught.value.code)
    assert network.refuses(place, ours) == network.explain(caught.value.code)
    assert fake.asked == []
    assert network.refuses(DIALOG, ours) == network.refuses(UNDER_POST, ours) == ""


def test_a_revoked_key_of_an_administrator_is_no_trouble_of_the_channel(
    account: Account, fake: FakeVk
) -> None:
    fake.on("photos.createComment", failed(5))
    place = Place(kind=PlaceKind.PHOTO, id="-1234_6")
    with pytest.raises(Refused) as caught:
        network.send(account, replace(COMMENT, place=place), deadline=5)
    assert (type(caught.value), caught.value.code) == (Refused, "vk:user_token")
    assert "administrator" in network.explain("vk:user_token")


@pytest.mark.parametrize("kind", [PlaceKind.POST, PlaceKind.CHAT])
def test_other_places_are_refused_without_a_call(account: Account, fake: FakeVk, kind: PlaceKind) -> None:
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, place=Place(kind=kind, id="-1234_6")), deadline=5)
    assert caught.value.code == "vk:place"
    assert fake.asked == []


def test_without_a_key_a_person_is_asked(account: Account, fake: FakeVk) -> None:
    with pytest.raises(NeedsHuman) as caught:
        network.send(replace(account, secrets={}), LETTER, deadline=5)
    assert caught.value.code == "vk:no_token"


def test_a_spent_deadline_sends_nothing(account: Account, fake: FakeVk) -> None:
    with pytest.raises(NothingSent):
        network.send(account, LETTER, deadline=0)
    assert fake.asked == []


# --------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (6, Throttled), (9, Throttled), (29, Throttled), (223, Throttled),
        (1, Unclear), (10, Unclear), (36, Unclear),
        (5, NeedsHuman), (7, NeedsHuman), (14, NeedsHuman), (17, NeedsHuman), (20, NeedsHuman),
        (27, NeedsHuman), (28, NeedsHuman), (984, NeedsHuman), (1051, NeedsHuman), (1117, NeedsHuman),
        (15, Refused), (18, Refused), (100, Refused), (213, Refused), (222, Refused), (900, Refused),
        (901, Refused), (902, Refused), (913, Refused), (914, Refused), (936, Refused), (950, Refused),
        (77777, Refused),
    ],
)  # fmt: skip
def test_every_error_has_its_type_and_a_sentence(
    account: Account, fake: FakeVk, code: int, error: type[NetworkError]
) -> None:
    fake.on("messages.send", failed(code))
    with pytest.raises(error) as caught:
        network.send(account, LETTER, deadline=5)
    assert type(caught.value) is error
    assert caught.value.code == f"vk:{code}"
    assert len(network.explain(caught.value.code)) > 20
    if isinstance(caught.value, Throttled):
        assert timedelta(seconds=1) <= caught.value.retry_after <= timedelta(hours=1)


@pytest.mark.parametrize(
    "answer",
    [
        {}, [], None, {"response": None}, {"response": "x"}, {"response": []}, {"error": "x"}, {"error": {}},
        {"error": {"error_code": "x"}}, http.Response(status=200, headers={}, body=b"<html>"),
    ],
)  # fmt: skip
def test_an_unreadable_answer_to_the_last_call_is_unclear(
    account: Account, fake: FakeVk, answer: Any
) -> None:
    fake.on("messages.send", answer)
    with pytest.raises(Unclear):
        network.send(account, LETTER, deadline=5)


@pytest.mark.parametrize(
    ("status", "error"), [(414, Refused), (302, NeedsHuman), (403, NeedsHuman), (404, NeedsHuman)]
)
def test_another_status_is_not_vk(
    account: Account, fake: FakeVk, status: int, error: type[NetworkError]
) -> None:
    fake.on("messages.send", http.Response(status=status, headers={}, body=b""))
    with pytest.raises(error) as caught:
        network.send(account, LETTER, deadline=5)
    assert network.explain(caught.value.code)


def test_the_key_is_in_no_error_even_when_vk_repeats_it(account: Account, fake: FakeVk) -> None:
    token = SECRETS["token"]
    told = {
        "error_code": 5,
        "error_msg": f"bad {token}",
        "request_params": [{"key": "access_token", "value": token}],
    }
    fake.on("messages.send", {"error": told})
    with pytest.raises(NeedsHuman) as caught:
        network.send(account, LETTER, deadline=5)
    assert token not in repr(caught.value)


# --------------------------------------------------------------------------- photos


@pytest.fixture
def photo(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8")
    return OutgoingFile(path=path, name="a.jpg", content_type="image/jpeg")


@pytest.fixture
def uploads(fake: FakeVk) -> FakeVk:
    server = {"upload_url": "https://pu.vk.com/c1/upload.php?act=do_add", "album_id": -3}
    fake.on("photos.getMessagesUploadServer", {"response": server})
    fake.on("upload.php", {"server": 618026, "photo": '[{"photo":"x"}]', "hash": "h"})
    fake.on("photos.saveMessagesPhoto", {"response": [{"id": 5, "owner_id": 7, "access_key": "k"}]})
    fake.on("messages.send", {"response": 1})
    return fake


def test_photos_are_uploaded_saved_and_attached(
    account: Account, uploads: FakeVk, photo: OutgoingFile
) -> None:
    network.send(account, replace(LETTER, files=[photo, photo]), deadline=5)
    assert [method for method, _ in uploads.asked] == [
        "photos.getMessagesUploadServer", "upload.php", "photos.saveMessagesPhoto", "upload.php",
        "photos.saveMessagesPhoto", "messages.send",
    ]  # fmt: skip
    assert uploads.of("messages.send")[0]["attachment"] == "photo7_5_k,photo7_5_k"
    assert uploads.of("upload.php") == [{}, {}]


@pytest.mark.parametrize("step", ["photos.getMessagesUploadServer", "upload.php", "photos.saveMessagesPhoto"])
@pytest.mark.parametrize("fault", [Unclear("timeout"), NothingSent("connect"), {"garbage": 1}, failed(10)])
def test_doubt_while_preparing_is_no_doubt_about_the_letter(
    account: Account, uploads: FakeVk, photo: OutgoingFile, step: str, fault: Any
) -> None:
    uploads.on(step, fault)
    with pytest.raises((NothingSent, Refused)) as caught:
        network.send(account, replace(LETTER, files=[photo]), deadline=5)
    assert not isinstance(caught.value, Unclear)
    assert uploads.of("messages.send") == []


def test_an_upload_address_outside_vk_is_not_called(
    account: Account, uploads: FakeVk, photo: OutgoingFile
) -> None:
    for url in ("https://evil.example/upload.php", "http://127.0.0.1/upload.php", "file:///etc/passwd", None):
        uploads.on("photos.getMessagesUploadServer", {"response": {"upload_url": url}})
        with pytest.raises(NeedsHuman) as caught:
            network.send(account, replace(LETTER, files=[photo]), deadline=5)
        assert caught.value.code == "vk:foreign_host"
    assert uploads.of("upload.php") == []


def test_a_photo_that_vk_does_not_take_is_a_refusal(
    account: Account, uploads: FakeVk, photo: OutgoingFile
) -> None:
    uploads.on("upload.php", {"server": 1, "photo": "[]", "hash": ""})
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, files=[photo]), deadline=5)
    assert caught.value.code == "vk:upload"


def test_a_file_that_is_gone_is_a_refusal(account: Account, uploads: FakeVk, tmp_path: Path) -> None:
    gone = OutgoingFile(path=tmp_path / "gone.jpg", name="gone.jpg", content_type="image/jpeg")
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, files=[gone]), deadline=5)
    assert caught.value.code == "file"


def test_eleven_photos_and_photos_with_a_comment_are_refused(
    account: Account, uploads: FakeVk, photo: OutgoingFile
) -> None:
    for parcel in (replace(LETTER, files=[photo] * 11), replace(COMMENT, files=[photo])):
        with pytest.raises(Refused):
            network.send(account, parcel, deadline=5)
    assert uploads.asked == []
    assert network.refuses_files(DIALOG, account) == ""
    assert network.refuses_files(UNDER_POST, account)


# --------------------------------------------------------------------------- keys and parts


def test_keys_are_what_vk_takes() -> None:
    numbers = [int(network.new_key(DIALOG)) for _ in range(1000)]
    assert all(0 < number < 2**31 for number in numbers)
    assert len(network.new_key(UNDER_POST)) == 36


def test_within_what_a_repeat_is_safe() -> None:
    dialog, comment = network.idempotency(DIALOG), network.idempotency(UNDER_POST)
    assert dialog is not None
    assert comment is not None
    assert (dialog.window, dialog.max_messages) == (timedelta(minutes=50), 80)
    assert comment.window == timedelta(minutes=10)
    assert network.idempotency(Place(kind=PlaceKind.POST, id="1")) is None


def test_parts_are_as_long_as_each_place_takes() -> None:
    text = "слово " * 10_000
    assert max(map(len, network.split(DIALOG, text))) <= DIALOG_LIMIT
    assert DIALOG_LIMIT < max(map(len, network.split(UNDER_POST, text))) <= COMMENT_LIMIT
