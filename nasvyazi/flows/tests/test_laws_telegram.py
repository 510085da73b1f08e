"""What Telegram tells, through its real reader: comments find their post and albums are one message, in any order."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.channels.models import Channel, Chat, Post, Thread
from nasvyazi.domain.inbox import selectors
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import incoming
from nasvyazi.networks.telegram import hook
from nasvyazi.networks.telegram.tests import build
from nasvyazi.networks.telegram.tests.build import CHANNEL, GROUP, Json
from nasvyazi.toolbox.clock import travelling
from tests import factories

from .conftest import forgotten

pytestmark = pytest.mark.django_db

POST = build.post(5)
FORWARD = build.forward(40, POST)
COMMENT = build.in_group(41, thread=40, reply=FORWARD, text="А у нас темно")
ANSWER = build.in_group(42, thread=40, reply=COMMENT, text="И у нас", date=build.DATE + 30)
ORPHAN = build.in_group(43, thread=40, text="Тоже", date=build.DATE + 60)
"""A comment whose parent was deleted: only its thread is known."""
TALK = build.in_group(60, text="Кто знает, когда включат воду?")
TALK_ANSWER = build.in_group(61, thread=60, reply=TALK, text="Вечером")
TALK_DEEPER = build.in_group(62, thread=60, reply=TALK_ANSWER, text="Спасибо")


def photo(name: str) -> list[Json]:
    return [{"file_id": f"id-{name}", "file_unique_id": name, "width": 800, "height": 600, "file_size": 1000}]


ALBUM = [
    build.private(number, media_group_id="777", photo=photo(f"p{number}"), **caption)
    for number, caption in ((70, {"caption": "Яма у дома 5"}), (71, {}), (72, {"caption": "и рядом"}))
]


def tell(channel: Channel, *updates: tuple[str, Json], road: Event.Road = Event.Road.WEBHOOK) -> None:
    """Each update is kept and taken, one after another, an hour after it was said."""
    for kind, told in updates:
        number = told["message_id"] * 10 + len(kind)
        indent = 1 if road is Event.Road.POLL else None
        body = json.dumps({"update_id": number, kind: told}, indent=indent).encode()
        envelope = hook.envelope(json.loads(body), body)
        with travelling(build.NOW):
            inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=road, now=build.NOW)
            for event_id in selectors.due_event_ids(limit=10):
                assert incoming.take(event_id)


def messages(*told: Json) -> list[tuple[str, Json]]:
    return [("channel_post" if one["chat"]["id"] == CHANNEL else "message", one) for one in told]


def known() -> dict[str, Any]:
    """What the product knows, whatever the order in which it heard of it."""
    told = Message.objects.select_related("thread__post", "decision").prefetch_related(
        "attachments", "versions"
    )
    return {
        "messages": sorted(
            (
                message.thread.kind,
                message.thread.external_id,
                message.thread.post.external_id if message.thread.post else "",
                message.album or message.external_id,
                message.text,
                message.outgoing,
                sorted((one.identity, one.removed) for one in message.attachments.all()),
                sorted((one.item, one.text) for one in message.versions.all()),
            )
            for message in told
        ),
        "appeals": sorted(Appeal.objects.values_list("excerpt", "message_count", "photo_count")),
        "posts": sorted(Post.objects.values_list("external_id", "text")),
        "events": set(Event.objects.values_list("state", flat=True)),
    }


THREE = {"post": POST, "forward": FORWARD, "comment": COMMENT}


@pytest.mark.parametrize("order", list(itertools.permutations(THREE)), ids=" ".join)
def test_a_comment_stands_under_its_post_in_every_order_of_arrival(order: Sequence[str]) -> None:
    tell(factories.channel("telegram"), *messages(*(THREE[name] for name in order)))
    thread = Thread.objects.get(external_id=f"{GROUP}_40")
    assert thread.post is not None
    assert (thread.post.external_id, thread.post.text) == (f"{CHANNEL}_5", "Убираем снег")
    assert [one.text for one in thread.messages.all()] == ["А у нас темно"]


@pytest.mark.parametrize(
    "heard",
    [[POST, COMMENT], [COMMENT], [ANSWER, COMMENT], [ORPHAN, ANSWER, COMMENT]],
    ids=["the post", "nothing", "a deeper comment", "a comment whose parent is gone"],
)
def test_a_comment_stands_under_its_post_though_the_forward_was_missed(heard: list[Json]) -> None:
    tell(factories.channel("telegram"), *messages(*heard))
    thread = Thread.objects.get(external_id=f"{GROUP}_40")
    assert thread.post is not None
    assert (thread.post.external_id, thread.post.text) == (f"{CHANNEL}_5", "Убираем снег")
    assert thread.messages.count() == len([one for one in heard if one is not POST])


def test_a_comment_of_an_unknown_post_is_heard_and_finds_it_when_the_forward_comes() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(ANSWER))
    assert Thread.objects.get(external_id=f"{GROUP}_40").post is None
    assert Appeal.objects.get().excerpt == "И у нас"
    tell(channel, *messages(FORWARD))
    assert Thread.objects.get(external_id=f"{GROUP}_40").post is not None


def test_an_older_wording_of_a_post_does_not_come_back() -> None:
    edited = {**POST, "text": "Снег убран", "edit_date": build.DATE + 600}
    channel = factories.channel("telegram")
    tell(channel, ("edited_channel_post", edited), *messages(COMMENT, FORWARD, POST))
    assert Post.objects.get().text == "Снег убран"


def test_the_talk_of_a_group_is_one_conversation_with_its_branches() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(TALK, TALK_ANSWER, TALK_DEEPER))
    thread = Thread.objects.get(kind="chat")
    assert [one.external_id for one in thread.messages.order_by("pk")] == ["60", "61", "62"]
    assert Appeal.objects.get().message_count == 3
    tell(channel, *messages(TALK_DEEPER), road=Event.Road.POLL)
    assert Message.objects.count() == 3, "the same branch again is the same message"


def test_what_stood_in_a_branch_stays_there_when_its_beginning_is_heard_of_later() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(TALK_DEEPER, TALK))
    tell(channel, ("edited_message", {**TALK_DEEPER, "text": "Спасибо!", "edit_date": build.DATE + 60}))
    assert Message.objects.filter(external_id="62").count() == 1
    assert Message.objects.get(external_id="62").text == "Спасибо!"


def test_an_album_is_one_message_with_the_words_and_photos_of_every_piece() -> None:
    tell(factories.channel("telegram"), *messages(*ALBUM))
    message = Message.objects.get()
    assert message.text == "Яма у дома 5\n\nи рядом"
    assert [one.identity for one in selectors.attachments_in_order()] == [
        "photo:p70",
        "photo:p71",
        "photo:p72",
    ]
    appeal = Appeal.objects.get()
    assert (appeal.message_count, appeal.photo_count, appeal.excerpt) == (1, 3, "Яма у дома 5 и рядом")
    assert not Note.objects.filter(text="message_changed").exists(), "it grew, nobody changed it"


def test_a_piece_of_an_album_that_is_changed_changes_the_message_and_takes_nothing_else_away() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(*ALBUM))
    edited = {**ALBUM[0], "caption": "Яма у дома 7", "edit_date": build.DATE + 60}
    tell(channel, ("edited_message", edited))
    message = Message.objects.get()
    assert message.text == "Яма у дома 7\n\nи рядом"
    assert message.attachments.filter(removed=False).count() == 3
    assert Note.objects.filter(text="message_changed").exists()
    assert message.edited_at is not None


def test_a_message_that_turns_out_to_be_a_piece_of_an_album_stays_what_it_is() -> None:
    alone = {name: value for name, value in ALBUM[0].items() if name != "media_group_id"}
    channel = factories.channel("telegram")
    tell(channel, ("message", alone), ("edited_message", ALBUM[0] | {"edit_date": build.DATE + 5}))
    tell(channel, *messages(*ALBUM[1:]))
    assert not selectors.broken().exists()
    assert {said.text for said in Message.objects.all()} == {"Яма у дома 5", "и рядом"}


def test_an_answer_to_any_piece_of_an_album_answers_its_appeal() -> None:
    channel = factories.channel("telegram")
    pieces = [
        build.in_group(number, thread=40, reply=FORWARD, media_group_id="9", photo=photo(f"g{number}"))
        for number in (50, 51)
    ]
    later = build.DATE + 300
    answer = build.in_group(
        52, thread=40, reply=pieces[1], text="Увидели", date=later, **{"from": build.ANONYMOUS}
    )
    tell(channel, *messages(FORWARD, *pieces, answer | {"sender_chat": build.GROUP_CHAT}))
    assert Appeal.objects.get().first_answered_at is not None


def test_the_channel_that_answers_as_itself_is_no_resident() -> None:
    channel = factories.channel("telegram")
    answer = build.in_group(
        44, thread=40, reply=COMMENT, text="Включим завтра", date=build.DATE + 300, sender_chat=build.CHANNEL_CHAT,
        **{"from": build.CHANNEL_BOT},
    )  # fmt: skip
    tell(channel, *messages(POST, FORWARD, COMMENT, answer))
    assert Chat.objects.get(network_id=str(GROUP)).voice == str(CHANNEL)
    assert Message.objects.get(external_id="44").outgoing
    assert Appeal.objects.get().first_answered_at is not None


def test_numbers_that_telegram_gives_out_again_after_a_quiet_week_are_other_events() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(build.private(10, text="Первое")))
    week = {"date": build.DATE + int(timedelta(days=9).total_seconds())}
    body = json.dumps({"update_id": 107, "message": build.private(11, text="Второе", **week)}).encode()
    assert Event.objects.get().external_id == "107"
    inbox.keep_event(
        channel_id=channel.pk,
        envelope=hook.envelope(json.loads(body), body),
        road=Event.Road.WEBHOOK,
        now=build.NOW,
    )
    assert Event.objects.count() == 2


TOLD: list[tuple[str, Json]] = [
    *messages(POST, FORWARD, COMMENT, ANSWER, ORPHAN, *ALBUM, TALK),
    ("edited_message", {**COMMENT, "text": "А у нас на Минской темно", "edit_date": build.DATE + 120}),
    ("edited_message", {**ALBUM[1], "caption": "вид сбоку", "edit_date": build.DATE + 130}),
    *messages(build.private(80, text="Спасибо", date=build.DATE + 200)),
]


@pytest.fixture
def as_it_happened() -> dict[str, Any]:
    """What is known when everything is told once, in order."""
    told = _story([(number, Event.Road.WEBHOOK) for number in range(len(TOLD))])
    assert told["events"] == {Event.State.TAKEN}
    return told


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=14,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations(range(len(TOLD))),
    again=st.lists(st.integers(0, len(TOLD) - 1), max_size=4),
    roads=st.lists(st.sampled_from(list(Event.Road)), min_size=len(TOLD) + 4, max_size=len(TOLD) + 4),
)
def test_whatever_the_order_the_road_and_the_repetition_it_is_one_story(
    as_it_happened: dict[str, Any], order: Sequence[int], again: Iterable[int], roads: Sequence[Event.Road]
) -> None:
    assert _story(list(zip([*order, *again], roads, strict=False))) == as_it_happened


def _story(order: Sequence[tuple[int, Event.Road]]) -> dict[str, Any]:
    with forgotten():
        channel = factories.channel("telegram")
        for number, road in order:
            tell(channel, TOLD[number], road=road)
        return known()


def test_the_talk_of_a_group_says_which_group_it_is_also_when_it_is_renamed() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(TALK))
    assert Thread.objects.get(kind="chat").title == "Обсуждение"
    renamed = {**build.GROUP_CHAT, "title": "Двор Минской"}
    tell(channel, *messages({**build.in_group(63, text="Ау"), "chat": renamed}))
    assert Thread.objects.get(kind="chat").title == "Двор Минской"


LATER = {"date": build.DATE + 300}


def answered(appeal: Appeal, *, at: datetime) -> None:
    """An operator's answer is written and has arrived at a moment."""
    letter = factories.answer(appeal, factories.user(), now=at, window=None)
    letter.parts.update(state="sent", sent_at=at, external_id="900")
    appeals.answer_delivered(part=letter.parts.get(), now=at)


def test_words_under_a_piece_that_came_after_the_answer_ask_again() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(ALBUM[1]))
    appeal = Appeal.objects.get()
    answered(appeal, at=build.NOW + timedelta(minutes=1))
    appeal.refresh_from_db()
    assert appeal.answer_due_at is None
    tell(channel, *messages(ALBUM[0]))
    appeal.refresh_from_db()
    assert appeal.answer_due_at is not None
    assert Note.objects.filter(text="message_changed").exists()


def test_a_piece_of_what_was_closed_opens_it_again() -> None:
    channel = factories.channel("telegram")
    tell(channel, *messages(ALBUM[1]))
    appeal = Appeal.objects.get()
    appeals.dismiss(appeal_id=appeal.pk, reason="пустое фото", by=factories.user(), now=build.NOW)
    tell(channel, *messages(ALBUM[0]))
    appeal.refresh_from_db()
    assert appeal.state == "reopened"


def test_an_edit_that_changes_nothing_is_no_change_and_no_clock_runs_for_it() -> None:
    channel = factories.channel("telegram")
    point = {"latitude": 55.75, "longitude": 37.61, "live_period": 900}
    moving = build.private(90, location=point)
    tell(channel, *messages(moving))
    answered(Appeal.objects.get(), at=build.NOW + timedelta(minutes=1))
    for step in range(1, 4):
        there = {**point, "latitude": 55.75 + step / 1000}
        tell(channel, ("edited_message", {**moving, "location": there, "edit_date": build.DATE + step}))
    message = Message.objects.get()
    assert (message.versions.count(), message.edited_at) == (1, None)
    assert Appeal.objects.get().answer_due_at is None


def test_the_same_words_to_somebody_else_confirm_no_answer_in_doubt() -> None:
    channel = factories.channel("telegram")
    other = build.in_group(
        45, thread=40, reply=FORWARD, text="И лавочку", **{"from": {"id": 9, "first_name": "Игорь"}}
    )
    tell(channel, *messages(FORWARD, COMMENT, other))
    first, second = Appeal.objects.order_by("pk")
    letter = factories.answer(first, factories.user(), "Передали в службу.", window=None)
    Letter.objects.filter(pk=letter.pk).update(reply_to="41")
    letter.parts.update(state="unconfirmed", error_code="timeout")
    answer = build.in_group(
        46, thread=40, reply=other, text="Передали в службу.", sender_chat=build.GROUP_CHAT, **LATER,
        **{"from": build.ANONYMOUS},
    )  # fmt: skip
    tell(channel, *messages(answer))
    assert letter.parts.get().state == "unconfirmed"
    second.refresh_from_db()
    assert second.first_answered_at is not None
