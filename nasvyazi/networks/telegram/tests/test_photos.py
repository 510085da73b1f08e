"""Photos that leave with an answer, and the words under them."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from nasvyazi.networks.base import Account, OutgoingFile, Parcel, Place, PlaceKind, Refused
from nasvyazi.networks.telegram import Telegram, network
from nasvyazi.networks.telegram.send import CAPTION_LIMIT, LARGEST_PHOTO, TEXT_LIMIT
from nasvyazi.networks.tests.wire import read_request, response, serving
from nasvyazi.toolbox.text import utf16_length

from .build import GROUP
from .conftest import FakeTelegram, replying_to

DIALOG = Place(kind=PlaceKind.DIALOG, id="8000000501")
UNDER_POST = Place(kind=PlaceKind.COMMENT, id=f"{GROUP}_100")
LETTER = Parcel(place=DIALOG, text="Приняли", key="k1")
SENT = {"message_id": 830}


@pytest.fixture
def photo(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8")
    return OutgoingFile(path=path, name="a.jpg", content_type="image/jpeg")


def test_one_photo_goes_with_its_words(account: Account, fake: FakeTelegram, photo: OutgoingFile) -> None:
    fake.on("sendPhoto", SENT)
    network.send(account, replace(LETTER, place=UNDER_POST, files=[photo]), deadline=5)
    [form] = fake.of("sendPhoto")
    assert (form["caption"], replying_to(form)) == ("Приняли", 100)
    assert fake.files == [{"photo": ("a.jpg", b"\xff\xd8", "image/jpeg")}]


@pytest.mark.parametrize("words", ["Приняли", ""])
def test_several_photos_are_an_album_with_the_words_under_the_first(
    account: Account, fake: FakeTelegram, photo: OutgoingFile, words: str
) -> None:
    fake.on("sendMediaGroup", [{"message_id": 830}, {"message_id": 831}])
    sent = replace(LETTER, text=words, files=[photo, photo], reply_to="10")
    assert network.send(account, sent, deadline=5).external_id == "830"
    [form] = fake.of("sendMediaGroup")
    media = json.loads(form["media"])
    assert [one.get("caption", "") for one in media] == [words, ""]
    assert [one["media"].removeprefix("attach://") for one in media] == list(fake.files[0])
    assert replying_to(form) == 10


def test_photos_that_cannot_leave_are_refused_without_a_call(
    account: Account, fake: FakeTelegram, photo: OutgoingFile, tmp_path: Path
) -> None:
    heavy = replace(photo, path=tmp_path / "heavy.jpg")
    with heavy.path.open("wb") as file:
        file.truncate(LARGEST_PHOTO + 1)
    refused = {
        "telegram:too_many_files": [photo] * 11,
        "telegram:photo_too_large": [photo, heavy],
        "file": [replace(photo, path=tmp_path / "gone.jpg")],
    }
    for code, files in refused.items():
        with pytest.raises(Refused) as caught:
            network.send(account, replace(LETTER, files=files), deadline=5)
        assert caught.value.code == code
        assert network.explain(code)
    assert fake.asked == []


def test_words_that_fit_go_under_the_photos_and_longer_ones_after_them() -> None:
    def split(words: str) -> list[str]:
        return network.split(DIALOG, words, with_files=True)

    assert split("  ") == [""]
    assert split(" " * 2000 + "я") == ["я"]
    assert split("я" * CAPTION_LIMIT) == ["я" * CAPTION_LIMIT]
    assert split("я" * (CAPTION_LIMIT + 1)) == ["", "я" * (CAPTION_LIMIT + 1)]
    assert split("🕳" * 513) == ["", "🕳" * 513]
    assert split("слово " * 5000)[0] == ""


def test_parts_are_counted_as_the_strictest_count() -> None:
    parts = network.split(DIALOG, "🕳" * 5000)
    assert [utf16_length(part) for part in parts] == [TEXT_LIMIT, TEXT_LIMIT, 10_000 - 2 * TEXT_LIMIT]


def test_a_photo_and_its_words_travel_in_one_form(account: Account, photo: OutgoingFile) -> None:
    seen = []

    def talk(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(response(json.dumps({"ok": True, "result": [SENT]}).encode()))

    odd = replace(account, secrets={"token": "7:a/b?c#d"})
    with serving(talk) as base:
        sent = replace(LETTER, files=[photo, photo])
        Telegram(pace=None).send(replace(odd, api_url=base), sent, deadline=5)
    [request] = seen
    assert request.startswith(b"POST /bot7:a%2Fb%3Fc%23d/sendMediaGroup HTTP/1.1")
    assert b'name="photo1"; filename="a.jpg"' in request
    assert b"attach://photo0" in request
