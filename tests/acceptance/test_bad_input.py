"""Bad input over the real protocol: nothing that a resident said is lost, and whoever has to mend something is told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests.acceptance import life
from tests.product import Product
from tests.sandbox import Sandbox

pytestmark = pytest.mark.acceptance
STRANGE = {
    "right to left": "\u202eשלום עולם\u202c مرحبا",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈 🇷🇺 \U0001f573\ufe0f",
    "long": "я" * 100_000,
    "letters of every plane": "𝔘𝔫𝔦 \ufeff\u200b\u0301\uffff",
    "markup": "<script>alert(1)</script>&amp;'\"; DROP TABLE inbox_message; --",
    "lines": "одна\r\nдве\rтри\u2028четыре\x0b\x1b[31m",
}
DAMAGED = {"nul": ("до\0после", "допосле"), "half a pair": ("до\ud83dпосле", "до\ufffdпосле")}


def told(channel: Channel, number: int, **message: Any) -> bytes:
    said = {"from_id": number, "peer_id": number, "conversation_message_id": 1, "id": number,
            "date": int(now().timestamp()), "text": "Яма", "out": 0} | message  # fmt: skip
    event = {"type": "message_new", "group_id": int(channel.network_id), "secret": channel.secrets["secret"],
             "event_id": f"b{number}", "object": {"message": said}}  # fmt: skip
    return json.dumps(event).encode()


def test_words_of_every_kind_are_kept_as_said_and_told_as_valid_json(
    product: Product, sandbox: Sandbox
) -> None:
    _, channel = life.connected(product, sandbox)
    texts = [*((text, text) for text in STRANGE.values()), *DAMAGED.values()]
    for number, (text, _) in enumerate(texts, start=700_001):
        assert product.post(channel, told(channel, number, text=text)).content == b"ok"
    life.until_taken(channel)
    rows = life.export(product, channel)
    assert sorted(row["text"] for row in rows) == sorted(kept for _, kept in texts)
    assert {row["decision"] for row in rows} == {"attached"}
    for row in rows:
        row["text"].encode()


def test_an_answer_with_words_of_every_kind_arrives_as_written(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    marina = sandbox.resident()
    sandbox.write(community, marina, "Вопрос")
    text = " · ".join(
        words for name, words in STRANGE.items() if name in ("emoji", "right to left", "markup")
    )
    letter = life.answer(life.appeal_of(life.heard(channel, "Вопрос")), text)
    life.until_parts(letter, "sent")
    life.until_heard(product, sandbox, community, channel)
    assert [one.text for one in sandbox.answers(community, marina)] == [text]
    assert not Message.objects.filter(thread__channel=channel, outgoing=True).exists()


@pytest.mark.parametrize("date", [2**33, 2**62, -1, 0, "завтра", None, 1.5e300])
def test_a_date_that_cannot_be_is_the_moment_of_receiving(
    product: Product, sandbox: Sandbox, date: Any
) -> None:
    _, channel = life.connected(product, sandbox)
    before = now()
    assert product.post(channel, told(channel, 710_001, date=date)).content == b"ok"
    message = life.heard(channel, "Яма")
    assert before <= message.sent_at <= message.received_at


def test_what_is_not_understood_is_kept_listed_and_taken_again_on_request(
    product: Product, sandbox: Sandbox
) -> None:
    _, channel = life.connected(product, sandbox)
    form = {"type": "lead_forms_new", "group_id": int(channel.network_id), "secret": channel.secrets["secret"],
            "event_id": "p1", "object": {"form_id": 1}}  # fmt: skip
    assert product.post(channel, json.dumps(form).encode()).content == b"ok"
    nobody = told(channel, 0, from_id=None, peer_id=None)
    assert product.post(channel, nobody).content == b"ok"
    assert product.post(channel, told(channel, 720_001, text="После него")).content == b"ok"
    life.heard(channel, "После него")
    life.until_taken(channel)
    printed = product.command("events", "list", "--channel", str(channel.pk), "--json")
    kept = {row["state"]: row for row in map(json.loads, printed.splitlines())}
    assert set(kept) == {"unsupported", "broken", "taken"}
    assert kept["unsupported"]["type"] == "lead_forms_new"
    broken = kept["broken"]
    assert broken["error"]
    assert json.loads(broken["body"])["object"]["message"]["text"] == "Яма", "the words can be read"
    printed = product.command("attention", "--json")
    (line,) = [line for line in map(json.loads, printed.splitlines()) if line["kind"] == "events_broken"]
    assert broken["id"] in [item["id"] for item in line["items"]]
    product.command("events", "replay", str(broken["id"]))
    life.until(lambda: Event.objects.get(pk=broken["id"]).attempts == 2, "the second try")


def test_a_revoked_token_puts_a_polled_channel_on_the_ledger(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox, road="poll")
    Channel.objects.filter(pk=channel.pk).update(created_at=now() - timedelta(hours=1))
    sandbox.fault("error", community=community, method="groups.getLongPollServer", code=5)
    sandbox.fault("longpoll_failed", community=community, code=3, times=1)
    sandbox.write(community, sandbox.resident(), "Слышно?")
    life.until(lambda: Channel.objects.get(pk=channel.pk).trouble_code == "vk:5", "the trouble to be noted")
    (item,) = [one for one in life.ledger("channels_in_trouble") if one.id == channel.pk]
    assert item.code == "vk:5"


def test_news_that_come_do_not_hide_that_answers_cannot_leave(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox, road="poll")
    marina = sandbox.resident()
    sandbox.write(community, marina, "Вопрос")
    message = life.heard(channel, "Вопрос")
    sandbox.fault("error", community=community, method="messages.send", code=27)
    life.until_parts(life.answer(life.appeal_of(message), "Ответ"), "failed")
    sandbox.write(community, marina, "Где ответ?")
    life.heard(channel, "Где ответ?")
    assert Channel.objects.get(pk=channel.pk).trouble_code == "vk:27"


def test_history_that_the_network_has_forgotten_does_not_stop_the_listener(
    product: Product, sandbox: Sandbox
) -> None:
    community, channel = life.connected(product, sandbox, road="poll")
    marina = sandbox.resident()
    for code in (1, 2, 3):
        sandbox.fault("longpoll_failed", community=community, code=code, times=1)
        life.until(lambda: not _faults_of(sandbox, community.id), "the fault to be met")
        moment = now()
        life.until(
            lambda moment=moment: Channel.objects.filter(pk=channel.pk, polled_at__gt=moment).exists(),
            "a poll",
        )
        sandbox.write(community, marina, f"После ошибки {code}")
        life.heard(channel, f"После ошибки {code}")


def _faults_of(sandbox: Sandbox, community: int) -> list[Any]:
    return [one for one in sandbox.control("GET", "/vk/faults") if one["community"] == community]


def test_one_event_told_by_both_roads_is_one_message(product: Product, sandbox: Sandbox) -> None:
    community, channel = life.connected(product, sandbox)
    post, marina = sandbox.post(community), sandbox.resident()
    said = sandbox.comment(community, post, marina, "Было")
    sandbox.edit_comment(community, said, "Стало")
    life.until_heard(product, sandbox, community, channel)
    for event in Event.objects.filter(channel=channel).order_by("-pk"):
        body = json.loads(bytes(event.body)) | {"secret": ""}
        envelope = base.Envelope(
            external_id=event.external_id, type=event.type, body=json.dumps(body).encode()
        )
        inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.POLL, now=now())
    life.until_taken(channel)
    (row,) = life.export(product, channel)
    assert (row["text"], row["versions"]) == ("Стало", 2)
    assert not LetterPart.objects.filter(letter__thread__channel=channel).exists()
