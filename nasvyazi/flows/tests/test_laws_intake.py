"""Laws of what comes in (DESIGN §5, 2 and 3): whatever the order and the road, and whatever it looks like."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nasvyazi.domain.appeals.models import Decision, Note
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.inbox import selectors
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.flows import incoming
from nasvyazi.networks import base, memory, registry
from tests import factories
from tests.factories import MONDAY_NOON as NOON

from .conftest import Story, forgotten

pytestmark = pytest.mark.django_db
State = Event.State
law = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
SECOND = timedelta(seconds=1)
DIALOG = base.Place(kind=base.PlaceKind.DIALOG, id="501")
COMMENTS = base.Place(kind=base.PlaceKind.COMMENT, id="-1_1")


# --------------------------------------------------------------------------- invariant 2

Told = list[base.Seen]


@st.composite
def stories(draw: st.DrawFn) -> Told:
    """What happened, in the order it did: up to four messages of two residents and ours, changed, deleted, restored."""
    told: Told = []
    known: list[base.MessageSeen] = []
    deleted: set[int] = set()
    for step in range(draw(st.integers(1, 7))):
        at = NOON + step * 60 * SECOND
        what = draw(st.sampled_from(["new", "new", "edit", "delete", "restore", "answer"]))
        if what in ("new", "answer") or not known:
            known.append(_said(draw, step, at, ours=what == "answer" and bool(known), known=known))
            told.append(known[-1])
            continue
        which = draw(st.integers(0, len(known) - 1))
        one = known[which]
        if what == "edit" and which not in deleted and not one.outgoing:
            same_second = draw(st.booleans()) and one.change is base.Change.NEW
            moment = one.said_at if same_second else at
            known[which] = replace(
                one,
                text=f"{one.text} {step}",
                version_at=moment,
                change=base.Change.EDITED,
                attachments=draw(_PHOTOS),
            )
            told.append(known[which])
        elif what == "delete" and which not in deleted:
            deleted.add(which)
            told.append(base.MessageGone(place=one.place, external_id=one.external_id, at=at))
        elif what == "restore" and which in deleted:
            deleted.discard(which)
            told.append(replace(one, version_at=at, change=base.Change.RESTORED))
    return told


_PHOTOS = st.lists(st.integers(1, 3), unique=True, max_size=2).map(
    lambda ids: [factories.photo(one) for one in ids]
)


def _said(
    draw: st.DrawFn, step: int, at: datetime, *, ours: bool, known: list[base.MessageSeen]
) -> base.MessageSeen:
    place = draw(st.sampled_from([DIALOG, COMMENTS]))
    author = "501" if place is DIALOG else draw(st.sampled_from(["501", "502"]))
    answered = [one.external_id for one in known if one.place == place and not one.outgoing]
    return replace(
        factories.seen(
            draw(st.sampled_from(["", f"слова {step}"])) if not ours else f"ответ {step}",
            author="1" if ours else author,
            place=place,
            external_id=str(step + 1),
            at=at,
            outgoing=ours,
            attachments=draw(_PHOTOS) if not ours else (),
            reply_to=answered[-1] if ours and place is COMMENTS and answered else "",
        ),
        post_id=COMMENTS.id if place is COMMENTS else "",
    )


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[Told, list[tuple[int, str]]]:
    """A story, and how it is told: every event at least once, by either road or both, again and again, in any order."""
    told = draw(stories())
    once = [(number, draw(st.sampled_from(["webhook", "poll"]))) for number in range(len(told))]
    again = draw(
        st.lists(st.tuples(st.integers(0, len(told) - 1), st.sampled_from(["webhook", "poll"])), max_size=6)
    )
    return told, draw(st.permutations(once + again))


@settings(law, max_examples=25)
@given(given_=deliveries())
def test_the_same_story_told_in_any_order_by_any_road_any_number_of_times_is_one_story(
    story: Story, given_: tuple[Told, list[tuple[int, str]]]
) -> None:
    told, order = given_
    story.told = {number: [one] for number, one in enumerate(told)}
    expected = _outcome(story, [(number, "webhook") for number in range(len(told))])
    assert _outcome(story, order) == expected


def _outcome(story: Story, order: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """What the product knows after the events came in this order."""
    with forgotten():
        channel = factories.channel("story")
        for number, road in order:
            envelope = story.envelope(number, road=road)
            inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road(road), now=NOON)
            for event_id in selectors.due_event_ids(limit=100):
                assert incoming.take(event_id)
        assert set(Event.objects.values_list("state", flat=True)) <= {State.TAKEN}
        return _known(channel)


def _known(channel: Channel) -> dict[str, Any]:
    messages = Message.objects.filter(thread__channel=channel).select_related("decision__appeal", "resident")
    return {
        "messages": {one.external_id: _message(one) for one in messages},
        "appeals": sorted(
            _appeal(one) for one in {m.decision.appeal for m in messages if not m.outgoing} if one
        ),
        "answers": sorted(Note.objects.filter(text="answered_elsewhere").values_list("text", flat=True)),
        "threads": sorted(Thread.objects.values_list("kind", "external_id", "post__external_id")),
    }


def _message(one: Message) -> tuple[object, ...]:
    decision = Decision.objects.filter(message=one).first()
    return (
        one.text,
        one.sent_at,
        one.edited_at,
        one.deleted_at,
        one.outgoing,
        one.resident and one.resident.network_id,
        sorted(one.versions.values_list("at", "text")),
        sorted(one.attachments.values_list("identity", "removed")),
        decision and (decision.set_aside_reason, decision.appeal and decision.appeal.resident.network_id),
    )


def _appeal(appeal: Any) -> tuple[object, ...]:
    return (
        f"{appeal.resident.network_id} in {appeal.thread.external_id}: {appeal.state}, {appeal.excerpt!r}",
        f"{appeal.message_count} messages, {appeal.photo_count} photos",
        f"opened {appeal.opened_at:%H:%M}, last {appeal.last_message_at:%H:%M}",
        f"answered {appeal.first_answered_at}, first until {appeal.first_answer_due_at}",
        f"answer until {appeal.answer_due_at}, next {appeal.next_due_at}",
    )


# --------------------------------------------------------------------------- invariant 3

_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(law, max_examples=30)
@given(body=st.binary(max_size=200))
@example(b"")
@example(b"\x00")
@example(
    b'{"type": "message_new", "object": {"message": {"peer_id": 1, "from_id": 1, "text": "\\ud800\\u0000"}}}'
)
def test_whatever_bytes_were_kept_are_taken_unsupported_or_broken_and_can_be_seen(body: bytes) -> None:
    for network in ("vk", "memory"):
        _never_lost(network, base.Envelope(external_id="", type="anything", body=body))


def _never_lost(network: str, envelope: base.Envelope) -> None:
    with forgotten():
        channel = factories.channel(network)
        inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=NOON)
        event = Event.objects.get()
        assert incoming.take(event.pk)
        event.refresh_from_db()
        assert event.state in (State.TAKEN, State.UNSUPPORTED, State.BROKEN)
        assert bytes(event.body) == envelope.body
        if event.state == State.BROKEN:
            assert event.error
            assert list(selectors.broken()) == [event]


@settings(law, max_examples=8)
@given(
    error=st.sampled_from(
        [ValueError, KeyError, AttributeError, RecursionError, AssertionError, RuntimeError]
    )
)
def test_any_mistake_of_a_reader_breaks_one_event_which_is_taken_after_a_fix(
    story: Story, error: Callable[[str], Exception]
) -> None:
    with forgotten():
        channel = factories.channel("story")
        said = factories.seen("Прорвало трубу", at=NOON)
        story.told = {1: error("a mistake"), 2: [factories.seen("Другое", at=NOON)]}
        for number in (1, 2):
            inbox.keep_event(
                channel_id=channel.pk, envelope=story.envelope(number), road=Event.Road.POLL, now=NOON
            )
        assert all(incoming.take(one) for one in selectors.due_event_ids(limit=10)), (
            "one must not hold up the rest"
        )
        assert [message.text for message in Message.objects.all()] == ["Другое"]
        broken = selectors.broken().get()
        assert "a mistake" in broken.error
        story.told[1] = [said]
        inbox.replay_event(event=broken)
        assert incoming.take(broken.pk)
        assert Message.objects.filter(text="Прорвало трубу", decision__appeal__isnull=False).exists()


_VK_MESSAGE: dict[str, Any] = {
    "date": 1764000000, "from_id": 501, "id": 7, "peer_id": 501, "conversation_message_id": 7, "out": 0, "version": 1,
    "text": "Во дворе яма", "random_id": 0, "important": False, "fwd_messages": [], "is_hidden": False,
    "attachments": [
        {"type": "photo", "photo": {"id": 1, "owner_id": 501, "date": 1, "sizes": [
            {"type": "x", "url": "https://sun1.userapi.com/a.jpg", "width": 604, "height": 403}]}},
        {"type": "doc", "doc": {"id": 2, "owner_id": 501, "title": "план.pdf", "size": 100, "ext": "pdf"}},
    ],
    "geo": {"type": "point", "coordinates": {"latitude": 55.75, "longitude": 37.61}},
}  # fmt: skip
_VK_EVENTS = [
    {"type": "message_new", "object": {"message": _VK_MESSAGE, "client_info": {}}},
    {"type": "message_edit", "object": _VK_MESSAGE | {"update_time": 1764000100}},
    {"type": "wall_reply_new", "object": {
        "id": 3, "from_id": 501, "date": 1764000000, "text": "А у нас?", "post_id": 1, "post_owner_id": -1}},
    {"type": "wall_reply_delete", "object": {"owner_id": -1, "id": 3, "deleter_id": 501, "post_id": 1}},
    {"type": "wall_post_new", "object": {
        "id": 4, "from_id": 501, "owner_id": -1, "date": 1764000000, "text": "Сквер", "post_type": "suggest"}},
    {"type": "message_new", "object": {"message": _VK_MESSAGE | {
        "fwd_messages": [_VK_MESSAGE | {"fwd_messages": [_VK_MESSAGE]}], "reply_message": _VK_MESSAGE}}},
    {"type": "wall_repost", "object": {
        "id": 5, "from_id": 501, "owner_id": 501, "date": 1764000000, "text": "Яма", "copy_history": [
            {"id": 6, "owner_id": -1, "text": "Снег", "attachments": _VK_MESSAGE["attachments"]}]}},
    {"type": "photo_new", "object": _VK_MESSAGE["attachments"][0]["photo"] | {
        "owner_id": -1, "user_id": 501, "album_id": 3, "text": "Яма"}},
    {"type": "photo_comment_new", "object": {
        "id": 3, "from_id": 501, "date": 1764000000, "text": "А у нас?", "photo_id": 1, "photo_owner_id": -1}},
    {"type": "board_post_edit", "object": {
        "id": 3, "from_id": 501, "date": 1764000000, "text": "А у нас?", "topic_id": 1, "topic_owner_id": -1}},
    {"type": "user_block", "object": {
        "admin_id": 7, "user_id": 501, "unblock_date": 1864000000, "reason": 1, "comment": "Спам"}},
]  # fmt: skip


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [deep for key, inner in items for deep in _paths(inner, (*path, key))]


_EXTREMES = st.sampled_from([2**40, -(2**63), 2**31, -1, "я" * 3000, "\ud83d", "\0"])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real event with one or two places of it replaced by anything, or dropped."""
    event: Any = copy.deepcopy(draw(st.sampled_from(_VK_EVENTS)))
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(_paths(event["object"])))
        inner = event["object"]
        try:
            for key in path[:-1]:
                inner = inner[key]
            if draw(st.booleans()):
                inner[path[-1]] = draw(_junk | _EXTREMES)
            else:
                del inner[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    return json.dumps({"event_id": "a", "v": "5.199", "group_id": 1, **event}).encode()


@settings(law, max_examples=60)
@given(body=damaged())
def test_a_damaged_event_of_vk_is_still_taken_or_kept_in_sight(body: bytes) -> None:
    _never_lost("vk", base.Envelope(external_id="a", type="message_new", body=body))


@settings(law, max_examples=50)
@given(
    headers=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
    body=st.binary(max_size=100) | damaged(),
)
def test_a_hook_refuses_calls_it_nonsense_or_gives_an_envelope_that_can_be_stored(
    headers: dict[str, str], body: bytes
) -> None:
    with forgotten():
        for network in (registry.get("vk"), memory.with_key):
            channel = factories.channel(network.code)
            try:
                told = network.open_hook(channel.account, headers, body)
            except (base.HookRefused, base.HookMalformed):
                continue
            assert isinstance(told, base.Envelope)
            inbox.keep_event(channel_id=channel.pk, envelope=told, road=Event.Road.WEBHOOK, now=NOON)
