import json
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nasvyazi.networks.base import (
    Account,
    NeedsHuman,
    NetworkError,
    NothingSent,
    Parcel,
    Place,
    PlaceKind,
    Refused,
    Throttled,
    Unclear,
)
from nasvyazi.networks.telegram import Telegram, network
from nasvyazi.networks.tests.wire import answering, read_request, response, serving
from nasvyazi.toolbox.ports import free_port

from .build import GROUP, TOKEN
from .conftest import FakeTelegram, raw, refusal, replying_to

DIALOG = Place(kind=PlaceKind.DIALOG, id="8000000501")
UNDER_POST = Place(kind=PlaceKind.COMMENT, id=f"{GROUP}_100")
TALK = Place(kind=PlaceKind.CHAT, id=str(GROUP))
LETTER = Parcel(place=DIALOG, text="Приняли", key="k1")
SENT = {"message_id": 830}


def test_a_message_goes_into_its_chat(account: Account, fake: FakeTelegram) -> None:
    fake.on("sendMessage", SENT)
    assert network.send(account, LETTER, deadline=5).external_id == "830"
    assert fake.of("sendMessage") == [{"chat_id": "8000000501", "text": "Приняли"}]
    assert fake.urls == [f"http://127.0.0.1:9/bot{TOKEN}/sendMessage"]


@pytest.mark.parametrize(
    ("place", "reply_to", "expected"),
    [
        (DIALOG, "10", 10),
        (DIALOG, "", None),
        (TALK, "", None),
        (TALK, "5", 5),
        (Place(kind=PlaceKind.CHAT, id=f"{GROUP}_3"), "", 3),
        (UNDER_POST, "101", 101),
        (UNDER_POST, "", 100),
        (UNDER_POST, "e3_1790000000", 100),
    ],
)
def test_an_answer_stays_in_its_thread_by_replying(
    account: Account, fake: FakeTelegram, place: Place, reply_to: str, expected: int | None
) -> None:
    fake.on("sendMessage", SENT)
    network.send(account, replace(LETTER, place=place, reply_to=reply_to), deadline=5)
    [form] = fake.of("sendMessage")
    assert (form["chat_id"], replying_to(form)) == (place.id.partition("_")[0], expected)


def test_a_direct_message_to_the_channel_is_answered_in_its_topic(
    account: Account, fake: FakeTelegram
) -> None:
    fake.on("sendMessage", SENT)
    direct = Place(kind=PlaceKind.DIALOG, id="-1001000000003_77")
    network.send(account, replace(LETTER, place=direct, reply_to="4"), deadline=5)
    [form] = fake.of("sendMessage")
    assert (form["chat_id"], form["direct_messages_topic_id"]) == ("-1001000000003", "77")


@pytest.mark.parametrize("kind", [PlaceKind.POST, PlaceKind.BOARD])
def test_other_places_are_refused_without_a_call(
    account: Account, fake: FakeTelegram, kind: PlaceKind
) -> None:
    with pytest.raises(Refused) as caught:
        network.send(account, replace(LETTER, place=Place(kind=kind, id="1_2")), deadline=5)
    assert (caught.value.code, fake.asked) == ("telegram:place", [])


def test_without_a_token_or_time_nothing_is_asked(account: Account, fake: FakeTelegram) -> None:
    with pytest.raises(NeedsHuman) as caught:
        network.send(replace(account, secrets={}), LETTER, deadline=5)
    assert caught.value.code == "telegram:no_token"
    with pytest.raises(NothingSent):
        network.send(account, LETTER, deadline=0)
    assert fake.asked == []


# --------------------------------------------------------------------------- refusals

_KNOWN: list[tuple[int, str, str, type[NetworkError]]] = [
    (401, "Unauthorized", "token", NeedsHuman),
    (404, "Not Found", "token", NeedsHuman),
    (413, "Request Entity Too Large", "too_large", Refused),
    (403, "Forbidden: bot was blocked by the user", "blocked", Refused),
    (403, "Forbidden: user is deactivated", "deactivated", Refused),
    (403, "Forbidden: bot can't initiate conversation with a user", "not_started", Refused),
    (403, "Forbidden: bot can't send messages to bots", "is_bot", Refused),
    (403, "Forbidden: bot was kicked from the supergroup chat", "removed", NeedsHuman),
    (403, "Forbidden: bot is not a member of the channel chat", "removed", NeedsHuman),
    (403, "Forbidden: the group chat was deleted", "not_found", Refused),
    (403, "Forbidden: something of tomorrow", "forbidden", NeedsHuman),
    (400, "Bad Request: chat not found", "not_found", Refused),
    (400, "Bad Request: user not found", "not_found", Refused),
    (400, "Bad Request: message to be replied not found", "reply_gone", Refused),
    (400, "Bad Request: message to reply not found", "reply_gone", Refused),
    (400, "Bad Request: message thread not found", "reply_gone", Refused),
    (400, "Bad Request: TOPIC_CLOSED", "closed", Refused),
    (400, "Bad Request: TOPIC_DELETED", "closed", Refused),
    (400, "Bad Request: not enough rights to send text messages to the chat", "rights", NeedsHuman),
    (400, "Bad Request: have no rights to send a message", "rights", NeedsHuman),
    (400, "Bad Request: need administrator rights in the channel chat", "rights", NeedsHuman),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "rights", NeedsHuman),
    (400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", "rights", NeedsHuman),
    (400, "Bad Request: CHAT_RESTRICTED", "rights", NeedsHuman),
    (400, "Bad Request: message is too long", "too_long", Refused),
    (400, "Bad Request: MEDIA_CAPTION_TOO_LONG", "too_long", Refused),
    (400, "Bad Request: message text is empty", "empty", Refused),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "photo", Refused),
    (400, "Bad Request: IMAGE_PROCESS_FAILED", "photo", Refused),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", "photo", Refused),
    (400, "Bad Request: something of tomorrow", "400", Refused),
    (418, "I'm a teapot", "418", Refused),
]


@pytest.mark.parametrize("known", _KNOWN, ids=str)
def test_every_refusal_has_its_type_and_a_sentence(
    account: Account, fake: FakeTelegram, known: tuple[int, str, str, type[NetworkError]]
) -> None:
    status, words, code, error = known
    fake.on("sendMessage", refusal(status, words))
    with pytest.raises(error) as caught:
        network.send(account, LETTER, deadline=5)
    assert type(caught.value) is error
    assert caught.value.code == f"telegram:{code}"
    assert len(network.explain(caught.value.code)) > 20


@pytest.mark.parametrize(("asked", "seconds"), [(7, 7), (0, 1), (999_999, 3600), ("x", 1), (None, 1)])
def test_later_is_as_long_as_telegram_says(
    account: Account, fake: FakeTelegram, asked: Any, seconds: int
) -> None:
    fake.on("sendMessage", refusal(429, "Too Many Requests: retry later", retry_after=asked))
    with pytest.raises(Throttled) as caught:
        network.send(account, LETTER, deadline=5)
    assert caught.value.retry_after == timedelta(seconds=seconds)


def test_a_group_that_has_moved_is_followed_without_the_reply_that_is_not_there(
    account: Account, fake: FakeTelegram
) -> None:
    moved = refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=GROUP
    )
    fake.on("sendMessage", moved, SENT)
    old = replace(LETTER, place=Place(kind=PlaceKind.CHAT, id="-4242"), reply_to="5")
    assert network.send(account, old, deadline=5).external_id == "830"
    first, second = fake.of("sendMessage")
    assert (first["chat_id"], replying_to(first)) == ("-4242", 5)
    assert (second["chat_id"], replying_to(second)) == (str(GROUP), None)
    fake.on("sendMessage", moved)
    with pytest.raises(Refused) as caught:
        network.send(account, old, deadline=5)
    assert network.explain(caught.value.code)


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"<html>"), raw(b""), raw(b"[]"), raw(b"{}"), raw(b'{"ok": true}'), raw(b'{"ok": false}'),
        raw(b'{"ok": 1, "result": {"message_id": 5}}'), None, [], {}, {"message_id": "x"}, [{}],
        refusal(200, "what?"), refusal(500, "Internal Server Error"),
    ],
)  # fmt: skip
def test_an_unreadable_answer_is_unclear(account: Account, fake: FakeTelegram, answer: Any) -> None:
    fake.on("sendMessage", answer)
    with pytest.raises(Unclear):
        network.send(account, LETTER, deadline=5)


@pytest.mark.parametrize("status", [302, 403, 404])
def test_an_answer_that_is_not_telegrams_needs_a_human(
    account: Account, fake: FakeTelegram, status: int
) -> None:
    fake.on("sendMessage", raw(b"<html>", status=status))
    with pytest.raises(NeedsHuman) as caught:
        network.send(account, LETTER, deadline=5)
    assert caught.value.code == f"http:{status}"
    assert network.explain(caught.value.code)


def test_what_a_proxy_says_of_size_and_haste_is_believed(account: Account, fake: FakeTelegram) -> None:
    for status, error in ((413, Refused), (429, Throttled)):
        fake.on("sendMessage", raw(b"<html>", status=status))
        with pytest.raises(error):
            network.send(account, LETTER, deadline=5)


# --------------------------------------------------------------------------- over a wire


def test_how_long_to_wait_is_read_from_the_body_and_the_token_is_in_no_error(account: Account) -> None:
    told = {
        "ok": False,
        "error_code": 429,
        "description": f"bot{TOKEN}: later",
        "parameters": {"retry_after": 3},
    }
    limited = response(json.dumps(told).encode(), status="429 Too Many Requests")
    with serving(answering(limited)) as base, pytest.raises(Throttled) as caught:
        Telegram(pace=None).send(replace(account, api_url=f"{base}/"), LETTER, deadline=5)
    assert (caught.value.code, caught.value.retry_after) == ("telegram:later", timedelta(seconds=3))
    assert TOKEN not in repr(caught.value)


def test_no_one_listening_is_nothing_sent_and_every_doubt_after_it_is_unclear(account: Account) -> None:
    sender = Telegram(pace=None)
    with pytest.raises(NothingSent):
        sender.send(replace(account, api_url=f"http://127.0.0.1:{free_port()}"), LETTER, deadline=5)
    release = threading.Event()

    def silent(connection: socket.socket) -> None:
        read_request(connection)
        release.wait(10)

    failing = response(json.dumps({"ok": False, "error_code": 502}).encode(), status="502 Bad Gateway")
    for talk in (silent, answering(failing), answering(b"HTTP/1.1 2")):
        with serving(talk) as base:
            try:
                with pytest.raises(Unclear) as caught:
                    sender.send(replace(account, api_url=base), LETTER, deadline=0.4)
            finally:
                release.set()
        assert TOKEN not in repr(caught.value)


# --------------------------------------------------------------------------- keys


def test_no_repeat_is_safe_and_nothing_can_be_looked_up(account: Account, fake: FakeTelegram) -> None:
    assert network.idempotency(DIALOG) is None
    assert network.find(account, LETTER, since=datetime.now(UTC), deadline=5) is None
    assert fake.asked == []
    assert len({network.new_key(DIALOG) for _ in range(100)}) == 100
    assert network.refuses_files(UNDER_POST, account) == ""
