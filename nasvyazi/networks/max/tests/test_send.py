import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

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
from nasvyazi.networks.max import Max, network
from nasvyazi.networks.tests.wire import answering, response, serving

from .build import ACCOUNT, CHANNEL, DIALOG, GROUP, TOKEN, message, mid
from .conftest import FakeMax, raw, refusal

OURS = Place(kind=PlaceKind.DIALOG, id=str(DIALOG))
TALK = Place(kind=PlaceKind.CHAT, id=str(GROUP))
UNDER_POST = Place(kind=PlaceKind.COMMENT, id=mid(5, CHANNEL))
LETTER = Parcel(place=OURS, text="Приняли", key="k1")
SENT = {"message": message(30, "Приняли")}
MESSAGES, UPLOADS, COMMENTS = "POST /messages", "POST /uploads", f"POST /messages/{mid(5, CHANNEL)}/comments"
UPLOADED = {"photos": {"abc": {"token": "t1"}}}


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


@pytest.fixture
def photo(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "yard.jpg"
    path.write_bytes(b"jpeg")
    return OutgoingFile(path=path, name="yard.jpg", content_type="image/jpeg")


@pytest.fixture
def letter(photo: OutgoingFile) -> Parcel:
    """A letter with a photo."""
    return replace(LETTER, files=(photo,))


def test_a_message_goes_into_its_dialogue_under_the_bare_token(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, SENT)
    assert network.send(account, LETTER, deadline=5).external_id == mid(30)
    [asked] = fake.of(MESSAGES)
    assert (asked.query, asked.body) == ({"chat_id": "9007199254740993"}, {"text": "Приняли"})
    assert asked.headers == {"Authorization": TOKEN, "Content-Type": "application/json"}


def test_a_dialogue_known_by_its_resident_is_named_by_them(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, SENT)
    network.send(account, replace(LETTER, place=Place(kind=PlaceKind.DIALOG, id="u501")), deadline=5)
    assert fake.of(MESSAGES)[0].query == {"user_id": "501"}


def test_an_answer_in_a_group_names_what_it_answers(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, SENT)
    network.send(account, replace(LETTER, place=TALK, reply_to=mid(9, GROUP)), deadline=5)
    [asked] = fake.of(MESSAGES)
    assert asked.query == {"chat_id": str(GROUP)}
    assert asked.body["link"] == {"type": "reply", "mid": mid(9, GROUP)}


def test_a_comment_is_answered_under_its_post(account: Account, fake: FakeMax) -> None:
    fake.on(COMMENTS, {"message": message(31)})
    delivered = network.send(
        account, replace(LETTER, place=UNDER_POST, reply_to=mid(20, CHANNEL)), deadline=5
    )
    assert delivered.external_id == mid(31)
    assert fake.of(COMMENTS)[0].body == {
        "text": "Приняли",
        "link": {"type": "reply", "mid": mid(20, CHANNEL)},
    }


def test_an_id_that_max_does_not_know_is_never_shown_to_it(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, SENT)
    network.send(account, replace(LETTER, place=TALK, reply_to="#made"), deadline=5)
    assert "link" not in fake.of(MESSAGES)[0].body
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, place=Place(kind=PlaceKind.COMMENT, id="#made")), deadline=5)
    assert caught.value.code == "max:place"


def test_an_id_stays_within_the_address(account: Account, fake: FakeMax) -> None:
    fake.on("POST /messages/..%2Fme%3Fa/comments", SENT)
    network.send(account, replace(LETTER, place=Place(kind=PlaceKind.COMMENT, id="../me?a")), deadline=5)
    assert fake.asked


@pytest.mark.parametrize("kind", [PlaceKind.POST, PlaceKind.BOARD])
def test_other_places_are_refused_without_a_call(account: Account, fake: FakeMax, kind: PlaceKind) -> None:
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, place=Place(kind=kind, id="1")), deadline=5)
    assert (caught.value.code, fake.asked) == ("max:place", [])


def test_without_a_token_a_person_is_asked(account: Account, fake: FakeMax) -> None:
    with pytest.raises(NeedsHuman) as caught:
        network.send(replace(account, secrets={}), LETTER, deadline=5)
    assert (caught.value.code, fake.asked) == ("max:no_token", [])


def test_photos_are_uploaded_without_the_token_and_named_in_the_message(
    account: Account, fake: FakeMax, photo: OutgoingFile
) -> None:
    fake.on(UPLOADS, {"url": "https://iu.oneme.ru/upload?id=1"}, {"url": "https://iu.oneme.ru/upload?id=2"})
    fake.on("POST /upload", UPLOADED, {"token": "t2"})
    fake.on(MESSAGES, SENT)
    network.send(account, replace(LETTER, files=(photo, photo)), deadline=5)
    assert fake.of(MESSAGES)[0].body == {
        "text": "Приняли",
        "attachments": [
            {"type": "image", "payload": {"photos": {"abc": {"token": "t1"}}}},
            {"type": "image", "payload": {"token": "t2"}},
        ],
    }
    uploads = fake.of("POST /upload")
    assert [(one.headers, one.host) for one in uploads] == [({}, "iu.oneme.ru")] * 2
    assert uploads[0].files == {"data": ("yard.jpg", b"jpeg", "image/jpeg")}
    assert fake.of(UPLOADS)[0].query == {"type": "image"}


def test_a_photo_that_is_not_ready_is_waited_for_with_growing_pauses(
    account: Account, fake: FakeMax, photo: OutgoingFile, slept: list[float]
) -> None:
    not_ready = refusal(400, "attachment.not.ready", "Key: errors.process.attachment.file.not.processed")
    fake.on(UPLOADS, {"url": "https://iu.oneme.ru/upload"})
    fake.on("POST /upload", UPLOADED)
    fake.on(MESSAGES, not_ready, not_ready, not_ready, SENT)
    assert network.send(account, replace(LETTER, files=(photo,)), deadline=60).external_id == mid(30)
    assert slept == [0.5, 1.0, 2.0]
    assert len(fake.of(UPLOADS)) == 1, "it is uploaded once"


def test_when_there_is_no_time_to_wait_nothing_was_sent_and_it_is_tried_later(
    account: Account, fake: FakeMax, slept: list[float]
) -> None:
    fake.on(MESSAGES, refusal(400, "attachment.not.ready"))
    with pytest.raises(Throttled) as caught:
        network.send(account, LETTER, deadline=5)
    assert (caught.value.code, slept) == ("max:not_ready", [])
    assert caught.value.retry_after == timedelta(seconds=10)


@pytest.mark.parametrize(
    ("call", "answer", "error"),
    [
        (UPLOADS, Unclear("timeout"), NothingSent("timeout")),
        (UPLOADS, {"url": "https://evil.example/upload"}, NeedsHuman("max:upload_host")),
        (UPLOADS, {}, NeedsHuman("max:upload_host")),
        ("POST /upload", Unclear("http:502"), NothingSent("http:502")),
        ("POST /upload", raw(b"<html>"), NothingSent("max:unreadable")),
        ("POST /upload", raw(b"", status=400), Refused("max:photo")),
        ("POST /upload", {"error_code": "4", "error_msg": "bad image"}, Refused("max:photo")),
        (
            "POST /upload",
            Throttled("http:429", retry_after=timedelta(seconds=3)),
            Throttled("max:later", retry_after=timedelta(seconds=3)),
        ),
    ],
)
def test_whatever_goes_wrong_before_the_last_call_has_sent_nothing(
    letter: Parcel, fake: FakeMax, call: str, answer: Any, error: NetworkError
) -> None:
    fake.on(UPLOADS, {"url": "https://iu.oneme.ru/upload"})
    fake.on("POST /upload", UPLOADED)
    fake.on(call, answer)
    with pytest.raises(NetworkError) as caught:
        network.send(ACCOUNT, letter, deadline=5)
    assert (type(caught.value), caught.value.code, fake.of(MESSAGES)) == (type(error), error.code, [])
    assert len(network.explain(error.code)) > 20


def test_photos_that_cannot_go_are_refused_before_any_call(
    account: Account, fake: FakeMax, photo: OutgoingFile, tmp_path: Path
) -> None:
    gone = replace(photo, path=tmp_path / "gone.jpg")
    for parcel, code in (
        (replace(LETTER, files=(photo,) * 11), "max:too_many_files"),
        (replace(LETTER, files=(gone,)), "file"),
        (replace(LETTER, place=UNDER_POST, files=(photo,)), "max:files"),
    ):
        with pytest.raises(Refused) as caught:
            network.send(account, parcel, deadline=5)
        assert (caught.value.code, fake.asked) == (code, [])
    assert "private message" in network.refuses_files(UNDER_POST, account)
    assert network.refuses_files(TALK, account) == network.refuses(UNDER_POST, account) == ""


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (refusal(401, "verify.token", "Invalid access_token"), NeedsHuman, "max:token"),
        (refusal(403, "verify.token", "Invalid access_token"), NeedsHuman, "max:token"),
        (refusal(403, "chat.denied", "Key: error.dialog.suspended, args: [5,]."), Refused, "max:blocked"),
        (refusal(403, "chat.denied", "error.chat.denied"), Refused, "max:denied"),
        (refusal(403, "access.denied", "no rights"), NeedsHuman, "max:forbidden"),
        (refusal(404, "dialog.not.found", "error.dialog.notfound"), Refused, "max:not_found"),
        (refusal(400, "proto.payload", "Unknown recipient"), Refused, "max:not_found"),
        (refusal(400, "proto.payload", "text: size must be between 0 and 4000"), Refused, "max:too_long"),
        (refusal(400, "proto.payload", "something else"), Refused, "max:rejected"),
        (refusal(405, "method.not.allowed"), NeedsHuman, "max:not_allowed"),
        (refusal(418, "teapot"), Refused, "max:418"),
        (refusal(429, "too.many.requests"), Throttled, "max:later"),
        (raw(b"<html>", status=404), NeedsHuman, "http:404"),
        (raw(b"<html>"), Unclear, "max:unreadable"),
        (raw(b"[]"), Unclear, "max:unreadable"),
        ({"message": {}}, Unclear, "max:unreadable"),
        (Unclear("http:503"), Unclear, "http:503"),
        (NothingSent("connect"), NothingSent, "connect"),
    ],
)
def test_what_max_answers_is_told_apart_and_has_a_sentence(
    account: Account, fake: FakeMax, answer: Any, error: type[NetworkError], code: str
) -> None:
    fake.on(MESSAGES, answer)
    with pytest.raises(NetworkError) as caught:
        network.send(account, LETTER, deadline=5)
    assert (type(caught.value), caught.value.code) == (error, code)
    assert len(network.explain(code)) > 20


def test_max_says_how_long_to_wait_or_it_is_a_moment(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, refusal(429, "too.many.requests"), refusal(429, **{"retry-after": "7"}))
    for seconds in (2, 7):
        with pytest.raises(Throttled) as caught:
            network.send(account, LETTER, deadline=5)
        assert caught.value.retry_after == timedelta(seconds=seconds)


def test_the_token_is_never_repeated_in_an_error(account: Account, fake: FakeMax) -> None:
    fake.on(MESSAGES, refusal(401, "verify.token", f"Invalid access_token: {TOKEN}"))
    with pytest.raises(NeedsHuman) as caught:
        network.send(account, LETTER, deadline=5)
    assert TOKEN not in str(caught.value)


def test_a_long_text_is_cut_and_nothing_of_it_is_lost() -> None:
    parts = network.split(OURS, "👍 слово " * 2000, with_files=True)
    assert all(len(part.encode("utf-16-le")) // 2 <= 4000 for part in parts)
    assert " ".join(parts).split() == ("👍 слово " * 2000).split()


def test_there_is_no_key_that_makes_a_repeat_harmless() -> None:
    assert network.idempotency(OURS) is None
    assert network.idempotency(UNDER_POST) is None


def test_words_travel_over_a_real_wire_as_json(account: Account) -> None:
    answer = b'{"message": {"body": {"mid": "mid.1", "seq": 9007199254740993}}}'
    with serving(answering(response(answer))) as url:
        delivered = Max(pace=None).send(
            replace(account, api_url=url), replace(LETTER, text="Яма \ud800"), deadline=5
        )
    assert delivered.external_id == "mid.1"
